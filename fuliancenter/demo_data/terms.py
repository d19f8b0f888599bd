"""A whole term: 四点半课堂 at the home centre is enrolled for, as it was three weeks ago; the mother's daughter comes every day."""

from datetime import time, timedelta

from django.utils import timezone

from accounts.models import FamilyMember
from accounts.refusals import Refusal
from positions.models import Enrollment, Service, Timetable
from positions.planning import generating
from positions.terms import days_off, enrolling

from . import clock
from .people import HOME
from .weeks import BEHIND, FOR_TERMS

PLACES = 5
# Which weekdays the neighbours' children come, one after the other: Wednesday fills up, and the last one waits for it.
CHOICES = ((0, 2, 4), (1, 2, 3), (0, 1, 2, 3, 4), (2, 4), (0, 2), (1, 2, 3, 4), (2, 3), (0, 2))
WEEKS = 11


def load(centers, people):
    """Lay the term and its children once; later its sessions are carried on."""
    service = Service.objects.get(site__center=centers[HOME], title=FOR_TERMS)
    timetable = Timetable.objects.filter(service=service, for_terms=True, status=Timetable.Status.ACTIVE).first()
    if timetable is None or (timetable.until and timetable.until < timezone.localdate()):
        timetable = _begin(service, people)
    generating.generate(timetable)
    _day_off(timetable, people["01"])


def _begin(service, people):
    start = timezone.localdate() - BEHIND
    monday = start - timedelta(days=start.weekday())
    room = service.site.center.rooms.filter(name="儿童活动室").first()
    timetable = Timetable.objects.create(
        service=service, weekdays="01234", starts=time(16, 30), minutes=120, since=start, until=monday + timedelta(days=7 * WEEKS + 4), room=room,
        host_name="许老师", capacity=PLACES, for_terms=True,
    )  # fmt: skip
    then = timezone.now() - BEHIND
    with clock.at(then):
        generating.generate(timetable)
        girl = people["01"].family.get(name="陈小满")
        _enrol(timetable, girl, range(5))
    children = (
        FamilyMember.objects.present().filter(guardian__home_area=service.site.area_id, guardian__posts=None).exclude(guardian__in=[people["01"], people["02"]])
    )
    today = timezone.localdate()
    fitting = [child for child in children.select_related("guardian").order_by("guardian__phone", "pk") if service.fits(child.age_on(today))]
    for number, (child, weekdays) in enumerate(zip(fitting, CHOICES, strict=False)):
        with clock.at(then + timedelta(hours=number + 1)):
            _enrol(timetable, child, weekdays)
    with clock.at(then + timedelta(days=6)):
        _free(timetable, people["01"], then.date() + timedelta(days=8))
    return timetable


def _enrol(timetable, child, weekdays):
    try:
        enrolling.enrol(timetable=timetable.pk, attendee=child.pk, booker=child.guardian, by=child.guardian, weekdays=list(weekdays))
    except Refusal:  # too old or too young by then, or busy on all days
        return


def _free(timetable, mother, after):
    """Let the mother free the first day after a date."""
    enrollment = Enrollment.objects.of(mother).live().filter(timetable=timetable).first()
    if enrollment is None:
        return
    row = enrollment.bookings.filter(status="confirmed", session__starts_at__date__gt=after).order_by("session__starts_at").first()
    if row:
        try:
            days_off.day_off(booking=row, by=mother)
        except Refusal:
            return


def _day_off(timetable, mother):
    """See that one of the coming days is a day off."""
    enrollment = Enrollment.objects.of(mother).live().filter(timetable=timetable).first()
    if enrollment and not enrollment.bookings.days_off().filter(session__starts_at__gt=timezone.now()).exists():
        _free(timetable, mother, timezone.localdate() + timedelta(days=5))
