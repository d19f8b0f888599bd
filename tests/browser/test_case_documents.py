"""A mediator makes a form, has it signed on the screen, and fills what is lacking; phone and desk."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from mediation.models import Document, Signature

from .conftest import DRESSES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(report_case, mediator):
    return report_case(wishes="想分开住", accepted_by=mediator)


def test_made_signed_and_made_again(screen, login, axe, sideways, mediator, case):
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
    assert Document.objects.filter(case=case, form="application").count() == 2
