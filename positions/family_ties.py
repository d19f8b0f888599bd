"""What positions keeps about a family member: her places. Registered with accounts.ties, which may not import us."""

from django.utils import timezone

from accounts.refusals import Refusal
from notices import outbox

from . import booking as deeds
from .door import forgetting
from .models import Booking, DrawEntry, Enrollment, Strike
from .notice_texts import when
from .refusals import TooLateToCancel
from .terms import enrolling


class PlaceCannotEnd(Refusal):
    sentence = "有一场已经过了能自己取消的时间。请等这一场结束再移除，或打电话给邻里中心。"


def _ending(member):
    held = Booking.objects.coming().filter(attendee=member, status__in=Booking.ENDING)
    return held.select_related("session__service", "booker").order_by("session__starts_at")


def _terms(member):
    return Enrollment.objects.live().filter(attendee=member).select_related("timetable__service", "booker").order_by("pk")


def coming(member):
    """Return "11月25日16:30 四点半课堂（已约好）" for each place that she holds or waits for."""
    lines = [f"整个学期 {row.timetable.service.title}（每{row.weekdays_words}）" for row in _terms(member)]
    for booking in _ending(member).exclude(enrollment__in=_terms(member)):
        service = booking.session.service
        title = "一项预约" if service.confidential else service.title
        lines.append(f"{when(booking.session.starts_at)} {title}（{booking.get_status_display()}）")
    return lines


def shown_to_guardians(members):
    """Return {pk: lines} of the coming places of children, whoever booked; confidential ones are nobody's but the booker's."""
    found = {member.pk: [] for member in members}
    rows = Booking.objects.coming().filter(attendee__in=found, status__in=Booking.ENDING, session__service__confidential=False).one_a_term()
    for booking in rows.select_related("session__service", "session__site__center").order_by("session__starts_at"):
        session = booking.session
        found[booking.attendee_id].append(f"{when(session.starts_at)} {session.service.title}，{session.site.center.name}（{booking.get_status_display()}）")
    return found


def hand_over(member, *, from_user):
    """Give what another guardian holds for a child from now on (places, terms) to its first one.

    What he was told of it goes with it. Of a family that he booked together the child goes its own way.
    """
    rows = Booking.objects.coming().filter(attendee=member, booker=from_user)
    taken = list(rows.values_list("pk", flat=True))
    Booking.objects.filter(pk__in=taken).update(booker=member.guardian, together=None)
    terms = Enrollment.objects.live().filter(attendee=member, booker=from_user)
    of_terms = list(terms.values_list("pk", flat=True))
    terms.update(booker=member.guardian)
    # What is in an open draw is taken out; one that is closed has its list published and stays as it is.
    now = timezone.now()
    DrawEntry.objects.filter(children__attendee=member, booker=from_user, withdrawn_at=None, draw__closes_at__gt=now).update(withdrawn_at=now)
    outbox.take_back(to=from_user, of="positions.booking", about=taken)
    outbox.take_back(to=from_user, of="positions.enrollment", about=of_terms)


def release(member, *, by):
    """Cancel her coming places and empty the notes on all of them. Raises PlaceCannotEnd."""
    for enrollment in _terms(member):
        enrolling.leave(enrollment=enrollment, by=enrollment.booker)
    Strike.objects.filter(enrollment__attendee=member, words__isnull=False).update(words=None)
    for booking in _ending(member):
        try:
            deeds.cancel(booking=booking, by=by)
        except TooLateToCancel:
            raise PlaceCannotEnd from None
    Booking.objects.filter(attendee=member).update(note=None, to_fetch=None)
    forgetting.forget(Booking.objects.filter(attendee=member))
