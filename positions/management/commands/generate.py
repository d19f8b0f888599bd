"""manage.py generate: lay the sessions of all timetables now."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from positions.planning import generating


class Command(BaseCommand):
    help = "按排课把接下来的场次排好。可以随时再跑：已有的不动，缺的补上。"

    def add_arguments(self, parser):
        parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="排到这一天；不写就按设置 TIMETABLE_WEEKS。")

    def handle(self, *, until, **options):
        if until and until < date.today():  # noqa: DTZ011  a day before today in any zone is a slip of the hand
            raise CommandError("这一天已经过去了。")

        def say(done, of, timetable):
            self.stdout.write(f"\r{done}/{of} {timetable}", ending="" if done < of else "\n")
            self.stdout.flush()

        timetables, made, left_out = generating.generate_all(say, until=until)
        self.stdout.write(f"{timetables} 个排课，新排 {made} 场，{left_out} 个日子没有排。")
