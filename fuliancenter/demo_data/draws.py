"""Two draws of the home centre: one that takes entries now, with the mother's number in it, and one that is drawn, with its line."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import FamilyMember
from accounts.refusals import Refusal
from positions import timetables
from positions.fairness import draws, lots
from positions.models import Draw, Service, Site

from . import clock
from .people import HOME, staff_of

OPEN, DRAWN = "寒假一日营：海上丝路博物馆", "周末一日营：乌屿渔村"
OFFICER = "21"
MOST = 12  # families in each draw
LOTTERY = "03 07 15 21 26 31 + 09"
SOURCE = "泉州晚报开奖公告版（演示数据）"
RULES = {"theme": "growth", "audience": "children", "min_age": 6, "max_age": 12, "household_limit": 3, "bring": "水杯、帽子", "opens_days_before": 14}


def load(centers, people):
    """Lay both, once each; the open one anew when the one before is over."""
    site = centers[HOME].sites.get(kind=Site.Kind.CHILDREN)
    for title, build in ((DRAWN, _drawn), (OPEN, _open)):
        there = Draw.objects.filter(service__title=title)
        if title == DRAWN and there.exists():
            continue
        if title == OPEN and there.filter(state=Draw.State.OPEN, closes_at__gt=timezone.now()).exists():
            continue
        service, _ = Service.objects.get_or_create(site=site, title=title, defaults={"summary": "一天一趟，名额少，抽签去。", **RULES})
        with transaction.atomic():
            build(service, people)


def _lottery_day(after):
    day = after + timedelta(days=1)
    while day.weekday() not in lots.WEEKDAYS["ssq"]:
        day += timedelta(days=1)
    return day


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _laid(service, people, *, opens, closes, starts):
    by = staff_of(service.site.center, people)
    session = timetables.add(service=service, starts_at=_at(starts, 9), ends_at=_at(starts, 16), capacity=5, host_name="许老师")
    lottery_day = _lottery_day(timezone.localdate(closes))
    draw = Draw.objects.create(session=session, places=5, kept_places=1, opens_at=opens, closes_at=closes, lottery_day=lottery_day, answer_hours=72)
    with clock.at(opens - timedelta(hours=1)):
        draws.announce(draw=draw, by=by)
    return draw, by


def _families(people, leave_out=()):
    """Return [(user, child)] of neighbours with a child of the right age, the mother of the demo first."""
    children = FamilyMember.objects.present().others().exclude(guardian__in=leave_out).select_related("guardian").order_by("guardian__phone", "pk")
    today, seen, found = timezone.localdate(), set(), []
    for child in children:
        if child.guardian_id not in seen and 6 <= (child.age_on(today) or 0) <= 11:
            seen.add(child.guardian_id)
            found.append((child.guardian, child))
    return found[:MOST]


def _enter(draw, families, moment):
    for number, (user, child) in enumerate(families):
        with clock.at(moment + timedelta(minutes=7 * number)):
            try:
                entry = draws.enter(draw=draw.pk, attendees=[child.pk], booker=user, by=user)
            except Refusal:  # busy that day
                continue
        yield entry


def _open(service, people):
    now, today = timezone.now(), timezone.localdate()
    draw, by = _laid(service, people, opens=now - timedelta(days=1), closes=_at(today + timedelta(days=5), 20), starts=today + timedelta(days=20))
    entries = list(_enter(draw, _families(people), now - timedelta(hours=9)))
    for entry in entries[2:4]:
        draws.keep(entry=entry, kept=True, by=by)


def _drawn(service, people):
    today = timezone.localdate()
    closes = _at(today - timedelta(days=6), 20)
    draw, by = _laid(service, people, opens=closes - timedelta(days=3), closes=closes, starts=today + timedelta(days=11))
    entries = list(_enter(draw, _families(people), closes - timedelta(days=2)))
    for entry in entries[3:6]:
        with clock.at(closes - timedelta(days=1)):
            draws.keep(entry=entry, kept=True, by=by)
    officer, moment = people[OFFICER], lots.lottery_moment(draw.lottery_day) + timedelta(minutes=13)
    with clock.at(closes):
        draws.close(draw=draw)
    with clock.at(moment):
        draws.type_lottery(draw=draw, typed=LOTTERY, again=LOTTERY, source=SOURCE, by=officer)
        draws.draw_lots(draw=draw, by=officer)
