"""打电话给我: once an hour, on the list of the nearest centre, with the time at which somebody will call."""

from datetime import datetime, time

import pytest
import time_machine
from django.utils import timezone

from accounts import safe_contact
from notices.models import CallEntry
from positions.families import callback
from positions.models import Center, OpeningHours
from tests import people

pytestmark = pytest.mark.django_db
URL = "/call-me/"


@pytest.fixture
def grandmother(make_user, area):
    return make_user("林阿香", home_area=area)


def test_one_press_makes_one_entry_and_says_when(client, grandmother, site):
    people.sign_in(client, grandmother, mfa=False)
    assert "打电话给我" in client.get(URL).content.decode()
    assert client.post(URL, {"about": "book"}).headers["Location"] == URL
    assert "记下了，我们会打给您" in client.get(URL).content.decode()
    entry = CallEntry.objects.get()
    assert (entry.user, entry.why, entry.area_id, entry.site, entry.note) == (grandmother, "callback", site.center.area_id, site, "按了“打电话给我”，想约活动")
    again = client.post(URL, {"about": "book"})
    assert again.status_code == 422
    assert "已经记下了" in again.content.decode()
    assert CallEntry.objects.count() == 1


def test_signed_out_the_page_leads_to_the_door(client, db):
    page = client.get(URL).content.decode()
    assert "/accounts/login/?next=/call-me/" in page
    assert client.post(URL, {"about": "book"}).status_code == 404


def test_who_wants_no_calls_is_not_put_on_the_list(client, grandmother, site):
    safe_contact.choose(user=grandmother, rule="never")
    people.sign_in(client, grandmother, mfa=False)
    assert client.post(URL, {}).status_code == 422
    assert not CallEntry.objects.exists()


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-25 10:00", "今天 10:30 以前"),  # a Wednesday, open 9 to 17
        ("2026-11-25 16:45", "明天 9:00 以后"),
        ("2026-11-25 06:00", "今天 9:00 以后"),
        ("2026-11-27 18:00", "周一 9:00 以后"),
    ],
)
def test_when_somebody_will_call(center, at, words):
    for day in range(5):
        OpeningHours.objects.create(center=center, weekday=day, opens=time(9), closes=time(17))
    moment = datetime.strptime(at, "%Y-%m-%d %H:%M").replace(tzinfo=timezone.get_current_timezone())
    with time_machine.travel(moment, tick=False):
        assert callback.when(Center.objects.prefetch_related("opening_hours").get(pk=center.pk)) == words
        assert callback.when(None) == "工作日 9:00–17:00"
