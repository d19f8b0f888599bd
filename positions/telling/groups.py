"""群发: tell everybody who has a place the same thing, once each. It is shown to whom and how it reads before anything is sent."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts import trail
from accounts.models import User
from accounts.refusals import NotAllowed, Refusal
from notices import outbox

from ..models import Booking, GroupMessage, Session, Site, Timetable

PERM = "notices.send_group"
MOST = 500
WORDS = 60  # with the sign it is one SMS
Status = Booking.Status


class TooMany(Refusal):
    sentence = f"一次最多发给 {MOST} 位。请分场次发。"


class Nobody(Refusal):
    sentence = "这里还没有约好的人，不用发。"


class Confidential(Refusal):
    sentence = "保密的服务不群发，会让别人知道谁来过。请在“待打电话”里一个一个说。"


@dataclass(frozen=True)
class Circle:
    """To whom: those with a place in `session`, in the coming sessions of `timetable`, or in all coming ones at `site`."""

    site: Site
    session: Session | None = None
    timetable: Timetable | None = None

    @property
    def row(self):
        return self.session or self.timetable or self.site

    @property
    def is_confidential(self):
        service = (self.session or self.timetable).service if self.row is not self.site else None
        return service is not None and service.confidential

    def bookings(self):
        """Return the bookings of those who are told. What is confidential is left out at a whole site too."""
        rows = Booking.objects.filter(session__service__confidential=False)
        if self.session:
            return rows.filter(session=self.session, status__in=(Status.CONFIRMED, Status.ATTENDED))
        where = {"session__timetable": self.timetable} if self.timetable else {"session__site": self.site}
        return rows.coming().filter(status=Status.CONFIRMED, session__status=Session.Status.PUBLISHED, **where)

    def people(self):
        """Return the users who are told, each once."""
        return User.objects.filter(pk__in=self.bookings().order_by().values("booker"), is_active=True).order_by("pk")


def circle_for(user, *, session=None, timetable=None, site=None):
    """Return the Circle of one of these primary keys if `user` may tell it something, else None."""
    if session:
        row = Session.objects.visible_to(user, PERM).select_related("service", "site__center").filter(pk=session).first()
        return row and Circle(site=row.site, session=row)
    if timetable:
        row = Timetable.objects.visible_to(user, PERM).select_related("service__site__center").filter(pk=timetable).first()
        return row and Circle(site=row.service.site, timetable=row)
    row = Site.objects.visible_to(user, PERM).select_related("center").filter(pk=site).first() if site else None
    return row and Circle(site=row)


def count(circle):
    """Return how many would be told. Raises Confidential, Nobody, TooMany."""
    if circle.is_confidential:
        raise Confidential
    found = circle.people().count()
    if not found:
        raise Nobody
    if found > MOST:
        raise TooMany
    return found


@transaction.atomic
def send(*, circle, words, by, key):
    """Tell everybody in `circle` (at most MOST) `words`, one notice each; the same press (`key`) sends once. Returns the GroupMessage.

    Raises NotAllowed, Confidential, Nobody, TooMany.
    """
    if not by.has_perm(PERM, circle.row):
        raise NotAllowed
    made = GroupMessage.objects.filter(key=key).first()
    if made:
        return made
    told = count(circle)
    try:
        with transaction.atomic():
            message = GroupMessage.objects.create(
                session=circle.session, timetable=circle.timetable, site=circle.site, area_id=circle.site.area_id, words=words, key=key, told=told, sent_by=by
            )
    except IntegrityError:  # the same press came twice at once
        return GroupMessage.objects.get(key=key)
    outbox.tell_once([{"to": user, "kind": "group_message", "about": message} for user in circle.people()])
    trail.note("group_message", about=message, by=by, people=told)
    return message
