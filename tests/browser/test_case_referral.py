"""A case goes to the police and comes back: the mediator chooses, looks, hands over; the officer reads just that and answers; then it is shut."""

import pytest
from playwright.sync_api import expect

from accounts.models import Post
from accounts.roles import Role
from mediation.models import AccessLog, Case, CaseEvent, Kind, Partner

from .conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "她说婆婆也打过孩子。"


@pytest.fixture
def officer(make_user, area):
    body = Partner.objects.create(name="丰泽公安分局", kind=Partner.Kind.POLICE, area=area.parent.parent)
    user = make_user("许警官")
    Post.objects.create(user=user, role=Role.PARTNER, partner=body)
    return user


@pytest.fixture
def case(report_case, mediator, officer):
    return report_case(Kind.COUPLE, SECRET, other="王大山", accepted_by=mediator)


def test_to_the_police_and_back(open_page, login, axe, sideways, case, mediator, officer):
    desk, phone = open_page(**DESK), open_page(**PHONE)
    login(desk, mediator, second_factor=True)
    desk.goto(case.get_absolute_url())
    desk.get_by_role("link", name="转给别的单位").click()
    axe(desk)
    desk.get_by_label("转给谁").select_option(label="丰泽公安分局（公安）")
    desk.get_by_label("求助的一方的姓名").check()
    desk.get_by_label("求助的一方的电话").check()
    desk.get_by_label("类型").check()
    desk.get_by_label("经过，写给对方看的").fill("昨晚丈夫动手，想要一份告诫书。")
    desk.get_by_label("联系时要注意什么").fill("只在上午打，不要上门。")
    desk.get_by_role("button", name="看看对方会看到什么").click()
    expect(desk.get_by_role("heading", name="对方会看到的，就是这些")).to_be_visible()
    previewed = desk.locator("[aria-labelledby=copy-h] dl, [aria-labelledby=copy-h] .prose").all_inner_texts()
    axe(desk)
    desk.get_by_role("button", name="交给丰泽公安分局").click()
    expect(desk.get_by_text("还没选本人同意没有，请选一样。").first).to_be_visible()
    desk.get_by_label("陈*妹（求助的一方）同意").check()
    desk.get_by_label("怎么说的，或者为什么来不及问").fill("当面说的，愿意让警察来。")
    desk.get_by_role("button", name="交给丰泽公安分局").click()
    expect(desk.get_by_role("heading", name="交出的就是这些")).to_be_visible()

    login(phone, officer, second_factor=True)
    phone.goto("/my/")
    phone.get_by_role("link", name="交给我们的").click()
    axe(phone)
    assert sideways(phone) == 0
    phone.locator(".linklist a").first.click()
    expect(phone.get_by_role("heading", name="交来的内容")).to_be_visible()
    assert phone.locator("[aria-labelledby=copy-h] dl, [aria-labelledby=copy-h] .prose").all_inner_texts() == previewed
    for word in (SECRET, "王大山", case.number, "当面说的"):
        assert word not in phone.content()
    axe(phone)
    assert sideways(phone) == 0
    phone.get_by_label("办好了，交回").check()
    phone.get_by_label("说明").fill("告诫书已经送达双方。")
    phone.get_by_role("button", name="送出答复").click()
    expect(phone.get_by_text("交回了，经办人已经收到消息。")).to_be_visible()

    desk.goto(case.get_absolute_url())
    expect(desk.get_by_text("转介交回").first).to_be_visible()
    desk.get_by_role("link", name="丰泽公安分局").click()
    expect(desk.get_by_text("告诫书已经送达双方。")).to_be_visible()
    axe(desk)
    desk.get_by_role("link", name="了结，收回").click()
    axe(desk)
    desk.get_by_role("button", name="收回").click()
    expect(desk.get_by_text("收回了，丰泽公安分局从现在起看不到。")).to_be_visible()
    assert phone.reload().status == 404
    assert Case.objects.get().status == "accepted"
    kinds = CaseEvent.objects.filter(case=case, kind__in=["handed", "handed_back", "taken_back"]).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["handed", "handed_back", "taken_back"]
    assert set(AccessLog.objects.filter(user=officer).values_list("what", flat=True)) == {"referral", "refused"}


def test_a_joint_list_is_printed_without_names(open_page, login, axe, sideways, case, mediator):
    page = open_page(**PHONE)
    login(page, mediator, second_factor=True)
    page.goto("/mediation/")
    page.get_by_role("link", name="联合排查").click()
    axe(page)
    page.get_by_role("link", name="记一次排查").click()
    page.get_by_label("丰泽公安分局").check()
    page.get_by_label(case.number).select_option(label="红")
    axe(page)
    assert sideways(page) == 0
    page.get_by_role("button", name="记下这次排查").click()
    expect(page.get_by_text("陈*妹")).to_be_visible()
    axe(page)
    assert sideways(page) == 0
    page.emulate_media(media="print")
    expect(page.get_by_text("陈*妹")).to_be_hidden()
    expect(page.get_by_text(case.number)).to_be_visible()
