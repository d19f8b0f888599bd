"""待打电话: a number only while it may be dialled, each by her own area or site, and what came of it."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import safe_contact
from accounts.roles import Role
from notices import calls
from notices.models import CallEntry

PAGE = "/admin/calls/"
Why, Outcome = CallEntry.Why, CallEntry.Outcome


@pytest.fixture
def noon(time_machine):
    here = timezone.get_current_timezone()
    time_machine.move_to(datetime.combine(timezone.localdate(), time(12), here), tick=False)


@pytest.fixture
def entry(noon, mother, area, site):
    return calls.ask(area=area, site=site, why=Why.FAILED, user=mother, note="周四停一次")


def number(user):
    return user.phone.removeprefix("+86")


@pytest.mark.parametrize(
    ("rule", "hours", "tab", "shown"),
    [
        (None, None, "now", True),
        ("hours", (11, 13), "now", True),
        ("as_center", (11, 13), "now", True),
        ("hours", (14, 17), "later", False),
        ("as_center", (14, 17), "later", False),
        ("never", None, "never", False),
    ],
)
def test_the_number_is_there_only_while_it_may_be_dialled(sign_in, keeper, entry, mother, rule, hours, tab, shown):
    if rule:
        starts, ends = map(time, hours) if hours else (None, None)
        safe_contact.choose(user=mother, rule=rule, starts=starts, ends=ends)
    client = sign_in(keeper)
    pages = {name: client.get(f"{PAGE}?tab={name}").content.decode() for name in ("now", "later", "never")}
    assert "周四停一次" in pages[tab]
    everything = "".join(pages.values())
    assert (f"tel:{mother.phone}" in everything) == shown
    assert (number(mother)[3:7] in everything) == shown


def test_each_sees_her_own(sign_in, keeper, officer, appoint, entry, other_area, other_site, mother):
    calls.ask(area=other_area, site=other_site, why=Why.CALLBACK, user=mother, note="隐山的事")
    for who in (keeper, officer):
        page = sign_in(who).get(PAGE).content.decode()
        assert "周四停一次" in page
        assert "隐山的事" not in page
    elsewhere = appoint(Role.SITE_STAFF, site=other_site)
    client = sign_in(elsewhere)
    assert client.post(reverse("admin:call_record", args=[entry.pk]), {"outcome": "reached"}).status_code == 404
    assert client.post(reverse("admin:call_record", args=[10**6]), {"outcome": "reached"}).status_code == 404


def test_a_confidential_matter_names_nobody_and_is_seen_by_who_carries_it_out(sign_in, keeper, appoint, area, site, mother, noon):
    counsellor = appoint(Role.COUNSELLOR, site=site)
    calls.ask(area=area, site=site, host=counsellor, why=Why.FAILED, user=mother, note="您有一项预约", neutral=True)
    assert "您有一项预约" not in sign_in(keeper).get(PAGE).content.decode()
    page = sign_in(counsellor).get(PAGE).content.decode()
    assert "一项预约" in page
    assert mother.name not in page


def test_a_confidential_matter_that_nobody_carries_out_is_an_officers(sign_in, keeper, officer, area, site, mother, noon):
    """Whoever works at the site is her neighbour; the officer phones, and reads no more than that there is an appointment."""
    secret = calls.ask(area=area, site=site, why=Why.FAILED, user=mother, note="您有一项预约", neutral=True)
    client = sign_in(keeper)
    assert "一项预约" not in client.get(PAGE).content.decode()
    assert client.post(reverse("admin:call_record", args=[secret.pk]), {"outcome": "reached"}).status_code == 404
    page = sign_in(officer).get(PAGE).content.decode()
    assert "一项预约" in page
    assert mother.name not in page


@pytest.mark.parametrize(
    ("outcome", "open_now", "open_tomorrow"),
    [("reached", False, False), ("no_more", False, False), ("no_answer", True, True), ("somebody_else", True, True), ("later", True, True)],
)
def test_what_came_of_it(sign_in, keeper, entry, time_machine, outcome, open_now, open_tomorrow):
    client = sign_in(keeper)
    client.post(reverse("admin:call_record", args=[entry.pk]), {"outcome": outcome, "tab": "now"})
    entry.refresh_from_db()
    assert (entry.tries, entry.done_by, entry.outcome) == (1, keeper, outcome)
    assert CallEntry.objects.open().exists() == open_now
    assert calls.sort(calls.open_for(keeper), timezone.now())["now"] == []  # not at once again
    time_machine.shift(timedelta(days=1))
    assert bool(calls.sort(calls.open_for(keeper), timezone.now())["now"]) == open_tomorrow


def test_two_who_phoned(keeper, entry):
    calls.record(entry=entry, outcome=Outcome.REACHED, by=keeper)
    with pytest.raises(calls.AlreadyDone):
        calls.record(entry=entry, outcome=Outcome.REACHED, by=keeper)


def test_somebody_with_several_centers_looks_at_one(sign_in, appoint, entry, other_area, other_site, mother):
    calls.ask(area=other_area, site=other_site, why=Why.CALLBACK, user=mother, note="隐山的事")
    client = sign_in(appoint(Role.CITY_OFFICER, area="350500000000"))
    both = client.get(PAGE).content.decode()
    assert "周四停一次" in both
    assert "隐山的事" in both
    one = client.get(f"{PAGE}?center={other_site.center_id}").content.decode()
    assert "周四停一次" not in one
    assert "隐山的事" in one


def test_asked_twice_is_one(area, mother, db):
    assert calls.ask(area=area, why=Why.CALLBACK, user=mother, key="k") == calls.ask(area=area, why=Why.CALLBACK, user=mother, key="k")


def test_as_many_statements_for_many(sign_in, keeper, area, site, make_user, noon):
    client = sign_in(keeper)

    def more(count):
        for _ in range(count):
            calls.ask(area=area, site=site, why=Why.FAILED, user=make_user("王一"), note="一")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).content.decode().count("call__no") == CallEntry.objects.count()
        return len(captured)

    assert more(3) == more(27)
