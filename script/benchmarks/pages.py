"""script/bench pages [--sqlite] [--json FILE]: how fast the pages are, beside a trivial one-query view on the same server.

Each page is asked for by 8 clients, interleaved with the trivial view, in 5 rounds; statements are counted in this process.
"""

import argparse
import gzip
import json
import re
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median

import stage

REQUESTS, CLIENTS = 160, 8
NEVER_ASKED = count(1)


def seed():
    """Make a district as busy as the demo: 10 centres, 300 sessions, a mother with bookings, a keeper. Returns (mother, keeper, paths)."""
    from django.utils import timezone

    from accounts import second_factor
    from accounts.models import Area, Post, User
    from accounts.roles import Role
    from positions import booking, timetables
    from positions.models import Center, Service, Site

    city = Area.objects.create(code="350500000000", name="泉州市", level=2)
    county = Area.objects.create(code="350502000000", name="鲤城区", level=3, parent=city)
    street = Area.objects.create(code="350502001000", name="海滨街道", level=4, parent=county)
    mother = User.objects.create_user("+8613900000001", name="林晓梅", phone_verified=True)
    keeper = User.objects.create_user("+8613900000002", name="许巧玲", phone_verified=True)
    begin = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=4)
    made = []
    for number in range(10):
        area = Area.objects.create(code=f"3505020010{number + 1:02d}", name=f"第{number + 1}社区居委会", level=5, parent=street)
        center = Center.objects.create(area=area, name=f"第{number + 1}邻里中心", address=f"海滨路 {number + 1} 号")
        for kind in (Site.Kind.WOMEN, Site.Kind.CHILDREN, Site.Kind.PARENTS):
            site = Site.objects.create(center=center, kind=kind)
            service = Service.objects.create(site=site, title=f"{site.title}的课", summary="一起学，一起玩。", theme="interest")
            if not number:
                Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=site)
            made += [
                timetables.add(
                    service=service,
                    starts_at=begin + timedelta(days=day, hours=2 * len(made) % 8),
                    ends_at=begin + timedelta(days=day, hours=2 * len(made) % 8 + 1),
                    capacity=20,
                )
                for day in range(10)
            ]
    people = [User.objects.create_user(f"+86137{n:08d}", name=f"居民{n}", phone_verified=True) for n in range(12)]
    for user in [mother, *people]:
        for session in made[:10]:
            booking.book(session=session.pk, attendee=user.family.get().pk, booker=user, by=user)
    second_factor.enrol_totp(keeper)
    center = Center.objects.order_by("pk").first()
    return mother, keeper, {"center": f"/centers/{center.pk}/", "session": f"/sessions/{made[0].pk}/"}


def keeper_cookies(keeper):
    """Sign the keeper in as her second factor would leave it."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(keeper, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0}, {"method": "mfa", "at": 0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(keeper.pk)
    session.save()
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def pages(mother, keeper, paths):
    """Return (name, path, cookies of whom) of what is measured."""
    signed = stage.sign_in([mother])[mother.pk]
    staff = keeper_cookies(keeper)
    return [
        ("home", "/", {}),
        ("sessions", "/sessions/", {}),
        ("center", paths["center"], {}),
        ("session", paths["session"], {}),
        ("home, not kept", "/?", {}),
        ("sessions, not kept", "/sessions/?", {}),
        ("center, not kept", paths["center"] + "?", {}),
        ("session, not kept", paths["session"] + "?", {}),
        ("home, signed in", "/", signed),
        ("sessions, signed in", "/sessions/", signed),
        ("session, signed in", paths["session"], signed),
        ("my bookings", "/my/bookings/", signed),
        ("staff's booking list", "/admin/positions/booking/", staff),
    ]


def statements(path, cookies):
    """Return how many statements the page takes when nothing is cached for it."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    client.get(path)
    settings.PUBLIC_PAGE_SECONDS = 0  # nothing is kept in this process; the server that is measured has its own
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return len(seen.captured_queries)


def ask(path, cookies, headers=()):
    """Return a deed that asks for `path`; "?" at its end becomes a query that nobody asked before, so that nothing is kept of it."""
    return lambda browser: browser.become(cookies).get(f"{path}fresh={next(NEVER_ASKED)}" if path.endswith("?") else path, headers)


def first_view(the_stage):
    """Return what a phone loads for its first view: {bytes, requests}, everything the home page names, compressed."""
    browser = stage.Browser(the_stage.port)
    home = browser.get("/")
    html = gzip.decompress(home.body) if home.body[:2] == b"\x1f\x8b" else home.body
    tags = re.findall(rb'<(?:link|script|img|use)[^>]+(?:href|src)="(/static/[^"#]+)', html)
    files = sorted({tag.decode() for tag in tags})
    return {"bytes": home.size + sum(browser.get(file).size for file in files), "requests": 1 + len(files), "files": files}


def measure(the_stage, rounds):
    from django.core.cache import cache

    mother, keeper, paths = seed()
    listed = pages(mother, keeper, paths)
    counts = [statements(path, cookies) for _, path, cookies in listed]
    stage.settle()
    the_stage.start()
    jobs = [("trivial", "/bench/trivial/", {}, ()), *((name, path, cookies, ()) for name, path, cookies in listed)]
    browser = stage.Browser(the_stage.port)
    tagged = [(name, path) for name, path, cookies in listed if not cookies and not path.endswith("?") and browser.get(path).etag]
    jobs += [(f"{name}, 304", path, {}, (("If-None-Match", browser.get(path).etag),)) for name, path in tagged]
    runs = {job[0]: [] for job in jobs}
    bodies = {}
    for number in range(rounds + 1):
        for name, path, cookies, headers in jobs:
            run = stage.crowd(the_stage, [ask(path, cookies, headers)] * REQUESTS, clients=CLIENTS)
            wrong = {answer.status for answer in run.answers} - {304 if headers else 200}
            if wrong and not (headers and wrong == {200}):
                raise SystemExit(f"{name} answered {wrong}")
            bodies[name] = max(answer.size for answer in run.answers)
            if number:
                runs[name].append(run)
        stage.say(f"round {number}: " + ", ".join(f"{name} {REQUESTS / r[-1].seconds:.0f}/s" for name, r in runs.items() if r))
    cache.clear()

    def figures(name):
        return {
            "per_s": round(median(REQUESTS / run.seconds for run in runs[name]), 1),
            "cpu_ms": round(median(1000 * run.cpu / REQUESTS for run in runs[name]), 2),
            "p50_ms": median(run.p50 for run in runs[name]),
            "p95_ms": median(run.p95 for run in runs[name]),
            "bytes": bodies[name],
        }

    trivial = figures("trivial")
    rows = []
    for n, (name, path, _, _) in enumerate(jobs[1:]):
        ratio = median(a.seconds / b.seconds for a, b in zip(runs["trivial"], runs[name], strict=True))
        rows.append({"name": name, "path": path, **figures(name), "statements": counts[n] if n < len(counts) else None, "ratio": round(ratio, 2)})
    return {"trivial": trivial, "pages": rows, "first_view": first_view(the_stage), "worker_mb": the_stage.worker_mb(), "machine": stage.machine()}


def main():
    parser = argparse.ArgumentParser(prog="script/bench pages", description=__doc__.splitlines()[0])
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


if __name__ == "__main__":
    main()
