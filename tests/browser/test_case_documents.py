"""A mediator makes a form, has it signed on the screen, fills what is lacking, and takes the whole dossier out; phone and desk."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from accounts.models import Post
from accounts.roles import Role
from mediation import casework, intake
from mediation.models import Document, Kind, Party, Signature

from .conftest import DRESSES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def mediator(make_user, area):
    user = make_user("吴佩玲")
    Post.objects.create(user=user, role=Role.MEDIATOR, area_id="350503000000")
    return user


@pytest.fixture
def case(make_user, area, mediator):
    worker = make_user("蔡志强")
    Post.objects.create(user=worker, role=Role.GRID_WORKER, area=area)
    people = [intake.Person("陈阿妹", phone="13912342087"), intake.Person("王桂花", side=Party.Side.RESPONDENT)]
    told = {"kind": Kind.IN_LAWS, "narrative": "婆媳为带孩子吵，昨晚摔了碗。", "wishes": "想分开住", "parties": people, "key": intake.new_key()}
    made = intake.report(by=worker, area=area, **told)
    return casework.accept(case=made, by=mediator)


def test_made_signed_and_bound(screen, login, axe, sideways, mediator, case):
    login(screen, mediator, second_factor=True)
    screen.goto(case.get_absolute_url())
    screen.get_by_role("link", name="做文书").click()
    screen.get_by_role("heading", name="文书和卷宗").wait_for()
    assert sideways(screen) == 0
    axe(screen, dresses=DRESSES)
    screen.get_by_role("button", name=re.compile(r"做一份\s*人民调解申请书")).click()
    screen.get_by_role("heading", name="人民调解申请书").wait_for()
    expect(screen.locator("main")).to_contain_text("待填", use_inner_text=True)
    screen.get_by_text("在屏幕上签", exact=True).click()
    screen.locator("label", has_text="求助的一方").click()
    pad = screen.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    screen.mouse.move(box["x"] + 40, box["y"] + 90)
    screen.mouse.down()
    for x, y in ((90, 30), (140, 90), (200, 40)):
        screen.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    screen.mouse.up()
    assert sideways(screen) == 0
    axe(screen)
    screen.get_by_role("button", name="存下签名").click()
    screen.get_by_text("签名存好了").wait_for()
    assert Signature.objects.get().place == "甲方签名"
    with screen.expect_download() as download:
        screen.get_by_role("link", name="下载 Word 文件").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        assert any(name.startswith("word/media/") for name in packed.namelist())
    screen.get_by_role("link", name="当事人资料").click()
    screen.get_by_role("link", name=re.compile(r"填写\s*求助的一方")).click()
    screen.get_by_label("民族").fill("汉族")
    screen.get_by_label("年龄").fill("36")
    assert sideways(screen) == 0
    axe(screen)
    screen.get_by_role("button", name="存下").click()
    screen.get_by_text("记下了").wait_for()
    screen.get_by_role("link", name="文书和卷宗").click()
    screen.get_by_role("button", name=re.compile(r"重做\s*人民调解申请书")).click()
    screen.get_by_role("heading", name="人民调解申请书").wait_for()
    expect(screen.locator("main")).not_to_contain_text("甲方民族", use_inner_text=True)
    screen.get_by_role("link", name="文书和卷宗").click()
    with screen.expect_download() as download:
        screen.get_by_role("button", name="整本下载").click()
    with open(download.value.path(), "rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as packed:
        assert packed.namelist()[:3] == ["01-卷宗封面.docx", "02-卷宗目录.docx", "03-人民调解申请书.docx"]
    assert re.fullmatch(r"\d{6}-\w{6}-卷宗\.zip", download.value.suggested_filename)
    assert Document.objects.filter(case=case, form="application").count() == 2
