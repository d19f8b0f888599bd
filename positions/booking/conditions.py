"""Who may book what: the session is open, she is of the right age and free then, and her household has places left."""

from django.utils import timezone
from django.utils.formats import date_format

from ..fairness import line
from ..models import Service, Session
from ..refusals import (
    AgeUnknown,
    BookingRefused,
    BusyThen,
    GivenByDraw,
    HouseholdLimit,
    NoBookingNeeded,
    NotFreeThen,
    NotInCircle,
    NotOpenYet,
    SessionCancelled,
    SessionOver,
    WrongAge,
)  # fmt: skip
from ..wanted import first


def require_open(session, at_door=False):
    now = timezone.now()
    if session.status == Session.Status.CANCELLED:
        raise SessionCancelled
    if session.status != Session.Status.PUBLISHED:
        raise BookingRefused
    if session.by_draw:
        raise GivenByDraw
    if (session.ends_at if at_door else session.closes_at) <= now:
        raise SessionOver
    if session.service.taken == Service.Taken.WALK_IN and not at_door:
        raise NoBookingNeeded
    opens = first.opens_at(session, asked=session.asked)
    if opens > now and not at_door:
        opens = timezone.localtime(opens)
        raise NotOpenYet(f"这一场 {date_format(opens, 'n月j日 H:i')} 开放预约，请到时候再来。")
    if session.service.circle_id and not session.in_circle:
        raise NotInCircle


def require_fit(facts, older_than=None, acting=False):
    service, born = facts.service, facts.attendee_born_on
    day = facts.day
    age = born and day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    facts.is_adult = line.adult(facts.attendee_relation, age)
    comes_along = facts.is_adult and service.audience == Service.Audience.PAIRS  # the ages of a pair are those of the child
    old_enough = born is None and older_than is not None and service.max_age is None and service.fits(older_than)
    if not comes_along and not old_enough and not service.fits(age):
        if born is None:
            raise AgeUnknown
        raise WrongAge(f"这门课要 {service.ages}，参加的人那天 {age} 岁。请换一位家人，或看看别的活动。")
    if facts.busy:
        raise NotFreeThen if acting else BusyThen


def free_number(facts):
    """Return the lowest number that this account has not taken in this session; the database refuses it twice."""
    limit = facts.service.household_limit
    if not limit:
        return None
    taken = int(facts.household_mask or 0)
    for number in range(limit):
        if not taken >> number & 1:
            return number
    raise HouseholdLimit(f"一个账号在这一场最多约 {limit} 位，您已经约满。请先取消一位，再约另一位。")
