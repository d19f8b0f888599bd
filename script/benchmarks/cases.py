"""script/bench cases [--many 100000] [--sqlite] [--json FILE]: the lists of cases, their filters and the search by phone, with 1,000 cases and with many.

One in five is not done yet, of these one in twenty waits for an officer. Of the first thousand a third lies in one county and a third in one
village, so that every list fills its pages from the start. Statements are at most eight, the CPU time of web and database together may
grow by half (the time on the clock is shown too, but a shared machine makes it swing): no list counts its rows, and each reads an index
of what it shows.
"""

import argparse
import json
import random
import sys
from datetime import timedelta
from pathlib import Path
from statistics import median

import pages
import stage

FEW, REQUESTS, CLIENTS, BATCH = 1000, 40, 4, 2000
TARGET, STATEMENTS = 1.5, 8
PHONE, ID = "139{:08d}".format, "3505031990{:08d}".format
REACHES = {"city": "350500000000", "county": "350503000000", "village": "350503001001"}


DESK = (("desk", ""), ("desk: waiting", "?list=waiting"), ("desk: open", "?list=open"))


def people():
    """Return {reach: a mediator with this reach, whose ID number is known, so that it is asked whether she is a party}."""
    from accounts.models import Area, Post, User
    from accounts.roles import Role
    from mediation.models import Mediator
    from mediation.prints import id_print

    found = {}
    for number, (reach, code) in enumerate(REACHES.items()):
        area = Area.objects.filter(pk=code).first() or Area.objects.filter(pk__startswith=code[:6], level=Area.Level.VILLAGE).first()
        found[reach] = User.objects.create_user(f"+861370000000{number}", name="调解员", phone_verified=True)
        Post.objects.create(user=found[reach], role=Role.MEDIATOR, area=area)
        Mediator.objects.create(user=found[reach], area=area, id_print=id_print(ID(10**6 + number)))
    return found


def officers():
    """Return {reach: who gives out the cases of this reach}."""
    from accounts.models import Area, Post, User
    from accounts.roles import Role

    found = {}
    for number, (reach, role) in enumerate({"city": Role.CITY_OFFICER, "county": Role.COUNTY_OFFICER}.items()):
        found[reach] = User.objects.create_user(f"+861360000000{number}", name="主任", phone_verified=True)
        Post.objects.create(user=found[reach], role=role, area=Area.objects.get(pk=REACHES[reach]))
    return found


