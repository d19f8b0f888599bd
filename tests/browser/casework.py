"""What the browser stories of a case press: the steps of the mediator who carries it."""

import zipfile
from datetime import timedelta

from django.utils import timezone

from tests.mediation.documents.conftest import words_of


def press(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).first.click()


def tell_contact(page, *, whom="各方一起", words="都愿意来谈。"):
    press(page, "记一次联系", "link")
    page.get_by_label("上门").check()
    page.get_by_label(whom, exact=True).check()
    page.get_by_label("说了什么").fill(words)
    press(page, "记下这次联系")


def to_mediation(page):
    press(page, "开始调解", "link")
    page.get_by_label("已经把权利义务说给各方听").check()
    press(page, "开始调解")


def hold(page, result, record="各说各的理。"):
    press(page, "约调解会", "link")
    start = timezone.localtime(timezone.now() - timedelta(hours=1))
    page.get_by_label("什么时候").fill(f"{start:%Y-%m-%dT%H:%M}")
    page.get_by_label("别的地点").fill("社区调解室")
    press(page, "约调解会")
    press(page, "写调解记录", "link")
    page.get_by_label(result, exact=True).check()
    page.get_by_label("调解记录").fill(record)
    press(page, "写调解记录")


def agree(page, terms, *, how="口头"):
    press(page, "写协议", "link")
    page.get_by_label(how).check()
    page.get_by_label("主要事实和争议").fill("为谁带孩子争。")
    page.get_by_label("说定了什么").fill(terms)
    press(page, "写好了，存下")


def revisit(page, *, kept, solved, words):
    press(page, "约回访", "link")
    press(page, "约回访")
    press(page, "写回访", "link")
    page.get_by_label("上门").check()
    page.get_by_label(kept, exact=True).check()
    page.get_by_label(solved, exact=True).check()
    page.get_by_label("情况").fill(words)
    press(page, "写回访")


def put_away(page):
    for step in ("结案", "归档"):
        press(page, step, "link")
        press(page, step)


def take_dossier(page):
    """Press 整本下载 on the page of the papers. Returns (name of the file, [(piece, words of it, None for a photo)] in its order)."""
    with page.expect_download() as download:
        press(page, "整本下载")
    with zipfile.ZipFile(download.value.path()) as packed:
        return download.value.suggested_filename, [(name, words_of(packed.read(name)) if name.endswith(".docx") else None) for name in packed.namelist()]
