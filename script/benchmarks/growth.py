"""script/bench growth [--times 100] [--sqlite] [--json FILE]: the pages with the demo's data, then with a hundred times as much.

The demo is laid, the pages are measured, then its centres, sites, services, sessions, people and bookings are copied into other
communities of Quanzhou and the same pages are measured again: statements have to stay, the time may grow by 1.3 at most.
"""

import argparse
import json
import random
import sys
from pathlib import Path
from statistics import median

import pages
import stage

REQUESTS, CLIENTS, BATCH = 60, 4, 5000
TARGET = 1.3


def lay_demo():
    """Lay the demo and return (mother, keeper, officer)."""
    from accounts.models import User
    from fuliancenter.demo_data import loading

    loading.load(stage.say)
    return [User.objects.get(phone=f"+86199000000{number}") for number in ("01", "11", "23")]


def multiply(times):
    """Copy what the demo laid `times - 1` times into other communities, with people of their own. Returns {model: rows}."""
    from accounts.models import Area, FamilyMember
    from positions.models import Booking, Center, Service, Session, Site

    villages = list(Area.objects.filter(level=Area.Level.VILLAGE).values_list("pk", flat=True))
    chance = random.Random(156)  # noqa: S311  the same communities each time
    plan = {model: list(model.objects.order_by("pk")) for model in (Center, Site, Service, Session, Booking)}
    members = list(FamilyMember.objects.filter(bookings__isnull=False).distinct().order_by("pk"))
    for turn in range(1, times):
        _copy(plan, members, turn, lambda: chance.choice(villages))
        if turn % 10 == 0:
            stage.say(f"copied {turn} times")
    analyse()
    return {model.__name__: model.objects.count() for model in plan}


def _copy(plan, members, turn, anywhere):
    """Copy every row of `plan` once. What hangs on rows that are not copied (rooms, hosts, timetables) is left out."""
    from accounts.models import FamilyMember, User
    from positions.models import Booking, Center, Service, Session, Site, new_code

    def none(row):
        return None

    users = [User(phone=f"+8613{turn * len(members) + n:09d}", name=member.name, phone_verified=True) for n, member in enumerate(members)]
    user = dict(zip((member.pk for member in members), User.objects.bulk_create(users, batch_size=BATCH), strict=True))
    center = _clone(Center, plan[Center], area_id=lambda row: anywhere(), name=lambda row: f"{row.name}·{turn}")
    site = _clone(Site, plan[Site], center_id=lambda row: center[row.center_id].pk, area_id=lambda row: center[row.center_id].area_id, room_id=none)
    service = _clone(Service, plan[Service], site_id=lambda row: site[row.site_id].pk)
    session = _clone(
        Session, plan[Session], service_id=lambda row: service[row.service_id].pk, site_id=lambda row: site[row.site_id].pk,
        area_id=lambda row: site[row.site_id].area_id, room_id=none, host_id=none, timetable_id=none, occurrence=none,
    )  # fmt: skip
    member = _clone(FamilyMember, members, guardian_id=lambda row: user[row.pk].pk)
    _clone(
        Booking, plan[Booking], session_id=lambda row: session[row.session_id].pk, attendee_id=lambda row: member[row.attendee_id].pk,
        booker_id=lambda row: member[row.attendee_id].guardian_id, household_id=lambda row: member[row.attendee_id].guardian_id,
        code=lambda row: new_code(), key=none, note=none, made_by_id=none, together_id=none, enrollment_id=none,
    )  # fmt: skip


def _clone(model, rows, **change):
    """Insert copies of `rows` with the columns of `change` made anew; a uid is always new. Returns {old primary key: copy}."""
    fresh = []
    for row in rows:
        facts = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if not field.primary_key and field.name != "uid"}
        fresh.append(model(**facts | {name: make(row) for name, make in change.items() if name in facts}))
    model._base_manager.bulk_create(fresh, batch_size=BATCH)
    return {old.pk: new for old, new in zip(rows, fresh, strict=True)}


def analyse():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def listed(mother, keeper, officer):
    """Return (name, path, cookies) of what is measured: pages that nothing is kept of."""
    from positions.models import Session

    session = Session.objects.public().upcoming().filter(site__area=mother.home_area_id).order_by("starts_at").first()
    signed = stage.sign_in([mother])[mother.pk]
    staff, county = pages.keeper_cookies(keeper), pages.keeper_cookies(officer)
    return [
        ("home", "/", signed),
        ("sessions", "/sessions/", signed),
        ("session", f"/sessions/{session.pk}/", signed),
        ("center", f"/centers/{session.site.center_id}/", signed),
        ("my bookings", "/my/bookings/", signed),
        ("search", "/search/?q=%E5%9B%9B%E7%82%B9%E5%8D%8A", signed),
        ("keeper: today", "/admin/today/", staff),
        ("keeper: bookings", "/admin/positions/booking/", staff),
        ("keeper: sessions", "/admin/positions/session/", staff),
        ("county: today", "/admin/today/", county),
        ("county: bookings", "/admin/positions/booking/", county),
        ("county: sessions", "/admin/positions/session/", county),
    ]


def run(the_stage, rows, rounds):
    """Return {name: (p50 in ms, statements)}; the first round only warms up."""
    counts = {name: pages.statements(path, cookies) for name, path, cookies in rows}
    seen = {name: [] for name, _, _ in rows}
    for number in range(rounds + 1):
        for name, path, cookies in rows:
            crowd = stage.crowd(the_stage, [pages.ask(path, cookies)] * REQUESTS, clients=CLIENTS)
            wrong = {answer.status for answer in crowd.answers} - {200}
            if wrong:
                raise SystemExit(f"{name} answered {wrong}")
            if number:
                seen[name].append(crowd.p50)
    return {name: (median(found), counts[name]) for name, found in seen.items()}


def main():
    parser = argparse.ArgumentParser(prog="script/bench growth", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with stage.set_up("sqlite" if options.sqlite else "postgres") as the_stage:
        people = lay_demo()
        rows = listed(*people)
        analyse()
        the_stage.start()
        few = run(the_stage, rows, options.rounds)
        stage.say("measured the demo; copying it")
        size = multiply(options.times)
        many = run(the_stage, rows, options.rounds)
    figures = [
        {"page": name, "p50_ms": few[name][0], "p50_ms_many": many[name][0], "ratio": round(many[name][0] / few[name][0], 2),
         "statements": few[name][1], "statements_many": many[name][1]} for name, _, _ in rows
    ]  # fmt: skip
    result = {
        "rows": size, "pages": figures, "machine": stage.machine(),
        "missed": [row["page"] for row in figures if row["ratio"] > TARGET or row["statements"] != row["statements_many"]],
    }  # fmt: skip
    words = json.dumps(result, indent=2, ensure_ascii=False)
    if options.json:
        options.json.write_text(words + "\n")
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    main()
