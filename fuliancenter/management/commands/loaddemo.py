"""Lay the demo data, or carry them on to today."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fuliancenter.demo_data import loading


class Command(BaseCommand):
    help = "Lay the demo data (DEMO=1 only). Run again, it adds what is missing and carries the timetable on to two weeks from today."

    def add_arguments(self, parser):
        parser.add_argument("--accounts", action="store_true", help="print the demo accounts as well")

    def handle(self, *, accounts, verbosity, **options):
        if not settings.DEMO:
            raise CommandError("The demo data are for a demo only: set DEMO=1, or leave them out.")
        begun = time.monotonic()

        def say(words):
            if verbosity:
                self.stdout.write(f"  {words}, {time.monotonic() - begun:.1f} s")

        loading.load(say)
        if accounts:
            for number, who in loading.accounts():
                self.stdout.write(f"  {number}  {who}")
