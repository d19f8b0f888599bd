"""The screen in the hall survives a dead network, and says so."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_board_without_network(desk, center, make_session, axe, sideways, live_server):
    make_session(days=1, hour=9, capacity=6)
    desk.goto(f"/centers/{center.pk}/board/")
    expect(desk.get_by_role("heading", name="四点半课堂")).to_be_visible()
    axe(desk)
    assert sideways(desk) == 0
    desk.evaluate("navigator.serviceWorker.ready.then(() => null)")  # it is ready when it has kept what it needs
    desk.context.set_offline(True)
    expect(desk.get_by_text("网断了，这是")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("heading", name="四点半课堂")).to_be_visible()
    expect(desk.get_by_text("网断了，这是")).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.get_by_text("网断了，这是")).to_be_hidden()


def test_the_wall_timetable_fits_one_page(desk, center, make_session, axe):
    make_session(days=0, hour=22, hours=1)
    desk.goto(f"/centers/{center.pk}/week/")
    axe(desk)
    expect(desk.get_by_role("button", name="打印")).to_be_visible()
    desk.emulate_media(media="print")
    pages = desk.pdf(prefer_css_page_size=True)
    assert pages.count(b"/Type /Page\n") == 1
