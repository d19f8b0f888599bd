"""The demo: laid once for all of these tests, as script/demo lays it; every account of DESIGN.md has something to see."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count, Q
from django.utils import timezone

from accounts import roles, second_factor
from accounts.models import Area, Consent, FamilyMember, Post, User
from accounts.roles import Role
from fuliancenter.demo_data import loading, offers, people
from mediation.models import AccessLog, Case
from notices.models import Notice
from positions.models import Booking, Center, ChecklistItem, Service, Session, Site, SiteCheck
from volunteers.models import Team, Volunteer

WATCHED = (Area, User, FamilyMember, Consent, Post, Center, Site, SiteCheck, ChecklistItem, Service, Session, Booking, Team, Volunteer, Case, Notice)
NAMED_IN_THE_NOTICE = (
    "四点半课堂", "周末课堂", "课业辅导", "兴趣培养", "成长教育", "亲子活动", "书香小芽儿", "家庭教育公益讲座", "家风家训", "刺桐花大讲堂", "婚姻家庭大讲堂",
    "职业技能培训",
    "广场舞", "巾帼健身", "艺术培训", "执委值班", "婚姻家庭咨询", "法律维权咨询", "心理疏导咨询", "爱心敲敲门", "家园清洁", "保护母亲河",
)  # fmt: skip


@pytest.fixture(scope="module")
def laid(django_db_setup, django_db_blocker):
    """The demo, for this module; rolled back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        loading.load()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def demo(laid, db):
    """The demo, and what a test does to it undone after it."""


def account(number):
    return User.objects.get(phone=people.phone_of(number))


def counts():
    return {model.__name__: model.objects.count() for model in WATCHED}


def test_ten_centres_in_three_counties_with_all_their_sites(demo):
    assert Area.objects.count() == 2759
    assert Center.objects.count() == 10
    assert {code[:6] for code in Center.objects.values_list("area_id", flat=True)} == {"350502", "350503", "350582"}
    for center in Center.objects.all():
        assert set(center.sites.values_list("kind", flat=True)) == set(Site.Kind.values)
        assert (center.rooms.count(), center.opening_hours.count()) == (6, 7)
        assert center.address
        assert center.directions
        assert center.latitude
    items = dict(ChecklistItem.objects.values_list("kind").annotate(n=Count("pk")))
    assert set(items) == set(Site.Kind.values)
    assert all(site.checks.count() == items[site.kind] for site in Site.objects.all())


def test_the_services_that_the_notice_names_are_there(demo):
    titles = " ".join(Service.objects.values_list("title", flat=True).distinct())
    assert [name for name in NAMED_IN_THE_NOTICE if name not in titles] == []
    assert set(Service.objects.values_list("theme", flat=True)) == set(Service.Theme.values)


def test_every_service_has_sessions_before_and_after_today(demo):
    today = timezone.localdate()
    for offer in offers.OFFERS:
        days = [timezone.localdate(start) for start in Session.objects.filter(service__title=offer.title).values_list("starts_at", flat=True)]
        assert min(days) < today < max(days), offer.title
        assert today - timedelta(days=21) <= min(days)
        of_term = Session.objects.filter(service__title=offer.title, timetable__for_terms=True)  # laid to the end of the term
        assert max(days) <= (timezone.localdate(of_term.latest("starts_at").starts_at) if of_term.exists() else today + timedelta(days=14))
    assert all(Session.objects.on_day(today + timedelta(days=n)).count() >= 10 for n in range(14))


def test_past_sessions_have_attendance_and_counters_are_the_rows(demo):
    now = timezone.now()
    assert Booking.objects.filter(status="attended", session__ends_at__lt=now).count() > 300
    assert not Booking.objects.filter(status="attended", session__starts_at__gt=now + timedelta(minutes=10)).exists()
    wrong = Session.objects.annotate(
        held=Count("bookings", filter=Q(bookings__status__in=Booking.HOLDING)), line=Count("bookings", filter=Q(bookings__status="waiting"))
    )
    assert [session.pk for session in wrong if (session.held, session.line) != (session.booked, session.waiting)] == []
    by_themselves = Booking.objects.filter(enrollment=None, session__draws=None)  # a term and a draw have days of their own
    early = [b for b in by_themselves.select_related("session") if not b.session.opens_at <= b.made_at < b.session.closes_at]
    assert early == []


def test_a_second_run_adds_nothing(demo):
    before = counts()
    loading.load()
    assert counts() == before


