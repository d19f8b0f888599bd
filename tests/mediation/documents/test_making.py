"""Papers are made in every state, say what is lacking, are numbered once, sealed, signed; nothing typed turns into anything else."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.crypto import CannotOpen
from accounts.refusals import NotAllowed
from mediation import casework, documents, intake
from mediation.documents import checking, facts, layouts, registry
from mediation.models import AccessLog, Case, Clock, Document, Dossier, Form
from mediation.refusals import NotYourCase, StepNotAllowed
from tests.people import sign_in

from .conftest import words_of


def signature():
    out = io.BytesIO()
    picture = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(picture).line([(20, 90), (150, 20), (280, 90)], fill="black", width=5)
    picture.save(out, "JPEG")
    return out.getvalue(), 300, 120


def test_every_form_is_made_from_a_case_that_was_just_reported(case, mediator):
    for kind in registry.kinds_of(case):
        paper = documents.make(case=case, form=kind.form, by=mediator)
        said = words_of(documents.opened(paper))
        assert ("〔待填〕" in said) == bool(paper.missing), kind.form
        assert "{" not in said
        assert paper.number == ""  # not accepted yet: no number is spent
    said = words_of(documents.opened(Document.objects.get(form="intake")))
    assert "婆媳为带孩子的事天天吵" in said
    assert "受理日期〔待填〕" in said.replace("\n", "")
    assert "性别" in words_of(documents.opened(Document.objects.get(form="application")))


def test_a_walked_case_leaves_nothing_to_fill(walked, mediator):
    people = [intake.Person(name="陈阿妹", phone="13905950001", id_number="35050319900307058X")]
    people.append(intake.Person(name="王桂花", side="respondent", phone="13905950002"))
    case = walked(parties=people)
    lacking = {kind.form: documents.make(case=case, form=kind.form, by=mediator, touches_status=False).missing for kind in registry.kinds_of(case)}
    assert {form: gaps for form, gaps in lacking.items() if gaps} == {"identity": ["乙方身份证号"], "closing": ["结案日期"]}
    said = words_of(documents.opened(Document.objects.get(form="agreement")))
    for words in ("陈阿妹", "36", "女", "一、春节后分开住。", "二、每周六带孩子回来。", "东美社区"):
        assert words in said


def test_a_number_is_given_once_and_never_to_another(report, mediator, rule):
    one, other = report(), report(narrative="另一件")
    for case in (one, other):
        casework.accept(case=case, by=mediator)
    numbers = [documents.make(case=case, form=form, by=mediator).number for case in (one, other) for form in ("cover", "intake")]
    year = Dossier.objects.first().year
    assert numbers == [f"（{year}）丰妇人调字第1号"] * 2 + [f"（{year}）丰妇人调字第2号"] * 2


def test_where_there_is_violence_no_address_goes_to_the_other_side(walked, mediator):
    case = walked(kind="violence")
    for form in ("agreement", "meeting"):
        said = words_of(documents.opened(documents.make(case=case, form=form, by=mediator)))
        assert "13905950001" not in said
        assert "3 号楼 502" not in said
        assert "为人身安全不公开" in said or form == "meeting"
    assert "3 号楼 502" in words_of(documents.opened(documents.make(case=case, form="application", by=mediator)))


def test_violence_that_is_filed_as_a_quarrel_hides_her_address_too(walked, mediator, sign):
    case = walked(kind="couple", signs=[sign("动手")])
    for risk in (3, 1):  # an officer may have made it less since
        Case.objects.filter(pk=case.pk).update(risk=risk)
        case = Case.objects.get(pk=case.pk)
        said = words_of(documents.opened(documents.make(case=case, form="agreement", by=mediator)))
        assert "为人身安全不公开" in said
        assert "13905950001" not in said


def test_what_people_type_stays_words(report, mediator):
    typed = "{{ 7*7 }} {% for a in b %} <w:p>&amp; \ufdd0甲方签名\ufdd1 {_{x}_}"
    case = report(narrative=typed)
    said = words_of(documents.opened(documents.make(case=case, form="intake", by=mediator), "卷内第 3 件　"))
    assert "{{ 7*7 }} {% for a in b %} <w:p>&amp; 甲方签名" in said
    assert "49" not in said
    assert "卷内第 3 件　第 " in said


def test_only_who_carries_it_makes_papers(case, mediator, colleague, far_mediator, grid_worker):
    with pytest.raises(NotAllowed):
        documents.make(case=case, form="cover", by=far_mediator)
    with pytest.raises(NotAllowed):
        documents.make(case=case, form="cover", by=grid_worker)
    casework.accept(case=case, by=mediator)
    with pytest.raises(NotYourCase):
        documents.make(case=case, form="cover", by=colleague)
    assert not Document.objects.exists()


def test_a_divorce_has_no_application_to_the_court(report, mediator):
    case = report(kind="divorce")
    with pytest.raises(StepNotAllowed):
        documents.make(case=case, form="confirmation", by=mediator)


def test_a_court_is_asked_only_about_what_it_may_confirm(walked, mediator, client):
    case = walked()
    with pytest.raises(documents.making.StatusNotAsked):
        documents.make(case=case, form="confirmation", by=mediator)
    path = reverse("mediation:confirmation_paper", args=[case.number])
    sign_in(client, mediator, mfa=True)
    assert path in client.get(reverse("mediation:papers", args=[case.number])).content.decode()
    assert client.post(path, {}).status_code == 422
    refused = client.post(path, {"touches_status": "yes"})
    assert refused.status_code == 422
    assert "法院不办司法确认" in refused.content.decode()
    assert case.agreements.get().touches_status is True  # kept, and said again at the next paper and at the application
    assert "离婚和身份、收养的协议，法院不办" in client.get(case.get_absolute_url()).content.decode()
    assert not case.documents.filter(form="confirmation").exists()
    Clock.objects.filter(what="confirm", kind="").update(amount=20)  # the day on the paper is the table's
    assert client.post(path, {"touches_status": "no"}).status_code == 302
    words = words_of(documents.opened(case.documents.get(form="confirmation")))
    assert facts.day(timezone.localdate() + timedelta(days=20)) in words
    Case.objects.filter(pk=case.pk).update(kind="divorce")
    assert client.get(path).status_code == 404


def test_a_signature_stands_in_its_place_once_and_the_words_stay_as_signed(case, mediator, media):
    paper = documents.make(case=case, form="intake", by=mediator)
    before = paper.open()
    documents.sign(document=paper, place="甲方签名", picture=signature(), by=mediator)
    with pytest.raises(documents.making.SignedBefore):
        documents.sign(document=paper, place="甲方签名", picture=signature(), by=mediator)
    with pytest.raises(documents.making.NoSuchPlace):
        documents.sign(document=paper, place="被调查人签名", picture=signature(), by=mediator)
    blank = io.BytesIO()
    Image.new("RGB", (300, 120), "white").save(blank, "JPEG")
    with pytest.raises(documents.making.NothingDrawn):
        documents.sign(document=paper, place="登记人签名", picture=(blank.getvalue(), 300, 120), by=mediator)
    paper = Document.objects.get(pk=paper.pk)
    assert paper.open() == before
    with zipfile.ZipFile(io.BytesIO(documents.opened(paper))) as packed:
        assert len([name for name in packed.namelist() if name.startswith("word/media/")]) == 1
    for path in media.rglob("*"):
        if path.is_file():
            assert b"PK\x03\x04" not in path.read_bytes()[:200]
    (media / paper.file).write_bytes((media / paper.signatures.get().file).read_bytes())
    with pytest.raises(CannotOpen):
        paper.open()


def test_the_dossier_is_one_zip_in_order_with_contents(walked, mediator):
    case = walked()
    agreement = documents.make(case=case, form="agreement", by=mediator)
    documents.add_scans(document=agreement, pictures=[signature()], by=mediator)
    with zipfile.ZipFile(io.BytesIO(documents.dossier(case, by=mediator))) as packed:
        names = packed.namelist()
        assert packed.testzip() is None
        contents = words_of(packed.read("02-卷宗目录.docx"))
    assert [name[:2] for name in names] == sorted(name[:2] for name in names)
    assert names[0] == "01-卷宗封面.docx"
    assert names[-1].endswith("卷宗封底.docx")
    titles = [name.partition("-")[2].removesuffix(".docx") for name in names if name.endswith(".docx")]
    listed = contents.split("\n")
    assert [title for title in listed if title in titles][1:] == titles  # the first is the heading
    assert {"人民调解受理登记表", "当事人权利义务告知书", "当事人身份证明", "证据材料清单", "人民调解记录", "人民调解协议书", "人民调解回访记录"} <= set(titles)
    assert any(name.endswith("人民调解协议书-附1.jpg") for name in names)
    assert any(name.endswith("证据材料清单-附1.jpg") for name in names)


# --- the pages ----------------------------------------------------------------------------------------
@pytest.fixture
def desk(client, mediator):
    sign_in(client, mediator)
    return client


def test_pages_from_the_list_to_the_zip(desk, case, mediator, jpeg):
    papers = reverse("mediation:papers", args=[case.number])
    assert "文书和卷宗" in desk.get(case.get_absolute_url()).content.decode()
    assert desk.get(papers).status_code == 200
    page = desk.post(reverse("mediation:paper_make", args=[case.number, "intake"]), follow=True)
    paper = Document.objects.get()
    assert f"有 {len(paper.missing)} 处写着〔待填〕" in page.content.decode()
    file = desk.get(reverse("mediation:paper_file", args=[case.number, paper.uid]))
    assert file["Content-Disposition"].startswith("attachment")
    assert "no-store" in file["Cache-Control"]
    assert words_of(file.content)
    one = reverse("mediation:paper", args=[case.number, paper.uid])
    bad = desk.post(one, {"do": "sign", "place": "甲方签名", "drawn": "data:image/png;base64,AAAA"})
    assert (bad.status_code, "没有收到" in bad.content.decode()) == (422, True)
    assert desk.post(one, {"do": "scan"}).status_code == 422
    photo = SimpleUploadedFile("a.docx.jpg", jpeg(), content_type="image/jpeg")
    assert desk.post(one, {"do": "scan", "scans": [photo]}).status_code == 302
    mark = paper.signatures.get()
    assert desk.get(reverse("mediation:signed_page", args=[case.number, paper.uid, mark.uid]))["Content-Type"] == "image/jpeg"
    whole = desk.post(reverse("mediation:dossier", args=[case.number]))
    assert zipfile.is_zipfile(io.BytesIO(whole.content))
    kept = list(AccessLog.objects.filter(case=case).order_by("pk").values_list("what", flat=True))
    assert kept.count("file") == 2
    assert "export" in kept
    assert "paper" in kept


def test_what_the_forms_ask_of_a_party_is_typed_once_and_sealed(desk, case):
    party = case.parties.last()
    path = reverse("mediation:details", args=[case.number, party.uid])
    told = {"version": case.version, "gender": "女", "age": "六十", "ethnicity": "畲族", "occupation": "退休", "address": "东美社区榕树下"}
    assert "周岁的数字" in desk.post(path, told).content.decode()
    assert desk.post(path, told | {"age": "61岁"}).status_code == 302
    row = case.parties.get(pk=party.pk)
    assert (row.age, row.ethnicity) == ("61", "畲族")
    with_id = case.parties.first()
    page = desk.get(reverse("mediation:details", args=[case.number, with_id.uid])).content.decode()
    assert 'name="gender"' not in page  # her ID number tells it


def test_papers_of_another_area_do_not_exist(client, case, mediator, far_mediator):
    paper = documents.make(case=case, form="intake", by=mediator)
    sign_in(client, far_mediator)
    for name, args in (("papers", []), ("paper", [paper.uid]), ("paper_file", [paper.uid]), ("people", [])):
        assert client.get(reverse(f"mediation:{name}", args=[case.number, *args])).status_code == 404
    assert client.post(reverse("mediation:dossier", args=[case.number])).status_code == 404
    assert AccessLog.objects.filter(user=far_mediator).exclude(what="refused").count() == 0


def test_the_list_takes_as_many_statements_for_three_papers_as_for_thirty(desk, case, mediator):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    path, counts = reverse("mediation:papers", args=[case.number]), []
    for forms in (["cover", "intake", "rights"], [kind.form for kind in registry.kinds_of(case)]):
        for form in forms:
            documents.make(case=case, form=form, by=mediator, touches_status=False)
        with CaptureQueriesContext(connection) as seen:
            desk.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_our_own_templates_pass_the_check_of_templates():
    for form in Form:
        assert set(checking.check(layouts.built(form))) <= set(registry.FIELDS)


def test_a_paper_says_that_it_is_chinese():
    """Else Word and LibreOffice draw Japanese letters where 仿宋 is not installed."""
    with zipfile.ZipFile(io.BytesIO(layouts.built(Form.COVER))) as paper:
        assert b'w:eastAsia="zh-CN"' in paper.read("word/styles.xml")
        assert b"ja-JP" not in paper.read("word/settings.xml")
