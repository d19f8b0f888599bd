"""Fingerprints: by which numbers a party is found again, and by which a member of staff is known to be one of them or of her family."""

from django.db.models import Q

from accounts import crypto
from accounts.models import Guardianship, Mandate, User


def phone_print(digits):
    """Return by what a party's number (digits only) is found again."""
    return crypto.fingerprint(digits, purpose="mediation.party.phone")


def id_print(number):
    """Return by what a party's ID number is found again."""
    return crypto.fingerprint(number, purpose="mediation.party.id_number")


def own_print(user):
    """Return the fingerprint of her own number, or "" when she has none."""
    return phone_print(user.phone.removeprefix("+86")) if user.has_phone else ""


def kin_prints(user):
    """Return the fingerprints of the numbers of her family: guardians of the same child, who acts for whom. Read once a request."""
    if not hasattr(user, "_kin_prints"):
        ties = Guardianship.objects.live()
        hers = ties.filter(user=user).values("member")
        kin = Q(pk__in=ties.filter(user=user).values("member__guardian"))
        kin |= Q(pk__in=ties.filter(member__in=hers).values("user")) | Q(pk__in=ties.filter(member__guardian=user).values("user"))
        mandates = Mandate.objects.live()
        kin |= Q(pk__in=mandates.filter(holder=user).values("giver")) | Q(pk__in=mandates.filter(giver=user).values("holder"))
        phones = User.objects.filter(kin, phone__startswith="+86").exclude(pk=user.pk).values_list("phone", flat=True)
        user._kin_prints = [phone_print(phone.removeprefix("+86")) for phone in phones]
    return user._kin_prints
