"""Takes one guard out of a running portal, as a careless change would; or its power, in a chosen moment."""

import os
import threading
import time

from django.apps import AppConfig


class WithoutGuard(AppConfig):
    name = "tests.faults"
    label = "without_guard"

    def ready(self):
        globals()[os.environ["BROKEN"]]()


def conditional_update():
    """Read, decide in Python, write: the counter is set to what was read, plus one."""
    from positions.booking import alone
    from positions.models import Session

    real = alone._take

    def take(facts, **kwargs):
        time.sleep(0.05)
        made = real_without_condition(facts, **kwargs)
        Session.objects.filter(pk=facts.pk).update(booked=min(facts.booked + 1, facts.capacity))
        return made

    def real_without_condition(facts, **kwargs):
        Session.objects.filter(pk=facts.pk).update(booked=0)  # there is always room for the real one
        return real(facts, **kwargs)

    alone._take = take


def commit_before_answer():
    """Answer first, write a little later."""
    from positions.booking import alone
    from positions.models import Booking, new_code

    real = alone._take

    def take(facts, **kwargs):
        code = new_code()

        def later():
            time.sleep(0.4)
            made = real(facts, **kwargs)
            Booking.objects.filter(pk=made.pk).update(code=code)

        threading.Thread(target=later).start()
        return Booking(code=code, session=facts)

    alone._take = take


def one_press_one_booking():
    """Lose the key of the press on the way (the test drops the database's own rules as well)."""
    from positions.booking import alone

    real = alone._take

    def take(facts, **kwargs):
        time.sleep(0.05)
        return real(facts, **{**kwargs, "key": None})

    alone._take = take


def counting_in_the_database():
    """Read how often it was, decide in Python, write; outside any transaction."""
    from contextlib import nullcontext
    from types import SimpleNamespace

    from accounts import codes, limits
    from accounts.models import SignInAttempt, Tally

    def count_up(key, limit, now):
        tally = Tally.objects.filter(pk=key).first()
        time.sleep(0.05)
        if tally is None or (tally.until > now and tally.count >= limit.count):
            return 0
        return Tally.objects.filter(pk=key).update(count=tally.count + 1, until=now + limit.window)

    real = codes._compare

    def compare(uid, code, caller):
        attempt = SignInAttempt.objects.get(uid=uid)
        time.sleep(0.05)
        if attempt.tries >= codes.TRIES:
            return codes.CodeWornOut()
        outcome = real(uid, code, caller)  # the real gate is held open
        SignInAttempt.objects.filter(uid=uid).update(tries=attempt.tries + 1)
        return outcome

    limits._count_up = count_up
    limits.transaction = codes.transaction = SimpleNamespace(atomic=nullcontext)
    codes._compare, codes.TRIES = compare, 5
    codes._may_try = lambda live: True


def one_row_for_each_step():
    """Look whether a TOTP step was used, then write it down."""
    from accounts import second_factor
    from accounts.models import SpentCode

    def spend(user_id, counter):
        spent = SpentCode.objects.filter(user_id=user_id, counter=counter).exists()
        time.sleep(0.05)
        SpentCode.objects.bulk_create([SpentCode(user_id=user_id, counter=counter)], ignore_conflicts=True)
        return not spent

    second_factor._spend = spend


def one_mediator_a_case():
    """Look, then write without asking again: the step is taken whatever became of the case meanwhile."""
    from mediation.casework import receiving
    from mediation.models import Case, CaseEvent

    def advance(*, case, to, by, kind, words="", **facts):
        time.sleep(0.05)
        Case.objects.filter(pk=case.pk).update(status=to, **facts)
        return CaseEvent.objects.create(case=case, kind=kind, before=case.status, after=to, by=by, words=words or None)

    receiving.step = advance


def one_officer_gives_it():
    """Look, then give it, wherever it lies by then."""
    from mediation.casework import assigning
    from mediation.models import Case, CaseEvent

    def give(*, case, to, by, why):
        time.sleep(0.05)
        Case.objects.filter(pk=case.pk).update(mediator=to)
        return CaseEvent.objects.create(case=case, kind="assigned", by=by)

    assigning._give = give
    assigning.mark = lambda case: "0"


def one_press_one_case():
    """Lose the key of the press on the way."""
    from mediation import intake

    real = intake.report
    intake.report = lambda *, key, **facts: real(key=intake.new_key(), **facts)


def power_cuts_in_a_parcel():
    """No guard less: all processes are killed when the first parcel is written but not yet committed, and when the second is but not answered."""
    import signal

    from django.conf import settings

    from mediation import intake, offline

    report, receive = intake.report, offline.receive

    def cut(cuts):
        marks = settings.DATA_DIR / "cuts"
        before = marks.read_text() if marks.exists() else ""
        if len(before) == cuts:
            marks.write_text(before + "x")
            os.killpg(0, signal.SIGKILL)

    def written(**facts):
        made = report(**facts)
        cut(0)
        return made

    def committed(**envelope):
        taken = receive(**envelope)
        cut(1)
        return taken

    intake.report, offline.receive = written, committed


def asked_before_sent_again():
    """Whoever is unsure sends again at once, without asking."""
    from datetime import timedelta

    from django.conf import settings

    from notices.backends import aliyun

    settings.NOTICE_UNSURE = timedelta(0)
    aliyun.find = lambda **_: None


def one_answer_an_offer():
    """Look whether the offer still holds, then write without asking again."""
    from django.utils import timezone

    from positions.fairness import offers
    from positions.models import Booking

    def accept(*, booking, by, who=None):
        row = Booking.objects.get(pk=booking.pk)
        if row.status != "offered" or row.offered_until <= timezone.now():
            raise offers.OfferOver
        time.sleep(1.5)
        Booking.objects.filter(pk=row.pk).update(status="confirmed", offered_until=None)

    offers.accept = accept
