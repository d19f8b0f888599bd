"""Random histories of terms: enrolling, leaving, days off, single places and sessions that are laid later; what must hold after every step."""

from contextlib import contextmanager, suppress
from datetime import date, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Area, FamilyMember, Post, User
from accounts.refusals import Refusal
from accounts.roles import Role
from positions import booking, timetables
from positions.fairness import offers
from positions.models import Booking, Center, EnrolledDay, Enrollment, Service, Session, Site, TermDay, Timetable
from positions.planning import generating
from positions.terms import days_off, enrolling, places, seating, strikes

Status, DayStatus = Booking.Status, EnrolledDay.Status
CHILDREN = 5
child, weekday = st.integers(0, CHILDREN - 1), st.sampled_from([0, 1])


class Terms(RuleBasedStateMachine):
    """Five children (two of one family), a term of Mondays and Tuesdays with one place, another class at the time of one of them."""

    offer_minutes = 0

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        area = Area.objects.create(code="350503002001", name="东美社区居委会", level=5)
        site = Site.objects.create(center=Center.objects.create(area=area, name="东美邻里中心", address="刺桐路"), kind=Site.Kind.CHILDREN)
        plain = {"site": site, "summary": "放学后。", "theme": "care", "household_limit": 1, "opens_days_before": 90, "offer_minutes": self.offer_minutes}
        service = Service.objects.create(title="四点半课堂", rush_minutes=0, **plain)
        self.keeper = User.objects.create_user("+8613900009999")
        Post.objects.create(user=self.keeper, role=Role.SITE_STAFF, site=site)
        users = [User.objects.create_user(f"+861390000000{n}") for n in range(CHILDREN - 1)]
        self.children = [
            FamilyMember.objects.create(guardian=users[min(n, CHILDREN - 2)], name=f"小{n}", relation="son", born_on=date(2019, 1, 1)) for n in range(CHILDREN)
        ]
        today = timezone.localdate()
        monday = today + timedelta(days=14 - today.weekday())
        self.timetable = Timetable.objects.create(
            service=service, weekdays="01", starts=time(16, 30), minutes=120, since=monday, until=monday + timedelta(days=13), capacity=1, for_terms=True,
            skip_holidays=False,
        )  # fmt: skip
        generating.generate(self.timetable)
        first = self.sessions()[0]
        other = Service.objects.create(title="画画", **plain)
        self.other = timetables.add(service=other, starts_at=first.starts_at, ends_at=first.ends_at, capacity=3)
        self.seen = self.look()

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def sessions(self):
        return list(Session.objects.filter(timetable=self.timetable).order_by("starts_at"))

    def look(self):
        rows = {row.pk: row for row in Booking.objects.all()}
        days = {day.pk: day for day in EnrolledDay.objects.all()}
        return rows, days

    @contextmanager
    def step(self):
        """Do one deed; a refusal changes nothing, and what was given went to the first in its line."""
        try:
            yield
        except Refusal:
            rows, days = self.look()
            assert {pk: row.status for pk, row in rows.items()} == {pk: row.status for pk, row in self.seen[0].items()}
            assert {pk: day.status for pk, day in days.items()} == {pk: day.status for pk, day in self.seen[1].items()}
            return
        rows, days = self.look()
        given = [pk for pk, day in days.items() if pk in self.seen[1] and (self.seen[1][pk].status, day.status) == (DayStatus.WAITING, DayStatus.HELD)]
        for pk in given:
            ahead = [day for day in days.values() if day.weekday == days[pk].weekday and day.status == DayStatus.WAITING and day.rank < days[pk].rank]
            assert not ahead, "a weekday went past somebody who waits longer"
        for pk, row in rows.items():
            was = self.seen[0].get(pk)
            if was and was.status == Status.WAITING and row.status in (Status.CONFIRMED, Status.OFFERED):
                ahead = [r for r in rows.values() if r.session_id == row.session_id and r.status == Status.WAITING and r.rank < row.rank]
                assert all(r.passed_on is not None for r in ahead), "a day went past somebody who waits longer"
        self.seen = rows, days

    def enrollment(self, number):
        return Enrollment.objects.live().filter(attendee=self.children[number]).first()

    # -- the deeds

    @rule(number=child, weekdays=st.sampled_from([[0], [1], [0, 1], [0, 1]]))
    def enrol(self, number, weekdays):
        member = self.children[number]
        with self.step():
            enrolling.enrol(timetable=self.timetable.pk, attendee=member.pk, booker=member.guardian, by=member.guardian, weekdays=weekdays)

    @rule(number=child, weekdays=st.sampled_from([None, None, [0], [1]]), staff=st.booleans())
    def leave(self, number, weekdays, staff):
        enrollment = self.enrollment(number)
        if enrollment:
            with self.step():
                enrolling.leave(enrollment=enrollment, by=self.keeper if staff else enrollment.booker, by_staff=staff, weekdays=weekdays)

    @rule(number=child, session=st.integers(0, 3))
    def day_off(self, number, session):
        enrollment = self.enrollment(number)
        row = enrollment and enrollment.bookings.live().filter(session=self.sessions()[session]).first()
        if row:
            with self.step():
                days_off.day_off(booking=row, by=enrollment.booker)

    @rule(number=child)
    def undo(self, number):
        enrollment = self.enrollment(number)
        row = enrollment and enrollment.bookings.days_off().order_by("pk").first()
        if row:
            with self.step():
                days_off.undo(booking=row, by=enrollment.booker)

    @rule(number=child, session=st.integers(0, 4), wait=st.booleans())
    def book_one_day(self, number, session, wait):
        member, at = self.children[number], [*self.sessions()[:4], self.other][session]
        with self.step():
            booking.book(session=at.pk, attendee=member.pk, booker=member.guardian, by=member.guardian, wait=wait)

    @rule(number=child, session=st.integers(0, 4))
    def cancel_one_day(self, number, session):
        at = [*self.sessions()[:4], self.other][session]
        row = Booking.objects.live().filter(session=at, attendee=self.children[number]).first()
        if row:
            with self.step():
                booking.cancel(booking=row, by=row.booker)

    @rule(number=child, yes=st.booleans())
    def answer_an_offer(self, number, yes):
        row = Booking.objects.filter(attendee=self.children[number], status=Status.OFFERED).first()
        if row:
            with self.step():
                (offers.accept if yes else offers.pass_on)(booking=row, by=row.booker)

    @rule(capacity=st.sampled_from([1, 2]))
    def change_places(self, capacity):
        self.timetable.capacity = capacity
        self.timetable.save()
        for session in self.sessions():
            with suppress(Refusal):
                booking.change_capacity(session=session, capacity=capacity)
        self.seen = self.look()
        with self.step():
            enrolling.catch_up(self.timetable)

    @rule()
    def lay_more(self):
        self.timetable.until += timedelta(days=7)
        self.timetable.save()
        with self.step():
            generating.generate(self.timetable)

    @rule(number=child)
    def miss_a_day(self, number):
        enrollment = self.enrollment(number)
        row = enrollment and enrollment.bookings.filter(status=Status.CONFIRMED).first()
        if row:
            before = strikes.count(enrollment)[0]
            assert strikes.note_absence(row) == strikes.note_absence(row)
            assert strikes.count(enrollment)[0] <= before + 1

    # -- what holds

    @invariant()
    def counters_are_the_rows(self):
        for session in Session.objects.all():
            assert session.bookings.holding().count() == session.booked <= session.capacity
            assert session.bookings.filter(status=Status.WAITING).count() == session.waiting
        for day in TermDay.objects.all():
            days = EnrolledDay.objects.filter(enrollment__timetable=day.timetable, weekday=day.weekday)
            assert days.filter(status=DayStatus.HELD).count() == day.taken <= day.capacity
            assert days.filter(status=DayStatus.WAITING).count() == day.waiting

    @invariant()
    def an_enrollment_is_its_days(self):
        for enrollment in Enrollment.objects.prefetch_related("days"):
            live = [day for day in enrollment.days.all() if day.status != DayStatus.ENDED]
            assert enrollment.weekdays == "".join(str(day.weekday) for day in sorted(live, key=lambda day: day.weekday))
            held = any(day.status == DayStatus.HELD for day in live)
            assert enrollment.status == ("active" if held else "waiting" if live else "ended")

    @invariant()
    def who_has_a_weekday_is_in_all_its_sessions(self):
        """Unless she freed the day, or had something else when it was given."""
        busy = {self.sessions()[0].pk}
        for day in EnrolledDay.objects.filter(status=DayStatus.HELD).select_related("enrollment"):
            rows = {row.session_id: row for row in Booking.objects.filter(enrollment=day.enrollment)}
            for session in self.sessions():
                if session.day.weekday() == day.weekday and session.pk not in busy:
                    # One account takes one place here: of a family's two children the second is left out.
                    family = Booking.objects.live().filter(session=session, household=day.enrollment.booker).exists()
                    assert session.pk in rows or family

    @invariant()
    def nobody_waits_beside_a_free_place(self):
        if not self.offer_minutes:
            assert not [session for session in Session.objects.filter(waiting__gt=0) if session.left]

    @invariant()
    def a_child_is_in_one_place_at_a_time(self):
        live = list(Booking.objects.live().values_list("attendee_id", "from_minute", "to_minute"))
        assert not any(a[0] == b[0] and a[1] < b[2] and a[2] > b[1] for i, a in enumerate(live) for b in live[i + 1 :])


