"""The six digits that arrive by SMS: made, sent, compared once.

A code is good for one number, one purpose and one browser (its session holds the attempt's uid), for five minutes, five tries
and one use. The database keeps its HMAC only. Known and unknown numbers take the same way with the same statements.
"""

import hmac
import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from . import crypto, limits
from .models import SignInAttempt, User
from .refusals import Refusal

GOOD_FOR = timedelta(minutes=5)
TRIES = 5
WORDS = "【泉州妇联】验证码{code}，5分钟内有效。不是您本人在操作，就别告诉任何人。"


class SmsDown(Refusal):
    """The SMS did not leave the house."""

    sentence = "短信这会儿发不出去。请过几分钟再试，着急就打 {hotline}，工作人员帮您办。"

    def __init__(self):
        super().__init__(self.sentence.format(hotline=settings.HOTLINE))


class WrongCode(Refusal):
    """Compared, and not the same. `left` tries are left."""

    def __init__(self, left):
        self.left = left
        what_now = f"请看最新一条短信再输一次。还可以试 {left} 次。" if left else f"已经试了 {TRIES} 次。请重发一个，再输最新一条短信里的。"
        super().__init__(f"验证码不对，{what_now}")


class CodeSpent(Refusal):
    """The code is too old, was used, or has been tried five times: nothing was compared."""

    sentence = "这个验证码不能再用了。请重发一个，再输最新一条短信里的。"


class CodeLate(CodeSpent):
    sentence = "这个验证码过了 5 分钟。请重发一个，再输最新一条短信里的。"


class CodeWornOut(CodeSpent):
    sentence = "这个验证码试了 5 次都不对，不能再用了。请重发一个，再输最新一条短信里的。"


def send(*, phone, purpose, caller):
    """Send a new code to `phone` (+86 and 11 digits). Returns the SignInAttempt. Raises TooOften, SmsDown.

    When the day's budget of the whole portal is spent, no SMS leaves, but the page is the same for everybody: what it says
    must not depend on whether a number is known.
    """
    known = User.objects.filter(phone=phone).exists()
    subject = caller.of(phone)
    wanted = [(limits.SMS_MINUTE, subject), (limits.SMS_HOUR, subject), (limits.SMS_DAY, subject)]
    if not caller.device:
        wanted.append((limits.SMS_ADDRESS, caller.address))
    code = f"{secrets.randbelow(10**6):06d}"
    now = timezone.now()
    attempt = SignInAttempt(purpose=purpose, phone=phone, sent_at=now, expires_at=now + GOOD_FOR)
    attempt.code_hmac = _hmac(attempt, phone, code)
    with transaction.atomic():
        limits.take(*wanted)
        affordable = limits.taken(_budget(known), "everybody")
        attempt.save(force_insert=True)
    if affordable:
        tell(phone, WORDS.format(code=code), key=f"code:{attempt.uid}")
    else:
        logging.getLogger(__name__).error("the day's SMS budget for %s numbers is spent", "known" if known else "new")
    return attempt


def check(*, attempt, code, caller):
    """Compare `code` with that of the attempt (a uid) and use it up. Returns its phone. Raises WrongCode, CodeSpent, TooOften.

    What is counted stays counted, whatever comes out: the transaction ends before a refusal is raised.
    """
    with transaction.atomic():
        outcome = _compare(attempt, code, caller)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def resend_in(phone, caller):
    """Return the seconds until another code may be sent to `phone`; 0 when it may be now."""
    return int(limits.wait_for(limits.SMS_MINUTE, caller.of(phone)).total_seconds() + 0.999)


def tell(phone, words, *, key):
    """Send one SMS now. Raises SmsDown."""
    try:
        import_string(f"{settings.SMS_BACKEND}.send")(phone=phone, words=words, key=key)
    except OSError as error:
        raise SmsDown from error


def _compare(uid, code, caller):
    """Return the phone, or the Refusal to raise. The gate comes first: whatever it does not let through is never compared."""
    now = timezone.now()
    live = SignInAttempt.objects.filter(uid=uid, used_at=None, expires_at__gt=now)
    if not _may_try(live):
        return _why_not(uid, now)
    attempt = SignInAttempt.objects.get(uid=uid)
    phone = attempt.phone
    for limit, subject in ((limits.GUESS_HOUR, caller.of(phone)), (limits.GUESS_HERE, caller.here(phone))):
        if not limits.taken(limit, subject):
            return limits.refusal(limit, subject)
    if not hmac.compare_digest(attempt.code_hmac, _hmac(attempt, phone, code)):
        return WrongCode(TRIES - attempt.tries)
    if not live.update(used_at=now):
        return CodeSpent()
    limits.forget(limits.GUESS_HERE, caller.here(phone))
    return phone


def _may_try(live):
    """Count one try at the code, if there is one left: one conditional UPDATE, so the count holds however many come at once."""
    return live.filter(tries__lt=TRIES).update(tries=F("tries") + 1)


def _why_not(uid, now):
    attempt = SignInAttempt.objects.filter(uid=uid).first()
    if attempt and attempt.used_at is None:
        return CodeLate() if attempt.expires_at <= now else CodeWornOut()
    return CodeSpent()


def _hmac(attempt, phone, code):
    return crypto.fingerprint(f"{attempt.uid}:{attempt.purpose}:{phone}:{code}", purpose="sms code")


def _budget(known):
    count = settings.SMS_CODES_A_DAY_KNOWN if known else settings.SMS_CODES_A_DAY_NEW
    return limits.Limit("sms-known" if known else "sms-new", count, timedelta(days=1), "")
