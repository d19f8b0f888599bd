"""/grid/: what the grid worker fills in, what she is told when something is amiss, and what she may see afterwards."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Area
from accounts.roles import Role
from mediation import casework, intake
from mediation.forms import ReportForm
from mediation.models import Case, Party
from tests.people import sign_in

from .conftest import NARRATIVE
from .test_pictures import HEIC, png_of, with_place

NEW = "/grid/cases/new/"


@pytest.fixture
def told(area, sign):
    """told(name_1="王阿婆"): what the form sends when it is filled in."""

    def fill(**changes):
        facts = {"key": intake.new_key(), "kind": "in_laws", "signs": [sign("扬言").pk], "area": area.pk, "name_1": "陈阿妹", "narrative": NARRATIVE}
        return {name: value for name, value in (facts | changes).items() if value is not None}

    return fill


@pytest.fixture
def worker(client, grid_worker):
    sign_in(client, grid_worker)
    return client


def test_she_reports_and_gets_a_number(worker, told, jpeg):
    photo = SimpleUploadedFile("IMG.jpg", with_place(jpeg), content_type="image/jpeg")
    response = worker.post(
        NEW, told(phone_1="１３９ 0595-0001", id_number_1="35050319900307058x", name_2="王桂花", wishes="分开住", place="3 号楼", photos=[photo])
    )
    case = Case.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/grid/cases/{case.number}/")
    assert [(p.name, p.phone, p.id_number) for p in case.parties.all()] == [("陈阿妹", "13905950001", "35050319900307058X"), ("王桂花", None, None)]
    assert case.evidence.count() == 1
    page = worker.get(response["Location"]).content.decode()
    assert case.number in page
    assert "再报一件" in page


def test_afterwards_she_sees_the_state_never_the_content(worker, told, mediator):
    worker.post(NEW, told(name_2="王桂花", wishes="分开住", place="3 号楼 502"))
    case = Case.objects.get()
    for step in ("待受理", "已受理"):
        for path in ("/grid/", f"/grid/cases/{case.number}/"):
            page = worker.get(path).content.decode()
            assert step in page
            assert not any(word in page for word in (NARRATIVE, "陈阿妹", "王桂花", "分开住", "502", "扬言"))
        casework.accept(case=case, by=mediator)
    assert worker.get(case.get_absolute_url()).status_code == 404


def test_a_refusal_shows_its_reason_not_its_words(worker, told, mediator):
    worker.post(NEW, told())
    case = Case.objects.get()
    casework.refuse(case=case, by=mediator, reason="twice", words="陈阿妹上个月来过。")
    page = worker.get(f"/grid/cases/{case.number}/").content.decode()
    assert "和已经报过的是同一件" in page
    assert "上个月" not in page


def test_another_ones_report_and_a_missing_one_are_the_same(client, case, make_post, area):
    sign_in(client, make_post(Role.GRID_WORKER, area))
    other = client.get(f"/grid/cases/{case.number}/")
    missing = client.get("/grid/cases/261124-ZZZZZZ/")
    assert other.status_code == missing.status_code == 404
    assert other.content.replace(case.number.encode(), b"*") == missing.content.replace(b"261124-ZZZZZZ", b"*")
    assert case.number not in client.get("/grid/").content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.GRID_WORKER])
def test_only_grid_workers_find_the_grid(client, make_post, role):
    sign_in(client, make_post(role, "350500000000"))
    assert {client.get(path).status_code for path in ("/grid/", NEW, "/grid/cases/261124-ZZZZZZ/")} == {404}
    assert client.post(NEW, {}).status_code == 404


def test_signed_out_she_signs_in_first(client):
    assert client.get(NEW)["Location"] == f"{reverse('account_login')}?next={NEW}"


def test_fifty_times_the_same_request_is_one_case(worker, told):
    facts = told()
    answers = {worker.post(NEW, facts)["Location"] for _ in range(50)}
    assert len(answers) == 1
    assert Case.objects.count() == 1


def test_going_back_and_changing_it_is_asked_not_lost(worker, told):
    facts = told()
    worker.post(NEW, facts)
    again = worker.post(NEW, facts | {"narrative": "另外一家的事。"})
    assert again.status_code == 422
    page = again.content.decode()
    assert "刚才从这一页已经交过一件" in page
    assert "另外一家的事。" in page
    key = page.split('name="key" value="')[1][:32]
    assert key != facts["key"]
    assert worker.post(NEW, facts | {"narrative": "另外一家的事。", "key": key}).status_code == 302
    assert Case.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x", "../../etc/passwd", "é" * 32, "k" * 10_000, None])
def test_a_tampered_key_costs_nothing_but_itself(worker, told, key):
    assert worker.post(NEW, told(key=key)).status_code == 302


BAD = {
    "nothing said": ({"narrative": ""}, "还没写怎么回事，请写几句。"),
    "only blanks and marks": ({"narrative": " \u200b\u202e\n\t "}, "还没写怎么回事，请写几句。"),
    "no kind": ({"kind": None}, "还没选是什么事"),
    "a made-up kind": ({"kind": "war"}, "不在列出来的里面"),
    "no sign looked at": ({"signs": None}, "危险的迹象还没看"),
    "nobody": ({"name_1": ""}, "还没写求助的一方是谁"),
    "a name of ten thousand": ({"name_1": "陈" * 10_000}, "最多 40 个字，现在有 10000 个"),
    "too long a story": ({"narrative": "吵" * 5001}, "最多 5000 个字，现在有 5001 个"),
    "a wrong check digit": ({"id_number_1": "350503199003070581"}, "身份证号有一位不对"),
    "too short an ID": ({"id_number_1": "3505031990"}, "身份证号是 18 位，现在有 10 位"),
    "a born day that is none": ({"id_number_1": "35050319900231002X"}, "出生日期不对"),
    "a phone that is none": ({"phone_1": "12345"}, "这个电话看不懂"),
    "a phone without a name": ({"phone_2": "13905950001"}, "另一方写了电话或证件号，也请写怎么称呼。"),
    "an address elsewhere": ({"area": "350582001001"}, "这个社区不在您的片区里"),
    "an address that is none": ({"area": "nowhere"}, "这个社区不在您的片区里"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_told_and_the_rest_is_kept(worker, told, what, elsewhere):
    changes, sentence = BAD[what]
    response = worker.post(NEW, told(place="三号楼", wishes="要道歉", **changes))
    page = response.content.decode()
    assert response.status_code == 422
    if what != "a made-up kind":
        assert sentence in page
    assert "处要改" in page
    assert "三号楼" in page
    assert "要道歉" in page
    assert not Case.objects.exists()


def test_signs_and_none_at_once(worker, told, sign):
    response = worker.post(NEW, told(signs=[sign("动手").pk, "none"]))
    assert "又勾了“都没有”" in response.content.decode()
    assert worker.post(NEW, told(signs=["none"])).status_code == 302


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("+86 139-0595-0001", "13905950001"),
        ("0595-22001234", "059522001234"),
        ("（0595）22001234", "059522001234"),
        ("22001234", "22001234"),
        ("008613905950001", "13905950001"),
    ],
)
def test_ways_to_write_a_phone(worker, told, phone, kept):
    assert worker.post(NEW, told(phone_1=phone)).status_code == 302
    assert Party.objects.known_as(phone=kept).exists()


def test_emoji_and_rare_characters_stay_invisible_marks_go(worker, told):
    said = "他说“滚”\u202e，她哭了😭👨‍👩‍👧。\n\u0000𠮷家的𪚥。"
    assert worker.post(NEW, told(narrative=said, name_1="𠮷田·买买提")).status_code == 302
    case = Case.objects.get()
    assert case.narrative == "他说“滚”，她哭了😭👨‍👩‍👧。\n𠮷家的𪚥。"
    assert case.parties.get().name == "𠮷田·买买提"


PHOTOS = {
    "no photo": (b"words", "不是照片"),
    "a bomb": (png_of(50_000, 50_000), "4000 万像素"),
    "twenty megabytes": (b"\xff\xd8\xff" + b"\0" * 20_000_000, "照片太大了，一张要小于 20 MB"),
    "a phone format": (HEIC, "HEIC"),
    "half a photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "打不开"),
    "an empty file": (b"", "打不开"),
}


@pytest.mark.parametrize("what", PHOTOS)
def test_a_bad_photo_is_told_beside_its_field_and_that_it_must_be_chosen_again(worker, told, what, jpeg):
    data, sentence = PHOTOS[what]
    files = [SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", data)]
    response = worker.post(NEW, told(photos=files))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "第 2 张：" in page
    assert "刚才选的 2 张照片没有留住" in page
    assert NARRATIVE in page
    assert not Case.objects.exists()


def test_too_many_photos(worker, told, jpeg):
    files = [SimpleUploadedFile(f"{n}.jpg", jpeg(10, 10)) for n in range(7)]
    assert "最多 6 张照片，现在选了 7 张" in worker.post(NEW, told(photos=files)).content.decode()


def test_she_is_offered_her_own_communities_only(grid_worker, make_post, area, elsewhere):
    other = Area.objects.create(code="350503002002", name="凤山社区居委会", level=5, parent_id="350503002000")
    Area.objects.create(code="350503002003", name="旧社区居委会", level=5, parent_id="350503002000", closed_on="2020-01-01")
    assert ReportForm(reporter=grid_worker).only_area == area
    street = ReportForm(reporter=make_post(Role.GRID_WORKER, "350503002000"))
    assert [group for group, _ in street.fields["area"].choices][1:] == ["丰泽街道"]
    assert [code for code, _ in street.fields["area"].choices[1][1]] == [area.pk, other.pk]
