"""Families and people without a smartphone: who fetches a child, a second guardian, the grandmother's mandate, a slip, 打电话给我."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import guardians, mandates, pickups
from accounts.consents import Purpose
from accounts.models import Guardianship, KeptPerson, Mandate, User
from accounts.refusals import Refusal
from notices.models import CallEntry
from positions import booking
from positions.families import acting, callback, desk
from positions.models import Booking, Session

from .people import HOME, phone_of

GRANDMOTHER = {"name": "林阿香", "phone": phone_of("02"), "relation": "外婆", "id_tail": "3321"}
WITHOUT_A_PHONE = desk.Caller(name="苏笋", contact_phone=phone_of("51"), contact_of="志愿者小王")


@transaction.atomic
def load(centers, people):
    """Add what is missing. Run again, it changes nothing."""
    mother, grandmother = people["01"], people["02"]
    girl, boy = mother.family.get(name="陈小满"), mother.family.get(name="陈小禾")
    if len(pickups.of(girl).may) == 1:
        pickups.add(member=girl, by=mother, **GRANDMOTHER)
        pickups.forbid(member=girl, by=mother, name="陈志强")
        pickups.add(member=boy, by=mother, **GRANDMOTHER)
    _old_consent(boy)
    _second_guardian(mother, girl)
    _mandate(grandmother, mother, centers[HOME])
    _by_phone(centers[HOME], people["11"])
    if not CallEntry.objects.filter(user=grandmother, why=CallEntry.Why.CALLBACK, done_at=None).exists():
        with suppress(Refusal):  # asked within this hour, and done already
            callback.ask(user=grandmother, about="book")


def _old_consent(boy):
    """The boy was registered under the first version of the text: his mother is asked to look again."""
    if boy.consents.filter(purpose=Purpose.CHILD, version="1").exists():
        return
    boy.consents.live().filter(purpose=Purpose.CHILD).update(version="1", given_at=timezone.now() - timedelta(days=85))


def _second_guardian(mother, girl):
    father = User.objects.filter(name="陈建斌", is_active=True).order_by("pk").first()
    if father is None or Guardianship.objects.filter(member=girl).exists():
        return
    (row,) = guardians.invite(by=mother, members=[girl], phone=father.phone, relation="father", shares=Guardianship.Shares.BOOKINGS)
    guardians.accept(guardianship=row, by=father, child_name=girl.name)


def _mandate(grandmother, mother, home):
    """The grandmother lets her daughter book for her, and the daughter has done so once."""
    row = Mandate.objects.live().filter(giver=grandmother, holder=mother).first()
    if row is None:
        until = timezone.localdate() + timedelta(days=120)
        row = mandates.give(giver=grandmother, phone=mother.phone, until=until, by=grandmother)
        if row.since is None:
            mandates.accept(mandate=row, by=mother, giver_name=grandmother.name)
    if not Booking.objects.coming().filter(booker=grandmother, source=Booking.Source.RELATIVE).exists():
        _first(home, lambda session: acting.book(mandate=row.pk, by=mother, session=session.pk, key=None), fits=68)


def _by_phone(home, keeper):
    """An old neighbour without a phone has a place that staff took for her."""
    kept = KeptPerson.objects.filter(user__name=WITHOUT_A_PHONE.name).first()
    if kept is None or not Booking.objects.coming().filter(booker=kept.user).exists():
        _first(home, lambda session: desk.book(session=session, caller=WITHOUT_A_PHONE, by=keeper, key=booking.new_key()))


def _first(home, take, fits=None):
    """Let `take` have the first coming session of the centre that gives it a place."""
    rows = Session.objects.bookable().public().filter(site__center=home, service__confidential=False, service__theme__in=("dance", "lecture", "skill"))
    for session in rows.select_related("service", "site").order_by("starts_at")[:20]:
        if not session.service.fits(fits):
            continue
        try:
            with transaction.atomic():
                return take(session)
        except Refusal:
            continue
    return None
