"""What takes place when: three weeks behind today, two weeks ahead through timetables, carried on whenever the demo is loaded again."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from positions import timetables
from positions.models import Holiday, HolidayYear, Service, Session, Timetable
from positions.planning import generating
from positions.refusals import PlaceTaken

from .people import HOME, staff_of

EXECUTIVE = "21"
HOSTS = {
    "counsellor": lambda number: "145" if number < 7 else "146",
    "mediator": lambda number: "41" if number < 4 else "143" if number < 7 else "42",
}
FOR_TERMS = "四点半课堂"
SCHOOL = (Service.Theme.CARE, Service.Theme.HOMEWORK)  # themes that keep the holidays of the schools
TERM_ENDS = ((1, 22), (7, 3))
HOLIDAYS_OF_2027 = (
    ("元旦", [(1, 1)]), ("春节", [(2, 5), (2, 6), (2, 7), (2, 8)]), ("清明节", [(4, 5)]), ("劳动节", [(5, 1), (5, 2)]), ("端午节", [(6, 9)]),
    ("中秋节", [(9, 15)]), ("国庆节", [(10, 1), (10, 2), (10, 3)]),
)  # fmt: skip
BEHIND, AHEAD = timedelta(days=21), timedelta(days=14)


def load(laid, people):
    """Lay what is missing: what has been as single sessions, what is to come through timetables. Returns the sessions that were added."""
    _fill_in_holidays()
    today = timezone.localdate()
    days = [today - BEHIND + timedelta(days=n) for n in range(BEHIND.days + 1)]
    there = set(Session.objects.between(days[0], days[-1]).values_list("service_id", "starts_at"))
    running = {(row.service_id, row.starts): row for row in Timetable.objects.running()}
    rooms, added = {}, []
    for offer, number, service in laid:
        center = service.site.center
        room = rooms.setdefault(center.pk, {room.name: room for room in center.rooms.all()}).get(offer.room)
        host = _host(offer, number, center, people) if offer.hosted else None
        added += _past(offer, number, service, days, there, room=room, host=host)
        if offer.title == FOR_TERMS and center.name.startswith(HOME):  # terms.py lays its rule, with the children of the whole term
            continue
        for slot in offer.slots[:1] if service.is_by_appointment else offer.slots:
            row = running.get((service.pk, slot[1])) or _timetable(offer, number, service, slot, today, room=room, host=host)
            made, _ = generating.generate(row, until=today + AHEAD)
            added += made
    return added


def _past(offer, number, service, days, there, *, room, host):
    """Add the sessions of `days` that have begun already."""
    now, added = timezone.now(), []
    for start, minutes, places in _times(offer, number, days):
        if (service.pk, start) in there or start > now:
            continue
        teacher = offer.teachers[start.toordinal() // 7 % len(offer.teachers)] if offer.teachers else ""
        end = start + timedelta(minutes=minutes)
        try:
            added.append(timetables.add(service=service, starts_at=start, ends_at=end, capacity=places, room=room, host=host, host_name=teacher))
        except PlaceTaken:  # staff put something else there meanwhile
            continue
    return added


def _timetable(offer, number, service, slot, today, *, room, host):
    """Make the rule of one slot. Classes beside school keep its holidays and end with the term; the rest goes on."""
    weekdays, clock, minutes, places = slot
    chosen = {_day_of_host(offer, number)} if weekdays == ("*",) else set(weekdays)
    is_school = offer.theme in SCHOOL
    cut = {}
    if service.is_by_appointment:  # one stretch, cut into its times
        starts = [hour.hour * 60 + hour.minute for _, hour, _, _ in offer.slots]
        cut = {"slot_minutes": minutes, "break_minutes": starts[1] - starts[0] - minutes}
        minutes = starts[-1] - starts[0] + minutes
    ahead = (today + timedelta(days=n) for n in range(15))
    return Timetable.objects.create(
        service=service, weekdays="".join(str(day) for day in sorted(chosen)), every=offer.turns, starts=clock, minutes=minutes, capacity=places, room=room,
        host=host, host_name=offer.teachers[number % len(offer.teachers)] if offer.teachers else "", skip_holidays=is_school, **cut,
        since=next((day for day in ahead if _is_on(offer, number, chosen, day)), today), until=_term_end(today) if is_school else None,
    )  # fmt: skip


def _term_end(today):
    """Return the end of the school term that goes on for another month."""
    ends = (date(year, *day) for year in (today.year, today.year + 1) for day in TERM_ENDS)
    return next(end for end in ends if end > today + timedelta(days=28))


def _fill_in_holidays():
    """The days that the law itself names (全国年节及纪念日放假办法) for a year of which the State Council's list is not out yet."""
    year, new = HolidayYear.objects.get_or_create(
        year=2027, defaults={"source": "示例：按《全国年节及纪念日放假办法》，调休以国务院通知为准", "is_complete": True}
    )
    if new:
        Holiday.objects.bulk_create(Holiday(year=year, date=date(2027, *day), name=name) for name, days in HOLIDAYS_OF_2027 for day in days)


def _is_on(offer, number, chosen, day):
    return day.weekday() in chosen and (day.toordinal() // 7 + number) % offer.turns == 0


def _times(offer, number, days):
    """Yield (start, minutes, places) of one offer at one centre on `days`."""
    for weekdays, clock, minutes, places in offer.slots:
        chosen = {_day_of_host(offer, number)} if weekdays == ("*",) else set(weekdays)
        for day in days:
            if _is_on(offer, number, chosen, day):
                yield timezone.make_aware(datetime.combine(day, clock)), minutes, places


def hosts_at(number):
    """Return the numbers of the accounts that give appointments at centre `number`."""
    return {HOSTS["counsellor"](number), HOSTS["mediator"](number)}


def _host(offer, number, center, people):
    if offer.hosted == "executive":  # at the first centre an officer of the community, elsewhere whoever keeps the centre
        return people[EXECUTIVE] if number == 0 else staff_of(center, people)
    return people[HOSTS[offer.hosted](number)]


def _day_of_host(offer, number):
    """One person serves several centres, each on a day of its own."""
    if offer.hosted == "counsellor":
        return number % 7
    return number % 4 if number < 4 else (number - 4) % 5 if number < 7 else (number - 7) % 5
