"""What the page of enrolling shows before the button: who may come, which weekdays have places, on which dates that is."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from accounts import pickups
from accounts.models import FamilyMember

from ..booking import minute
from ..choosing import Choice
from ..models import Booking, EnrolledDay, Enrollment
from . import enrolling, seating, words


@dataclass
class Weekday:
    """One weekday on the page: `note` under its name says how it stands, `dates` the days on which it still takes place."""

    number: int
    note: str
    dates: list
    is_full: bool = False
    is_had: bool = False  # the chosen child has it already
    is_chosen: bool = False

    @property
    def name(self):
        return words.weekdays([self.number])


@dataclass
class Offer:
    """All that the page says: people, weekdays, and for the chosen ones the sessions that would be booked or left out."""

    people: list
    weekdays: list
    booked: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    enrollment: Enrollment = None
    fetchers: str = ""  # the names of those who may fetch the chosen child
    child: FamilyMember = None
    goes_on: bool = False  # the term goes on after the last session that is laid

    @property
    def chosen(self):
        return [weekday for weekday in self.weekdays if weekday.is_chosen]

    @property
    def waits(self):
        return [weekday for weekday in self.chosen if weekday.is_full]

    @property
    def days(self):
        return words.dates(session.day for session in self.booked)

    @property
    def days_left_out(self):
        return words.dates(session.day for session in self.left_out)

    @property
    def known(self):
        """One of her family's enrollments here, if there is one."""
        return next((row for person in self.people for row in person.member.live_terms), None)

    @property
    def can_any(self):
        return any(person.can_come for person in self.people)


def read(*, timetable, user, who=None, weekdays=None):
    """Return the Offer of `timetable` to `user`; `who` (a pk of her family) and `weekdays` (numbers) are what she has chosen so far."""
    sessions = seating.coming(timetable, now=timezone.now())
    days = enrolling.catch_up(timetable)
    people, chosen = _people(timetable, user, who, sessions)
    enrollment = next((row for row in chosen.live_terms), None) if chosen else None
    had = {int(day) for day in enrollment.weekdays} if enrollment else set()
    found = []
    for number, day in days.items():
        dates = [session.day for session in sessions if seating.weekday_of(session) == number]
        full = day.is_full or day.waiting > 0
        note = "已经约上了" if number in had else f"满了，候补第 {day.waiting + 1}" if full else f"剩 {day.left} 位"
        is_chosen = number not in had and bool(dates) and (number in weekdays if weekdays is not None else not full)
        found.append(Weekday(number=number, note=note, dates=dates, is_full=full, is_had=number in had, is_chosen=is_chosen))
    if weekdays is None and not any(weekday.is_chosen for weekday in found):  # all are full: the line is what she comes for
        for weekday in found:
            weekday.is_chosen = not weekday.is_had and bool(weekday.dates)
    offer = Offer(people=people, weekdays=found, enrollment=enrollment, child=chosen)
    if chosen and timetable.service.needs_pickup:
        offer.fetchers = pickups.of(chosen).names
    picked = {weekday.number for weekday in offer.chosen}
    if picked:
        new = [s for s in sessions if seating.belongs(s, timetable, picked | had) and not seating.belongs(s, timetable, had)]
        offer.left_out = _left_out(new, chosen, timetable.service) if chosen else []
        offer.booked = [session for session in new if session not in offer.left_out]
        offer.goes_on = timetable.until is None or bool(sessions and timetable.until - sessions[-1].day > timedelta(days=7))
    return offer


def _people(timetable, user, who, sessions):
    """Return ([Choice], the chosen FamilyMember or None)."""
    service = timetable.service
    members = list(FamilyMember.objects.of(user).present().defer("health_note", "school").order_by("pk"))
    terms = Enrollment.objects.live().filter(timetable=timetable, attendee__in=members)
    by_child = {row.attendee_id: row for row in terms}
    found = []
    for member in members:
        term = by_child.get(member.pk)
        is_anothers = term is not None and term.booker_id != user.pk
        member.live_terms = [term] if term and not is_anothers else []
        ages = {member.age_on(session.day) for session in sessions}
        age = member.age
        facts = [f"{age} 岁" if age is not None else "", "" if member.is_self else member.get_relation_display()]
        reason = ""
        if sessions and not any(service.fits(each) for each in ages):
            reason = f"这门课要 {service.ages}" if member.born_on else "还没填出生日期"
        elif is_anothers:  # of two guardians the page of a term is hers who enrolled
            reason = "另一位监护人报了"
        elif member.live_terms and set(member.live_terms[0].weekdays) >= set(timetable.weekdays):
            reason = "整个学期都约了"
        found.append(Choice(member=member, name="我自己" if member.is_self else member.name, words="，".join(filter(None, facts)), reason=reason))
    found.sort(key=lambda choice: choice.member.is_self == (service.max_age is not None and service.max_age < 18))
    ready = [choice for choice in found if choice.can_come]
    pick = next((choice for choice in ready if choice.member.pk == who), None) or next(iter(ready), None)
    if pick:
        pick.is_chosen = True
    return found, pick.member if pick else None


def _left_out(sessions, child, service):
    """Return the sessions on which the child has something else, or not the age; the deed leaves the same ones out."""
    if not sessions:
        return []
    first, last = minute(sessions[0].starts_at), minute(sessions[-1].ends_at)
    rows = Booking.objects.live().filter(attendee=child, from_minute__lt=last, to_minute__gt=first).exclude(session__in=sessions)
    spans = list(rows.order_by().values_list("from_minute", "to_minute"))
    return [
        session
        for session in sessions
        if any(s < minute(session.ends_at) and e > minute(session.starts_at) for s, e in spans) or not service.fits(child.age_on(session.day))
    ]


def line_of(enrollment):
    """Return [(weekday in words, her place in its line)] of the weekdays for which an enrollment waits. One statement each."""
    found = []
    for day in enrollment.days.filter(status=EnrolledDay.Status.WAITING):
        ahead = EnrolledDay.objects.filter(
            enrollment__timetable=enrollment.timetable_id, weekday=day.weekday, status=EnrolledDay.Status.WAITING, rank__lte=day.rank
        )
        found.append((words.weekdays([day.weekday]), ahead.count()))
    return found
