"""Somebody calls, or stands at the counter: her account by her exact number, and whom she books for."""

from django.db import IntegrityError, transaction

from . import consents, family
from .models import FamilyMember, User
from .refusals import Refusal


class AccountLocked(Refusal):
    sentence = "这个手机号的账号停用了，不能用它预约。请换一个手机号，或请对方打热线说明情况。"


class AnotherBirthday(Refusal):
    sentence = "这个账号里有一位同名的家人，出生日期不一样。请和对方再核对一次姓名和出生日期。"


@transaction.atomic
def account_of(*, phone, name, born_on=None):
    """Return the User of `phone`; a number that is new becomes an account, with the consent that she just gave by word.

    What she has written herself is never changed; `name` and `born_on` fill only what is empty. Raises AccountLocked, TooYoungAlone.
    """
    user = User.objects.filter(phone=phone).first()
    if user is None:
        if family.is_child(born_on):
            raise family.TooYoungAlone
        try:
            with transaction.atomic():
                user = User.objects.create_user(phone, name=name, born_on=born_on)
        except IntegrityError:  # she signed in by herself at this moment
            user = User.objects.get(phone=phone)
        consents.give(user=user, purpose=consents.Purpose.ACCOUNT)
    if not user.is_active:
        raise AccountLocked
    _fill_in(user, name, born_on)
    return user


def _fill_in(user, name, born_on):
    if user.name and user.name != name:
        return  # it is not she who comes: nothing is written of her
    missing = {field: value for field, value in (("name", name), ("born_on", born_on)) if value and not getattr(user, field)}
    if not missing:
        return
    if family.is_child(missing.get("born_on")):
        raise family.TooYoungAlone
    for row in (user, user.family.get(relation=FamilyMember.Relation.SELF)):
        for field, value in missing.items():
            if not getattr(row, field):
                setattr(row, field, value)
        row.save(update_fields=list(missing))


@transaction.atomic
def attendee_of(*, user, name, relation, born_on):
    """Return the family member of `user` with this name; a new one is added with the guardian's consent given by word.

    Raises AnotherBirthday, and what family.add() raises.
    """
    same = user.family.present().exclude(relation=FamilyMember.Relation.SELF).filter(name=name)
    there = same.filter(born_on=born_on).first()
    if there:
        return there
    if same.exists():
        raise AnotherBirthday
    facts = family.Facts(name=name, relation=relation, born_on=born_on, child_ok=family.is_child(born_on))
    return family.add(guardian=user, facts=facts)


def herself(user):
    """Return the row by which `user` books for herself."""
    return user.family.get(relation=FamilyMember.Relation.SELF)


@transaction.atomic
def named(*, user, name, born_on=None):
    """Return the row by which the person called `name` takes a place with the account `user`: herself, one of her people, or a guest.

    Staff typed a number and a name. Where the name is not that of the account, they get a guest of that name, as they do for a number
    that is new: so nobody learns by booking whose number it is. Raises TooYoungAlone.
    """
    self_row = herself(user)
    if not self_row.name or self_row.name == name:
        return self_row
    others = user.family.present().exclude(relation=FamilyMember.Relation.SELF).filter(name=name).order_by("pk")
    same = others.filter(born_on=born_on).first() if born_on else others.first()
    if same is None and family.is_child(born_on):
        raise family.TooYoungAlone
    return same or FamilyMember.objects.create(guardian=user, name=name, relation=FamilyMember.Relation.GUEST, born_on=born_on)


def say_born(member, born_on):
    """Write the birth date that somebody said on the phone, where none is known: to her row, and to her account if it is hers."""
    if born_on is None or member.born_on is not None:
        return
    if member.is_self:
        family.say_birth_date(user=member.guardian, born_on=born_on)
    else:
        FamilyMember.objects.filter(pk=member.pk, born_on=None).update(born_on=born_on)
    member.born_on = born_on
