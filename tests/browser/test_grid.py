"""A grid worker reports on her phone in twelve presses; a mediator takes it up, on a phone and on a desk; all of it in every dress."""

import io
import json
import re

import pytest
from django.conf import settings as django_settings
from PIL import Image
from playwright.sync_api import expect

from accounts.models import Area, Post
from accounts.roles import Role
from mediation import casework, intake
from mediation.models import AccessLog, Case, Evidence, Kind, Party, RiskSign
from notices.models import Notice

from .conftest import DESK, DRESSES, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
NARRATIVE = "婆婆嫌媳妇不管家，媳妇嫌婆婆偏心。上周起天天吵，昨晚摔了碗。"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def worker(make_user, area):
    user = make_user("蔡志强")
    Post.objects.create(user=user, role=Role.GRID_WORKER, area=area)
    return user


@pytest.fixture
def mediator(make_user, area):
    user = make_user("吴佩玲")
    Post.objects.create(user=user, role=Role.MEDIATOR, area_id="350503000000")
    return user


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "IMG_20261124.jpg"
    Image.radial_gradient("L").resize((1200, 900)).convert("RGB").save(path)
    return path


@pytest.fixture
def make_case(worker, area):
    def make(words="", **how):
        signs = RiskSign.objects.filter(words__startswith=words) if words else ()
        out = io.BytesIO()
        Image.new("RGB", (64, 48), "gray").save(out, "JPEG")
        facts = {
            "by": worker, "area": area, "kind": Kind.IN_LAWS, "narrative": NARRATIVE, "wishes": "想分开住", "place": "3 号楼 502", "signs": signs,
            "key": intake.new_key(), "pictures": [(out.getvalue(), 64, 48)],
            "parties": [intake.Person("陈阿妹", phone="13912342087"), intake.Person("王桂花", side=Party.Side.RESPONDENT)],
        }  # fmt: skip
        return intake.report(**facts | how)

    return make


