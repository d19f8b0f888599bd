"""manage.py rotate_keys: seal everything with the first of ENCRYPTION_KEYS, and find it again by the first of INDEX_KEY (docs/settings.md)."""

from django.core.management.base import BaseCommand, CommandError

from accounts.crypto import CannotOpen
from accounts.rotation import marks, prints, sealing


class Command(BaseCommand):
    help = "Seals everything with the newest key. Can be stopped and run again at any time; with a lost or wrong key it writes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only look whether every cell opens, and count those of older keys")

    def handle(self, *, check, **options):
        try:
            marks.prove(rotating=True)
            old = sealing.reseal(write=False)  # first every cell has to open: a key that is missing is found before anything is written
        except marks.WrongKeys as wrong:
            raise CommandError(str(wrong)) from None
        except CannotOpen as closed:
            raise CommandError(f"有一格打不开（{closed}）。把封它的密钥加回 ENCRYPTION_KEYS 再来；没有动过任何资料。") from None
        if check:
            self.stdout.write(f"{old} sealed by older keys")
            return
        marks.write_newest()
        sealed, found = sealing.reseal(), prints.rewrite()
        gone = marks.settle()
        self.stdout.write(f"{sealed} sealed anew, {found} fingerprints anew" + (f"; needed no more: {', '.join(gone)}" if gone else ""))
