"""Takes one guard out of a running portal, as a careless change would."""

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
    from positions import booking
    from positions.models import Session

    real = booking._take

    def take(facts, **kwargs):
        made = real_without_condition(facts, **kwargs)
        Session.objects.filter(pk=facts.pk).update(booked=min(facts.booked + 1, facts.capacity))
        return made

    def real_without_condition(facts, **kwargs):
        Session.objects.filter(pk=facts.pk).update(booked=0)  # there is always room for the real one
        return real(facts, **kwargs)

    booking._take = take


def commit_before_answer():
    """Answer first, write a little later."""
    from positions import booking
    from positions.models import Booking, new_code

    real = booking._take

    def take(facts, **kwargs):
        code = new_code()

        def later():
            time.sleep(0.4)
            made = real(facts, **kwargs)
            Booking.objects.filter(pk=made.pk).update(code=code)

        threading.Thread(target=later).start()
        return Booking(code=code, session=facts)

    booking._take = take


def one_press_one_booking():
    """Lose the key of the press on the way (the test drops the database's own rules as well)."""
    from positions import booking

    real = booking._take
    booking._take = lambda facts, **kwargs: real(facts, **{**kwargs, "key": None})
