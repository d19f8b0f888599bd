"""The deeds on teams: who may join, who answers, and how the circle follows."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed
from notices.models import Notice
from notices.texts import words_of
from positions import booking
from positions.models import Booking
from positions.refusals import NotInCircle
from volunteers import teams
from volunteers.models import Volunteer
from volunteers.refusals import AgeUnknown, NameMissing, StepNotAllowed, TeamClosed, TooYoung


def years_ago(years):
    today = timezone.localdate()
    return date(today.year - years, 1, 1)


@pytest.fixture
def book(myself):
    return lambda session, user: booking.book(session=session.pk, attendee=myself(user).pk, booker=user, by=user)


def apply(team, user, **how):
    return teams.apply(team=team, user=user, by=user, **how)


def told(user):
    return [words_of(notice) for notice in Notice.objects.of(user)]


def test_whoever_is_accepted_may_take_a_shift(team, leader, volunteer, shift, book):
    session = shift()
    row = apply(team, volunteer, skills=["reading"], free_times=["weekend"])
    with pytest.raises(NotInCircle):
        book(session, volunteer)
    teams.accept(volunteer=row, by=leader)
    assert book(session, volunteer).status == "confirmed"
    assert (row.status, row.decided_by) == ("accepted", leader)
    assert list(team.circle.members.all()) == [volunteer]


def test_asking_twice_is_one_application(team, volunteer):
    assert apply(team, volunteer).pk == apply(team, volunteer).pk


def test_the_database_keeps_one_live_registration(team, volunteer):
    apply(team, volunteer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.create(team=team, user=volunteer)


def test_the_leader_is_told_and_so_is_the_volunteer(team, leader, volunteer):
    row = apply(team, volunteer)
    assert [words.title for words in told(leader)] == ["有人想加入东美巾帼志愿服务队"]
    teams.accept(volunteer=row, by=leader)
    (words,) = told(volunteer)
    assert words.title == "欢迎加入东美巾帼志愿服务队"
    assert len(words.sms) <= 70


def test_a_refusal_has_its_reason_and_she_may_ask_again(team, leader, volunteer):
    row = apply(team, volunteer)
    teams.refuse(volunteer=row, by=leader, reason="这个月人手够了")
    (words,) = told(volunteer)
    assert "这个月人手够了" in words.body
    assert "这个月人手够了" not in words.sms
    assert not team.circle.members.exists()
    assert apply(team, volunteer).pk != row.pk


def test_of_two_leaders_the_second_is_told(team, leader, volunteer):
    row = apply(team, volunteer)
    stale = Volunteer.objects.get(pk=row.pk)
    teams.accept(volunteer=row, by=leader)
    with pytest.raises(StepNotAllowed):
        teams.refuse(volunteer=stale, by=leader, reason="晚了一步")
    with pytest.raises(StepNotAllowed):
        teams.accept(volunteer=row, by=leader)


def test_leaving_frees_the_shifts_that_are_still_to_come(team, leader, volunteer, make_user, shift, book):
    session, other = shift(capacity=1), make_user("许巧玲", born_on=date(1980, 1, 1))
    rows = [apply(team, user) for user in (volunteer, other)]
    for row in rows:
        teams.accept(volunteer=row, by=leader)
    book(session, volunteer)
    waits = booking.book(session=session.pk, attendee=other.family.get().pk, booker=other, by=other, wait=True)
    teams.leave(volunteer=rows[0], by=volunteer)
    assert Booking.objects.get(pk=waits.pk).status == "offered"
    assert list(team.circle.members.all()) == [other]
    with pytest.raises(NotInCircle):
        book(shift(hour=9), volunteer)


def test_a_leader_takes_somebody_out_and_she_is_told(team, leader, volunteer):
    row = apply(team, volunteer)
    teams.accept(volunteer=row, by=leader)
    teams.leave(volunteer=row, by=leader)
    assert told(volunteer)[0].title == "您已离开东美巾帼志愿服务队"


@pytest.mark.parametrize("years", [15, 14, 10, 5])
def test_below_16_nobody_joins_by_herself(team, make_user, years):
    with pytest.raises(TooYoung, match="和家长一起到志愿服务站"):
        apply(team, make_user("小林", born_on=years_ago(years)))


def test_sixteen_on_the_day_itself(team, make_user):
    today = timezone.localdate()
    born = today.replace(year=today.year - 16)
    assert apply(team, make_user("小林", born_on=born)).status == "applied"
    with pytest.raises(TooYoung):
        apply(team, make_user("小陈", born_on=born + timedelta(days=1)))


def test_14_and_15_join_at_the_station_with_a_guardian(team, leader, make_user):
    young, child = make_user("小林", born_on=years_ago(15)), make_user("小苗", born_on=years_ago(13))
    with pytest.raises(NotAllowed):
        teams.apply(team=team, user=young, by=young, with_guardian=True)
    assert teams.apply(team=team, user=young, by=leader, with_guardian=True).applied_by == leader
    with pytest.raises(TooYoung):
        teams.apply(team=team, user=child, by=leader, with_guardian=True)


def test_name_and_birth_date_are_asked_once(team, make_user):
    user = make_user()
    with pytest.raises(NameMissing):
        apply(team, user)
    with pytest.raises(AgeUnknown):
        apply(team, user, name="吴丽萍")
    apply(team, user, name="吴丽萍", born_on=date(1988, 8, 8))
    user.refresh_from_db()
    assert (user.name, user.born_on, user.family.get().name) == ("吴丽萍", date(1988, 8, 8), "吴丽萍")


def test_what_the_account_knows_is_not_overwritten(team, volunteer):
    apply(team, volunteer, name="别的名字", born_on=date(2020, 1, 1))
    volunteer.refresh_from_db()
    assert (volunteer.name, volunteer.born_on) == ("吴丽萍", date(1988, 8, 8))


def test_a_refused_application_keeps_nothing(team, make_user):
    user = make_user()
    with pytest.raises(TooYoung):
        apply(team, user, name="小林", born_on=years_ago(12))
    user.refresh_from_db()
    assert (user.name, user.born_on) == ("", None)


def test_a_team_that_was_closed_takes_nobody(team, volunteer):
    team.closed_on = timezone.localdate()
    team.save()
    with pytest.raises(TeamClosed):
        apply(team, volunteer)


def test_only_the_station_answers(team, volunteer, make_user):
    row = apply(team, volunteer)
    for deed in (teams.accept, teams.leave):
        with pytest.raises(NotAllowed):
            deed(volunteer=row, by=make_user("路人"))
    with pytest.raises(NotAllowed):
        teams.refuse(volunteer=row, by=make_user("路人"), reason="不行")


def test_the_emergency_contact_is_sealed(team, volunteer):
    row = apply(team, volunteer, emergency_name="吴大山", emergency_phone="13900001111")
    assert Volunteer.objects.get(pk=row.pk).emergency_name == "吴大山"
    raw = Volunteer.objects.filter(pk=row.pk).values_list("emergency_name", "emergency_phone").get()
    assert b"139" not in bytes(raw[1])


def test_renaming_a_team_renames_its_circle(team):
    teams.rename(team=team, name="东美刺桐志愿服务队")
    team.circle.refresh_from_db()
    assert (team.name, team.circle.name) == ("东美刺桐志愿服务队", "东美刺桐志愿服务队")