def fill(until, mediator):
    """Lay cases until there are `until` of them: two parties each, one in five not done, with something due."""
    from django.utils import timezone

    from accounts.models import Area
    from mediation.models import Case, Clock, Deadline, Kind, Party
    from mediation.prints import id_print, phone_print

    chance = random.Random(156)  # noqa: S311  the same cases each time
    villages = list(Area.objects.filter(level=Area.Level.VILLAGE).values_list("pk", flat=True))
    here = [code for code in villages if code.startswith(REACHES["county"][:6])], [REACHES["village"]], villages
    clock, now, today = Clock.objects.get(what="conclude"), timezone.now(), timezone.localdate()
    for first in range(Case.objects.count(), until, BATCH):
        numbers = range(first, min(first + BATCH, until))
        made = []
        for number in numbers:
            is_open, at_the_desk, kind = number % 5 == 0, number % 100 == 0, chance.choice(Kind.values)
            made.append(
                Case(
                    number=f"{number:06d}-AAAAAA",
                    area_id=chance.choice(here[number // 5 % 3] if number < FEW else villages),
                    kind=kind, violent=kind == Kind.VIOLENCE, risk=chance.choice((1, 1, 1, 2, 2, 3)), narrative="两口子吵架。",
                    status="accepted" if is_open else "filed", mediator=mediator, accepted_at=now, created_at=now - timedelta(minutes=number),
                    closed_at=None if is_open else now, outcome="" if is_open else "kept",
                    due_on=today + timedelta(days=chance.randrange(-20, 40)) if is_open else None,
                    desk_at=now if at_the_desk else None, desk_why="unsolved" if at_the_desk else "",
                )
            )  # fmt: skip
        Case.objects.bulk_create(made)
        sides = [(number, case, side) for number, case in zip(numbers, made, strict=True) for side in ("applicant", "respondent")]
        parties = []
        for number, case, side in sides:
            hers = side == "applicant"
            prints = {"phone_print": phone_print(PHONE(number)) if hers else "", "id_print": id_print(ID(number)) if hers else ""}
            parties.append(Party(case=case, side=side, name="王女士", **prints))
        Party.objects.bulk_create(parties, batch_size=BATCH)
        Deadline.objects.bulk_create([Deadline(case=case, what="conclude", clock=clock, due_on=case.due_on) for case in made if case.due_on])
    stage.settle()


def listed(users, bosses):
    """Return (name, path, what is posted or None, cookies) of what is measured."""
    rows = []
    for reach, user in users.items():
        cookies = pages.keeper_cookies(user)
        for name, query in (
            ("list", ""), ("third page", "?page=3"), ("red", "?risk=3"), ("kind", "?kind=support"), ("late", "?list=late"), ("done", "?list=done"),
        ):  # fmt: skip
            rows.append((f"{reach}: {name}", f"/mediation/{query}", None, cookies))
        rows.append((f"{reach}: phone", "/mediation/search/", {"number": PHONE(500)}, cookies))
    rows += [(f"{reach}: {name}", f"/mediation/desk/{query}", None, pages.keeper_cookies(user)) for reach, user in bosses.items() for name, query in DESK]
    return rows


def statements(path, data, cookies):
    """Return how many statements it takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    ask = (lambda: client.post(path, data)) if data else (lambda: client.get(path))
    ask()
    with CaptureQueriesContext(connection) as seen:
        answer = ask()
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return len(seen.captured_queries)


def run(the_stage, rows, rounds):
    """Return {name: (p50 in ms, CPU ms of one request, statements)}; the first round only warms up."""
    counts = {name: statements(path, data, cookies) for name, path, data, cookies in rows}
    seen = {name: [] for name, *_ in rows}
    for number in range(rounds + 1):
        for name, path, data, cookies in rows:
            deed = _deed(path, data, cookies)
            crowd = stage.crowd(the_stage, [deed] * REQUESTS, clients=CLIENTS)
            wrong = {answer.status for answer in crowd.answers} - {200}
            if wrong:
                raise SystemExit(f"{name} answered {wrong}")
            if number:
                seen[name].append((crowd.p50, 1000 * crowd.cpu / REQUESTS))
    return {name: (median(p50 for p50, _ in found), median(cpu for _, cpu in found), counts[name]) for name, found in seen.items()}


def _deed(path, data, cookies):
    if data:
        return lambda browser: browser.become(cookies).post(path, data)
    return pages.ask(path, cookies)


def main():
    parser = argparse.ArgumentParser(prog="script/bench cases", description=__doc__.splitlines()[0])
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with stage.set_up("sqlite" if options.sqlite else "postgres") as the_stage:
        from django.core.management import call_command

        call_command("loadareas", str(stage.ROOT / "data" / "quanzhou-divisions.csv"), verbosity=0)
        users = people()
        fill(FEW, users["city"])
        rows = listed(users, officers())
        the_stage.start()
        few = run(the_stage, rows, options.rounds)
        stage.say(f"measured {FEW} cases; laying {options.many}")
        fill(options.many, users["city"])
        many = run(the_stage, rows, options.rounds)
    figures = [
        {"page": name, "p50_ms": few[name][0], "p50_ms_many": many[name][0], "cpu_ms": round(few[name][1], 1), "cpu_ms_many": round(many[name][1], 1),
         "ratio": round(many[name][1] / few[name][1], 2), "statements": few[name][2], "statements_many": many[name][2]} for name, *_ in rows
    ]  # fmt: skip
    result = {
        "cases": [FEW, options.many], "pages": figures, "machine": stage.machine(),
        "missed": [row["page"] for row in figures if row["ratio"] > TARGET or max(row["statements"], row["statements_many"]) > STATEMENTS],
    }  # fmt: skip
    words = json.dumps(result, indent=2, ensure_ascii=False)
    if options.json:
        options.json.write_text(words + "\n")
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    main()
