# ruff: noqa: S101, SIM115, T201
# python3 recompute.py draw.json          (the file draw.json is on the page of the draw)
import hashlib
import json
import sys


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def seat(numbers, places):
    for number in numbers:
        if people[number] <= places:
            places -= people[number]
            yield number


draw = json.load(open(sys.argv[1], encoding="utf-8"))
assert sha(draw["secret"]) == draw["secret_hash"], "NOT the secret whose fingerprint was published"
assert sha("\n".join(draw["list"])) == draw["list_hash"], "NOT the list whose fingerprint was published"
seed = sha(draw["secret"] + "|" + draw["lottery_number"])
marks = {line[:3]: line[4:].split() for line in draw["list"]}  # "028", "028 x2": two children, "028 k": drawn apart
people = {number: max([int(mark[1:]) for mark in marks[number] if mark[0] == "x"], default=1) for number in marks}
kept = list(seat(sorted((n for n in marks if "k" in marks[n]), key=lambda n: sha(seed + "k" + n)), draw["kept_places"]))
rest = sorted(set(marks) - set(kept), key=lambda n: sha(seed + n))
won = list(seat(rest, draw["places"] - sum(people[n] for n in kept)))
print("the same" if draw["result"] == {"kept": kept, "won": won, "waiting": [n for n in rest if n not in won]} else "NOT the same")
