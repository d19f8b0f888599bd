"""Real Chromium on a live server: `phone` and `desk` are pages, signed out, on a database of this test.

def test_a_mother_books(phone, login, axe, mother, make_session):
    login(phone, mother)
    phone.goto("/sessions/")
    phone.get_by_role("link", name="四点半课堂").click()
    axe(phone)
"""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from accounts.models import Post
from accounts.roles import Role
from mediation import casework, intake
from mediation.models import Kind, Party
from tests import chromium, people
from tests.servers import on_postgres

# Playwright's own loop runs in this thread; Django takes it for asynchronous code that must not touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
expect.set_options(timeout=15_000)  # a machine that is busy with the rest of the suite is slow, not wrong

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
DRESSES = {
    "plain": {},
    "elder": {"view": "elder"},
    "dark": {"theme": "dark"},
    "contrast": {"contrast": "more"},
    "dark-contrast": {"theme": "dark", "contrast": "more"},
}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # Chinese date pickers and file buttons come from LANGUAGE and chromium-l10n; --lang alone does not bring them.
    return browser_type_launch_args | {
        "executable_path": chromium.find(),
        "args": ["--no-sandbox", "--disable-gpu"],
        "env": os.environ | {"LANGUAGE": "zh_CN"},
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}


@pytest.fixture
def open_page(new_context, live_server):
    """open_page(java_script_enabled=False, **DESK): a page in a browser of its own; addresses are paths."""

    def open_page(**how):
        page = new_context(base_url=live_server.url, **how).new_page()
        page.set_default_timeout(15_000)
        return page

    return open_page


@pytest.fixture
def phone(open_page):
    """A page at 390 x 844, with touch."""
    return open_page(**PHONE)


@pytest.fixture
def desk(open_page):
    """A page at 1280 x 800."""
    return open_page(**DESK)


@pytest.fixture(params=["phone", "desk"])
def screen(request, open_page):
    """The test runs twice: on a phone and on a desk."""
    return open_page(**(PHONE if request.param == "phone" else DESK))


@pytest.fixture
def login(live_server):
    """login(page, user, second_factor=False): sign `user` in without walking through the door."""

    def login(page, user, *, second_factor=False):
        key = people.session_key(user, mfa=second_factor)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])

    return login


@pytest.fixture
def enter(open_page, login):
    """enter(user, PHONE): a page in a browser of her own, signed in with the second factor."""

    def enter(user, size):
        page = open_page(**size)
        login(page, user, second_factor=True)
        return page

    return enter


@pytest.fixture
def make_post(make_user, area):
    """make_post(Role.MEDIATOR, "吴佩玲"): a user with this post in 丰泽区, a grid worker's in 东美社区."""

    def make(role, name, place=None):
        user = make_user(name)
        Post.objects.create(user=user, role=role, area_id=place or (area.pk if role == Role.GRID_WORKER else "350503000000"))
        return user

    return make


@pytest.fixture
def mediator(make_post):
    return make_post(Role.MEDIATOR, "吴佩玲")


@pytest.fixture
def report_case(make_post, area, settings, tmp_path):
    """report_case(Kind.COUPLE, "天天吵。", accepted_by=mediator): a case of 陈阿妹 and 王桂花, reported by the grid worker 蔡志强."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def make(kind=Kind.IN_LAWS, narrative="婆媳为带孩子天天吵。", *, other="王桂花", accepted_by=None, **told):
        people = [intake.Person("陈阿妹", phone="13912342087"), intake.Person(other, side=Party.Side.RESPONDENT)]
        by = make_post(Role.GRID_WORKER, "蔡志强")
        case = intake.report(by=by, area=area, kind=kind, narrative=narrative, key=intake.new_key(), parties=people, **told)
        return casework.accept(case=case, by=accepted_by) if accepted_by else case

    return make


@pytest.fixture
def dress(live_server):
    """dress(page, "elder"): put on one of DRESSES by its cookies, for all pages that are opened afterwards."""

    def dress(page, name):
        for cookie in ("view", "theme", "contrast"):
            page.context.clear_cookies(name=cookie)
        page.context.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in DRESSES[name].items()])

    return dress


def whole(page):
    """Wait until the page is there: a click comes back when the next page has begun, and a question to half a page has no answer."""
    page.wait_for_load_state()
    page.locator("body").wait_for()
    page.wait_for_load_state()


@pytest.fixture
def axe(dress):
    """axe(page): no rule of WCAG 2.2 A and AA or of good practice is broken on the page as it stands.

    axe(page, dresses=DRESSES) reloads the page in each dress first; only for pages that a GET gives. What a page looks like does not
    depend on the database: on PostgreSQL it only waits for the whole page.
    """

    def axe(page, *, dresses=()):
        if on_postgres():
            whole(page)
            return
        for name in dresses or [""]:
            if name:
                dress(page, name)
                page.reload()
            whole(page)
            found = Axe().run(page, options=RULES).response["violations"]
            assert not found, f"{page.url} {name}\n" + "\n".join(
                f"{rule['id']}: {rule['help']}\n" + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in rule["nodes"][:3])
                for rule in found
            )

    return axe


@pytest.fixture
def sideways():
    """sideways(page): how many pixels the page is wider than its window; 0 is right."""

    def sideways(page):
        whole(page)
        return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    return sideways