class Presses:
    """Presses on a page, counted: a choice, a button, going into a field to type, choosing a photo."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, where):
        self.count += 1
        where.click()

    def choose(self, role, name):
        self.press(self.page.get_by_role(role, name=name, exact=False).first)

    def type(self, where, words):
        self.press(where)
        self.page.keyboard.type(words)


def test_twelve_presses_and_one_narrative_from_signed_out(phone, axe, sideways, worker, mediator, photo):
    phone.goto("/grid/")
    phone.get_by_label("手机号").fill(worker.phone[-11:])
    phone.get_by_label("我看过并同意").check()
    phone.get_by_role("button", name="发验证码").click()
    phone.get_by_label("验证码").wait_for()
    sent = [json.loads(line) for line in django_settings.SMS_FILE.read_text().splitlines()]
    code = re.search(r"\d{6}", [sms for sms in sent if sms["phone"] == worker.phone][-1]["words"]).group()
    phone.get_by_label("验证码").fill(code)
    phone.get_by_role("button", name="登录").click()
    phone.wait_for_url("**/grid/")
    axe(phone)

    hand = Presses(phone)
    hand.choose("link", "报一件新的")
    axe(phone)
    hand.press(phone.get_by_text("婆媳", exact=True))
    hand.choose("button", "下一步")
    hand.press(phone.get_by_text("扬言、威胁", exact=True))
    hand.press(phone.get_by_text("激烈争吵，常有", exact=True))
    expect(phone.locator("[data-colour]")).to_contain_text("暂定为黄色", use_inner_text=True)
    axe(phone)
    hand.choose("button", "下一步")
    hand.type(phone.get_by_label("姓名或称呼").first, "陈阿妹")
    assert sideways(phone) == 0
    axe(phone)
    hand.choose("button", "下一步")
    hand.type(phone.get_by_role("textbox", name="怎么回事"), NARRATIVE)
    axe(phone)
    hand.choose("button", "下一步")
    with phone.expect_file_chooser() as chooser:
        hand.press(phone.locator("[name=photos]"))
    chooser.value.set_files(photo)
    expect(phone.locator("[data-photos]")).to_contain_text("选了 1 张", use_inner_text=True)
    axe(phone)
    hand.choose("button", "交上去")

    phone.wait_for_url(re.compile(r"/grid/cases/\d{6}-\w{6}/$"))
    case = Case.objects.get()
    expect(phone.locator("h1")).to_contain_text(case.number, use_inner_text=True)
    assert (case.kind, case.get_risk_display(), case.narrative, case.area_id) == ("in_laws", "黄", NARRATIVE, "350503002001")
    assert Evidence.objects.get(case=case).width == 1200
    assert NARRATIVE not in phone.content()
    assert hand.count <= 12, hand.count
    assert Notice.objects.filter(to=mediator, kind="case_new").exists()
    axe(phone, dresses=DRESSES)


def test_the_phones_own_back_leads_one_step_back_and_loses_nothing(phone, login, worker):
    login(phone, worker)
    phone.goto("/grid/cases/new/")
    phone.get_by_text("赡养", exact=True).click()
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_text("都没有", exact=True).click()
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_label("姓名或称呼").first.fill("王阿婆")
    phone.go_back()
    expect(phone.get_by_label("都没有")).to_be_checked()
    phone.get_by_role("button", name="改：什么事").click()
    expect(phone.get_by_label("赡养")).to_be_checked()
    phone.get_by_text("邻里", exact=True).click()
    for _ in range(2):
        phone.get_by_role("button", name="下一步").click()
    expect(phone.get_by_label("姓名或称呼").first).to_have_value("王阿婆")


def test_a_step_that_lacks_something_says_so_and_stays(phone, login, axe, worker):
    login(phone, worker)
    phone.goto("/grid/cases/new/")
    phone.get_by_role("button", name="下一步").click()
    expect(phone.get_by_role("alert")).to_have_text("还没选是什么事，请选一样。")
    expect(phone.get_by_text("夫妻", exact=True)).to_be_visible()
    axe(phone)


def test_none_and_a_sign_exclude_each_other(phone, login, worker):
    login(phone, worker)
    phone.goto("/grid/cases/new/")
    phone.get_by_text("家暴", exact=True).click()
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_text("以前报过警", exact=True).click()
    phone.get_by_text("都没有", exact=True).click()
    expect(phone.get_by_label("以前报过警")).not_to_be_checked()
    expect(phone.locator("[data-colour]")).to_contain_text("暂定为红色", use_inner_text=True)  # by the kind alone
    phone.get_by_text("以前报过警", exact=True).click()
    expect(phone.get_by_label("都没有")).not_to_be_checked()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_without_a_script_all_stands_open_and_works(open_page, login, axe, worker, photo, size):
    page = open_page(java_script_enabled=False, **size)
    login(page, worker)
    page.goto("/grid/cases/new/")
    page.get_by_role("button", name="交上去").click()
    expect(page).to_have_title(re.compile("^有 4 处要改："))
    page.get_by_label("婆媳").check()
    page.get_by_label("动手打人").check()
    page.get_by_label("姓名或称呼").first.fill("陈阿妹")
    page.get_by_label("身份证号").first.fill("350503199003070581")
    page.get_by_role("textbox", name="怎么回事").fill(NARRATIVE)
    page.locator("[name=photos]").set_input_files(photo)
    page.get_by_role("button", name="交上去").click()
    expect(page.locator(".errsum")).to_contain_text("身份证号有一位不对", use_inner_text=True)
    expect(page.locator("body")).to_contain_text("照片没有留住")
    expect(page.get_by_role("textbox", name="怎么回事")).to_have_value(NARRATIVE)
    page.get_by_label("身份证号").first.fill("35050319900307058X")
    page.locator("[name=photos]").set_input_files(photo)
    page.get_by_role("button", name="交上去").click()
    page.wait_for_url(re.compile(r"/grid/cases/\d{6}-\w{6}/$"))
    case = Case.objects.get()
    assert case.get_risk_display() == "红"
    expect(page.locator("body")).to_contain_text("已经马上通知")


def test_after_an_error_all_stands_open_in_every_dress(phone, login, axe, dress, sideways, worker):
    login(phone, worker)
    for name in DRESSES:
        dress(phone, name)
        phone.goto("/grid/cases/new/")
        phone.evaluate("document.querySelector('[data-grid]').submit()")
        phone.locator(".errsum").wait_for()
        expect(phone.locator("[data-step]:visible")).to_have_count(5)
        assert sideways(phone) == 0
        axe(phone)


def test_a_grid_worker_of_several_communities_chooses_one(phone, login, axe, make_user, area):
    Area.objects.create(code="350503002002", name="凤山社区居委会", level=5, parent_id="350503002000")
    user = make_user("许阿明")
    Post.objects.create(user=user, role=Role.GRID_WORKER, area_id="350503002000")
    login(phone, user)
    phone.goto("/grid/cases/new/")
    phone.get_by_text("邻里", exact=True).click()
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_text("都没有", exact=True).click()
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_label("在哪个社区").select_option(label="凤山社区")
    axe(phone)


def test_a_mediator_accepts_and_writes_a_contact(screen, login, axe, sideways, make_case, mediator):
    case = make_case("动手")
    login(screen, mediator, second_factor=True)
    screen.goto("/mediation/")
    axe(screen)
    screen.get_by_role("link", name=case.number).click()
    expect(screen.locator("body")).to_contain_text(NARRATIVE)
    assert "陈阿妹" not in screen.content()
    axe(screen)
    screen.get_by_role("button", name="我来受理").click()
    screen.get_by_text("已经接下，由您经办").wait_for()
    screen.get_by_role("link", name="记一次联系").click()
    axe(screen)
    screen.get_by_text("电话联系", exact=True).click()
    screen.get_by_text("陈*妹（求助的一方）").click()
    screen.get_by_label("说了什么，约好什么").fill("愿意来谈，要单独一间。")
    assert sideways(screen) == 0
    screen.get_by_role("button", name="记下这次联系").click()
    screen.get_by_text("这次联系记下了。").wait_for()
    expect(screen.locator(".tl").get_by_text("愿意来谈，要单独一间。")).to_be_visible()
    case.refresh_from_db()
    assert (case.status, case.mediator) == ("accepted", mediator)
    axe(screen)


def test_the_whole_name_and_number_only_with_a_reason(screen, login, axe, make_case, mediator):
    case = make_case()
    login(screen, mediator, second_factor=True)
    screen.goto(case.get_absolute_url())
    screen.get_by_role("link", name=re.compile("查看.*求助的一方")).click()
    axe(screen)
    screen.get_by_role("button", name="查看姓名和电话").click()
    screen.locator(".errsum").wait_for()
    axe(screen)
    screen.get_by_text("要联系当事人", exact=True).click()
    screen.get_by_role("button", name="查看姓名和电话").click()
    expect(screen.get_by_text("陈阿妹", exact=True)).to_be_visible()
    expect(screen.get_by_role("link", name="13912342087")).to_have_attribute("href", "tel:13912342087")
    axe(screen)
    assert list(AccessLog.objects.order_by("pk").values_list("what", "why")) == [
        ("case", ""), ("writing", ""), ("writing", ""), ("party", "contact"),
    ]  # fmt: skip


def test_photos_are_fetched_when_they_are_opened_and_each_is_logged(screen, login, make_case, mediator):
    case = make_case()
    login(screen, mediator, second_factor=True)
    screen.goto(case.get_absolute_url(), wait_until="networkidle")
    assert not AccessLog.objects.filter(what="photo").exists()
    screen.locator("summary", has_text="照片 1 张").click()
    image = screen.get_by_alt_text("第 1 张照片")
    image.scroll_into_view_if_needed()
    screen.wait_for_function("image => image.complete && image.naturalWidth === 64", arg=image.element_handle())
    assert AccessLog.objects.filter(what="photo", user=mediator, case=case).count() == 1


def test_a_refusal_with_its_reason(screen, login, axe, make_case, mediator, worker):
    case = make_case("动手")
    login(screen, mediator, second_factor=True)
    screen.goto(case.get_absolute_url())
    screen.get_by_role("link", name="不予受理").click()
    axe(screen)
    screen.get_by_text("和已经报过的是同一件").click()
    screen.get_by_label("说明").fill("上个月报过，正在办。")
    screen.get_by_role("button", name="记下，不予受理").click()
    screen.get_by_text("已经记下：不予受理。").wait_for()
    axe(screen)


@pytest.mark.parametrize("who", ["worker", "mediator"])
def test_every_page_in_every_dress(phone, login, axe, sideways, make_case, worker, mediator, who):
    waiting, carried = make_case("动手"), make_case("扬言")
    casework.accept(case=carried, by=mediator)
    refused = make_case()
    casework.refuse(case=refused, by=mediator, reason="twice", words="上个月报过。")
    pages = {
        "worker": ["/grid/", "/grid/cases/new/", *(f"/grid/cases/{case.number}/" for case in (waiting, carried, refused))],
        "mediator": [
            "/mediation/", "/mediation/?list=mine", "/mediation/?list=done", *(case.get_absolute_url() for case in (waiting, carried, refused)),
            f"{waiting.get_absolute_url()}refuse/", f"{carried.get_absolute_url()}contact/",
            f"{carried.get_absolute_url()}parties/{carried.parties.first().uid}/",
        ],
    }[who]  # fmt: skip
    login(phone, {"worker": worker, "mediator": mediator}[who], second_factor=who == "mediator")
    for path in pages:
        phone.goto(path)
        assert sideways(phone) == 0, path
        axe(phone, dresses=DRESSES)


@pytest.mark.parametrize("view", ["plain", "elder"])
def test_nothing_scrolls_sideways_at_320(open_page, login, dress, sideways, make_case, worker, mediator, view):
    case = make_case("动手")
    page = open_page(viewport={"width": 320, "height": 640})
    dress(page, view)
    for user, paths in {worker: ["/grid/", "/grid/cases/new/", f"/grid/cases/{case.number}/"], mediator: ["/mediation/", case.get_absolute_url()]}.items():
        login(page, user)
        for path in paths:
            page.goto(path)
            assert sideways(page) == 0, path


def test_empty_lists_say_what_to_do(phone, login, axe, worker, mediator):
    login(phone, worker)
    phone.goto("/grid/")
    expect(phone.get_by_text("还没有报过")).to_be_visible()
    axe(phone)
    login(phone, mediator, second_factor=True)
    phone.goto("/mediation/")
    expect(phone.get_by_text("现在没有要办的")).to_be_visible()
    axe(phone)


def test_help_opens_the_confidential_appointments(screen, axe, area):
    screen.goto("/help/")
    expect(screen).to_have_title("便民服务")
    for summary in screen.locator("main details > summary").all():
        summary.click()
    axe(screen)
    screen.get_by_role("link", name="约一次面谈").click()
    expect(screen).to_have_url(re.compile("/slots/$"))
