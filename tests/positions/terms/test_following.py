"""A timetable goes to another weekday: the places of the term, the line and the sessions that are laid later go with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.models import Notice
from positions.models import EnrolledDay, Session, TermDay
from positions.planning import changing, generating
from positions.terms import enrolling
from positions.terms.following import TermNotFollowed

from .test_enrolling import counters_are_the_rows, enrol


def change(timetable, weekdays, **how):
    seen = changing.look(timetable=timetable, said={"weekdays": weekdays}, **how)
    return changing.apply(timetable=timetable, said={"weekdays": weekdays}, by=None, digest=seen.digest, **how)


def days_of(enrollment):
    return [(day.weekday, day.status) for day in enrollment.days.exclude(status="ended").order_by("weekday")]


@pytest.mark.parametrize("booked", [changing.Booked.MOVE, changing.Booked.KEEP])
def test_wednesday_becomes_thursday_for_who_holds_it_and_who_waits(make_term, make_child, booked):
    timetable = make_term(capacity=1, weekdays="02")
    made, waiting, monday = (
        enrol(timetable, make_child("甲")),
        enrol(timetable, make_child("乙"), weekdays=[2]),
        enrol(timetable, make_child("丙"), weekdays=[0]),
    )
    change(timetable, "03", booked=booked)
    for row in (made, waiting, monday, timetable):
        row.refresh_from_db()
    assert [row.weekdays for row in (made, waiting, monday)] == ["03", "3", "0"]
    assert (days_of(made), days_of(waiting)) == ([(0, "held"), (3, "held")], [(3, "waiting")])
    assert set(TermDay.objects.filter(timetable=timetable).values_list("weekday", "taken", "waiting")) == {(0, 1, 1), (3, 1, 1)}
    held = {timezone.localtime(row.session.starts_at).weekday() for row in made.bookings.live().select_related("session")}
    assert held == ({0, 3} if booked == changing.Booked.MOVE else {0, 2})
    assert Notice.objects.filter(to=made.booker, kind__in=["session_moved", "sessions_changed"]).count() == (booked == changing.Booked.MOVE)
    counters_are_the_rows()
    enrolling.leave(enrollment=made, by=made.booker, weekdays=[3])  # the line is that of the Thursday now
    assert days_of(waiting) == [(3, "held")]
    counters_are_the_rows()


def test_a_session_laid_after_the_change_is_hers(make_term, make_child):
    timetable = make_term(capacity=2, weekdays="2", weeks=2)
    made = enrol(timetable, make_child("甲"))
    change(timetable, "4")
    Session.objects.filter(timetable=timetable, booked=0).delete()
    timetable.refresh_from_db()
    last = made.bookings.live().order_by("-session__starts_at").first()
    changing.apply(timetable=timetable, said={"until": timetable.until + timedelta(days=14)}, by=None)
    new = Session.objects.filter(timetable=timetable, starts_at__gt=last.session.starts_at)
    assert new.count() == 2
    assert set(new.values_list("bookings__enrollment", flat=True)) == {made.pk}
    assert generating.generate(timetable) == ([], [])


@pytest.mark.parametrize(("was", "now", "booked"), [("02", "0", "move"), ("02", "3", "move"), ("02", "45", "cancel"), ("2", "3", "cancel")])
def test_what_is_not_clear_is_refused_before_anything_is_told(make_term, make_child, was, now, booked):
    timetable = make_term(capacity=2, weekdays=was)
    made = enrol(timetable, make_child("甲"))
    with pytest.raises(TermNotFollowed, match="有孩子报了整个学期的周"):
        changing.look(timetable=timetable, said={"weekdays": now}, booked=changing.Booked(booked))
    with pytest.raises(TermNotFollowed):
        changing.apply(timetable=timetable, said={"weekdays": now}, by=None, booked=changing.Booked(booked))
    made.refresh_from_db()
    assert (made.weekdays, Notice.objects.filter(to=made.booker).count()) == (was, 1)


def test_a_day_that_nobody_holds_goes_and_comes_freely(make_term, make_child):
    timetable = make_term(capacity=2, weekdays="02")
    made = enrol(timetable, make_child("甲"), weekdays=[0])
    change(timetable, "0")
    change(timetable, "034")
    made.refresh_from_db()
    assert (made.weekdays, EnrolledDay.objects.count()) == ("0", 1)
    assert set(TermDay.objects.filter(timetable=timetable).values_list("weekday", "taken")) == {(0, 1), (3, 0), (4, 0)}
