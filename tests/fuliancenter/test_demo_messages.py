"""/demo/messages/: the demo's SMS and TOTP codes; nowhere else."""

import pytest

from accounts import second_factor
from accounts.models import Post
from accounts.roles import Role
from notices.backends import demo
from tests.accounts.door import SHOW, ask, code_for, enter, words

pytestmark = pytest.mark.django_db
PAGE = "/demo/messages/"


@pytest.fixture(autouse=True)
def no_old_messages(settings):
    settings.SMS_FILE.unlink(missing_ok=True)


@pytest.fixture
def is_demo(settings):
    settings.DEMO, settings.ROOT_URLCONF, settings.SMS_BACKEND = True, "tests.fuliancenter.demo_urls", "notices.backends.demo"


@pytest.fixture
def keeper(make_user, site):
    user = make_user("许巧玲")
    user.phone = "+8619900000011"
    user.save()
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    second_factor.enrol_totp(user)
    return user


def test_it_does_not_exist_outside_the_demo(client):
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/").content.decode()


def test_it_shows_the_newest_sms_first_and_the_footer_leads_to_it(client, is_demo):
    assert "还没有短信" in words(client.get(PAGE))
    for phone in ("13800138000", "13900139000"):
        ask(client, phone)
    page = client.get(PAGE)
    assert [one["phone"] for one in page.context["sms"]] == ["+8613900139000", "+8613800138000"]
    assert code_for("13900139000") in words(page)
    assert f'href="{PAGE}"' in page.content.decode()


def test_the_code_it_shows_lets_a_member_of_staff_in_once(client, is_demo, keeper):
    ask(client, "19900000011")
    enter(client, code_for("19900000011"))
    (shown,) = client.get(PAGE).context["staff"]
    assert (shown["user"], shown["posts"]) == (keeper, "阵地工作人员")
    assert enter(client, shown["code"], SHOW)["Location"] == "/my/"
    (then,) = client.get(PAGE).context["staff"]
    assert then["code"] != shown["code"]


def test_it_shows_the_code_of_nobody_but_the_demos_people(client, is_demo, make_user):
    second_factor.enrol_totp(make_user())
    assert client.get(PAGE).context["staff"] == []


def test_a_long_file_is_read_from_its_end(settings):
    for at in range(900):
        demo.send(phone="+8613800138000", words=f"第 {at} 条，写得长一点，好让文件超过要读的那一段。", key=str(at))
    assert [message["key"] for message in demo.newest(3)] == ["899", "898", "897"]
    assert len(demo.newest(10_000)) < 900