def test_ten_days_later_it_is_carried_on_to_two_weeks_from_then(demo):
    sessions, persons = Session.objects.count(), User.objects.count()
    # The trip ends at noon: what is over by then has been checked in, and the mother still has something before her.
    with time_machine.travel(timezone.localtime().replace(hour=12) + timedelta(days=10), tick=False):
        loading.load()
        today = timezone.localdate()
        assert Session.objects.on_day(today + timedelta(days=13)).count() >= 10
        assert Booking.objects.of(account("01")).coming().count() >= 5
        assert Booking.objects.filter(status="attended", session__starts_at__date=today - timedelta(days=2)).exists()
        assert User.objects.count() == persons
    assert Session.objects.count() > sessions


def test_every_account_is_there_with_its_post(demo):
    for wanted in people.ACCOUNTS:
        user = account(wanted.number)
        assert (user.name, user.phone_verified) == (wanted.name, True)
        assert user.consents.live().filter(purpose="account").exists()
        assert set(user.posts.values_list("role", flat=True)) == ({wanted.post[0]} if wanted.post else set())
        assert second_factor.has_factor(user) == bool(wanted.post and wanted.post[0] in {*roles.STAFF_ROLES, roles.Role.PARTNER})
    staff = account("11").posts.live()
    assert {post.site.kind for post in staff} == set(Site.Kind.values)


def test_no_one_of_the_demo_has_a_number_that_somebody_could_own(demo):
    assert not User.objects.exclude(phone__startswith="+86199000").exclude(phone__startswith="kept-").exists()  # one has no phone
    assert User.objects.count() <= 80


def test_the_residents_have_something_before_them(demo):
    mother, grandmother = account("01"), account("02")
    coming = Booking.objects.of(mother).coming()
    assert mother.family.others().count() == 2
    assert coming.filter(status="confirmed").count() >= 4
    assert coming.filter(status="waiting").exists()  # and once more when the lot of the demo's draw left her child out
    assert coming.filter(session__service__confidential=True).count() == 1
    assert Booking.objects.of(mother).filter(status="attended").exists()
    assert Notice.objects.of(mother).unread().count() == loading.UNREAD
    assert grandmother.elder_view
    assert Booking.objects.of(grandmother).coming().count() >= 3


@pytest.mark.parametrize("number", ["11", "12", "21", "22", "23", "24"])
def test_staff_and_officers_see_todays_sessions_and_their_places(demo, number):
    user = account(number)
    today = timezone.localdate()
    mine = Session.objects.visible_to(user)
    assert mine.on_day(today).exists()
    assert Booking.objects.visible_to(user).filter(session__in=mine.between(today, today + timedelta(days=7))).exists()
    assert Site.objects.visible_to(user).count() >= 7


@pytest.mark.parametrize(("worker", "mediator", "least"), [("31", "41", 5), ("32", "42", 2)])
def test_grid_workers_and_mediators_have_cases(demo, worker, mediator, least):
    reported = Case.objects.filter(reporter=account(worker))
    assert reported.count() == least
    user = account(mediator)
    seen = Case.objects.visible_to(user)
    assert set(reported) <= set(seen)
    assert seen.filter(mediator=user).exists()
    assert seen.filter(status="waiting").exists()
    assert any(case.events.count() >= 3 for case in seen.filter(mediator=user))
    assert Session.objects.filter(host=user).upcoming().exists()


def test_one_case_is_red_and_one_was_refused(demo):
    assert Case.objects.filter(risk=3).count() == 1
    assert Case.objects.filter(status="refused").count() == 1
    assert Notice.objects.filter(kind="case_red_duty", to=account("23")).exists()


def test_volunteer_and_leader_have_a_team_and_shifts(demo):
    volunteer, leader = account("51"), account("52")
    team = Team.objects.get(leader=leader)
    assert set(volunteer.circles.all()) == {team.circle}
    for user in (volunteer, leader):
        assert Booking.objects.of(user).coming().filter(session__service__circle=team.circle).exists()
    assert Volunteer.objects.visible_to(leader).filter(status="applied").exists()
    assert Team.objects.count() == 10


def test_the_auditor_and_the_others_above_have_something_to_read(demo):
    assert AccessLog.objects.visible_to(account("61")).exists()
    assert Consent.objects.visible_to(account("62")).exists()
    assert User.objects.visible_to(account("99")).exists()
    assert not Case.objects.visible_to(account("99")).exists()
    assert Post.objects.filter(role__in=roles.APART).values("user").distinct().count() == 3


def test_no_worker_sends_what_the_demo_told(demo):
    assert not Notice.objects.filter(state__in=(Notice.State.WAITING, Notice.State.UNSURE)).exists()
    assert Notice.objects.filter(state=Notice.State.DELIVERED).exists()


def test_the_command_is_for_a_demo_only(demo):
    assert settings.DEMO is False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("loaddemo")


def test_every_role_is_shown(demo):
    assert set(Post.objects.values_list("role", flat=True)) == set(Role)
