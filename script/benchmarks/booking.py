"""script/bench booking [--sqlite] [--rounds N] [--json FILE]: 32 people book over HTTP, beside the bare limits, interleaved.

Hot: one session of 500 places, 600 attempts. Spread: 1,000 sessions, one attempt each. Each round runs, one after another: the same
two statements through the bare driver (8 processes), the smallest booking view that Django can do, and the portal's own booking.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

import stage

PLACES, ATTEMPTS, SPREAD, WHOLE = 500, 600, 1000, 128


def seed():
    """Make the place, the people and a hand that deals out fresh sessions."""
    from accounts.models import Area, FamilyMember, User
    from positions.models import Center, Service, Site

    area = Area.objects.create(code="350502001001", name="金山社区居委会", level=5)
    center = Center.objects.create(area=area, name="金山邻里中心", address="金山街 1 号")
    site = Site.objects.create(center=center, kind=Site.Kind.WOMEN)
    service = Service.objects.create(site=site, title="广场舞", summary="一起跳舞。", theme="dance", opens_days_before=60)
    User.objects.bulk_create(User(phone=f"+86139{n:08d}", name=f"居民{n}", phone_verified=True) for n in range(SPREAD))
    people = list(User.objects.order_by("pk"))
    FamilyMember.objects.bulk_create(FamilyMember(guardian=user, name=user.name, relation="self") for user in people)
    attendees = dict(FamilyMember.objects.values_list("guardian_id", "pk"))
    return service, [(user, attendees[user.pk]) for user in people]


def sessions(service, count, capacity, clock):
    """Return the primary keys of `count` fresh published sessions, each at a time of its own (nobody is in two places)."""
    from django.utils import timezone

    from positions.models import Session

    made = []
    start = timezone.now() + timedelta(hours=3)
    for _ in range(count):
        at = start + timedelta(minutes=next(clock))
        row = Session(service=service, starts_at=at, ends_at=at + timedelta(minutes=1), capacity=capacity, status=Session.Status.PUBLISHED)
        row.follow()
        made.append(row)
    before = Session.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Session.objects.bulk_create(made)
    return list(Session.objects.filter(pk__gt=before).order_by("pk").values_list("pk", flat=True))


def portal_deed(cookies, session, attendee):
    return lambda browser: browser.become(cookies).post(f"/sessions/{session}/book/", {"attendee": attendee, "key": uuid4().hex})


def smallest_deed(cookies, session, attendee):
    return lambda browser: browser.become(cookies).post(f"/bench/book/{session}/", {"attendee": attendee})


def whole_deed(cookies, session, attendee):
    return lambda browser: book_whole(browser.become(cookies), session, attendee)


def book_whole(browser, session, attendee):
    """From the session's page to the ticket, as a browser does it. Returns (the ticket's answer, requests)."""
    browser.get(f"/sessions/{session}/")
    form = browser.get(f"/sessions/{session}/book/").body
    key = re.search(rb'name="key"[^>]*value="([^"]+)"', _plain(form)).group(1).decode()
    sent = browser.post(f"/sessions/{session}/book/", {"attendee": attendee, "key": key})
    return browser.get(sent.location), 4


def _plain(body):
    import gzip

    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def bare(rows):
    fed = "\n".join(f"{session} {attendee} {booker}" for session, attendee, booker in rows)
    out = subprocess.run(
        [sys.executable, Path(__file__).with_name("bare.py"), os.environ["DATABASE_URL"]], input=fed, text=True, stdout=subprocess.PIPE, check=True
    )
    told = json.loads(out.stdout)
    return told["sold"] / told["seconds"]


def count_statements(user, session, attendee):
    """Return (of the POST, of the whole way), counted in this process with BEGIN and COMMIT, by the same views."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(f"/sessions/{session}/")  # warm: templates, content types
    counts = []

    def counted(ask):
        # Counted at once and never nested: the next request of the client empties the log of an inner capture.
        with CaptureQueriesContext(connection) as seen:
            answer = ask()
        counts.append(len(seen.captured_queries))
        return answer

    counted(lambda: client.get(f"/sessions/{session}/"))
    counted(lambda: client.get(f"/sessions/{session}/book/"))
    sent = counted(lambda: client.post(f"/sessions/{session}/book/", {"attendee": attendee, "key": uuid4().hex}))
    ticket = counted(lambda: client.get(sent.headers["Location"]))
    if ticket.status_code != 200:
        raise SystemExit(f"the whole way ended in {ticket.status_code}")
    return counts[2], sum(counts)


def judge(run, session_pks):
    """Compare what the clients were told with the rows. Returns {sold, oversold, lost, errors}."""
    from positions.models import Booking, Session

    codes = [answer.location.strip("/").split("/")[-1] for answer in run.answers if answer.status == 302 and "/bookings/" in answer.location]
    held = set(Booking.objects.holding().filter(session__in=session_pks).values_list("code", flat=True))
    over = sum(max(0, s.bookings.holding().count() - s.capacity) for s in Session.objects.filter(pk__in=session_pks[:1]))
    wrong = Session.objects.filter(pk__in=session_pks).exclude(status="cancelled")
    drift = sum(abs(s.booked - n) for s, n in ((s, Booking.objects.holding().filter(session=s).count()) for s in wrong[:50]))
    return {
        "sold": len(codes), "oversold": over, "lost": sum(code not in held for code in codes) + drift,
        "errors": sum(answer.status >= 500 or answer.status in (400, 403, 404, 429) for answer in run.answers),
    }  # fmt: skip


