"""What the phone is given to keep, and the text for the 综治 system."""

import json

import pytest

from accounts.roles import Role
from mediation.models import GridWord
from tests.people import sign_in

from ..conftest import NARRATIVE


@pytest.fixture
def worker(client, grid_worker):
    return sign_in(client, grid_worker)


def test_what_the_phone_keeps_names_no_case(worker, case):
    shell = worker.get("/grid/shell/").content.decode()
    form = worker.get("/grid/cases/new/").content.decode()
    script = worker.get("/grid/worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert "default-src 'none'" in script["Content-Security-Policy"]
    for text in (shell, form, script.content.decode()):
        assert not any(word in text for word in (case.number, "陈阿妹", "王桂花", NARRATIVE))
    assert 'data-box-point="04' in form
    assert "data-author" not in shell


def test_it_can_be_installed_under_a_name_that_says_nothing(worker):
    told = json.loads(worker.get("/grid/app.webmanifest").content)
    assert (told["scope"], told["start_url"], told["display"]) == ("/grid/", "/grid/", "standalone")
    assert not any(word in json.dumps(told, ensure_ascii=False) for word in ("纠纷", "调解", "求助", "妇联"))


@pytest.mark.parametrize("path", ["/grid/shell/", "/grid/worker.js", "/grid/app.webmanifest"])
def test_only_grid_workers_find_them(client, make_post, path):
    sign_in(client, make_post(Role.MEDIATOR, "350503000000"))
    assert client.get(path).status_code == 404


def test_after_sending_a_text_is_ready_that_tells_nothing(worker, case):
    page = f"/grid/cases/{case.number}/"
    text = worker.get(page).content.decode().split("data-copy-text>")[1].split("</textarea>")[0]
    assert text.startswith("类别：矛盾纠纷／婚姻家庭纠纷\n时间：")
    assert f"编号 {case.number}" in text
    assert "东美社区" in text
    assert not any(word in text for word in ("陈阿妹", "王桂花", NARRATIVE, "502", "婆媳", "分开住"))
    GridWord.objects.filter(kind=case.kind).update(words="婚姻家庭")
    assert "类别：婚姻家庭\n" in worker.get(page).content.decode()
    GridWord.objects.filter(kind=case.kind).update(is_used=False)
    assert "给综治平台" not in worker.get(page).content.decode()
