"""The deeds of the door: who comes, who leaves with whom, who did not come, what was on paper."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import FamilyMember, PickUpPerson, Post
from accounts.refusals import NotAllowed
from accounts.roles import Role
from notices.models import Notice
from notices.texts import words_of
from positions import booking as bookings
from positions.door import absences, jobs, paper, people, sheets, signing, walkins
from positions.door.refusals import MustNotFetch, NobodyCame, NotAlone, NotListed, StillHere, UndoTooLate, WrongTime
from positions.models import Booking, DoorTick, Service, Session, Timetable
from positions.planning import generating
from positions.refusals import SessionFull
from positions.terms import enrolling, strikes

Outcome, Status = DoorTick.Outcome, Booking.Status


@pytest.fixture
def keeper(site, make_user):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


@pytest.fixture(autouse=True)
def afternoon(time_machine):
    """16:10 of today in Quanzhou; the session begins at 16:30."""
    time_machine.move_to(timezone.localtime().replace(hour=16, minute=10, second=0, microsecond=0), tick=False)
    return time_machine


@pytest.fixture
def session(service, make_session):
    Service.objects.filter(pk=service.pk).update(needs_pickup=True, children_per_adult=2)
    service.refresh_from_db()
    made = make_session(days=1, capacity=5)
    start = timezone.localtime().replace(hour=16, minute=30)
    Session.objects.filter(pk=made.pk).update(starts_at=start, ends_at=start + timedelta(hours=2), closes_at=start)
    return Session.objects.get(pk=made.pk)


@pytest.fixture
def booked(session, mother, daughter):
    def book(attendee=daughter):
        return bookings.book(session=session.pk, attendee=attendee.pk, booker=attendee.guardian, by=attendee.guardian)

    return book


@pytest.fixture
def child(booked):
    return booked()


@pytest.fixture
def listed(daughter):
    """Whom the mother wrote down: grandmother may, the father never may."""
    PickUpPerson.objects.create(member=daughter, name="陈志远", relation="爸爸", may="never")
    return PickUpPerson.objects.create(member=daughter, name="林阿香", relation="外婆", phone="+8613900005678", may="yes")


def now_is(afternoon, hour, minute=0):
    afternoon.move_to(timezone.localtime().replace(hour=hour, minute=minute), tick=False)


def test_coming_twice_counts_once_and_the_earlier_time_stays(child, keeper):
    at = timezone.now()
    first = signing.sign_in(booking=child, by=keeper, at=at - timedelta(minutes=3), key="a" * 32)
    again = signing.sign_in(booking=child, by=keeper, at=at - timedelta(minutes=3), key="a" * 32)
    other = signing.sign_in(booking=child, by=keeper, at=at - timedelta(minutes=8), key="b" * 32)
    child.refresh_from_db()
    assert first.pk == again.pk
    assert [first.outcome, other.outcome] == [Outcome.DONE, Outcome.ELSEWHERE]
    assert child.came_at == at - timedelta(minutes=8)
    assert child.recorded_at == at
    assert DoorTick.objects.count() == 2


def test_a_key_belongs_to_one_booking(child, keeper, mother, booked):
    brother = FamilyMember.objects.create(guardian=mother, name="陈小禾", relation="son", born_on=date(2017, 1, 1))
    signing.sign_in(booking=child, by=keeper, key="a" * 32)
    with pytest.raises(NotAllowed):
        signing.sign_in(booking=booked(brother), by=keeper, key="a" * 32)


def test_what_cannot_be_signed_in_says_why_and_leaves_a_row(session, child, keeper, mother):
    bookings.cancel(booking=child, by=mother, by_staff=True)
    assert signing.sign_in(booking=child, by=keeper).outcome == Outcome.CANCELLED
    assert signing.sign_in(booking=child, by=keeper, at=timezone.now() - timedelta(days=2)).outcome == Outcome.TOO_OLD
    assert DoorTick.objects.count() == 2


def test_a_clock_that_runs_ahead_is_taken_back(child, keeper):
    made = signing.sign_in(booking=child, by=keeper, at=timezone.now() + timedelta(hours=1))
    assert made.happened_at == timezone.now()


def test_nobody_without_a_post_signs_in(child, mother):
    with pytest.raises(NotAllowed):
        signing.sign_in(booking=child, by=mother)


def test_a_listed_person_takes_the_child_home_and_the_mother_is_told(child, keeper, listed, afternoon):
    signing.sign_in(booking=child, by=keeper)
    now_is(afternoon, 18, 22)
    out = signing.sign_out(booking=child, by=keeper, ref=f"p{listed.pk}")
    child.refresh_from_db()
    assert (out.outcome, child.fetched_by, child.left_at) == (Outcome.DONE, "林阿香（外婆）", timezone.now())
    told = words_of(Notice.objects.get(kind="child_left", to=child.booker))
    assert "陈小满由林阿香（外婆）接走" in told.body
    assert "18:22 四点半课堂的孩子由外婆接走" in told.sms
    assert not [name for name in ("林阿香", "陈小满") if name in told.sms]
    assert len(told.sms) <= 70
    assert signing.sign_out(booking=child, by=keeper, ref=f"p{listed.pk}").outcome == Outcome.ELSEWHERE


def test_who_is_not_listed_or_barred_gets_no_child(child, keeper, listed, daughter):
    signing.sign_in(booking=child, by=keeper)
    with pytest.raises(NotListed):
        signing.sign_out(booking=child, by=keeper, name="王二")
    with pytest.raises(MustNotFetch):
        signing.sign_out(booking=child, by=keeper, name="陈 志远")
    with pytest.raises(MustNotFetch):  # whatever somebody says at the door
        signing.sign_out(booking=child, by=keeper, name="陈志远", said="妈妈电话里说可以")
    with pytest.raises(NotListed):
        signing.sign_out(booking=child, by=keeper, ref=f"p{listed.pk + 1}")
    with pytest.raises(NotAlone):
        signing.sign_out(booking=child, by=keeper, ref=people.ALONE)
    listed.removed_at = timezone.now()
    listed.save()
    with pytest.raises(NotListed):
        signing.sign_out(booking=child, by=keeper, ref=f"p{listed.pk}")
    child.refresh_from_db()
    assert child.left_at is None


def test_never_wins_over_a_second_entry_that_allows(daughter, listed):
    PickUpPerson.objects.create(member=daughter, name="陈志远", relation="叔叔", may="yes")
    assert [person.name for person in people.of(daughter).may] == ["林晓梅", "林阿香"]


def test_home_alone_only_where_the_guardian_said_so_and_from_eight_on(child, keeper, daughter):
    signing.sign_in(booking=child, by=keeper)
    FamilyMember.objects.filter(pk=daughter.pk).update(may_leave_alone=True)
    with pytest.raises(NotAlone):
        signing.sign_out(booking=child, by=keeper, ref=people.ALONE)
    FamilyMember.objects.filter(pk=daughter.pk).update(born_on=date(timezone.localdate().year - 9, 1, 1))
    signing.sign_out(booking=child, by=keeper, ref=people.ALONE)
    child.refresh_from_db()
    assert child.fetched_by == "自己回家"


def test_what_happened_offline_is_kept_and_a_changed_list_is_said(child, keeper, listed):
    signing.sign_in(booking=child, by=keeper, at=timezone.now() - timedelta(minutes=30))
    listed.delete()
    out = signing.sign_out(booking=child, by=keeper, ref="p1", at=timezone.now() - timedelta(minutes=5), happened=True)
    child.refresh_from_db()
    assert out.outcome == Outcome.NOT_LISTED
    assert child.left_at == timezone.now() - timedelta(minutes=5)
    assert child.recorded_at == timezone.now()


def test_a_stop_tells_the_others_at_the_site_and_no_name(child, keeper, listed, site, make_user):
    other = make_user("许巧玲")
    Post.objects.create(user=other, role=Role.SITE_STAFF, site=site)
    stopped = signing.stop(booking=child, by=keeper, name="陈志远")
    told = Notice.objects.get(kind="door_stop")
    text = words_of(told)
    assert (told.to, stopped.outcome, stopped.words) == (other, Outcome.DONE, "陈志远")
    assert not {"陈志远", "陈小满"} & {word for word in ("陈志远", "陈小满") if word in f"{text.title}{text.body}{text.sms}"}


def test_the_last_press_is_taken_back_first(child, keeper, mother):
    signing.sign_in(booking=child, by=keeper, at=timezone.now() - timedelta(minutes=5))
    signing.sign_out(booking=child, by=keeper, ref=f"g{mother.pk}")
    signing.undo(booking=child, by=keeper)
    child.refresh_from_db()
    assert (child.status, child.left_at, child.fetched_by) == (Status.ATTENDED, None, None)
    signing.undo(booking=child, by=keeper)
    child.refresh_from_db()
    assert (child.status, child.came_at) == (Status.CONFIRMED, None)
    assert signing.undo(booking=child, by=keeper).outcome == Outcome.NOT_IN


@pytest.mark.parametrize(
    "fields", [{"left_at": 0}, {"left_at": 0, "came_at": 0}, {"left_at": -5, "came_at": 0}, {"left_at": 5, "came_at": 0, "status": "confirmed"}]
)
def test_the_database_refuses_leaving_before_coming(child, fields):
    row = {name: timezone.now() + timedelta(minutes=value) if isinstance(value, int) else value for name, value in fields.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=child.pk).update(**{"status": "attended", **row})


def test_the_door_closes_when_nobody_is_left(session, child, keeper, mother, afternoon):
    signing.sign_in(booking=child, by=keeper)
    now_is(afternoon, 18, 41)
    assert signing.minutes_late(child) == 11
    with pytest.raises(StillHere):
        sheets.close(session=session, by=keeper)
    signing.sign_out(booking=child, by=keeper, ref=f"g{mother.pk}")
    assert sheets.close(session=session, by=keeper).closed_at == timezone.now()


def test_absences_are_set_two_hours_after_the_end(session, child, keeper, mother, booked, afternoon, make_user, myself):
    late = booked(FamilyMember.objects.create(guardian=mother, name="陈小禾", relation="son", born_on=date(2017, 1, 1)))
    signing.sign_in(booking=child, by=keeper)
    now_is(afternoon, 20, 29)
    assert jobs.set_absences() is None
    now_is(afternoon, 20, 30)
    assert jobs.set_absences() == "1 absent in 1 sessions"
    late.refresh_from_db()
    assert late.status == Status.ABSENT
    assert jobs.set_absences() is None
    assert absences.undo(session=session, by=keeper) == 1
    late.refresh_from_db()
    assert late.status == Status.CONFIRMED
    assert jobs.set_absences() is None  # once a session: what staff took back stays


def test_a_closed_door_needs_no_two_hours(session, child, keeper, mother, booked, afternoon):
    booked(FamilyMember.objects.create(guardian=mother, name="陈小禾", relation="son", born_on=date(2017, 1, 1)))
    signing.sign_in(booking=child, by=keeper)
    now_is(afternoon, 18, 31)
    signing.sign_out(booking=child, by=keeper, ref=f"g{mother.pk}")
    sheets.close(session=session, by=keeper)
    assert jobs.set_absences() == "1 absent in 1 sessions"


def test_a_session_without_any_sign_in_is_asked_about(session, child, keeper, afternoon):
    afternoon.move_to(timezone.now() + timedelta(hours=6), tick=False)
    assert jobs.set_absences() is None
    assert list(absences.unsure()) == [session]
    with pytest.raises(NobodyCame):
        absences.mark_absent(session=session, by=keeper)
    assert absences.mark_absent(session=session, by=keeper, sure=True) == [child]
    afternoon.move_to(timezone.now() + timedelta(days=1, minutes=1), tick=False)
    with pytest.raises(UndoTooLate):
        absences.undo(session=session, by=keeper)


def test_who_still_waits_has_waited_in_vain(session, keeper, make_user, myself, afternoon):
    Session.objects.filter(pk=session.pk).update(capacity=1)
    users = [make_user(f"王一{n}", born_on=date(2015, 1, 1)) for n in range(2)]
    rows = [bookings.book(session=session.pk, attendee=myself(user).pk, booker=user, by=user, wait=True) for user in users]
    signing.sign_in(booking=rows[0], by=keeper)
    now_is(afternoon, 21)
    absences.mark_absent(session=session)
    rows[1].refresh_from_db()
    session.refresh_from_db()
    assert (rows[1].status, rows[1].ended_as, session.waiting, session.booked) == (Status.CANCELLED, "over", 0, 1)


def test_an_absent_child_that_came_after_all_is_signed_in(session, child, keeper, afternoon):
    came = timezone.now()
    afternoon.move_to(timezone.now() + timedelta(hours=6), tick=False)
    absences.mark_absent(session=session, by=keeper, sure=True)
    signing.sign_in(booking=child, by=keeper, at=came)
    child.refresh_from_db()
    assert (child.status, child.came_at, child.recorded_at) == (Status.ATTENDED, came, timezone.now())


def test_a_walk_in_takes_a_free_place_and_is_asked_nothing_that_is_known(session, keeper, mother, daughter):
    made = walkins.walk_in(session=session, by=keeper, key="a" * 32, phone=mother.phone, name="陈小满")
    assert (made.attendee, made.status, made.source) == (daughter, Status.ATTENDED, "counter")
    again = walkins.walk_in(session=session, by=keeper, key="a" * 32, phone=mother.phone, name="陈小满")
    assert again.pk == made.pk


def test_a_new_walk_in_without_room_leaves_no_account(session, keeper):
    from accounts.models import User

    Session.objects.filter(pk=session.pk).update(booked=5)
    told = {"phone": "+8613799999999", "name": "许知远", "relation": "son", "born_on": date(2017, 1, 1), "caller": "许建国"}
    with pytest.raises(SessionFull):
        walkins.walk_in(session=session, by=keeper, key="a" * 32, **told)
    assert not User.objects.filter(phone="+8613799999999").exists()


def test_paper_keeps_both_times(session, child, keeper, afternoon):
    afternoon.move_to(timezone.now() + timedelta(hours=20), tick=False)
    line = paper.Line(child, time(16, 28), time(18, 35), "外婆")
    assert paper.write(session=session, lines=[line], by=keeper) == 1
    child.refresh_from_db()
    assert [f"{timezone.localtime(at):%H:%M}" for at in (child.came_at, child.left_at)] == ["16:28", "18:35"]
    assert (child.fetched_by, child.recorded_at) == ("外婆", timezone.now())
    assert paper.write(session=session, lines=[line], by=keeper) == 0
    assert DoorTick.objects.get(kind="paper").words == "来 16:28，走 18:35，外婆"


@pytest.mark.parametrize("line", [(None, time(18)), (time(18), time(17)), (time(9), None), (time(16, 30), time(16, 30))])
def test_paper_that_cannot_be_is_refused(session, child, keeper, afternoon, line):
    afternoon.move_to(timezone.now() + timedelta(hours=20), tick=False)
    with pytest.raises(WrongTime):
        paper.write(session=session, lines=[paper.Line(child, *line)], by=keeper)


def test_heads_are_counted_once_a_press(session, service, keeper):
    Service.objects.filter(pk=service.pk).update(taken=Service.Taken.WALK_IN, needs_pickup=False)
    session.service.refresh_from_db()
    assert sheets.count(session=session, by=keeper, more=1, key="a" * 32) == 1
    assert sheets.count(session=session, by=keeper, more=1, key="a" * 32) == 1
    assert sheets.count(session=session, by=keeper, more=5, key="b" * 32) == 6
    assert sheets.count(session=session, by=keeper, more=-20, key="c" * 32) == 0


def test_a_term_counts_what_the_door_says_and_forgets_what_it_takes_back(service, mother, daughter, keeper, afternoon):
    Service.objects.filter(pk=service.pk).update(needs_pickup=True, late_after_minutes=10)
    service.refresh_from_db()
    today = timezone.localdate()
    term = Timetable.objects.create(
        service=service, weekdays=str(today.weekday()), starts=time(17), minutes=60, since=today, until=today + timedelta(days=20), capacity=3, for_terms=True
    )
    generating.generate(term)
    enrollment = enrolling.enrol(timetable=term.pk, attendee=daughter.pk, booker=mother, by=mother)
    row = enrollment.bookings.order_by("session__starts_at").first()
    now_is(afternoon, 18, 30)
    absences.mark_absent(session=row.session, by=keeper, sure=True)
    assert strikes.count(enrollment) == (1, 0)
    signing.sign_in(booking=row, by=keeper, at=timezone.now() - timedelta(minutes=80))
    assert strikes.count(enrollment) == (0, 0)
    signing.sign_out(booking=row, by=keeper, ref=f"g{mother.pk}")
    assert strikes.count(enrollment) == (0, 1)
    signing.undo(booking=row, by=keeper)
    assert strikes.count(enrollment) == (0, 0)
