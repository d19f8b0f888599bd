"""The timetable: three weeks behind today, two weeks ahead, carried on whenever the demo is loaded again."""

from datetime import datetime, timedelta

from django.utils import timezone

from positions import timetables
from positions.models import Session
from positions.refusals import PlaceTaken

from .people import staff_of

EXECUTIVE = "21"
HOSTS = {
    "counsellor": lambda number: "145" if number < 7 else "146",
    "mediator": lambda number: "41" if number < 4 else "143" if number < 7 else "42",
}
BEHIND, AHEAD = timedelta(days=21), timedelta(days=14)


def load(laid, people):
    """Add the sessions that are missing between BEHIND and AHEAD. Returns those that were added."""
    today = timezone.localdate()
    days = [today - BEHIND + timedelta(days=n) for n in range((BEHIND + AHEAD).days + 1)]
    there = set(Session.objects.between(days[0], days[-1]).values_list("service_id", "starts_at"))
    rooms = {}
    added = []
    for offer, number, service in laid:
        center = service.site.center
        room = rooms.setdefault(center.pk, {room.name: room for room in center.rooms.all()}).get(offer.room)
        host = _host(offer, number, center, people) if offer.hosted else None
        for start, minutes, places in _times(offer, number, days):
            if (service.pk, start) in there:
                continue
            teacher = offer.teachers[start.toordinal() // 7 % len(offer.teachers)] if offer.teachers else ""
            try:
                session = timetables.add(
                    service=service, starts_at=start, ends_at=start + timedelta(minutes=minutes), capacity=places, room=room, host=host,
                    host_name=teacher,
                )  # fmt: skip
            except PlaceTaken:  # staff put something else there meanwhile
                continue
            added.append(session)
    return added


def _times(offer, number, days):
    """Yield (start, minutes, places) of one offer at one centre on `days`."""
    for weekdays, clock, minutes, places in offer.slots:
        chosen = {_day_of_host(offer, number)} if weekdays == ("*",) else set(weekdays)
        for day in days:
            if day.weekday() in chosen and (day.toordinal() // 7 + number) % offer.turns == 0:
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