class AskedTerms(Terms):
    """The same where a freed day is offered and answered, not given at once."""

    offer_minutes = 120


MACHINE = settings(max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("machine", [Terms, AskedTerms])
@pytest.mark.django_db(transaction=True)
def test_random_histories_of_terms(machine):
    run_state_machine_as_test(machine, settings=MACHINE)


GUARDS = {  # name → (where it stands, what stands there instead, the shortest history that needs it)
    "who waits longest for a weekday is first": (
        (enrolling, "_hand_on"),
        lambda real: lambda timetable, weekdays, sessions: _upside_down(real, timetable, weekdays, sessions),
        [("enrol", 0, [0]), ("enrol", 1, [0]), ("enrol", 2, [0]), ("leave", 0, None, False)],
    ),
    "a freed day goes to its line": (
        (seating, "offer_rest"),
        lambda real: lambda sessions, service: None,
        [("enrol", 0, [0, 1]), ("book_one_day", 1, 1, True), ("day_off", 0, 1)],
    ),
    "a weekday that is left is counted back": (
        (places, "give_back"),
        lambda real: lambda timetable, held=(), waited=(): None,
        [("enrol", 0, [0]), ("leave", 0, None, False)],
    ),
    "the counters of sessions are written": (
        (seating, "write_counters"),
        lambda real: lambda sessions: None,
        [("enrol", 0, [0, 1])],
    ),
}  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.django_db(transaction=True)
def test_a_guard_taken_out_breaks_a_history(monkeypatch, guard):
    """BREAK: the history holds as it is; with the guard taken out it ends in a broken invariant."""
    (module, name), without, history = GUARDS[guard]
    _play(history)
    monkeypatch.setattr(module, name, without(getattr(module, name)))
    with pytest.raises(AssertionError):
        _play(history)


def _play(history):
    machine = Terms()
    try:
        for deed, *said in history:
            getattr(machine, deed)(*said)
            machine.counters_are_the_rows()
            machine.nobody_waits_beside_a_free_place()
    finally:
        machine.teardown()


def _upside_down(real, timetable, weekdays, sessions):
    line = EnrolledDay.objects.filter(enrollment__timetable=timetable, status=DayStatus.WAITING)
    ranks = list(line.order_by("rank").values_list("pk", "rank"))
    for (pk, _), (_, rank) in zip(ranks, reversed(ranks), strict=True):
        EnrolledDay.objects.filter(pk=pk).update(rank=rank)
    real(timetable, weekdays, sessions)
    for pk, rank in ranks:
        EnrolledDay.objects.filter(pk=pk).update(rank=rank)
