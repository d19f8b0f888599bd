"""A class list from Excel: every fault by cell, all or nothing, taken back while untouched; strange files are no danger."""

import io
import resource
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from accounts.models import FamilyMember, Post, User
from positions import booking
from positions.classlists import reading
from positions.models import Booking, ClassList
from tests.people import sign_in

HEADS = list(reading.HEADS)
GOOD = ["陈小满", "女儿", "2019-05-12", "林晓梅", "13811112222", "花生过敏"]


@pytest.fixture
def keeper(make_user, site):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role="site_staff", site=site)
    return user


def workbook(*rows, change=None, heads=HEADS):
    book = Workbook()
    sheet = book.active
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(user, session, data, name="名单.xlsx"):
    client = sign_in(Client(), user)
    return client.post(f"/admin/positions/classlist/add/?session={session.pk}", {"file": SimpleUploadedFile(name, data), "agreed": "on"})


def faults_of(answer):
    assert answer.status_code == 422
    return {fault.where: fault.words for fault in answer.context["faults"]}


def test_a_list_is_laid_and_taken_back(keeper, make_session, mother):
    session = make_session(capacity=2)
    mother.phone = "+8613811112222"
    mother.save()
    data = workbook(GOOD, ["林阿香", "本人", date(1957, 3, 8), "林阿香", 13911112222, None], ["许知远", "儿子", "20180102", "许建国", "１３７ 1111 2222", None])
    answer = upload(keeper, session, data)
    assert answer.status_code == 302
    session.refresh_from_db()
    assert (session.booked, session.waiting) == (2, 1)
    assert Booking.objects.get(attendee__name="陈小满").note == "花生过敏"
    assert User.objects.filter(phone="+8613711112222", name="许建国").exists()
    again = upload(keeper, session, data)
    assert "已经导入过了" in again.content.decode()
    made = ClassList.objects.get()
    client = sign_in(Client(), keeper)
    assert client.post(f"/admin/positions/classlist/{made.pk}/undo/").status_code == 302
    session.refresh_from_db()
    assert (session.booked, session.waiting) == (0, 0)
    assert not User.objects.filter(phone__in=["+8613711112222", "+8613911112222"]).exists()
    assert User.objects.filter(pk=mother.pk).exists()
    assert not FamilyMember.objects.filter(name="陈小满").exists()


def test_nothing_is_booked_when_one_row_cannot_be(keeper, service, make_session):
    service.min_age, service.max_age = 6, 12
    service.save()
    session = make_session(capacity=5)
    answer = upload(keeper, session, workbook(GOOD, ["许小小", "儿子", "2024-01-02", "许建国", "13711112222", None]))
    assert list(faults_of(answer)) == ["A3"]
    assert "要 6–12 岁" in faults_of(answer)["A3"]
    assert not Booking.objects.exists()
    assert not User.objects.filter(name="许建国").exists()


def test_every_fault_has_its_cell(keeper, make_session):
    def change(sheet):
        sheet["D5"] = "=A1"
        sheet.merge_cells("A7:B7")

    data = workbook(
        ["陈小满", "女儿", "2019-02-30", "林晓梅", "13811112222", None],
        ["许知远1", "邻居", "2018-01-02", "许建国", "0595-22222222", None],
        ["郑一诺", "女儿", None, "郑国栋", "13711112222", None],
        ["蔡宇轩", "儿子", "2018-05-05", "蔡明", "13611112222", None],
        ["陈小满", "女儿", date(2019, 5, 12), "林晓梅", "13811112222", None],
        ["黄可欣", None, "2018-05-05", "黄丽君", "13511112222", None],
        ["陈小满", "女儿", date(2019, 5, 12), "林晓梅", "13811112222", None],
        change=change,
    )  # fmt: skip
    faults = faults_of(upload(keeper, make_session(), data))
    assert {"C2", "A3", "B3", "E3", "C4", "D5", "A7:B7", "B7", "A8"} == set(faults)
    assert "座机号" in faults["E3"]
    assert "公式" in faults["D5"]
    assert "第 6 行" in faults["A8"]
    assert not Booking.objects.exists()


def test_missing_columns_are_named(keeper, make_session):
    faults = faults_of(upload(keeper, make_session(), workbook(["陈小满", "13811112222"], heads=["姓名", "手机号"])))
    assert "参加人姓名" in faults[""]


def test_somebody_else_changed_it_so_it_stays(keeper, make_session):
    session = make_session(capacity=3)
    upload(keeper, session, workbook(GOOD))
    booking.cancel(booking=Booking.objects.get(), by=keeper, by_staff=True)
    made = ClassList.objects.get()
    client = sign_in(Client(), keeper)
    assert "整张撤回" not in client.get(f"/admin/positions/classlist/{made.pk}/change/").content.decode()
    client.post(f"/admin/positions/classlist/{made.pk}/undo/")
    made.refresh_from_db()
    assert made.undone_at is None


def test_ten_thousand_rows_are_too_many(keeper, make_session):
    answer = upload(keeper, make_session(), workbook(*[GOOD] * 10_000))
    assert "最多导入 200 行" in faults_of(answer)[""]


def bomb():
    """A sheet of 4 GB in some kB, as its zip says it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            zeros = b"0" * (1 << 20)
            for _ in range(64):
                part.write(zeros)
    data = bytearray(out.getvalue())
    at = data.rfind(b"PK\x01\x02")  # its entry in the central directory claims 4 GB
    data[at + 24 : at + 28] = (2**32 - 2).to_bytes(4, "little")
    return bytes(data)


def entities():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook>&a;</workbook>')
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0 an old .xls", entities(), b"name,phone\n"], ids=["empty", "broken", "xls", "entities", "csv"]
)
def test_what_is_no_workbook_is_said(keeper, make_session, data):
    answer = upload(keeper, make_session(), data)
    assert answer.status_code == 422
    assert not ClassList.objects.exists()


def test_a_bomb_is_not_unpacked(keeper, make_session):
    session = make_session()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = upload(keeper, session, bomb())
    assert "太大" in answer.content.decode()
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < 200 * 1024  # kB


def test_the_sample_can_be_filled_in_and_sent(keeper, make_session):
    client = sign_in(Client(), keeper)
    data = client.get("/admin/positions/classlist/sample/").content
    assert [cell.value for cell in load_workbook(io.BytesIO(data)).active[1]] == HEADS
    assert upload(keeper, make_session(), data).status_code == 302


def test_elsewhere_it_does_not_exist(keeper, make_user, make_session):
    session = make_session()
    stranger = make_user()
    from accounts.models import Area

    Post.objects.create(user=stranger, role="community_officer", area=Area.objects.create(code="350502001001", name="别处社区居委会", level=5))
    assert upload(stranger, session, workbook(GOOD)).status_code == 404
    upload(keeper, session, workbook(GOOD))
    assert sign_in(Client(), stranger).get(f"/admin/positions/classlist/{ClassList.objects.get().pk}/change/").status_code == 404


def test_another_name_beside_a_known_number_says_nothing_of_whose_it_is(keeper, make_session, mother):
    session = make_session(capacity=2)
    assert upload(keeper, session, workbook(["吴海燕", "本人", "1980-03-08", "吴海燕", mother.phone[3:], None])).status_code == 302
    made = Booking.objects.get()
    assert (made.booker, made.attendee.name, made.attendee.relation) == (mother, "吴海燕", "guest")
