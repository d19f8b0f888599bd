"""A mediation that fails, and an agreement that was kept on paper only: "not solved" goes to another desk. By hand, on phone and desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from mediation import casework, intake
from mediation.casework import mediating, meeting
from mediation.models import Case, Kind, Party

from .conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def make_post(make_user, area):
    def make(role, name, place="350503000000"):
        user = make_user(name)
        Post.objects.create(user=user, role=role, area_id=place)
        return user

    return make


@pytest.fixture
def mediator(make_post):
    return make_post(Role.MEDIATOR, "吴佩玲")


@pytest.fixture
def case(make_post, mediator, area):
    worker = make_post(Role.GRID_WORKER, "蔡志强", area.pk)
    people = [intake.Person("陈阿妹"), intake.Person("王桂花", side=Party.Side.RESPONDENT)]
    case = intake.report(by=worker, area=area, kind=Kind.IN_LAWS, narrative="婆媳为带孩子天天吵。", key=intake.new_key(), parties=people)
    casework.accept(case=case, by=mediator)
    hour = timezone.now() - timedelta(hours=1)
    casework.add_contact(case=case, by=mediator, kind="visit", happened_at=hour, whom="all", words="都愿意来谈。")
    return case


@pytest.fixture
def enter(open_page, login):
    """enter(user, PHONE): a browser of her own, signed in with the second factor."""

    def make(user, size):
        page = open_page(**size)
        login(page, user, second_factor=True)
        return page

    return make


def press(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).first.click()


def to_mediation(page, case):
    page.goto(case.get_absolute_url())
    press(page, "开始调解", "link")
    page.get_by_label("已经把权利义务说给各方听").check()
    press(page, "开始调解")


def hold(page, case, result):
    press(page, "约调解会", "link")
    start = timezone.localtime(timezone.now() - timedelta(hours=1))
    page.get_by_label("什么时候").fill(f"{start:%Y-%m-%dT%H:%M}")
    page.get_by_label("别的地点").fill("社区调解室")
    press(page, "约调解会")
    press(page, "写调解记录", "link")
    page.get_by_label(result, exact=True).check()
    page.get_by_label("调解记录").fill("各说各的理。")
    press(page, "写调解记录")


def test_a_mediation_that_fails_ends_with_the_other_ways_told(enter, case, mediator, axe, sideways):
    page = enter(mediator, PHONE)
    to_mediation(page, case)
    hold(page, case, "谈不拢")
    page.get_by_text("调解不成、终止调解").click()
    press(page, "调解不成", "link")
    press(page, "调解不成")
    page.get_by_text("还没写，请写几句").first.wait_for()
    page.get_by_label("为什么谈不拢").fill("钱说不拢，告诉了可以去法院。")
    axe(page)
    assert sideways(page) == 0
    press(page, "调解不成")
    press(page, "结案", "link")
    press(page, "结案")
    press(page, "归档", "link")
    press(page, "归档")
    page.get_by_text("已经办结：调解不成").wait_for()
    axe(page)
    assert sideways(page) == 0
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("filed", "failed")


def test_not_solved_goes_to_another_desk(enter, case, mediator, make_post, axe, sideways):
    other, officer = make_post(Role.MEDIATOR, "郑秀兰"), make_post(Role.COUNTY_OFFICER, "陈县干")
    mediating.begin_mediation(case=case, by=mediator, told=True)
    start = timezone.now() - timedelta(hours=2)
    held = meeting.plan(case=case, by=mediator, starts_at=start, ends_at=start + timedelta(hours=1), place="调解室")
    meeting.record(meeting=held, by=mediator, result="agreed", record="说定了。")
    page = enter(mediator, PHONE)
    page.goto(case.get_absolute_url())
    press(page, "写协议", "link")
    page.get_by_label("口头").check()
    page.get_by_label("主要事实和争议").fill("为谁带孩子争。")
    page.get_by_label("说定了什么").fill("婆婆周末不来。")
    axe(page)
    assert sideways(page) == 0
    press(page, "写好了，存下")
    press(page, "看履行", "link")
    press(page, "看履行")
    press(page, "约回访", "link")
    press(page, "约回访")
    press(page, "写回访", "link")
    page.get_by_label("都做到了").check()
    page.get_by_label("没有解决", exact=True).check()
    page.get_by_label("情况").fill("做到了，可还是天天吵。")
    press(page, "写回访")
    page.get_by_text("回访说没有解决，等干部派人接着办").wait_for()
    page = enter(officer, DESK)
    page.goto("/mediation/desk/")
    axe(page)
    page.get_by_role("link").filter(has_text=case.number).first.click()
    page.get_by_label("郑秀兰").check()
    axe(page)
    assert sideways(page) == 0
    press(page, "派给她")
    page.get_by_text("派给郑秀兰了").wait_for()
    assert Case.objects.get(pk=case.pk).mediator == other
    page = enter(other, PHONE)
    page.goto(case.get_absolute_url())
    press(page, "开始调解", "link")
    page.get_by_label("已经把权利义务说给各方听").check()
    press(page, "开始调解")
    page.get_by_text("重新办理").wait_for()
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("mediation", "kept")