def measure(the_stage, rounds):
    from itertools import count

    service, people = seed()
    cookies = stage.sign_in([user for user, _ in people])
    the_stage.start()
    clock = count(0, 1)
    rates = {kind: {"bare": [], "smallest": [], "portal": []} for kind in ("hot", "spread")}
    seen = {"hot": [], "spread": []}
    for number in range(rounds + 1):  # round 0 warms up and is not counted
        for kind in ("hot", "spread"):
            plans = {}
            for who in ("bare", "smallest", "portal"):
                pks = sessions(service, 1, PLACES, clock) if kind == "hot" else sessions(service, SPREAD, 1, clock)
                crew = people[:ATTEMPTS] if kind == "hot" else people
                plans[who] = pks, [(pks[0] if kind == "hot" else pks[n], attendee, user.pk) for n, (user, attendee) in enumerate(crew)]
            floor = bare(plans["bare"][1])
            result = {"bare": floor}
            for who, deed in (("smallest", smallest_deed), ("portal", portal_deed)):
                pks, rows = plans[who]
                run = stage.crowd(the_stage, [deed(cookies[booker], session, attendee) for session, attendee, booker in rows])
                sold = judge(run, pks)
                result[who] = sold["sold"] / run.seconds
                if who == "portal" and number:
                    seen[kind].append((run, sold))
            stage.say(f"round {number} {kind}: " + ", ".join(f"{who} {rate:.0f}/s" for who, rate in result.items()))
            if number:
                for who, rate in result.items():
                    rates[kind][who].append(rate)
    pks = sessions(service, 2 * WHOLE + 2, 5, clock)
    deeds = [whole_deed(cookies[people[n][0].pk], pk, people[n][1]) for n, pk in enumerate(pks[: 2 * WHOLE])]
    stage.settle()
    stage.crowd(the_stage, deeds[WHOLE:], clients=8)  # warms up: each process reads its templates once
    whole = stage.crowd(the_stage, deeds[:WHOLE], clients=8)
    if any(ticket.status != 200 for ticket, _ in whole.answers):
        raise SystemExit(f"a whole booking did not end at a ticket: { {ticket.status for ticket, _ in whole.answers} }")
    post, way = count_statements(people[-1][0], pks[-1], people[-1][1])
    return report(rates, seen, whole, post, way, the_stage.worker_mb())


def report(rates, seen, whole, post, way, worker_mb):
    figures = {}
    for kind in ("hot", "spread"):
        runs = seen[kind]
        totals = {word: [told[word] for _, told in runs] for word in ("sold", "oversold", "lost", "errors")}
        figures[kind] = {
            "sold": totals["sold"][0] if len(set(totals["sold"])) == 1 else totals["sold"],
            "oversold": sum(totals["oversold"]), "lost": sum(totals["lost"]), "errors": sum(totals["errors"]),
            "per_s": round(median(rates[kind]["portal"]), 1),
            "p50_ms": median(run.p50 for run, _ in runs), "p95_ms": median(run.p95 for run, _ in runs),
            "smallest_per_s": round(median(rates[kind]["smallest"]), 1), "bare_per_s": round(median(rates[kind]["bare"]), 1),
        }  # fmt: skip

    def ratio(kind, floor):
        return round(median(a / b for a, b in zip(rates[kind]["portal"], rates[kind][floor], strict=True)), 3)

    each = {floor: {kind: ratio(kind, floor) for kind in rates} for floor in ("smallest", "bare")}
    cpu_post = median(1000 * run.cpu / max(len(run.answers), 1) for run, _ in seen["spread"])
    return {
        **figures,
        "ratio": {"smallest": min(each["smallest"].values()), "bare": min(each["bare"].values()), "each": each},
        "cpu_ms": {"post": round(cpu_post, 2), "whole": round(1000 * whole.cpu / len(whole.answers), 2)},
        "statements": {"post": post, "whole": way},
        "requests": {"whole": max(n for _, n in whole.answers)},
        "worker_mb": worker_mb,
        "rounds": len(seen["hot"]),
        "machine": stage.machine(),
    }


def main():
    parser = argparse.ArgumentParser(prog="script/bench booking", description=__doc__.splitlines()[0])
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with stage.set_up("sqlite" if options.sqlite else "postgres") as the_stage:
        figures = measure(the_stage, options.rounds)
    words = json.dumps(figures, indent=2, ensure_ascii=False)
    if options.json:
        options.json.write_text(words + "\n")
    sys.stdout.write(words + "\n")
    hot = figures["hot"]
    sys.exit(0 if (hot["sold"], hot["oversold"], hot["lost"], hot["errors"]) == (PLACES, 0, 0, 0) else 1)


if __name__ == "__main__":
    main()
