"""Reminders: to the mediator before, to the officer after, once each, in neutral words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from mediation import casework
from mediation.clocks import jobs
from mediation.models import Case, Deadline
from notices.models import Notice
from notices.texts import words_of


@pytest.fixture
def officer(make_post):
    return make_post(Role.COUNTY_OFFICER, "350503000000", "黄丽云")


@pytest.fixture
def carried(case, mediator, officer):
    casework.accept(case=case, by=mediator)
    Deadline.objects.filter(done_at=None).update(started_at=timezone.now() - timedelta(days=2))
    return case


def put(case, what, days):
    case.deadlines.filter(what=what, done_at=None).update(due_on=timezone.localdate() + timedelta(days=days))


def told(kind):
    return [notice.to for notice in Notice.objects.filter(kind=kind).order_by("pk")]


def test_the_mediator_before_her_officer_after(carried, mediator, officer):
    put(carried, "conclude", 4), put(carried, "contact", 5)
    jobs.remind_cases()
    assert (told("case_due"), told("case_late")) == ([], [])
    put(carried, "conclude", 3)
    for _ in range(2):
        jobs.remind_cases()
    assert (told("case_due"), told("case_late")) == ([mediator], [])
    put(carried, "conclude", -1)
    for _ in range(2):
        jobs.remind_cases()
    assert (told("case_due"), told("case_late")) == ([mediator], [officer])


def test_what_waits_is_told_to_all_mediators_of_the_area(case, mediator, colleague, far_mediator, officer):
    Deadline.objects.update(started_at=timezone.now() - timedelta(days=9), due_on=timezone.localdate())
    jobs.remind_cases()
    assert set(told("case_due")) == {mediator, colleague}


def test_words_name_nobody_and_end_with_the_deed(carried, officer):
    put(carried, "conclude", -2)
    jobs.remind_cases()
    for kind in ("case_due", "case_late"):
        notice = Notice.objects.filter(kind=kind).first()
        words = words_of(notice)
        assert carried.number in words.sms
        assert len(words.sms) <= 70
        assert not {word for word in ("陈", "王", "婆媳", "调解", "家暴", "纠纷") if word in words.sms + words.title}
        Deadline.objects.update(done_at=timezone.now())
        assert words_of(notice) is None
        Deadline.objects.update(done_at=None)


def test_what_is_closed_reminds_nobody(case, mediator, officer):
    casework.refuse(case=case, by=mediator, reason="twice", words="报过。")
    Deadline.objects.update(due_on=timezone.localdate() - timedelta(days=9))
    jobs.remind_cases()
    assert not Notice.objects.filter(kind__in=["case_due", "case_late"]).exists()
    assert Case.objects.get(pk=case.pk).due_on is None
