"""Start a fresh demo, sign in as its people and take a picture of each main page, on a phone and on a desk."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests import chromium  # noqa: E402

TO = ROOT / "docs/pictures"
SCREENS = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True},
    "desk": {"viewport": {"width": 1280, "height": 800}},
}
MOTHER, STAFF, GRID_WORKER, MEDIATOR = "19900000001", "19900000011", "19900000031", "19900000041"
# name → (who, address); an address may hold what places() finds
PAGES = {
    "home": (MOTHER, "/"),
    "sessions": (MOTHER, "/sessions/"),
    "session": (MOTHER, "/sessions/{session}/"),
    "book": (MOTHER, "/sessions/{session}/book/"),
    "ticket": (MOTHER, "/bookings/{booking}/"),
    "my": (MOTHER, "/my/"),
    "centre": ("", "/centers/{center}/"),
    "help": ("", "/help/"),
    "grid": (GRID_WORKER, "/grid/cases/new/"),
    "mediation": (MEDIATOR, "/mediation/"),
    "today": (STAFF, "/admin/today/"),
    "156": ("", "/156/"),
}


def main(names):
    unknown = set(names) - set(PAGES)
    if unknown:
        sys.exit(f"There is no picture {', '.join(unknown)}; there are {', '.join(PAGES)}.")
    program = chromium.find()
    if program is None:
        sys.exit(f"Pictures need a browser: {chromium.NONE_FOUND}.")
    TO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        env = os.environ | {"DATA_DIR": folder, "PORT": str(free_port())}
        env.pop("DATABASE_URL", None)
        demo = subprocess.Popen([sys.executable, "script/demo.py"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        try:
            wait_until_open(demo)
            asked = [sys.executable, __file__, "--inside"]
            found = json.loads(subprocess.run(asked, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True).stdout)
            take(program, f"http://localhost:{env['PORT']}", found, names or list(PAGES))
        finally:
            demo.terminate()
            demo.wait(30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_open(demo):
    for line in demo.stdout:
        print(line, end="", flush=True)
        if "Ctrl-C ends it" in line:
            return
    sys.exit("The demo did not start.")


def take(program, address, found, names):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"], env=os.environ | {"LANGUAGE": "zh_CN"}
        )
        for screen, size in SCREENS.items():
            for name in names:
                who, path = PAGES[name]
                context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **size)
                if who:
                    context.add_cookies([{"name": "session", "value": found["people"][who], "url": address}])
                page = context.new_page()
                answer = page.goto(address + path.format(**found["places"]), wait_until="networkidle")
                if answer.status != 200 or "/login/" in page.url:
                    sys.exit(f"{name} ({page.url}) answered {answer.status}.")
                file = TO / f"{name}-{screen}.png"
                page.screenshot(path=file)
                smaller(file)
                context.close()
                print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} kB", flush=True)
        browser.close()


def smaller(file):
    """Keep 256 colours: a page has few, and the picture is a third of the size."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)


def inside():
    """Run beside the demo's database: print the session keys of the people and the numbers of the places, as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "fuliancenter.settings"
    for line in (Path(os.environ["DATA_DIR"]) / "demo.env").read_text().splitlines():
        name, value = line.split("=", 1)
        os.environ[name] = value
    import django

    django.setup()
    from accounts.models import User
    from tests.people import session_key

    everybody = {who for who, _ in PAGES.values() if who}
    keys = {who: session_key(User.objects.get(phone=f"+86{who}"), mfa=True) for who in everybody}
    print(json.dumps({"people": keys, "places": places()}))


def places():
    """Return what the addresses of PAGES need: a session that the mother can book, her next ticket, its centre."""
    from django.db.models import F
    from django.utils import timezone

    from accounts.models import User
    from positions.models import Booking, Session

    mother = User.objects.get(phone=f"+86{MOTHER}")
    hers = Booking.objects.filter(booker=mother, status__in=[Booking.Status.CONFIRMED, Booking.Status.WAITING], session__starts_at__gt=timezone.now())
    ticket = hers.filter(status=Booking.Status.CONFIRMED).select_related("session__site").order_by("session__starts_at").first()
    bookable = Session.objects.bookable().filter(booked__lt=F("capacity"), service__title=ticket.session.service.title).order_by("starts_at")
    busy = {timezone.localdate(moment) for moment in hers.values_list("session__starts_at", flat=True)}
    session = next(session for session in bookable if session.day not in busy)
    return {"session": session.pk, "booking": ticket.code, "center": ticket.session.site.center_id}


if __name__ == "__main__":
    if sys.argv[1:] == ["--inside"]:
        inside()
    else:
        main(sys.argv[1:])
