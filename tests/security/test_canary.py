"""CANARY over real HTTP, on both databases: what was told in confidence is found nowhere at rest."""

import base64
import io
import json
import re
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django.utils import timezone
from PIL import Image

from tests.servers import Portal

from . import canary, canary_walks
from .canary import PLANTED
from .canary_walks import CSRF

pytestmark = pytest.mark.race
NAMES, PHONES, IDS = PLANTED["names"], PLANTED["phones"], PLANTED["ids"]


def people():
    """Make those who tell and those who listen (runs inside a portal). Returns their primary keys and the session to book."""
    from datetime import timedelta

    from django.utils import timezone

    from accounts.models import Area, Post, User
    from accounts.roles import Role
    from positions import booking, timetables
    from positions.fairness import draws
    from positions.models import Booking, Center, Draw, Service, Session, Site

    city = Area.objects.create(code="350500000000", name="泉州市", level=2)
    county = Area.objects.create(code="350502000000", name="鲤城区", level=3, parent=city)
    street = Area.objects.create(code="350502001000", name="海滨街道", level=4, parent=county)
    area = Area.objects.create(code="350502001001", name="金山社区居委会", level=5, parent=street)
    site = Site.objects.create(center=Center.objects.create(area=area, name="金山邻里中心", address="金山街 1 号"), kind=Site.Kind.CHILDREN)
    service = Service.objects.create(site=site, title="四点半课堂", summary="放学后。", theme="care", audience="children", needs_pickup=True)
    start = timezone.now() + timedelta(days=1)
    session = timetables.add(service=service, starts_at=start, ends_at=start + timedelta(hours=1), capacity=5)
    dance = Service.objects.create(site=site, title="广场舞", summary="一起跳。", theme="dance")
    evening = timetables.add(service=dance, starts_at=start + timedelta(hours=2), ends_at=start + timedelta(hours=3), capacity=5)
    made = {"evening": evening.pk}
    for number, (word, role, where) in enumerate((
        ("mother", None, {}), ("grid", Role.GRID_WORKER, {"area": area}), ("mediator", Role.MEDIATOR, {"area": county}),
        ("county", Role.COUNTY_OFFICER, {"area": county}), ("keeper", Role.SITE_STAFF, {"site": site}),
        ("guard", Role.DATA_PROTECTION, {"area": city}),
    )):  # fmt: skip
        user = User.objects.create_user(f"+8613700000{number:03d}", name=f"人员{number}", phone_verified=True, born_on="1990-01-01")
        if role:
            Post.objects.create(user=user, role=role, **where)
        made[word] = user.pk
    mother, now = User.objects.get(pk=made["mother"]), timezone.now()
    talk = Service.objects.create(site=site, title="家长讲座", summary="一晚。", theme="lecture")
    before = timetables.add(service=talk, starts_at=start, ends_at=start + timedelta(hours=1), capacity=5)
    came = booking.book(session=before.pk, attendee=mother.family.get().pk, booker=mother, by=mother)
    Session.objects.filter(pk=before.pk).update(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=2) + timedelta(hours=1))
    Booking.objects.filter(pk=came.pk).update(status="attended", came_at=now - timedelta(days=2))
    trip = timetables.add(service=service, starts_at=start + timedelta(days=30), ends_at=start + timedelta(days=30, hours=1), capacity=5)
    day = next(now.date() + timedelta(days=n) for n in range(4, 12) if (now + timedelta(days=n)).weekday() in (1, 3, 6))
    draw = Draw.objects.create(session=trip, places=2, opens_at=now, closes_at=now + timedelta(days=1), lottery_day=day)
    draws.announce(draw=draw, by=User.objects.get(pk=made["county"]))
    return {**made, "session": session.pk, "came": came.code, "draw": draw.pk, "body": canary_walks.bring_the_body(county)}


def secrets():
    """What only its owner, or nobody yet, may read: the address of a calendar, the secret of a draw (runs inside a portal)."""
    from positions.models import CalendarAddress, Draw

    return [CalendarAddress.objects.get().token, Draw.objects.get().secret]


