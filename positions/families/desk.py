"""替老人约: staff book for somebody who called or stands there, by name and number, or by name and the number of somebody near her."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import callers, kept
from accounts.refusals import NotAllowed, Refusal

from .. import booking as deeds
from ..models import Booking, Service, Session

ELDER = 60  # 老年人权益保障法 2: staff who book here say that she is at least as old
DAYS = 7
NOT_FOR_ELDERS = (Service.Audience.CHILDREN, Service.Audience.PAIRS)
MOST = 60  # sessions on the page; a site of one week has fewer


class BirthDateNeeded(Refusal):
    sentence = "这一场看年龄，请问一下出生日期，填上再约。"


@dataclass(frozen=True)
class Caller:
    """Who called: her name, her own number (+86…) or that of somebody near her with whose it is, and who comes along."""

    name: str
    phone: str = ""
    contact_phone: str = ""
    contact_of: str = ""
    born_on: object = None
    companion: str = ""
    companion_born_on: object = None


def sessions(user, *, days=DAYS):
    """Return the sessions of the coming days that `user` may book others into, places or not, nothing confidential. One statement."""
    today = timezone.localdate()
    rows = Session.objects.visible_to(user, "positions.view_session").bookable().public()
    rows = rows.filter(service__confidential=False, by_draw=False).between(today, today + timedelta(days=days - 1))
    rows = (
        rows.exclude(service__audience__in=NOT_FOR_ELDERS)
        .exclude(service__hourly_places__gt=0)
        .filter(Q(service__max_age=None) | Q(service__max_age__gte=ELDER))
    )
    return rows.for_cards().select_related("room").order_by("starts_at", "pk")[:MOST]


@transaction.atomic
def book(*, session, caller, by, key, wait=False, source=Booking.Source.PHONE):
    """Give the caller (a Caller), and who comes along, places in `session` (a Session). Returns the Bookings, her own first.

    One deed: when the place is refused, no account has been written either. The answer is the same whether her number was known or
    not (accounts.callers.named); where age matters, it is asked of everybody. Raises BirthDateNeeded, NotAllowed, and what
    booking.book() raises.
    """
    if not Session.objects.visible_to(by, "positions.add_booking").filter(pk=session.pk).exists():
        raise NotAllowed
    service = session.service
    asks_age = not service.fits(None) and not (service.max_age is None and service.fits(ELDER))
    if asks_age and (not caller.born_on or (caller.companion and not caller.companion_born_on)):
        raise BirthDateNeeded
    if caller.phone:
        account = callers.account_of(phone=caller.phone, name=caller.name)
    else:
        site, how = session.site, {"contact_phone": caller.contact_phone, "contact_of": caller.contact_of}
        account = kept.account_of(name=caller.name, site=site, by=by, born_on=caller.born_on, **how)
    people = [callers.named(user=account, name=caller.name, born_on=caller.born_on)]
    callers.say_born(people[0], caller.born_on)
    if caller.companion:
        people.append(callers.named(user=account, name=caller.companion, born_on=caller.companion_born_on))
    attendees = list(dict.fromkeys(person.pk for person in people))
    return deeds.book_together(session=session.pk, attendees=attendees, booker=account, by=by, key=key, wait=wait, source=source, older_than=ELDER)
