"""What runs inside a portal for the races: people, a session, and the look at the rows afterwards."""

from django.db import transaction


def forget_one_press_one_booking():
    """Drop the database's own rules that a person has one place in a session (for showing that they are needed)."""
    from django.db import connection

    with connection.cursor() as cursor:
        for index in ("positions_booking_one_live", "positions_booking_household"):
            cursor.execute(f"DROP INDEX IF EXISTS {index}")
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE positions_booking DROP CONSTRAINT IF EXISTS positions_booking_one_at_a_time")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS positions_booking_one_at_a_time_insert")


@transaction.atomic
def people_and_session(people, capacity, sessions=1):
    """Make `people` residents and `sessions` published sessions, one after another in time. Returns their primary keys."""
    from datetime import timedelta

    from django.utils import timezone

    from accounts.models import Area, User
    from positions import timetables
    from positions.models import Center, Service, Site

    area = Area.objects.create(code="350502001001", name="金山社区居委会", level=5)
    site = Site.objects.create(center=Center.objects.create(area=area, name="金山邻里中心", address="金山街 1 号"), kind=Site.Kind.WOMEN)
    service = Service.objects.create(site=site, title="广场舞", summary="一起跳舞。", theme="dance")
    users = [User.objects.create_user(f"+86138{n:08d}", name=f"居民{n}", phone_verified=True) for n in range(people)]
    start = timezone.now() + timedelta(days=2)
    made = [
        timetables.add(service=service, starts_at=start + timedelta(hours=n), ends_at=start + timedelta(hours=n + 1), capacity=capacity)
        for n in range(sessions)
    ]
    return {"users": [user.pk for user in users], "attendees": [user.family.get().pk for user in users], "sessions": [session.pk for session in made]}


def rows(sessions):
    """Return what the database holds: {"counters": {session: [booked, waiting, capacity]}, "bookings": {code: [session, status]}}."""
    from positions.models import Booking, Session

    return {
        "counters": {s.pk: [s.booked, s.waiting, s.capacity] for s in Session.objects.filter(pk__in=sessions)},
        "bookings": {b.code: [b.session_id, b.status] for b in Booking.objects.filter(session__in=sessions)},
        "attendees": list(Booking.objects.live().filter(session__in=sessions).values_list("attendee", flat=True)),
    }


def faults(held, told):
    """Compare what people were told with the rows, as Jepsen does. Returns sentences; none when every promise was kept."""
    found = []
    for session, (booked, waiting, capacity) in held["counters"].items():
        here = [status for at, status in held["bookings"].values() if at == int(session)]
        holding, line = sum(s in ("confirmed", "attended", "absent") for s in here), here.count("waiting")
        if holding > capacity:
            found.append(f"session {session} sold {holding} of {capacity} places")
        if (booked, waiting) != (holding, line):
            found.append(f"session {session} counts {booked}+{waiting}, its rows are {holding}+{line}")
        if line and holding < capacity:
            found.append(f"in session {session} {line} wait beside a free place")
    found += [f"{one.code} was promised to {one.attendee} and has no row" for one in told if one.code and one.code not in held["bookings"]]
    found += [f"{one.attendee} was answered {one.status}" for one in told if one.status >= 500]
    return found
