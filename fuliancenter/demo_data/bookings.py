"""Who comes: the neighbours' places of past and coming sessions, who was there, and what the demo accounts have before them."""

import random
from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import FamilyMember
from accounts.refusals import Refusal
from positions import booking
from positions.door import signing
from positions.duty import appointments
from positions.models import Booking, Service, Session

from . import clock
from .people import FEMALE, HOME, staff_of

Audience = Service.Audience
LONG_AGO = timedelta(days=9)  # before that a few bookings a session are enough to look back on
DOORS_OWN = ("儿童之家：自由活动", "阅读角开放")  # demo_data/doors.py brings people there
COME = 0.85  # of those who have a place
COME_TO_A_TERM = 0.97  # who misses three days of a term loses the place
MOST = {"lecture": 5, "dance": 5, "care": 4}  # how many neighbours a session of a theme draws; else 3


def load(added, people):
    """Fill the sessions that were added now."""
    neighbors, without_residents = _neighbors(people), _neighbors(people, leave_out=("01", "02"))
    now = timezone.now()
    with transaction.atomic():
        for session in added:
            if session.service.title in DOORS_OWN:
                continue
            _fill(session, neighbors if session.ends_at < now else without_residents)  # what lies before those two is told in stories()


def _neighbors(people, leave_out=()):
    """Return {area code: [(FamilyMember, User, is she a woman)]} of all who hold no Post."""
    around = {}
    members = FamilyMember.objects.present().filter(guardian__posts=None).exclude(guardian__in=[people[number] for number in leave_out])
    for member in members.select_related("guardian").order_by("guardian__phone", "pk"):
        user = member.guardian
        around.setdefault(user.home_area_id, []).append((member, user, user.gender == FEMALE if member.is_self else member.relation == "daughter"))
    return around


def _fill(session, neighbors):
    """Give some neighbours whom the service suits a place, each at some moment of the days before."""
    service, now = session.service, timezone.now()
    chance = random.Random(f"{service.title}{session.area_id}{session.starts_at:%Y%m%d%H%M}")  # noqa: S311  the same every time
    fitting = [(member, user) for member, user, is_woman in neighbors.get(session.area_id, ()) if _suits(service, member, is_woman, session.day)]
    if service.circle_id:
        crew = set(service.circle.members.values_list("pk", flat=True))
        fitting = [(member, user) for member, user in fitting if member.is_self and user.pk in crew]
    most = 1 if service.confidential else min(MOST.get(service.theme, 3), session.capacity)
    if session.starts_at < now - LONG_AGO:
        most = min(most, 2)
    wanted = chance.randint(0 if service.confidential or session.day.weekday() < 5 else 1, most)
    for member, user in chance.sample(fitting, min(wanted, len(fitting))):
        moment = session.starts_at - timedelta(hours=chance.randint(3, 24 * 6), minutes=chance.randint(0, 59))
        moment = max(min(moment, now - timedelta(minutes=chance.randint(1, 600))), session.opens_at)
        if moment >= min(now + timedelta(seconds=1), session.closes_at):
            continue
        _book(session, member, user, moment)


def _suits(service, member, is_woman, day):
    age = member.age_on(day)
    grown = age is not None and age >= 16
    if service.audience in (Audience.CHILDREN, Audience.PAIRS) and grown:
        return False
    if service.audience == Audience.WOMEN and not is_woman:
        return False
    if service.audience == Audience.PARENTS and not (member.is_self and grown):
        return False
    return service.fits(age)


def _book(session, member, user, moment, *, wait=False):
    """Book as the resident would; None when a rule says no (busy then, full)."""
    try:
        with clock.at(moment):
            who = [member.pk]
            if session.service.audience == Audience.PAIRS and not member.is_self:  # an adult comes along
                who.insert(0, user.family.get(relation="self").pk)
            return booking.book_together(session=session.pk, attendees=who, booker=user, by=user, wait=wait)[-1]
    except Refusal:
        return None


