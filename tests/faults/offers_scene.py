"""What runs inside a portal for the race of offers."""

import time


def held(sessions):
    """Lay sessions of one place, each offered to its first in line, with somebody after her."""
    from accounts.models import User
    from positions import booking

    from .scene import people_and_session

    made = people_and_session(people=3 * sessions, capacity=1, sessions=sessions)
    users = list(User.objects.filter(pk__in=made["users"]).order_by("pk"))
    firsts = []
    for n, session in enumerate(made["sessions"]):
        holder, *line = users[3 * n : 3 * n + 3]
        rows = [booking.book(session=session, attendee=user.family.get().pk, booker=user, by=user, wait=user is not holder) for user in (holder, *line)]
        booking.cancel(booking=rows[0], by=holder)
        firsts.append(rows[1])
    return {"users": [row.booker_id for row in firsts], "codes": [row.code for row in firsts]}


def end_at_one_moment(codes, seconds):
    """Let these offers all run out `seconds` from now."""
    from datetime import timedelta

    from django.utils import timezone

    from positions.models import Booking

    ends = timezone.now() + timedelta(seconds=seconds)
    Booking.objects.filter(code__in=codes).update(offered_until=ends)
    return {"ends_at": ends.timestamp()}


def look_for(until):
    """Do the worker's job again and again until a moment, and once after it: a busy machine may begin late."""
    from positions.fairness import offers

    looks = 0
    while time.time() < until:
        offers.expire_due()
        looks += 1
        time.sleep(0.02)
    offers.expire_due()
    return looks + 1


def faults(codes, statuses):
    """Return what is not as somebody was told, or as the counters say."""
    from positions.models import Booking

    found = []
    for code, status in zip(codes, statuses, strict=True):
        row = Booking.objects.select_related("session").get(code=code)
        after = Booking.objects.filter(session=row.session, rank__gt=row.rank).get()
        outcome = (status, row.status, after.status)
        if outcome not in ((302, "confirmed", "waiting"), (422, "waiting", "offered")):
            found.append(f"{code}: {outcome}")
        states = list(row.session.bookings.values_list("status", flat=True))
        held = sum(state in Booking.HOLDING for state in states)
        if (row.session.booked, row.session.waiting) != (held, states.count("waiting")) or held > row.session.capacity:
            found.append(f"{code}: counters {row.session.booked}, {row.session.waiting}, rows {states}")
    return found
