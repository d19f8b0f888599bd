"""Who will fetch a child, said with the booking: picked from its list, remembered for the next time. The list itself decides at the door."""

from dataclasses import dataclass

from django.db import transaction

from accounts import masks, pickups

from .. import booking as deeds
from ..models import Booking, Service
from ..refusals import NotOnTheList

ANYBODY = ""


@dataclass(frozen=True)
class Option:
    key: str
    name: str
    words: str
    is_chosen: bool


def is_asked(session):
    return session.service.audience == Service.Audience.CHILDREN


def options(*, members, user, chosen=None):
    """Return the Options of the booking page for the children `members` (FamilyMembers), herself first, 名单上的都行 last.

    `chosen` (a key) stays; else whoever fetched last time is chosen, else herself. Four statements however many children.
    """
    lists = pickups.of_many(members)
    people = {}
    for fetchers in lists.values():
        for fetcher in fetchers.may:
            people.setdefault(fetcher.key, fetcher)
    if chosen is None:
        chosen = _last(members, people, user)
    mine = f"g{user.pk}"
    rows = [Option(key, "我" if key == mine else person.name, _words(person, key == mine), key == chosen) for key, person in people.items()]
    rows.sort(key=lambda row: row.key != mine)
    return [*rows, Option(ANYBODY, "名单上的都行", "", chosen == ANYBODY)]


def _words(person, is_me):
    if is_me:
        return masks.phone(person.phone)
    return person.relation  # a guardian's number is not another's to see, a listed person's stands on the list


def _last(members, people, user):
    row = Booking.objects.filter(attendee__in=members, booker=user, to_fetch__isnull=False).order_by("-pk").first()
    name = row.to_fetch if row else ""
    return next((key for key, person in people.items() if person.name == name), f"g{user.pk}" if f"g{user.pk}" in people else ANYBODY)


@transaction.atomic
def book_together(*, fetcher, **how):
    """Book as booking.book_together() does, and write down with each child who will fetch it. Raises NotOnTheList too."""
    made = deeds.book_together(**how)
    if is_asked(made[0].session):
        for booking in made:
            booking.to_fetch = next((person.name for person in pickups.of(booking.attendee).may if person.key == fetcher), None)
            if booking.to_fetch is None:
                raise NotOnTheList
            booking.save(update_fields=["to_fetch"])
    return made
