"""manage.py names: every name of the notice, the page that proves it, and how many work."""

from django.core.management.base import BaseCommand

from programs.names import NAMES, working


class Command(BaseCommand):
    help = "List every name of the notice with the page that proves it, and count those that work."

    def handle(self, **options):
        for name in NAMES:
            later = f" (later: {name.later})" if name.works and name.later else ""
            self.stdout.write(f"{name.part:16} {name.words} {name.path or '-'}{later}")
        partly = sum(bool(name.later) for name in working())
        self.stdout.write(f"{len(NAMES)} names, {len(working())} work ({partly} of them in part)")
