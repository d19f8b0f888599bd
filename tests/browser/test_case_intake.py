"""An adult asks for help without a name, notes down her code, and comes back: with and without scripts, nothing of hers on the phone."""

import re

import pytest
from playwright.sync_api import expect

from mediation import casework
from mediation.intake import talking
from mediation.models import Case

from .conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "他昨晚把门反锁，说出去就别回来。"


@pytest.mark.parametrize("script", [True, False])
def test_without_a_name_and_her_return(open_page, mediator, axe, sideways, script):
    phone = open_page(**PHONE, java_script_enabled=script)
    phone.goto("/centers/")
    phone.goto("/help/")
    phone.get_by_role("link", name="不留名，先写下来").click()
    expect(phone).to_have_title("便民服务")
    if script:
        axe(phone)
        assert sideways(phone) == 0
    phone.get_by_label("出了什么事").fill(SAID)
    phone.get_by_role("button", name="交给调解室").click()
    expect(phone.get_by_role("alert")).to_contain_text("还没选能不能联系您")
    expect(phone.get_by_label("出了什么事")).to_have_value(SAID)
    phone.get_by_text("不要联系我").click()
    phone.get_by_role("button", name="交给调解室").click()
    expect(phone.get_by_role("heading", name="收到了，记下这个号")).to_be_visible()
    code = re.sub(r"\D", "", phone.locator(".code16").inner_text())
    assert len(code) == 16
    assert not Case.objects.exists()
    if script:
        axe(phone)
        assert sideways(phone) == 0
    phone.get_by_label("把最后 4 位打一遍").fill(code[-4:])
    phone.get_by_role("button", name="我记好了").click()
    expect(phone.get_by_role("status")).to_contain_text("交上了")
    case = Case.objects.get()
    assert case.narrative == SAID
    if script:
        phone.go_back()  # whatever she pressed in the zone, the browser remembers one entry of it
        expect(phone).to_have_url("/centers/")
    casework.accept(case=case, by=mediator)
    talking.say(case=case, words="周五上午，305 室给您留着。", by=mediator)

    later = open_page(**DESK, java_script_enabled=script)  # another day, another machine
    later.goto("/help/")
    later.get_by_role("link", name="写过了，回来看看").click()
    later.get_by_label("您记下的号").fill(f"{code[:4]} {code[4:8]} {code[8:12]} {code[12:]}")
    later.get_by_role("button", name="看看到哪一步").click()
    expect(later.get_by_text("305 室给您留着")).to_be_visible()
    assert SAID not in later.content()
    assert code not in later.content()
    if script:
        axe(later)
        assert sideways(later) == 0
    later.get_by_label("回一句").fill("我周五来。")
    later.get_by_role("button", name="送出").click()
    expect(later.get_by_role("status")).to_contain_text("送出了")
    assert "我周五来" not in later.content()
    assert case.words.filter(from_her=True).get().words == "我周五来。"
    later.get_by_role("button", name="要一张").click()
    expect(later.get_by_text(case.number)).to_be_visible()
    assert not [cookie["name"] for cookie in later.context.cookies() if "session" in cookie["name"]]
