"""A family of three waits together for a full session and gets its places together."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import FamilyMember
from positions import booking
from positions.models import Booking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def family(mother, daughter):
    FamilyMember.objects.create(guardian=mother, name="陈小禾", relation="son", born_on=date(timezone.localdate().year - 4, 1, 1))
    return mother


def test_a_family_of_three_waits_and_gets_places_together(screen, login, axe, sideways, make_session, family, make_user, myself, service):
    service.offer_minutes = 12 * 60  # whatever the hour at which this test runs, it is held until tomorrow
    service.save()
    session = make_session(capacity=3, days=3)
    held = [booking.book(session=session.pk, attendee=myself(user).pk, booker=user, by=user) for user in (make_user(), make_user(), make_user())]
    login(screen, family)
    screen.goto(f"/sessions/{session.pk}/")
    screen.get_by_text("现在排，是第").wait_for()
    screen.get_by_role("link", name="排候补").locator("visible=true").click()
    screen.get_by_role("heading", name="满了，排候补").wait_for()
    for name in ("我自己", "陈小满", "陈小禾"):
        screen.get_by_role("checkbox", name=name).check()
    screen.get_by_role("radio", name="一起去，少一个都不去").check()
    expect(screen.get_by_role("heading", name="位子怎么让")).to_be_visible()
    assert sideways(screen) == 0
    axe(screen)
    screen.get_by_role("button", name="排候补").click()
    screen.get_by_text("排上候补了。").wait_for()
    booking.cancel(booking=held[0], by=held[0].booker)
    booking.cancel(booking=held[1], by=held[1].booker)
    assert Booking.objects.of(family).waiting().count() == 3, "two places are not enough for three"
    booking.cancel(booking=held[2], by=held[2].booker)
    screen.goto("/my/bookings/")
    screen.get_by_role("link", name="去答复").click()
    screen.get_by_role("heading", name="空出 3 个位子，您要吗").wait_for()
    assert sideways(screen) == 0
    axe(screen)
    screen.get_by_role("button", name="我们要去").click()
    screen.get_by_text("一家用一个").wait_for()
    for name in ("我自己", "陈小满", "陈小禾"):
        expect(screen.get_by_role("definition").filter(has_text=name).first).to_be_visible()
    assert sideways(screen) == 0
    axe(screen)
    assert set(Booking.objects.of(family).values_list("status", flat=True)) == {"confirmed"}
