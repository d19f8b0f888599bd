"""A booked time (positions.duty) becomes a case: by the one who sits with her, once, with what is known already.

Only of a confidential service, only by its host, only if she is a mediator. Everywhere else nothing shows that there is a case.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import crypto, roles, safe_contact
from accounts.refusals import NotAllowed
from positions.models import Booking

from .. import evidence
from ..models import BookedCase, Case, SafeWay
from .receiving import RECEIVE, receive

SEATED = (Booking.Status.CONFIRMED, Booking.Status.ATTENDED)
Rule, Hers = SafeWay.Rule, safe_contact.Rule


def print_of(uid):
    """Return by what the case of a booking (its uid) is found."""
    return crypto.fingerprint(str(uid), purpose="mediation.booked")


def is_hers(booking, user):
    """Return whether `user` carries this time out, and may make a case of it."""
    session = booking.session
    return session.host_id == user.pk and session.service.confidential and booking.status in SEATED and roles.may_ever(user, RECEIVE)


def find(session, user):
    """Return the Booking of a time (primary key of the Session) of which `user` may make a case, or None."""
    rows = Booking.objects.visible_to(user).filter(session=session, status__in=SEATED)
    held = rows.select_related("session__service", "session__site__center", "booker", "attendee").first()
    return held if held and is_hers(held, user) else None


def case_of(booking):
    """Return the Case that a booking became, or None."""
    made = BookedCase.objects.filter(booking_print=print_of(booking.uid)).values("case")
    return Case.objects.filter(pk__in=made).without_content().first()


def known_of(booking):
    """Return what is known of her, as initial values of the form: only what its host may read on her own page at this moment."""
    contact = safe_contact.of(booking.booker)
    rule, parts = _way(booking, contact)
    known = {"safe": rule, "parts": parts, "name_1": booking.called or ("" if booking.unnamed else booking.attendee.name)}
    if not booking.unnamed:
        known["area"] = booking.booker.home_area_id
        if booking.booker.has_phone and safe_contact.allows(contact, timezone.now()):
            known["phone_1"] = booking.booker.phone.removeprefix("+86")
    return known


def _way(booking, contact):
    """Return (rule, parts) of a case from what her account says; nobody who gives no name is phoned."""
    if booking.unnamed or (contact and contact.rule == Hers.NEVER):
        return Rule.NEVER, []
    if contact is None or contact.starts is None:
        return Rule.ANY, []
    spans = SafeWay.HOURS.items()
    return Rule.HOURS, [
        part.value for part, (start, end) in spans if contact.starts.hour * 60 + contact.starts.minute <= start * 60 and end <= contact.ends.hour
    ]


def receive_booked(*, booking, by, **told):
    """Make the case of a booking; pressed twice, or at once, it is the same one. Returns the Case.

    `told` are arguments of receive(). Raises NotAllowed, and what receive() raises.
    """
    case = None
    try:
        with transaction.atomic():
            held = Booking.objects.select_for_update(of=("self",)).select_related("session__service").get(pk=booking.pk)
            if not is_hers(held, by):
                raise NotAllowed
            made = case_of(held)
            if made:
                return made
            case = receive(by=by, source=Case.Source.APPOINTMENT, **told)
            BookedCase.objects.create(case=case, booking_print=print_of(held.uid), booking=str(held.uid))
            return case
    except IntegrityError:
        if case is not None:
            evidence.forget(case.evidence.all())
        made = case_of(booking)
        if made is None:
            raise
        return made
