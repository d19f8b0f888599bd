"""Take in an official table of divisions."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import divisions


class Command(BaseCommand):
    help = "导入官方区划表（CSV，两列：12 位代码，名称）。可以用新表再导一次：新增、改名、撤销（保留）、恢复。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只看会改什么，不保存。")
        parser.add_argument("--many-gone", action="store_true", help="表里少了五分之一以上的区划也照样导入。")

    def handle(self, *, file, dry_run, many_gone, **options):
        try:
            with transaction.atomic():
                report = divisions.load(table=divisions.read(file), many_gone=many_gone)
                transaction.set_rollback(dry_run)
        except OSError as fault:
            raise CommandError(f"打不开文件 {file}：{fault.strerror}") from fault
        except divisions.TableRefused as refusal:
            for fault in refusal.faults[:50]:
                self.stderr.write(fault)
            raise CommandError(str(refusal)) from refusal
        for line in divisions.spoken(report):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("这次只看，没有保存。")
