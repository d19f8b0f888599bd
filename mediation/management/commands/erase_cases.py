"""manage.py erase_cases --dry-run: which cases the nightly job would destroy; without it they are destroyed now."""

from django.core.management.base import BaseCommand

from mediation.secrecy import retention


class Command(BaseCommand):
    help = "Destroys the key of each case whose years of keeping are over (table 案卷保管期限). The worker does the same every day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only show the numbers of the cases")

    def handle(self, *, dry_run, **options):
        if dry_run:
            cases = retention.due()
            for case in cases:
                self.stdout.write(f"{case.number} {case.get_kind_display()} {case.get_status_display()}")
            self.stdout.write(f"{len(cases)} would be destroyed")
            return
        retention.erase_calls_due()
        self.stdout.write(f"{retention.erase_due()} destroyed")
