"""Fingerprints: by which numbers a party is found again, and by which a member of staff is known to be one of them or of her family."""

import re
import unicodedata

from django.db.models import Q

from accounts import crypto
from accounts.models import Guardianship, Mandate, User

DIGITS = "〇一二三四五六七八九零"
NUMERALS = f"{DIGITS}十"
UNITS = "号楼|号院|单元|号|栋|幢|座|楼|室|层|弄|巷|房|户"


def phone_print(digits):
    """Return by what a party's number (digits only) is found again."""
    return crypto.fingerprint(digits, purpose="mediation.party.phone")


def id_print(number):
    """Return by what a party's ID number is found again."""
    return crypto.fingerprint(number, purpose="mediation.party.id_number")


def place_print(area_code, words):
    """Return by what the house of a case is found again in its community, or "" when the words name none (without a number)."""
    bare = bare_place(words or "")
    return crypto.fingerprint(f"{area_code} {bare}", purpose="mediation.case.place") if re.search(r"\d", bare) else ""


def bare_place(words):
    """Return an address as it is compared: “三号楼502室”, “3 栋 502” and “３－５０２” are the same, 3-502."""
    words = re.sub(rf"([{NUMERALS}]+)(?=\s*(?:{UNITS}))", lambda found: str(_number(found[1])), unicodedata.normalize("NFKC", words))
    words = re.sub(rf"(?<=\d)\s*(?:{UNITS})", "-", words)
    words = re.sub(r"[^\w]+|_", "-", words)
    return re.sub(r"-?([^\d-]+)-?", r"\1", re.sub(r"-+", "-", words)).strip("-").lower()


def _number(numeral):
    """十二 → 12, 二十 → 20, 五〇二 → 502."""
    if "十" not in numeral:
        return "".join(str(DIGITS.index(each) % 10) for each in numeral)
    tens, ones = numeral.split("十", 1)
    return (DIGITS.index(tens) if tens in DIGITS[:10] and tens else 1) * 10 + (DIGITS.index(ones) if ones and ones in DIGITS[:10] else 0)


def own_print(user):
    """Return the fingerprint of her own number, or "" when she has none."""
    return phone_print(user.phone.removeprefix("+86")) if user.has_phone else ""


def kin_prints(user):
    """Return the fingerprints of the numbers of her family: guardians of the same child, who acts for whom. Read once a request.

    A tie that has ended counts like one that holds: else she would end it and open the case.
    """
    if not hasattr(user, "_kin_prints"):
        ties = Guardianship.objects.once()
        hers = ties.filter(user=user).values("member")
        kin = Q(pk__in=ties.filter(user=user).values("member__guardian"))
        kin |= Q(pk__in=ties.filter(member__in=hers).values("user")) | Q(pk__in=ties.filter(member__guardian=user).values("user"))
        mandates = Mandate.objects.once()
        kin |= Q(pk__in=mandates.filter(holder=user).values("giver")) | Q(pk__in=mandates.filter(giver=user).values("holder"))
        phones = User.objects.filter(kin, phone__startswith="+86").exclude(pk=user.pk).values_list("phone", flat=True)
        user._kin_prints = [phone_print(phone.removeprefix("+86")) for phone in phones]
    return user._kin_prints