def miss():
    """Enrol 小满 for a term and let her miss three days (runs inside a portal). Returns the paths on which her mother says why."""
    from datetime import time, timedelta

    from django.utils import timezone

    from accounts.models import FamilyMember
    from positions.models import Service, Timetable
    from positions.planning import generating
    from positions.terms import enrolling, strikes

    child, since = FamilyMember.objects.get(name="小满"), timezone.localdate() + timedelta(days=3)
    rule = {"weekdays": "0123456", "starts": time(7), "minutes": 30, "since": since, "until": since + timedelta(days=9), "capacity": 3}
    term = Timetable.objects.create(service=Service.objects.get(title="四点半课堂"), for_terms=True, skip_holidays=False, **rule)
    generating.generate(term)
    made = enrolling.enrol(timetable=term.pk, attendee=child.pk, booker=child.guardian, by=child.guardian)
    for row in made.bookings.order_by("from_minute")[:3]:
        strikes.note_absence(row)
    return [f"{made.get_absolute_url()}excuse/{made.strikes.first().pk}/", made.taken_back.get().get_absolute_url()]


class Visitor(requests.Session):
    def __init__(self, portal, cookies):
        super().__init__()
        self.base = portal.url
        self.cookies.update({"csrf": CSRF, **cookies})

    def go(self, path, data=None, **how):
        """GET a path; with data, POST it as a form of the site."""
        if data is None and not how:
            return self.get(self.base + path, timeout=60)
        return self.post(self.base + path, {"csrfmiddlewaretoken": CSRF, **(data or {})}, timeout=60, allow_redirects=False, **how)


def photo():
    """A photo whose EXIF block tells who took it, and where."""
    picture, exif, out = Image.new("RGB", (64, 48), "red"), Image.Exif(), io.BytesIO()
    exif[0x010E], exif[0x013B] = PLANTED["photo"][1], PLANTED["photo"][2]
    picture.save(out, "JPEG", exif=exif)
    return (f"{PLANTED['photo'][0]}.jpg", out.getvalue(), "image/jpeg")


def version_on(page):
    """Return as which version of the case a page was read."""
    return re.search(r'name="version" value="(\d+)"', page.text)[1]


def put_on_paper(mediator, number):
    """Write what the forms ask, make the form that says it, sign it by a photo, and take the whole dossier out."""
    job, home = PLANTED["papers"]
    papers = f"/mediation/cases/{number}/documents/"
    party = re.search(rf"{papers}people/[0-9a-f-]+/", mediator.go(f"{papers}people/").text)[0]
    version = version_on(mediator.go(party))
    assert mediator.go(party, {"version": version, "ethnicity": "汉族", "occupation": job, "address": home}).status_code == 302
    paper = mediator.go(f"{papers}make/application/", {"about": ""}).headers["Location"]
    assert mediator.go(paper, {"do": "scan"}, files={"scans": photo()}).status_code == 302
    with zipfile.ZipFile(io.BytesIO(mediator.go(f"{paper}file/").content)) as packed:
        words = packed.read("word/document.xml").decode()
        assert all(word in words for word in (job, home, PLANTED["narrative"][0], NAMES[0]))
    assert mediator.go(f"{papers}dossier/", {"about": ""}).content[:2] == b"PK"


def write_on(mediator, number):
    """Add somebody to the case, correct what she is called, and add a scan that says what it is."""
    wrong, right, scan = PLANTED["people"]
    base = f"/mediation/cases/{number}/"
    told = {"version": version_on(mediator.go(f"{base}parties/new/")), "key": "p" * 32, "side": "other"}
    assert mediator.go(f"{base}parties/new/", {**told, "name": wrong}).status_code == 302
    party = re.findall(rf"{base}parties/[0-9a-f-]+/mend/", mediator.go(f"{base}documents/people/").text)[-1]
    page = mediator.go(party)
    assert wrong in page.text
    assert mediator.go(party, {"version": version_on(page), "side": "other", "name": right}).status_code == 302
    assert wrong in mediator.go(party.removesuffix("mend/"), {"why": "identity"}).text  # what she was called before
    assert mediator.go(f"{base}photos/new/", {"key": "q" * 32, "words": scan}, files={"photos": photo()}).status_code == 302
    assert scan in mediator.go(base).text


