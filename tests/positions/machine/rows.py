"""The rows as they are, read often and cheaply: a hundred thousand histories look a million times.

Django needs five times as long to put these statements together as the database needs to answer them, and they never change: each is
put together once in a process. What comes back goes through Django's own converters, so it is what a queryset would return.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from positions.models import Booking, Service, Session

BOOKING = (
    "pk", "session_id", "together_id", "booker_id", "attendee_id", "household_id", "status", "rank", "source", "offered_until", "from_minute",
    "to_minute", "together__at_least",
)  # fmt: skip
SESSION = ("pk", "service_id", "area_id", "status", "starts_at", "ends_at", "capacity", "booked", "waiting", "kept")


@dataclass
class SeenSession:
    """A session's row as it was seen; `service` is the one that the world laid (no deed changes it)."""

    pk: int
    service_id: int
    area_id: int
    status: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    booked: int
    waiting: int
    kept: int
    service: Service = None

    @property
    def left(self):
        return max(self.capacity - self.booked - self.kept, 0)


class Prepared:
    """A query whose statement is put together once. `model` instead of `columns`: whole rows; `params` replace those of the query in order."""

    def __init__(self, queryset, *columns):
        self.compiler = (queryset.values_list(*columns) if columns else queryset).query.get_compiler(connection=connection)
        self.sql, self.params = self.compiler.as_sql()
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select])

    def rows(self, *params):
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params or self.params)
            rows = cursor.fetchall()
        return list(self.compiler.apply_converters(rows, self.converters)) if self.converters else rows


class Rows:
    """What the machine reads. `world` is the World whose services and users the rows belong to."""

    def __init__(self, world):
        self.services = {service.pk: service for service in world.services}
        self.users = world.everybody
        self.bookings = Prepared(Booking.objects.order_by("pk"), *BOOKING)
        self.sessions = Prepared(Session.objects.select_related(None).order_by("pk"), *SESSION)
        self.one = Prepared(Booking.objects.select_related(None).order_by().filter(pk=0))
        self.columns = [field.attname for field in Booking._meta.concrete_fields]

    def look(self):
        """Return ({session: its row}, {booking: its row}) as they are."""
        sessions = {row[0]: SeenSession(*row, service=self.services[row[1]]) for row in self.sessions.rows()}
        return sessions, {row[0]: dict(zip(BOOKING, row, strict=True)) for row in self.bookings.rows()}

    def booking(self, pk):
        """Return one Booking, read anew."""
        (row,) = self.one.rows(pk)
        booking = Booking.from_db(connection.alias, self.columns, row)
        booking.booker = self.users[booking.booker_id]
        return booking