def check_in(centers, people):
    """Write down who came to the sessions that are over, as staff at the door did. Returns how many."""
    over = Booking.objects.filter(status=Booking.Status.CONFIRMED, session__ends_at__lte=timezone.now(), session__status=Session.Status.PUBLISHED)
    doors = {center.pk: staff_of(center, people) for center in centers.values()}
    came = 0
    with transaction.atomic():
        for held in over.select_related("session__service", "session__site", "session__host", "attendee__guardian"):
            session = held.session
            chance = random.Random(f"{held.attendee.guardian.phone}{held.attendee.born_on}{session.starts_at:%Y%m%d%H}")  # noqa: S311
            if chance.random() > (COME_TO_A_TERM if held.enrollment_id else COME):
                continue
            by = session.host if session.service.confidential else doors[session.site.center_id]
            if by is None:
                continue
            with clock.at(session.starts_at + timedelta(minutes=chance.randint(-10, 15))):
                booking.check_in(booking=held, by=by)
            if session.service.needs_pickup:
                with clock.at(session.ends_at + timedelta(minutes=chance.randint(-20, 4))):
                    signing.sign_out(booking=held, by=by, ref=f"g{held.attendee.guardian_id}")
            came += 1
    return came


def stories(centers, people):
    """See that the demo accounts always have something before them."""
    home, mother, grandmother = centers[HOME], people["01"], people["02"]
    girl, boy = mother.family.get(name="陈小满"), mother.family.get(name="陈小禾")
    _have(home, "四点半课堂", girl, mother, 3)
    _have(home, "“书香小芽儿”亲子阅读", boy, mother, 1)
    _talk(home, "婚姻家庭咨询", mother)
    _have_waiting(home, "兴趣培养：闽南童谣", girl, mother, people)
    _have_offer(home, "公益培训：尤克里里", mother, people)
    _have(home, "广场舞", grandmother.family.get(relation="self"), grandmother, 2)
    _have(home, "巾帼健身", grandmother.family.get(relation="self"), grandmother, 1)
    for number in ("51", "52"):
        _have(home, "爱心敲敲门", people[number].family.get(relation="self"), people[number], 1)


def _coming(center, title):
    """Return the sessions of a service that can be booked now, the next one first."""
    return Session.objects.bookable().filter(site__center=center, service__title=title).order_by("starts_at")


def _have(center, title, member, user, many):
    """Book the next sessions until `member` has `many` places of this service before her."""
    held = Booking.objects.coming().filter(attendee=member, session__service__title=title)
    with transaction.atomic():
        for session in _coming(center, title):
            if held.count() >= many:
                break
            _book(session, member, user, timezone.now())


def _talk(center, title, user):
    """Let her have one time before her, under a name that she chose."""
    if Booking.objects.of(user).coming().filter(session__service__title=title, status=Booking.Status.CONFIRMED).exists():
        return
    for slot in _coming(center, title).with_places():
        with suppress(Refusal):
            appointments.take(slot=slot.pk, booker=user, by=user, called="林女士", unnamed=True)
            return


def _have_waiting(center, title, member, user, people):
    """Let others take all places of a coming session, and `member` wait for one."""
    if Booking.objects.coming().filter(attendee=member, session__service__title=title).exists():
        return
    others = FamilyMember.objects.present().filter(guardian__in=_residents(people)).order_by("pk").select_related("guardian")
    for session in _coming(center, title):
        with transaction.atomic():
            for other in others:
                if session.service.fits(other.age_on(session.day)) and _book(session, other, other.guardian, timezone.now()):
                    session.refresh_from_db()
                    if session.is_full:
                        _book(session, member, user, timezone.now(), wait=True)
                        return


def _have_offer(center, title, user, people):
    """Let a place be held for the mother in a full session of this service: she waited first, another family after her, somebody cancelled."""
    if Booking.objects.filter(booker=user, session__service__title=title).exclude(status=Booking.Status.CANCELLED).exists():
        return
    grown = list(FamilyMember.objects.filter(guardian__in=_residents(people), relation="self").select_related("guardian").order_by("pk"))
    for session in _coming(center, title).filter(starts_at__gt=timezone.now() + timedelta(days=1)):
        with transaction.atomic():
            for other in grown:
                session.refresh_from_db()
                if session.is_full:
                    break
                _book(session, other, other.guardian, timezone.now())
            held = Booking.objects.filter(session=session, status=Booking.Status.CONFIRMED, booker__in=_residents(people)).first()
            if not (session.is_full and held):
                continue
            if not _book(session, user.family.get(relation="self"), user, timezone.now(), wait=True):
                continue
            for other in [row for row in grown if row.guardian_id != held.booker_id][-6:-4]:
                _book(session, other, other.guardian, timezone.now(), wait=True)
            booking.cancel(booking=held, by=held.booker, by_staff=True)
            return


def _residents(people):
    return [user for number, user in people.items() if len(number) == 3 and number > "200"]