def endanger(mediator, number):
    """Write on a case what danger has to say: each page takes one planted word."""
    child, why, unit, receipt, wish, forbids, seen = PLANTED["danger"]
    case, at = f"/mediation/cases/{number}/", "2026-01-06T10:00"

    def write(page, told):
        answer = mediator.go(case + page, told)
        assert answer.status_code == 302, (page, re.findall(r'class="errsum.*?</div>', answer.text, re.S))
        return answer

    write("danger/raise/", {"risk": "3", "why": why})
    write("danger/harm/", {"party": "new", "name": child, "harmed": "minor"})
    her = re.search(r'name="party"[^>]*value="(\d+)"', mediator.go(f"{case}danger/harm/").text)[1]
    write("danger/harm/", {"party": her, "harmed": "adult"})
    hurt = re.search(r'name="party"[^>]*value="(\d+)"', mediator.go(f"{case}danger/report/").text)[1]
    write("danger/report/", {"party": hurt, "to": "police", "at": at, "unit": unit, "receipt": receipt})
    write("danger/wish/", {"party": her, "how": "talk", "answer": "partly", "words": wish, "at": at})
    write("orders/new/", {"kind": "warning", "party": her, "unit": unit, "number": receipt, "forbids": forbids, "issued_on": "2026-01-06"})
    page = mediator.go(f"{case}danger/").text
    assert all(word in page for word in (why, unit, receipt, wish))
    order = re.search(r"orders/[0-9a-f-]{36}/", page)[0]
    write(f"{order}visit/", {"how": "visit", "is_kept": "no", "at": at, "words": seen})
    assert seen in mediator.go(case + order).text
    paper = mediator.go(f"{case}danger/application/", {"party": her, "respondent": hurt, "measures": "violence", "story": "他动手打人。"})
    assert child in paper.text


def ask_for_help(portal, mediator):
    """A request without a name, answered and replied to, and a call to 12338. Returns the answers that must not hold a word of it."""
    asked, phone, reply, answer = PLANTED["help"]
    her, key = Visitor(portal, {}), "7" * 32
    page = her.go("/help/request/", {"key": key, "what": asked, "purpose": "complaint", "safe": "hours", "tel": phone, "when": "morning", "says": "center"})
    code = "".join(re.findall(r"<span>(\d{4})</span>", page.text))
    done = her.go("/help/request/code/", {"key": key, "last": code[-4:]})
    assert "交上了" in done.text, page.status_code
    numbers = set(re.findall(r"/mediation/cases/([\w-]+)/", mediator.go("/mediation/").text))
    number = next(found for found in numbers if asked in mediator.go(f"/mediation/cases/{found}/").text)
    mediator.go(f"/mediation/cases/{number}/accept/", {"key": key})
    assert mediator.go(f"/mediation/cases/{number}/words/", {"key": "8" * 32, "words": answer}).status_code == 302
    canary_walks.answer_the_complaint(mediator, number)
    back = her.go("/help/code/", {"code": code})
    assert answer in back.text
    said = her.go("/help/code/reply/", {"key": "9" * 32, "pass": re.search(r'name="pass" value="([^"]+)"', back.text)[1], "say": reply})
    assert reply in mediator.go(f"/mediation/cases/{number}/").text
    name, phone, told, told_her = PLANTED["call"]
    call = {
        "key": key, "signs": ["none"], "channel": "call", "caller": "herself", "name": name, "tel": phone, "area": "350502001000", "safe": "any",
        "kind": "couple", "narrative": told, "answer": told_her,
    }  # fmt: skip
    mediator.go("/mediation/calls/new/", {**call, "go": "known"})
    kept = mediator.go("/mediation/calls/new/", {**call, "go": "case"})
    assert kept.status_code == 302, re.findall(r'class="errsum.*?</div>', kept.text, re.S)
    for shown in (back, said):  # the answer is for her; what she wrote is not shown even to her
        assert not any(word in shown.text for word in (asked, PLANTED["help"][1], reply))
    return [page, done, her.go("/help/code/"), mediator.go("/mediation/calls/"), mediator.go("/my/notices/")]


