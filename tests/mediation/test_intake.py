"""A dispute is reported: once for one press, only from where she works, with the right colour, and the right people told."""

import re

import pytest
from django.db import transaction

from accounts.models import Post, User
from accounts.roles import Role
from mediation import evidence, intake, watch
from mediation.models import Case, Evidence, Kind, Risk, RiskSign
from mediation.notice_texts import SIGN
from mediation.refusals import AlreadyReported, OutsideYourArea
from notices.models import Notice
from notices.texts import words_of

from .conftest import NARRATIVE


def test_a_case_gets_a_number_that_tells_nothing(report):
    numbers = {report(narrative=f"第 {n} 件").number for n in range(20)}
    assert len(numbers) == 20
    assert all(re.fullmatch(r"\d{6}-[2-9A-HJKMNP-Z]{6}", number) for number in numbers)


def test_what_was_told_is_written_down(report, sign, grid_worker, area):
    case = Case.objects.get(pk=report(signs=[sign("扬言"), sign("激烈")]).pk)
    assert (case.status, case.source, case.kind, case.risk, case.reporter, case.area) == ("waiting", "grid", "in_laws", Risk.YELLOW, grid_worker, area)
    assert {sign.words for sign in case.signs.all()} == {"扬言、威胁", "激烈争吵，常有"}
    assert [(p.side, p.name) for p in case.parties.all()] == [("applicant", "陈阿妹"), ("respondent", "王桂花")]
    assert [(e.kind, e.before, e.after, e.by) for e in case.events.all()] == [("reported", "", "waiting", grid_worker)]


@pytest.mark.parametrize(
    ("kind", "words", "risk"),
    [
        ("in_laws", [], Risk.BLUE),
        ("in_laws", ["重组"], Risk.BLUE),
        ("couple", ["以前"], Risk.YELLOW),
        ("couple", ["以前", "买刀"], Risk.RED),
        ("violence", [], Risk.RED),
    ],
)
def test_the_colour_is_the_reddest_sign(report, sign, kind, words, risk):
    assert report(kind=kind, signs=[sign(each) for each in words]).risk == risk


def test_officers_change_the_table_and_old_cases_keep_their_colour(report, sign):
    old = report(signs=[sign("扬言")])
    RiskSign.objects.filter(words__startswith="扬言").update(risk=Risk.RED)
    assert report(signs=[sign("扬言")], narrative="又一件").risk == Risk.RED
    old.refresh_from_db()
    assert old.risk == Risk.YELLOW
    RiskSign.objects.filter(words__startswith="扬言").update(risk=Risk.YELLOW)


def test_fifty_times_the_same_press_is_one_case(report, jpeg, media):
    key = intake.new_key()
    made = {report(key=key, pictures=[(jpeg(), 640, 480)]).pk for _ in range(50)}
    assert len(made) == 1
    assert (Case.objects.count(), Evidence.objects.count()) == (1, 1)
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_another_content_under_a_used_key_is_told_not_lost(report):
    key = intake.new_key()
    first = report(key=key)
    with pytest.raises(AlreadyReported) as told:
        report(key=key, narrative="另外一家的事。")
    assert first.number in str(told.value)
    assert Case.objects.count() == 1


def test_the_same_key_of_two_people_is_two_cases(report, make_post, area):
    key = intake.new_key()
    report(key=key)
    report(key=key, by=make_post(Role.GRID_WORKER, area))
    assert Case.objects.count() == 2


def test_only_from_her_own_area_and_only_with_the_post(report, elsewhere, mother, mediator, grid_worker):
    for how in ({"area": elsewhere}, {"by": mother}, {"by": mediator}):
        with pytest.raises(OutsideYourArea):
            report(**how)
    Post.objects.filter(user=grid_worker).update(since="2020-01-01", until="2020-12-31")
    with pytest.raises(OutsideYourArea):
        report(by=User.objects.get(pk=grid_worker.pk))
    assert not Case.objects.exists()


def test_when_the_photos_cannot_be_kept_nothing_is(report, jpeg, media, monkeypatch):
    monkeypatch.setattr(watch, "tell_of", lambda case: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        report(pictures=[(jpeg(), 640, 480)])
    assert not Case.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_full_disk_leaves_no_half_case(report, jpeg, media, monkeypatch):
    written = iter(range(100))
    true_write = evidence.write

    def full(data):
        if next(written) == 1:
            raise OSError(28, "No space left on device")
        return true_write(data)

    monkeypatch.setattr(evidence, "write", full)
    with pytest.raises(OSError, match="No space"):
        report(pictures=[(jpeg(), 640, 480)] * 2)
    assert not Case.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def told(kind):
    return {notice.to.name: notice.state for notice in Notice.objects.filter(kind=kind).select_related("to")}


def test_red_goes_at_once_to_duty_and_mediators_of_that_place_only(report, sign, mediator, colleague, far_mediator, make_post):
    make_post(Role.COUNTY_OFFICER, "350503000000", "丰泽值班")
    make_post(Role.COUNTY_OFFICER, "350582000000", "晋江值班")
    make_post(Role.CITY_OFFICER, "350500000000", "市里")
    make_post(Role.STREET_OFFICER, "350503002000", "街道")
    former = make_post(Role.MEDIATOR, "350503000000", "已离任")
    Post.objects.filter(user=former).update(since="2020-01-01", until="2020-12-31")
    report(signs=[sign("动手")])
    assert told("case_red") == {"吴佩玲": "waiting", "郑秀兰": "waiting"}
    assert told("case_red_duty") == {"丰泽值班": "waiting"}
    assert told("case_new") == {}


def test_red_is_never_told_to_nobody(report, sign, make_post):
    make_post(Role.CITY_OFFICER, "350500000000", "市里")
    report(signs=[sign("动手")])
    assert told("case_red_duty") == {"市里": "waiting"}


def test_yellow_and_blue_are_told_to_mediators(report, sign, mediator, make_post):
    make_post(Role.COUNTY_OFFICER, "350503000000", "丰泽值班")
    report(signs=[sign("扬言")])
    assert told("case_new") == {"吴佩玲": "waiting"}
    Notice.objects.all().delete()
    report(narrative="小事")
    assert told("case_new") == {"吴佩玲": "inside"}
    assert told("case_red_duty") == {}


def test_every_notice_names_nobody_and_says_nothing(report, sign, mediator, make_post, mother):
    """On a phone that others see: only that something waits, and its number."""
    make_post(Role.COUNTY_OFFICER, "350503000000", "丰泽值班")
    report(kind=Kind.VIOLENCE, signs=[sign("动手")])
    report(signs=[sign("扬言")], narrative="小事")
    secret = ("陈阿妹", "王桂花", "家暴", "纠纷", "调解员吴", "东美", "婆媳", "暴力", "打人", "502", NARRATIVE)
    notices = list(Notice.objects.all())
    assert {n.kind for n in notices} == {"case_red", "case_red_duty", "case_new"}
    for notice in notices:
        words = words_of(notice)
        assert words.sms.startswith(SIGN)
        assert len(words.sms) <= 70
        assert "http" not in words.sms
        assert not any(word in part for word in secret for part in (words.title, words.body, words.sms))


def test_a_notice_is_written_in_the_transaction_of_the_case(report, sign, mediator):
    with transaction.atomic():
        report(signs=[sign("动手")])
        transaction.set_rollback(True)
    assert not Case.objects.exists()
    assert not Notice.objects.exists()
