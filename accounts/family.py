"""The deeds on the people for whom somebody books: add, change, remove, withdraw a consent, and her own data.

A child under 14 is stored only with the guardian's own consent, a health note only with a consent of its own (个人信息保护法 29, 31).
Removing somebody empties the row: what she took part in stays countable, without her name.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from . import consents, guardians, pickups, ties
from .consents import Purpose
from .models import FamilyMember, User
from .refusals import Refusal

CHILD_UNDER = 14  # 个人信息保护法 28, 31
MOST = 12  # more people than that in one account is no family


class ConsentNeeded(Refusal):
    sentence = "不满 14 岁的孩子，要您作为监护人同意，才能登记。"


class HealthConsentNeeded(Refusal):
    sentence = "要先同意，才能保存健康情况。不想保存，就把写的内容删掉。"


class FamilyFull(Refusal):
    sentence = f"一个账号最多登记 {MOST} 位家人。请先移除不再需要的，再添加。"


class AlreadyThere(Refusal):
    sentence = "这位家人已经登记过了，在“我的家人”里可以看到。"


class SelfStays(Refusal):
    sentence = "本人的资料请在“我的资料”里改。"


class GuardianPhoneNeeded(Refusal):
    sentence = "登记孩子，要有监护人的手机号。请用监护人自己的手机号办。"


class TooYoungAlone(Refusal):
    sentence = "不满 14 岁，请让监护人用自己的手机号登录，再把您加为家人。"


def is_child(born_on, today=None):
    """Return whether somebody born on a date is under 14, so that a guardian's consent is needed."""
    return born_on is not None and (FamilyMember(born_on=born_on).age_on(today or timezone.localdate())) < CHILD_UNDER


@dataclass(frozen=True)
class Facts:
    """What is known of a family member; `child_ok`, `health_ok` and `photo_ok` are the boxes that were ticked now."""

    name: str
    relation: str
    born_on: object
    school: str = ""
    health_note: str = ""
    child_ok: bool = False
    health_ok: bool = False
    photo_ok: bool = False


@transaction.atomic
def add(*, guardian, facts):
    """Add one family member; asked twice with the same name, birth date and relation it is the same one.

    Raises ConsentNeeded, HealthConsentNeeded, GuardianPhoneNeeded, FamilyFull, AlreadyThere.
    """
    if facts.relation == FamilyMember.Relation.SELF:
        raise SelfStays
    _require_phone(guardian, facts)
    _require_consents(facts)
    same = guardian.family.present().filter(name=facts.name, born_on=facts.born_on).exclude(relation=FamilyMember.Relation.SELF)
    there = same.first()
    if there is None:
        if guardian.family.present().count() > MOST:  # herself is one of them
            raise FamilyFull
        try:
            with transaction.atomic():
                there = FamilyMember.objects.create(guardian=guardian, name=facts.name, relation=facts.relation, born_on=facts.born_on)
        except IntegrityError:  # the same press, a moment earlier
            there = same.get()
    elif there.relation != facts.relation:
        raise AlreadyThere
    return _write(there, facts)


@transaction.atomic
def change(*, member, facts):
    """Change what is known of a family member. Raises ConsentNeeded, HealthConsentNeeded, AlreadyThere, SelfStays.

    Where the text about children changed since she agreed, she is asked again here.
    """
    if member.is_self:
        raise SelfStays
    given = consents.current(member)
    _require_consents(facts, given)
    member.name, member.relation, member.born_on = facts.name, facts.relation, facts.born_on
    try:
        with transaction.atomic():
            return _write(member, facts)
    except IntegrityError:
        raise AlreadyThere from None


def _require_consents(facts, given=()):
    if is_child(facts.born_on) and not (facts.child_ok or Purpose.CHILD in given):
        raise ConsentNeeded
    if facts.health_note and not (facts.health_ok or Purpose.HEALTH in given):
        raise HealthConsentNeeded


def _require_phone(guardian, facts):
    """A child's record hangs on a guardian who can be phoned; the account of somebody without a phone holds no child."""
    if not guardian.has_phone and is_child(facts.born_on):
        raise GuardianPhoneNeeded


def _write(member, facts):
    member.school, member.health_note = facts.school, facts.health_note or None
    member.save()
    if facts.child_ok and is_child(facts.born_on):
        consents.give(user=member.guardian, purpose=Purpose.CHILD, about=member)
    if facts.health_ok and facts.health_note:
        consents.give(user=member.guardian, purpose=Purpose.HEALTH, about=member)
    if facts.photo_ok:
        consents.give(user=member.guardian, purpose=Purpose.PHOTO, about=member)
    return member


@transaction.atomic
def remove(*, member, by):
    """Take a family member out of the account: her coming bookings end, what is known of her is emptied.

    Raises SelfStays, and the Refusal of a booking that cannot be ended any more; then nothing is changed.
    """
    if member.is_self:
        raise SelfStays
    guardians.end_all(member)  # first: what a second guardian booked is hers to end from here
    ties.release(member, by=by)
    pickups.empty(member)
    consents.end(member.consents.all())
    member.name = member.school = ""
    member.born_on = member.health_note = None
    member.removed_at = timezone.now()
    member.save()
    return member


@transaction.atomic
def withdraw(*, member, purpose, by):
    """Take back one consent about a family member and empty what it covered. Raises what remove() raises."""
    if purpose == Purpose.CHILD:
        return remove(member=member, by=by)
    if purpose == Purpose.HEALTH:
        member.health_note = None
        member.save(update_fields=["health_note"])
    consents.end(member.consents.filter(purpose=purpose))
    return member


@transaction.atomic
def agree_again(*, member, purpose):
    """Agree to today's text in place of an older one; the older consent ends with it."""
    consents.end(member.consents.filter(purpose=purpose).exclude(version=consents.TEXTS[purpose].version))
    return consents.give(user=member.guardian, purpose=purpose, about=member)


@transaction.atomic
def introduce(*, user, name, gender, born_on):
    """Write what somebody says of herself, to her account and to the row by which she books for herself. Raises TooYoungAlone."""
    if is_child(born_on):
        raise TooYoungAlone
    user.name, user.gender, user.born_on = name, gender, born_on
    user.save(update_fields=["name", "gender", "born_on"])
    FamilyMember.objects.update_or_create(guardian=user, relation=FamilyMember.Relation.SELF, defaults={"name": name, "born_on": born_on})
    return user


@transaction.atomic
def say_birth_date(*, user, born_on):
    """Write the birth date of `user` where a service asks for her age and none is known yet. Raises TooYoungAlone.

    A date that is known stays: she changes it under 我的资料, not in passing.
    """
    if is_child(born_on):
        raise TooYoungAlone
    FamilyMember.objects.filter(guardian=user, relation=FamilyMember.Relation.SELF, born_on=None).update(born_on=born_on)
    User.objects.filter(pk=user.pk, born_on=None).update(born_on=born_on)
