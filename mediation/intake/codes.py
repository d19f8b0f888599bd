"""查询码: 16 digits that look like a phone number kept in the contacts. Nobody but she knows them; they open state and messages only."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import limits, text
from accounts.crypto import fingerprint, fingerprints
from accounts.refusals import NotAllowed

from ..models import CaseEvent, ReturnCode
from ..refusals import NotYetAccepted, NotYourCase
from .refusals import CodeUnknown, LastFourDiffer

TRIES = limits.Limit("help-code", 5, timedelta(hours=1), "这里一小时里试了 5 次，先停一停。请等 {wait}再试，着急就打 {hotline}。")


def new_code():
    """Return 16 digits that begin like a mobile number. 5 × 10^14 of them: five tries an hour find none."""
    return "1" + secrets.choice("35789") + "".join(secrets.choice("0123456789") for _ in range(14))


def print_of(code):
    """Return by what a code is found again; the code itself is kept nowhere."""
    return fingerprint(code, purpose="mediation.return_code")


def prints_of(code):
    """Return its prints by every INDEX_KEY, newest first: what is kept of a code cannot be worked out anew when the key rotates."""
    return fingerprints(code, purpose="mediation.return_code")


def last_print(code, owner):
    """Return by what the last four digits are known again. `owner` (str) keeps equal endings apart."""
    return fingerprint(f"{owner}|{code[-4:]}", purpose="mediation.return_code.last")


def read(typed):
    """Return the digits of what was typed: blanks, dashes and full-width digits are forgiven."""
    return "".join(sign for sign in text.squeeze(typed or "")[:60] if sign.isascii() and sign.isdigit())


def grouped(code):
    """Return the four groups in which it is shown."""
    return [code[at : at + 4] for at in range(0, 16, 4)]


def open(code, ip):
    """Return the ReturnCode that `code` (as typed) opens. `ip` is whose tries are counted (limits.address_of).

    A try is counted before it is looked at, so that many at once are not free; the right code gives it back.
    Raises limits.TooOften, CodeUnknown (wrong, not confirmed and ended are the same).
    """
    limits.take((TRIES, ip))
    found = ReturnCode.objects.filter(code_print__in=prints_of(read(code)), confirmed_at__isnull=False, ended_at=None).select_related("case__area").first()
    if found is None:
        raise CodeUnknown
    limits.give_back(TRIES, ip)
    return found


@transaction.atomic
def issue(*, case, by):
    """Give the person of a case a code, to be read to her or written down by her; the one before ends. Returns the 16 digits.

    Raises NotAllowed, NotYetAccepted, NotYourCase.
    """
    require_hers(case, by)
    ReturnCode.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())
    code = new_code()
    ReturnCode.objects.create(case=case, code_print=print_of(code), last_print=last_print(code, case.uid), tail=code[-4:], by=by)
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.CODE, by=by)
    return code


@transaction.atomic
def confirm(*, case, last, by):
    """Let the code that was given count: its last four digits were said back. Raises NotAllowed, LastFourDiffer."""
    require_hers(case, by)
    waiting = ReturnCode.objects.filter(case=case, confirmed_at=None, ended_at=None, last_print=last_print(read(last), case.uid))
    if not waiting.update(confirmed_at=timezone.now()):
        raise LastFourDiffer
    return case


def require_hers(case, by):
    """Raise unless `by` carries the case (or the one that it was joined to)."""
    if not by.has_perm("mediation.add_caseevent", case):
        raise NotAllowed
    goes_on = case.goes_on_in
    if goes_on.mediator_id is None:
        raise NotYetAccepted
    if goes_on.mediator_id != by.pk:
        raise NotYourCase