def break_the_glass(officer, guard, mediator, mother, number):
    """An officer reads the case for an hour; the party sees it behind her PIN, asks and is answered. Returns what must not hold a word of it."""
    why, asked, answer = PLANTED["glass"]
    case, key = f"/mediation/cases/{number}/", "304817"
    assert officer.go("/mediation/glass/", {"number": number, "why": "danger", "words": why}).status_code == 302
    assert PLANTED["narrative"][0] in officer.go(case).text
    desk = re.search(rf"{case}parties/[0-9a-f-]+/code/", mediator.go(case).text)[0]
    code = re.search(r'class="code16">([\d ]+)<', mediator.go(desk, {}, headers={}).text)[1]
    assert mother.go("/my/privacy/locked/new/", {"code": code, "pin": key, "again": key}).status_code == 302
    assert mother.go("/my/privacy/locked/", {"pin": key}).status_code == 302
    ask = re.search(r"/my/privacy/locked/ask/\d+/", mother.go("/my/privacy/locked/").text)[0]
    assert mother.go(ask, {"words": asked}).status_code == 302
    rows = guard.go("/admin/mediation/question/"), guard.go("/admin/mediation/breakglass/")
    question, glass = (re.search(r"/admin/mediation/\w+/\d+/", row.text)[0] for row in rows)
    assert asked in guard.go(f"{question}change/").text
    assert why in guard.go(f"{glass}change/").text
    assert guard.go(f"{question}answer/", {"words": answer}).status_code == 302
    assert answer in mother.go("/my/privacy/locked/").text
    mother.go("/my/privacy/locked/shut/", {})
    return [*rows, mother.go("/my/privacy/locked/"), mediator.go("/my/notices/"), guard.go("/my/notices/")]


