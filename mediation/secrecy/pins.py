"""Her own PIN: set in person, hashed, five tries, never by SMS. It opens what she may see of her cases (docs/decisions/0027).

The mediator hands her eight digits at the desk; with them, on her own account, she sets the PIN and is bound to the case. A forgotten
PIN is set anew the same way. Accounts with and without a PIN answer alike, so an open phone tells nobody whether there is one.
"""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import crypto, limits
from accounts.refusals import Refusal

from ..models import Binding, DeskCode, Party, Pin
from ..refusals import CaseRefused, NotYourCase

TRIES = 5
LASTS = timedelta(minutes=15)
CODE_TRIES = limits.Limit("desk-code", 5, timedelta(hours=1), "一小时里试了太多次。请等 {wait}再试，或者请调解员再给一个号码。")


class WrongPin(Refusal):
    sentence = "口令不对。请再想一想。"

    def __init__(self, left):
        super().__init__(f"口令不对，还能试 {left} 次。" if left else PinLocked.sentence)


class PinLocked(Refusal):
    sentence = "口令试满了 5 次，锁上了。请到给您办事的地方，当面重新设。"


class WrongDeskCode(Refusal):
    sentence = "这个号码不对，或者已经用过、过了 15 分钟。请当面再要一个。"


class NotForThisParty(CaseRefused):
    sentence = "只能给求助的一方设。另一方看不到这些记录。"


def print_of(user):
    """Return by what the rows of an account are found; nobody without INDEX_KEY can tell whose they are."""
    return print_of_account(str(user.pk))


def print_of_account(account):
    return crypto.fingerprint(account, purpose="mediation.hers")


def code_prints(code):
    """Return the prints of a desk code by every INDEX_KEY, newest first."""
    return crypto.fingerprints(code, purpose="mediation.desk_code")


@transaction.atomic
def hand_code(*, party, by):
    """Make a desk code for `party`, who stands before `by`, the mediator of the case. Returns the eight digits; nobody sees them again.

    Raises NotYourCase, NotForThisParty.
    """
    if party.case.mediator_id != by.pk or not by.has_perm("mediation.add_caseevent", party.case):
        raise NotYourCase
    if party.side != Party.Side.APPLICANT:
        raise NotForThisParty
    now = timezone.now()
    DeskCode.objects.filter(party=party, used_at=None).update(expires_at=now)
    code = f"{secrets.randbelow(10**8):08d}"
    DeskCode.objects.create(party=party, code_print=code_prints(code)[0], made_by=by, made_at=now, expires_at=now + LASTS)
    return code


def set_pin(*, user, code, pin):
    """Set the PIN of `user` with a code of the desk, and bind her account to the case it was handed out for.

    Raises TooOften, WrongDeskCode.
    """
    limits.take((CODE_TRIES, f"user:{user.pk}"))
    _bind(user, code, make_password(pin))


@transaction.atomic
def _bind(user, code, hashed):
    now = timezone.now()
    desk = DeskCode.objects.filter(code_print__in=code_prints(code), used_at=None, expires_at__gt=now, party__case__sealed_key__isnull=False).first()
    # Of two who send the same code at once one changes the row.
    if desk is None or not DeskCode.objects.filter(pk=desk.pk, used_at=None).update(used_at=now):
        raise WrongDeskCode
    row = _row(user)
    Pin.objects.filter(pk=row.pk).update(hash=hashed, wrong=0, set_at=now)
    whose, case = print_of(user), desk.party.case
    if not Binding.objects.filter(case=case, whose=whose).exists():
        Binding(case=case, party=desk.party, whose=whose, account=str(user.pk), by=desk.made_by).save(force_insert=True)


def check(*, user, pin):
    """Return if `pin` is hers. Raises WrongPin, PinLocked."""
    row = _row(user)
    # Counted before it is compared, by one conditional UPDATE: parallel guesses do not get more than five.
    if not Pin.objects.filter(pk=row.pk, wrong__lt=TRIES).update(wrong=F("wrong") + 1):
        raise PinLocked
    if not row.hash:
        make_password(pin)  # takes as long as comparing
    elif check_password(pin, row.hash):
        Pin.objects.filter(pk=row.pk).update(wrong=0)
        return
    raise WrongPin(max(TRIES - row.wrong - 1, 0))


def forget(user):
    """Take her bindings and her PIN away: from now on nothing is shown on this account."""
    Binding.objects.filter(whose=print_of(user)).delete()
    Pin.objects.filter(whose=print_of(user)).delete()


def _row(user):
    whose = print_of(user)
    row = Pin.objects.filter(whose=whose).first()
    if row is None:
        # bulk_create seals as save() does; of two who come at once the second finds the first one's row
        Pin.objects.bulk_create([Pin(whose=whose, account=str(user.pk))], ignore_conflicts=True)
        row = Pin.objects.get(whose=whose)
    return row
