"""Her pages: by which way she is told, and how she may be reached."""

from datetime import time

import pytest

from accounts import privacy, safe_contact
from notices import calls, choices
from notices.models import WeChatBinding
from tests import people

CHOICES, SAFE = "/my/notices/choices/", "/my/notices/safe/"


@pytest.fixture
def hers(client, mother):
    return people.sign_in(client, mother)


def test_what_she_ticks_is_kept(hers, mother):
    WeChatBinding.objects.create(user=mother, openid="o", openid_hmac="x")
    ticked = {name: ["sms", "wechat"] for name in choices.GROUPS if name != "work"} | {"reminders": ["wechat"], "ratings": []}
    assert hers.post(CHOICES, ticked).status_code == 302
    assert choices.of(mother)["reminders"] == {"wechat"}
    assert choices.of(mother)["ratings"] == set()
    page = hers.get(CHOICES).content.decode()
    assert "保存我的选择" in page
    assert "待办和值班" not in page


def test_what_holds_is_ticked(hers):
    page = hers.get(CHOICES).content.decode()
    ticked = {name for name in choices.GROUPS if f'name="{name}" value="sms"' in page and " checked" in page.partition(f'name="{name}" value="sms"')[2][:40]}
    assert ticked == set(choices.GROUPS) - {"work", "ratings"}


def test_what_the_page_does_not_show_stays(hers, mother):
    """Without WeChat its column is not there; what she chose for it before holds when she connects it again."""
    hers.post(CHOICES, {"changes": ["sms"]})
    assert choices.of(mother)["bookings"] == {"wechat"}
    assert choices.of(mother)["changes"] == {"sms", "wechat"}


def test_changes_cannot_be_silenced(hers, mother):
    answer = hers.post(CHOICES, {"bookings": ["sms"]})
    assert answer.status_code == 422
    assert "白跑一趟" in answer.content.decode()
    assert mother.notice_choices.count() == 0


@pytest.mark.parametrize(
    ("data", "rule", "hours"),
    [
        ({"rule": "never", "starts": "14:00", "ends": "17:00"}, "never", (None, None)),
        ({"rule": "hours", "starts": "14:00", "ends": "17:00"}, "hours", (time(14), time(17))),
        ({"rule": "as_center"}, "as_center", (None, None)),
    ],
)
def test_how_she_may_be_reached(hers, mother, data, rule, hours):
    assert hers.post(SAFE, data).status_code == 302
    contact = safe_contact.of(mother)
    assert (contact.rule, (contact.starts, contact.ends)) == (rule, hours)
    assert hers.get(SAFE).status_code == 200


@pytest.mark.parametrize(
    "data", [{}, {"rule": "x"}, {"rule": "hours"}, {"rule": "hours", "starts": "17:00", "ends": "14:00"}, {"rule": "hours", "starts": "25:99"}]
)
def test_what_cannot_be_is_said(hers, mother, data):
    answer = hers.post(SAFE, data)
    assert answer.status_code == 422
    assert "要改" in answer.content.decode()
    assert safe_contact.of(mother) is None


@pytest.mark.parametrize("address", [CHOICES, SAFE])
def test_a_stranger_signs_in_first(client, db, address):
    assert client.get(address).url.startswith("/accounts/login/")


def test_what_she_chose_goes_along_and_goes_away(mother, area):
    choices.choose(user=mother, channels={"reminders": set()})
    safe_contact.choose(user=mother, rule="never")
    WeChatBinding.objects.create(user=mother, openid="o", openid_hmac="x")
    calls.ask(area=area, why="callback", user=mother, note="想约周五大讲堂")
    taken = str(privacy.export(mother))
    for words in ("提醒：短信", "不要打，不要发", "连着", "想约周五大讲堂"):
        assert words in taken
    privacy.close(user=mother)
    assert not any((mother.notice_choices.exists(), mother.calls.exists(), WeChatBinding.objects.exists(), safe_contact.of(mother)))