def carry(mediator, number):
    """Mediate a case up to its agreement, with the words of PLANTED["work"]."""
    place, people, said, facts, terms, where, part, wishes = PLANTED["work"]
    case, now = f"/mediation/cases/{number}/", timezone.localtime()
    due = {"due_1": f"{now:%Y-%m-%d}", "what_1": part}
    presses = (
        ("facts", {"version": "1", "kind": "couple", "wishes": "，".join([*PLANTED["wishes"], wishes]), "place": "，".join(PLANTED["place"])}),
        ("steps/mediation", {"told": "on"}),
        ("steps/meeting", {"starts_at": f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M}", "minutes": "60", "place": place, "people": people}),
    )
    for page, form in presses:
        assert mediator.go(f"{case}{page}/", form).status_code == 302, page
    canary_walks.put_off(mediator, number)
    meeting = re.search(rf"{case}meetings/[0-9a-f-]+/", mediator.go(case).text)[0]
    assert mediator.go(meeting, {"result": "agreed", "record": said}).status_code == 302
    agreement = {"form": "oral", "facts_said": facts, "terms": terms, "place": where, "copies": "3", **due}
    assert mediator.go(f"{case}steps/agreement/", agreement).status_code == 302
    page = mediator.go(case).text
    assert all(word in page for word in (place, people, said, terms, where, part, wishes))


def tell(portal):
    """Walk the ways on which people tell what is nobody's business. Returns every answer that must not hold a word of it."""
    who = portal.call(people)
    grid, mother, mediator, keeper = (Visitor(portal, cookies) for cookies in portal.sign_in([who[w] for w in ("grid", "mother", "mediator", "keeper")]))
    key = "f" * 32
    told = {
        "key": key, "kind": "couple", "signs": ["none"], "area": "350502001001", "place": "，".join(PLANTED["place"]),
        "narrative": "，".join(PLANTED["narrative"]),
        "wishes": "，".join(PLANTED["wishes"]), "name_1": NAMES[0], "phone_1": PHONES[0], "id_number_1": IDS[0],
        "name_2": NAMES[1], "phone_2": PHONES[1], "id_number_2": IDS[1], "name_3": NAMES[2], "phone_3": PHONES[2],
    }  # fmt: skip
    wrong = grid.go("/grid/cases/new/", {**told, "kind": ""}, files={"photos": photo()})
    assert wrong.status_code == 422, wrong.status_code
    sent = grid.go("/grid/cases/new/", told, files={"photos": photo()})
    assert sent.status_code == 302, re.findall(r'class="errsum.*?</div>', sent.text, re.S)
    number = sent.headers["Location"].strip("/").split("/")[-1]
    blind = [grid.go("/grid/"), grid.go(f"/grid/cases/{number}/")]
    page = mediator.go(f"/mediation/cases/{number}/")
    assert PLANTED["narrative"][0] in page.text
    seen = mediator.go(re.search(rf"/mediation/cases/{number}/parties/[0-9a-f-]+/", page.text)[0], {"why": "contact"})
    assert NAMES[0] in seen.text
    assert mediator.go(re.search(rf"/mediation/cases/{number}/photos/[0-9a-f-]+/", page.text)[0]).content[:2] == b"\xff\xd8"
    assert mediator.go(f"/mediation/cases/{number}/accept/", {"key": key}).status_code == 302
    contact = {"key": "e" * 32, "kind": "phone", "happened_at": "2026-01-05T10:00", "whom": "all", "words": "，".join(PLANTED["contact"])}
    written = mediator.go(f"/mediation/cases/{number}/contact/", contact)
    assert written.status_code == 302, re.findall(r'class="errsum.*?</div>', written.text, re.S)
    carry(mediator, number)
    endanger(mediator, number)
    put_on_paper(mediator, number)
    write_on(mediator, number)
    body = Visitor(portal, {"session": who["body"]})
    blind += canary_walks.hand_over(mediator, body, number)
    blind += canary_walks.send_a_parcel(grid, mediator, {**told, "key": "3" * 32})
    canary_walks.join(mediator, number, canary_walks.receive_from_the_court(mediator, told))
    canary_walks.ask_again(mediator, number)
    other = grid.go("/grid/cases/new/", {**told, "key": "d" * 32}).headers["Location"].strip("/").split("/")[-1]
    refused = mediator.go(f"/mediation/cases/{other}/refuse/", {"reason": "elsewhere", "words": "，".join(PLANTED["refusal"])})
    assert refused.status_code == 302, refused.status_code
    child = {
        "who": "child", "name": "小满", "born_on": "2018-05-01", "relation": "daughter", "school": "", "child_ok": "on",
        "health_note": "，".join(PLANTED["health"]), "health_ok": "on",
    }  # fmt: skip
    kept = mother.go("/my/family/new/", child)
    assert kept.status_code == 302, re.findall(r'class="errsum.*?</div>', kept.text, re.S)
    form = mother.go(f"/sessions/{who['session']}/book/").text
    attendee = re.search(r'name="attendee"[^>]*value="(\d+)"[^>]*>\s*<label[^>]*>\s*小满', form)[1]
    booked = mother.go(f"/sessions/{who['session']}/book/", {"attendee": attendee, "key": "a" * 32, "note": "，".join(PLANTED["note"])})
    assert booked.status_code == 302, booked.status_code
    door = f"/admin/today/door/{who['session']}/"
    code = booked.headers["Location"].strip("/").split("/")[-1]
    assert keeper.go(f"{door}code/", {"code": code}).status_code == 302
    out = re.search(rf"{door}out/\d+/", keeper.go(door).text)[0]
    stopped = keeper.go(out, {"by": "other", "name": PLANTED["fetcher"][0], "key": "1" * 32})
    assert PLANTED["fetcher"][0] in keeper.go(stopped.headers["Location"]).text
    agreed = {"name": PLANTED["fetcher"][1], "said": PLANTED["fetcher"][2], "key": "2" * 32}
    assert keeper.go(stopped.headers["Location"], agreed).status_code == 302
    blind += [keeper.go(f"/admin/today/door/{page}/") for page in ("shell", "ticks")]
    said = mother.go(f"/bookings/{who['came']}/rate/", {"mark": "4", "words": "，".join(PLANTED["rating"])})
    assert said.status_code == 302, re.findall(r'class="errsum.*?</div>', said.text, re.S)
    assert mother.go("/my/calendar/", {"do": "new"}).status_code == 302
    address = re.search(r"/calendar/[\w-]{43}\.ics", mother.go("/my/calendar/").text)[0]
    blind += [
        Visitor(portal, {}).go(address),
        keeper.go(f"/draws/{who['draw']}/"),
        keeper.go(f"/draws/{who['draw']}/draw.json"),
        keeper.go("/reports/attendance/"),
    ]
    excuse, appeal = portal.call(miss)
    assert mother.go(excuse, {"words": "，".join(PLANTED["excuse"])}).status_code == 302
    assert mother.go(appeal, {"words": "，".join(PLANTED["appeal"])}).status_code == 302
    blind += [keeper.go("/admin/positions/strike/"), keeper.go("/admin/positions/takenback/"), grid.go(excuse), grid.go(appeal)]
    fetcher, never, number_of_fetcher, near = PLANTED["pickup"]
    pickup = f"/my/family/{attendee}/pickup/"
    added = mother.go(pickup, {"do": "add", "name": fetcher, "phone": number_of_fetcher, "relation": "姑姑", "id_tail": ""})
    barred = mother.go(pickup, {"do": "forbid", "never": never})
    assert (added.status_code, barred.status_code) == (302, 302)
    desk = {"key": "f" * 32, "name": "苏笋", "contact_phone": near, "contact_of": "邻居", "session": who["evening"], "agreed": "on"}
    assert keeper.go("/admin/desk/", desk).status_code == 302
    blind += [keeper.go(f"/mediation/cases/{number}/"), mother.go(f"/grid/cases/{number}/"), keeper.go(f"/search/?q={PHONES[0]}")]
    blind += ask_for_help(portal, mediator)
    officer, guard = (Visitor(portal, cookies) for cookies in portal.sign_in([who["county"], who["guard"]]))
    blind += break_the_glass(officer, guard, mediator, mother, number)
    for visitor in (grid, mediator, mother):  # things that go wrong leave no words either
        visitor.go("/no/such/page/", {"narrative": PLANTED["narrative"][0]})
        visitor.post(portal.url + "/grid/cases/new/", data={"narrative": PLANTED["narrative"][1]}, timeout=60)  # no CSRF token
    figures = mediator.go("/reports/cases.xlsx")
    figures._content = canary.unzipped(figures.content)  # searched as it is inside
    return [*blind, figures], [visitor.cookies for visitor in (grid, mother, mediator, keeper, body)]


def at_rest(portal):
    """Return {place: bytes} of everything that lies about: database, log, media, SMS, sessions, cache, the admin's log."""
    worker = portal.run("manage.py", "worker", "--once")
    worker.wait(60)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite3"
        places = {**canary.files(portal.folder), "unpacked": portal.call(canary.opened, copy=str(copy)).encode()}
        if portal.database.name == "postgres":
            places["dump"] = canary.dump(portal.database.url)
        else:
            places["copy"] = copy.read_bytes()
    return places


NEW = "new:" + base64.b64encode(b"n" * 32).decode()


def keys_at_rest():
    """Return the sealed data keys of all cases as base64 (runs inside a portal)."""
    from mediation.models import Case

    return [base64.b64encode(bytes(cell)).decode() for cell in Case.objects.filter(sealed_key__isnull=False).values_list("sealed_key", flat=True)]


def erase_all():
    """Destroy every case (runs inside a portal). Returns how many, and how many files are left below the folder of cases."""
    from django.conf import settings
    from django.db import connection

    from mediation.models import Case
    from mediation.secrecy import retention

    done = sum(retention.erase(case=case) for case in Case.objects.without_content())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # what the next checkpoint would do: the log holds the cells as they were until then
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return [done, sum(path.is_file() for path in (settings.MEDIA_ROOT / "cases").rglob("*"))]


@pytest.fixture(scope="module")
def told():
    """What lies about when all is told; `later`: the same after a rotation of both keys, and after every case was destroyed."""
    with Portal(LOG_LEVEL="DEBUG") as portal:
        blind, cookies = tell(portal)
        places, sealed, later = at_rest(portal), portal.call(secrets), {}
        before = portal.call(keys_at_rest)
        portal.stop()
        for name in ("ENCRYPTION_KEYS", "INDEX_KEY"):
            portal.env[name] = f"{NEW},{portal.env[name]}"
        portal.manage("rotate_keys")
        portal.env["ENCRYPTION_KEYS"] = NEW
        portal.start()
        later["rotated"], rotated = at_rest(portal), portal.call(keys_at_rest)
        portal.stop()
        erased = portal.call(erase_all)
        later["erased"] = at_rest(portal)
        yield places, blind, cookies, sealed, {"places": later, "keys": (before, rotated), "erased": erased}


def test_nothing_told_in_confidence_lies_anywhere(told):
    places, blind, cookies, sealed, _ = told
    assert canary.search(places) == set()
    assert canary.search(places, sealed) == set()
    assert canary.search({f"answer {n}": answer.content.replace(answer.url.encode(), b"") for n, answer in enumerate(blind)}, WORDS_BUT_THE_QUESTION) == set()
    assert canary.search({"cookies": str([[(cookie.name, cookie.value) for cookie in jar] for jar in cookies]).encode()}) == set()


WORDS_BUT_THE_QUESTION = [word for word in canary.WORDS if word != PHONES[0]]  # the search page repeats what was typed


def test_the_search_finds_what_is_there(told):
    """BREAK: what is kept in clear on purpose is found in the same places, in whichever spelling it lies there."""
    places, *_ = told
    database = "dump" if "dump" in places else "db.sqlite3"
    wal = places.get("db.sqlite3-wal", b"")
    assert canary.search({"database": places[database] + wal}, ["金山邻里中心", "小满"]) == {("database", "金山邻里中心"), ("database", "小满")}
    assert canary.search({"unpacked": places["unpacked"]}, ["account_authentication_methods", "_auth_user_id"])
    assert "log" in places
    copy = places.get("copy") or places["dump"]
    assert canary.search({"copy": copy}, ["金山邻里中心", "小满"]) == {("copy", "金山邻里中心"), ("copy", "小满")}
    assert any(name.startswith("media") for name in places)
    for spelled in (NAMES[0].encode(), json.dumps(NAMES[0]).encode(), base64.b64encode(f"x{NAMES[0]}y".encode()), NAMES[0].encode("utf-16")):
        assert canary.search({"there": spelled}, [NAMES[0]])


@pytest.mark.parametrize("moment", ["rotated", "erased"])
def test_nor_after_rotation_nor_after_erasure(told, moment):
    assert canary.search(told[-1]["places"][moment]) == set()


def test_rotation_seals_each_key_anew_and_erasure_leaves_none(told):
    """What could open a case again is nowhere: not the key as it lay there, not the one before, no file of a photo."""
    later = told[-1]
    before, rotated = later["keys"]
    cells = [base64.b64decode(cell) for cell in rotated]
    assert len(before) == len(rotated) == later["erased"][0] > 0
    assert all(cell.startswith(b"\x03new") for cell in cells)
    assert not set(before) & set(rotated)
    assert later["erased"][1] == 0
    if "dump" not in told[0]:  # PostgreSQL keeps dead rows until its vacuum; a dump holds none
        lie = b"".join(content for name, content in later["places"]["erased"].items() if name.startswith("db.sqlite3"))
        assert [cell for cell in (*cells, *map(base64.b64decode, before)) if cell in lie] == []
