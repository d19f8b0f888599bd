"""manage.py worker: send what people are to be told, and do the jobs of the clock, until SIGTERM."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from accounts.rotation import marks
from notices import jobs, outbox

logger = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between two looks when nothing is due
LONGEST_PAUSE = 60.0


class Command(BaseCommand):
    help = "Sends due notices and runs the periodic jobs. Any number of workers may run at the same time."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now and end")

    def handle(self, *, once, **options):
        try:
            marks.prove()
        except marks.WrongKeys as wrong:
            raise CommandError(str(wrong)) from None
        stopping = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.set())
        if once:
            jobs.write_down()
            while not stopping.is_set() and look():
                pass
            return
        logger.info("worker started")
        work(stopping)
        logger.info("worker ended")


def work(stopping):
    """Look and pause by turns until `stopping` is set. What goes wrong makes the pauses longer and ends nothing."""
    pause, written = PAUSE, False
    while not stopping.is_set():
        try:
            close_old_connections()
            if not written:
                jobs.write_down()
                written = True
            busy = look()
        except Exception:  # a database that restarts, a provider's module with a fault: say so, wait, go on
            logger.exception("worker could not do its round")
            pause, busy = min(pause * 2, LONGEST_PAUSE), False
        else:
            pause = PAUSE
        if not busy:
            stopping.wait(pause)


def look():
    """Do once what is due. Returns whether there may be more at once."""
    taken, held = outbox.send_due()
    return bool(jobs.run_due()) or taken > held
