"""Photos and scans that come while a case is under way: checked and sealed as at intake, listed wherever the evidence stands."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from accounts.refusals import NotAllowed
from mediation import casework, documents
from mediation.casework import collecting
from mediation.danger import application
from mediation.models import AccessLog, Case, Document, Evidence
from mediation.refusals import NotYourCase, StepNotAllowed, TooManyPhotos
from tests.people import sign_in

from ..documents.conftest import words_of

WORDS = "十月十二日的诊断书"


@pytest.fixture
def carried(case, mediator):
    return casework.accept(case=case, by=mediator)


def upload(data, name="一.jpg"):
    return SimpleUploadedFile(name, data, "image/jpeg")


def path(case):
    return reverse("mediation:photo_new", args=[case.number])


def gps():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (24.9, 0.0, 0.0)}
    exif[0x010E] = "SECRET-PLACE"
    return exif


def test_a_scan_is_added_on_the_page_and_read_by_a_logged_look(client, carried, mediator, jpeg, media):
    sign_in(client, mediator)
    assert "加照片、证据" in client.get(carried.get_absolute_url()).content.decode()
    told = {"key": "k" * 32, "words": WORDS}
    for _ in range(2):  # pressed twice
        done = client.post(path(carried), told | {"photos": [upload(jpeg(exif=gps())), upload(jpeg(800, 600))]})
        assert done["Location"] == carried.get_absolute_url()
    one, two = carried.evidence.all()
    page = client.get(carried.get_absolute_url()).content.decode()
    assert "照片 2 张" in page
    assert f"照片 2 张：{WORDS}" in page
    assert carried.events.filter(kind="evidence").count() == 1
    shown = client.get(reverse("mediation:photo", args=[carried.number, one.uid]))
    assert b"SECRET-PLACE" not in shown.content
    assert not Image.open(io.BytesIO(shown.content)).getexif()
    assert AccessLog.objects.get(what="photo").row == one.uid
    for file in media.rglob("*"):
        assert not file.is_file() or not file.read_bytes().startswith(b"\xff\xd8")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM mediation_evidence WHERE id = %s", [two.pk])
        assert WORDS.encode() not in bytes(cursor.fetchone()[0])


def test_what_is_no_photo_or_has_no_words_is_asked_for_again(client, carried, mediator, jpeg, media):
    sign_in(client, mediator)
    for told, words in (
        ({"words": WORDS}, "还没有选照片"),
        ({"words": WORDS, "photos": [upload(b"%PDF-1.7 no photo", "诊断书.pdf.jpg")]}, "照片"),
        ({"photos": [upload(jpeg())]}, "还没写是什么"),
        ({"words": WORDS, "photos": [upload(jpeg(8, 8)) for _ in range(7)]}, "最多 6 张"),
    ):
        page = client.post(path(carried), {"key": "k" * 32} | told)
        assert page.status_code == 422
        assert words in page.content.decode()
    assert not Evidence.objects.exists()
    assert not [file for file in media.rglob("*") if file.is_file()]


def test_it_stands_in_the_list_the_application_and_the_dossier(client, carried, mediator, jpeg):
    documents.make(case=carried, form="evidence", by=mediator)
    collecting.collect(case=carried, by=mediator, pictures=[(jpeg(), 640, 480)] * 2, words=WORDS)
    case = Case.objects.select_related("area", "mediator").get(pk=carried.pk)
    assert any(WORDS in proof.what and "2 张" in proof.what for proof in application.proofs(case))
    sign_in(client, mediator)
    assert "后来又加了 2 张照片" in client.get(reverse("mediation:papers", args=[case.number])).content.decode()
    with zipfile.ZipFile(io.BytesIO(documents.dossier(case, by=mediator))) as packed:
        names = [name for name in packed.namelist() if "证据材料清单" in name]
        assert len(names) == 3
        said = words_of(packed.read(next(name for name in names if name.endswith(".docx"))))
    assert said.count(WORDS) == 2
    assert Document.objects.filter(form="evidence").count() == 2  # the list was made anew
    assert "后来又加了" not in client.get(reverse("mediation:papers", args=[case.number])).content.decode()


def test_a_signed_list_is_not_replaced_unasked(carried, mediator, jpeg):
    listed = documents.make(case=carried, form="evidence", by=mediator)
    documents.add_scans(document=listed, pictures=[(jpeg(), 640, 480)], by=mediator)
    collecting.collect(case=carried, by=mediator, pictures=[(jpeg(), 640, 480)], words=WORDS)
    documents.dossier(carried, by=mediator)
    assert Document.objects.get(form="evidence") == listed


def test_only_who_carries_it_while_it_is_open(client, carried, mediator, colleague, far_mediator, jpeg, monkeypatch):
    picture = [(jpeg(8, 8), 8, 8)]
    for by, refusal in ((colleague, NotYourCase), (far_mediator, NotAllowed)):
        with pytest.raises(refusal):
            collecting.collect(case=carried, by=by, pictures=picture, words=WORDS)
    sign_in(client, colleague)
    assert client.get(path(carried))["Location"] == carried.get_absolute_url()
    sign_in(client, far_mediator)
    assert client.get(path(carried)).status_code == client.post(path(carried)).status_code == 404
    monkeypatch.setattr(collecting, "MOST", 0)
    with pytest.raises(TooManyPhotos):
        collecting.collect(case=carried, by=mediator, pictures=picture, words=WORDS)
    casework.mediating.end(case=carried, by=mediator, outcome="withdrawn", words="不要了。")
    casework.revisiting.close(case=carried, by=mediator, words="办完了。")
    with pytest.raises(StepNotAllowed):
        collecting.collect(case=carried, by=mediator, pictures=picture, words=WORDS)
    assert not Evidence.objects.exists()
