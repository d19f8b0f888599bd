"""What is known afterwards: what people said (some looked at by staff), confirmed hours, opened days, a door that was found closed."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from positions.after import calendars, doors, rating
from positions.models import Booking, CalendarAddress, Feedback, FoundClosed, HoursAsked, OpenedDay

from . import clock
from .people import HOME, staff_of

SAID = {
    "广场舞": ((5, "新来的也有人带，跳完出一身汗，睡得好。"), (5, "音响不吵，邻居也没意见。"), (4, "地板有点滑，垫一垫更好。"), (5, "")),
    "四点半课堂": ((5, "作业写完才回家，晚上全家都轻松。"), (4, "教室再多两个插座就好了。"), (5, ""), (3, "接孩子的时候门口有点挤。")),
    "周末课堂": ((5, "孩子回来讲了一晚上实验。"), (5, "")),
    "巾帼健身": ((5, "八段锦学会了，腰不那么酸。"), (4, "")),
}
SHOWN = 2  # of each service, looked at and public; the rest wait for staff
UNCONFIRMED = {"溪边", "梅山"}  # their hours turn grey
OPENED = 20  # days back


def load(centers, people):
    with transaction.atomic():
        _words(centers, people)
        _doors(centers, people)
        if not CalendarAddress.objects.filter(user=people["01"]).exists():
            calendars.make_address(user=people["01"])


def _words(centers, people):
    """Let those who came lately say something, once for each sentence."""
    by = staff_of(centers[HOME], people)
    for title, sentences in SAID.items():
        there = Feedback.objects.filter(service__title=title, service__site__center=centers[HOME]).count()
        came = Booking.objects.filter(session__service__title=title, session__site__center=centers[HOME], status=Booking.Status.ATTENDED, feedback=None)
        came = came.exclude(booker__in=[people["01"], people["02"]]).filter(session__ends_at__gt=timezone.now() - timedelta(days=20))
        rows = came.select_related("session__service", "booker").order_by("session__starts_at", "pk")
        for number, ((mark, words), held) in enumerate(zip(sentences[there:], rows, strict=False), there):
            with clock.at(min(held.session.ends_at + timedelta(hours=3), timezone.now())):
                said = rating.rate(booking=held, mark=mark, words=words, by=held.booker)
                if words and number < SHOWN:
                    rating.moderate(feedback=said, show=True, by=by)


def _doors(centers, people):
    now, today = timezone.now(), timezone.localdate()
    opened = set(OpenedDay.objects.values_list("center", "day"))
    rows = []
    for short, center in centers.items():
        by = staff_of(center, people)
        weekdays = set(center.opening_hours.values_list("weekday", flat=True))
        for back in range(1, OPENED + 1):
            day = today - timedelta(days=back)
            if day.weekday() in weekdays and (center.pk, day) not in opened and back % 9:
                at = timezone.make_aware(datetime.combine(day, time(8, 2 + back)))
                rows.append(OpenedDay(center=center, day=day, opened_at=at, by=by))
        if not HoursAsked.objects.filter(center=center).exists():
            long_ago = 75 if short in UNCONFIRMED else 12
            with clock.at(now - timedelta(days=long_ago)):
                doors.confirm(center=center, by=by)
    OpenedDay.objects.bulk_create(rows)
    if not FoundClosed.objects.exists():
        center = centers["溪边"]
        FoundClosed.objects.create(center=center, user=people["12"], day=today - timedelta(days=9), at=now - timedelta(days=9))
