"""What the day page shows: one day's sessions over all sites that a person sees, the week around it, the chosen roster."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone

from .models import Booking, Session
from .words import WEEKDAYS

FAR = timedelta(days=400)
MANY = 12  # more sessions than that in one list, over several centres: one centre at a time
ALL = 0


@dataclass
class Day:
    date: date
    sessions: list
    week: list
    session: Session | None = None
    centers: list = field(default_factory=list)  # (primary key, name) of each, if there are several
    center: int = ALL

    @property
    def monday(self):
        return self.date - timedelta(days=self.date.weekday())

    @property
    def one_center(self):
        """The primary key of the one centre that is shown, or None: for its wall timetable and its screen."""
        found = {row.site.center_id for _, rows in self.week for row in rows}
        return found.pop() if len(found) == 1 else None

    @property
    def is_today(self):
        return self.date == timezone.localdate()

    @property
    def title(self):
        days = (self.date - timezone.localdate()).days
        near = {-1: "昨天 ", 0: "今天 ", 1: "明天 "}.get(days, "")
        return f"{near}{self.date.month}月{self.date.day}日 星期{WEEKDAYS[self.date.weekday()]}"

    @property
    def next_sessions(self):
        """The next few of the day, for the role home."""
        return [row for row in self.sessions if not row.is_over and row.status != Session.Status.CANCELLED][:6]

    @property
    def week_count(self):
        return sum(len(sessions) for _, sessions in self.week)


def read_date(text):
    """Return the date that an address asks for; today when it asks for none that makes sense."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(text or "")
    except ValueError:
        return today
    return asked if abs(asked - today) < FAR else today


def read(*, user, day, session=None, center=None):
    """Return the Day of `user`; `session` and `center` are primary keys, chosen by her or None (ALL: every centre)."""
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    week = Session.objects.visible_to(user).between(days[0], days[-1])
    where = list(week.order_by().values_list("pk", "starts_at", "site__center", "site__center__name"))  # a county's week: thousands
    centers = {pk: name for _, _, pk, name in where}
    if center is None and sum(timezone.localdate(starts_at) == day for _, starts_at, _, _ in where) > MANY and len(centers) > 1:
        center = next((of for pk, _, of, _ in where if pk == session), None) or min(where, key=lambda row: (row[1], row[0]))[2]
    if center in centers:
        week = week.filter(site__center=center)
    rows = list(week.for_cards().select_related("room", "host"))
    for row in rows:
        row.sealed = row.service.confidential and row.host_id != user.pk
    of_day = [row for row in rows if row.day == day]
    _count_came(of_day)
    return Day(
        date=day,
        sessions=of_day,
        week=[(each, [row for row in rows if row.day == each]) for each in days],
        session=_chosen(of_day, session),
        centers=sorted(centers.items()) if len(centers) > 1 else [],
        center=center if center in centers else ALL,
    )


def _count_came(sessions):
    came = dict(Booking.objects.filter(session__in=sessions, status=Booking.Status.ATTENDED).order_by().values_list("session").annotate(n=Count("pk")))
    now = timezone.now()
    for row in sessions:
        row.came = came.get(row.pk, 0)
        row.minutes_left = int((row.starts_at - now).total_seconds() // 60) if now < row.starts_at else None
        row.is_over = row.ends_at <= now


def _chosen(sessions, pk):
    """Return the session asked for, else the one that is on or comes next, else the last."""
    live = [row for row in sessions if row.status == Session.Status.PUBLISHED]
    asked = next((row for row in sessions if row.pk == pk), None)
    return asked or next((row for row in live if not row.is_over), live[-1] if live else None)
