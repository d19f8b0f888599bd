"""Planted words of a case are found nowhere: not in the database, its dump, the media, the log, the messages, the sessions."""

import base64
import contextlib
import gzip
import io
import json
import sqlite3
import urllib.request

import psycopg2
import pytest

from tests.servers import Portal, on_postgres

from .test_races import post

pytestmark = pytest.mark.race  # it runs a server of its own
WORDS = {
    "name": "欧阳坎娜丽",
    "other": "慕容雀鸟儿",
    "phone": "13977770156",
    "id_number": "35050319900307058X",
    "narrative": "金丝雀在煤矿里唱歌直到天黑",
    "wishes": "只要把笼子打开就好",
    "place": "金丝雀巷 156 号四楼",
    "words": "电话里她说笼子还锁着",
    "refusal": "转给了看煤矿的人",
    "file": "canary-holiday-photo.jpg",
}


def plant():
    """Report, accept, refuse and write through the deeds, with photos (runs inside the portal). Returns two numbers and two users."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone
    from PIL import Image

    from accounts.models import Area, Post, User
    from accounts.pictures import rewrite
    from mediation import casework, intake
    from mediation.models import Party, RiskSign

    area = Area.objects.create(code="350503002001", name="东美社区居委会", level=5)
    worker, mediator = (User.objects.create_user(f"+861390000000{n}", name="某") for n in range(2))
    Post.objects.create(user=worker, role="grid_worker", area=area)
    Post.objects.create(user=mediator, role="mediator", area=area)
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "JPEG", comment=WORDS["narrative"].encode())
    told = {
        "by": worker, "area": area, "kind": "violence", "narrative": WORDS["narrative"], "wishes": WORDS["wishes"], "place": WORDS["place"],
        "signs": RiskSign.objects.filter(kind=""), "pictures": [rewrite(SimpleUploadedFile(WORDS["file"], out.getvalue()))],
        "parties": [
            intake.Person(name=WORDS["name"], phone=WORDS["phone"], id_number=WORDS["id_number"]),
            intake.Person(name=WORDS["other"], side=Party.Side.RESPONDENT),
        ],
    }  # fmt: skip
    case = intake.report(key=intake.new_key(), **told)
    casework.accept(case=case, by=mediator)
    casework.add_contact(case=case, by=mediator, kind="phone", happened_at=timezone.now(), whom="one", party=case.parties.first(), words=WORDS["words"])
    casework.refuse(case=intake.report(key=intake.new_key(), **told), by=mediator, reason="other", words=WORDS["refusal"])
    return [case.number, [worker.pk, mediator.pk]]


def use(portal, number, worker, mediator):
    """Look at it all over HTTP, and send a form with an error in it, so that logs and sessions have had their chance."""

    def get(path, cookies):
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        with urllib.request.urlopen(urllib.request.Request(portal.url + path, headers={"Cookie": cookie})) as answer:  # noqa: S310
            return answer.read().decode()

    bad = {"key": "c" * 32, "kind": "", "area": "350503002001", "name_1": WORDS["name"], "narrative": WORDS["narrative"], "phone_1": WORDS["phone"]}
    assert post(portal, "/grid/cases/new/", worker, bad, b"no photo")[0] == 422
    page = get(f"/mediation/cases/{number}/", mediator)
    assert WORDS["narrative"] in page
    assert WORDS["words"] in page
    uid = page.split(f"/mediation/cases/{number}/parties/")[1][:36]
    assert WORDS["name"] in post(portal, f"/mediation/cases/{number}/parties/{uid}/", mediator, {"why": "contact"})[2]
    get("/grid/", worker)
    get("/my/notices/", mediator)


def shapes(word):
    """A word as it could lie about: as it is, in JSON, in base64 at each offset, as hex, in UTF-16."""
    raw = word.encode()
    yield raw
    yield json.dumps(word)[1:-1].encode()
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield word.encode("utf-16-le")
    for lead in range(3):
        yield base64.b64encode(b"\0" * lead + raw)[4 if lead else 0 : -4].rstrip(b"=")


def test_no_planted_word_is_found_anywhere():
    with Portal() as portal:
        number, users = portal.call(plant)
        use(portal, number, *portal.sign_in(users))
        portal.stop()
        places = {str(path.relative_to(portal.folder)): path.read_bytes() for path in portal.folder.rglob("*") if path.is_file() and "static" not in path.parts}
        places["dump"] = dump(portal)
    assert any(name.startswith("media/") for name in places)
    assert number.encode() in places["dump"]  # we looked in the right place
    found = {(name, kind) for name, data in places.items() for kind, word in WORDS.items() for shape in shapes(word) if shape in data}
    found |= {(name, "gzip") for name, data in places.items() if data[:2] == b"\x1f\x8b" and any(w.encode() in gzip.decompress(data) for w in WORDS.values())}
    assert found == set()


def test_the_canary_would_be_seen_to_sing():
    """The search itself finds a word in each shape that it knows."""
    word = WORDS["narrative"]
    for data in (word, json.dumps({"x": word}), base64.b64encode(b"ab" + word.encode() + b"cd").decode(), word.encode().hex()):
        assert any(shape in data.encode() for shape in shapes(word)), data


def dump(portal):
    """Return every row of every table as text."""
    if on_postgres():
        out = io.BytesIO()
        with contextlib.closing(psycopg2.connect(portal.database.url)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'")
            for (table,) in cursor.fetchall():
                cursor.copy_expert(f"COPY {table} TO STDOUT", out)
        return out.getvalue()
    with sqlite3.connect(portal.folder / "db.sqlite3") as database:
        return "\n".join(database.iterdump()).encode()
