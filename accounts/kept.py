"""Somebody without a phone of her own: a site keeps her account, and whoever has to tell her something phones a number near her."""

import secrets

from django.db import transaction

from . import consents, crypto, family, trail
from .models import KeptPerson, User
from .refusals import NotAllowed


def index_of(phone):
    """Return the index by which a contact number is found again."""
    return crypto.fingerprint(phone, purpose="kept contact")


@transaction.atomic
def account_of(*, name, contact_phone, contact_of, site, by, born_on=None):
    """Return the account of the person with this name near this number, among those that sites in reach of `by` keep; else a new one.

    `contact_phone` is +86 and 11 digits, `contact_of` says whose it is. Nobody signs in with it. Raises NotAllowed, TooYoungAlone.
    """
    if not by.has_perm("accounts.add_keptperson"):
        raise NotAllowed
    if family.is_child(born_on):
        raise family.TooYoungAlone
    near = KeptPerson.objects.visible_to(by).filter(contact_index=index_of(contact_phone), user__name=name).select_related("user").first()
    if near:
        return near.user
    user = User.objects.create_user(f"kept-{secrets.token_hex(5)}", name=name, born_on=born_on, home_area_id=site.area_id)
    kept = KeptPerson(user=user, site=site, contact_phone=contact_phone, contact_index=index_of(contact_phone), contact_of=contact_of)
    kept.save(force_insert=True)
    consents.give(user=user, purpose=consents.Purpose.ACCOUNT)
    trail.note("keep_person", about=kept, by=by)
    return user


def contact(user):
    """Return (number, whose it is) by which somebody without a phone is told something, or None."""
    kept = KeptPerson.objects.filter(user=user).first()
    return (kept.contact_phone, kept.contact_of) if kept else None


def close(user):
    """Forget the number near her."""
    KeptPerson.objects.filter(user=user).delete()
