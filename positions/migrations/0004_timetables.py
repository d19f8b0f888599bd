import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_posts_apart"),
        ("positions", "0003_the_door"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HolidayYear",
            fields=[
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.MinValueValidator(2020), django.core.validators.MaxValueValidator(2100)],
                        verbose_name="年份",
                    ),
                ),
                ("source", models.CharField(blank=True, help_text="例如：国务院办公厅关于 2027 年部分节假日安排的通知。", max_length=120, verbose_name="依据")),
                (
                    "is_complete",
                    models.BooleanField(default=False, help_text="勾上以后，排课就按这一年的安排走。没勾，排课停在上一年年底。", verbose_name="填完了"),
                ),
            ],
            options={
                "verbose_name": "放假安排",
                "verbose_name_plural": "放假安排",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="TimetableDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(verbose_name="日期")),
                ("kind", models.CharField(choices=[("left_out", "不上"), ("added", "加一次")], default="left_out", max_length=8, verbose_name="怎么办")),
                ("words", models.CharField(blank=True, help_text="例如：学校运动会。", max_length=40, verbose_name="说明")),
            ],
            options={
                "verbose_name": "单独的日子",
                "verbose_name_plural": "单独的日子",
                "ordering": ["date"],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="changed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="改动时间"),
        ),
        migrations.AddField(
            model_name="session",
            name="occurrence",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="排课的哪一天"),
        ),
        migrations.AddField(
            model_name="session",
            name="sequence",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="改过几次"),
        ),
        migrations.AddField(
            model_name="session",
            name="slot",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="第几个时段"),
        ),
        migrations.CreateModel(
            name="ChangeTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="原因")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("booker", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "改动通知",
                "verbose_name_plural": "改动通知",
            },
        ),
        migrations.CreateModel(
            name="ChangeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(choices=[("moved", "改时间"), ("elsewhere", "换地方"), ("cancelled", "取消"), ("released", "时间冲突")], max_length=10),
                ),
                ("was_at", models.DateTimeField()),
                ("booking", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="positions.booking")),
                ("told", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="positions.changetold")),
            ],
            options={
                "verbose_name": "改动",
                "verbose_name_plural": "改动",
                "ordering": ["was_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(error_messages={"unique": "这一天已经填过了。"}, unique=True, verbose_name="日期")),
                ("name", models.CharField(help_text="例如：元旦、春节。", max_length=20, verbose_name="名称")),
                ("kind", models.CharField(choices=[("holiday", "放假"), ("makeup", "调休上班")], default="holiday", max_length=8, verbose_name="怎么过")),
                ("year", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="days", to="positions.holidayyear", verbose_name="年份")),
            ],
            options={
                "verbose_name": "日子",
                "verbose_name_plural": "日子",
                "ordering": ["date"],
            },
        ),
        migrations.CreateModel(
            name="Timetable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekdays", models.CharField(max_length=7, validators=[django.core.validators.RegexValidator("^0?1?2?3?4?5?6?$")], verbose_name="星期")),
                ("every", models.PositiveSmallIntegerField(choices=[(1, "每周"), (2, "隔一周")], default=1, verbose_name="隔多久")),
                (
                    "nth",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[(1, "第一个"), (2, "第二个"), (3, "第三个"), (4, "第四个"), (5, "第五个"), (-1, "最后一个")],
                        null=True,
                        verbose_name="每月第几个",
                    ),
                ),
                ("starts", models.TimeField(verbose_name="开始")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(10), django.core.validators.MaxValueValidator(1440)], verbose_name="多长（分钟）"
                    ),
                ),
                ("slot_minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="每个时段（分钟）")),
                ("since", models.DateField(verbose_name="从哪天起")),
                ("until", models.DateField(blank=True, help_text="包括这一天。不写就一直排下去。", null=True, verbose_name="到哪天")),
                ("rule_from", models.DateField(blank=True, editable=False, null=True, verbose_name="这样排从哪天起")),
                ("host_name", models.CharField(blank=True, help_text="写在页面上的名字。", max_length=40, verbose_name="老师")),
                ("capacity", models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="名额")),
                ("skip_holidays", models.BooleanField(default=True, verbose_name="放假不上课")),
                (
                    "on_workdays",
                    models.BooleanField(
                        default=False, help_text="周末补班的那天：周一至周五都上的课加一次，周末的课照上。不勾就不上。", verbose_name="调休上班日上课"
                    ),
                ),
                ("for_terms", models.BooleanField(default=False, help_text="报一次名，整个学期的位子都留着。", verbose_name="整个学期报名")),
                (
                    "status",
                    models.CharField(choices=[("active", "在排"), ("ended", "已停")], default="active", editable=False, max_length=8, verbose_name="状态"),
                ),
                ("generated_until", models.DateField(blank=True, editable=False, null=True, verbose_name="已排到")),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="由谁提供",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="timetables", to="positions.room", verbose_name="场地"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="timetables", to="positions.service", verbose_name="服务"),
                ),
            ],
            options={
                "verbose_name": "排课",
                "verbose_name_plural": "排课",
                "ordering": ["service__site_id", "weekdays", "starts", "pk"],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="timetable",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sessions",
                to="positions.timetable",
                verbose_name="排课",
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["room", "ends_at"], name="positions_session_in_room"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["host", "ends_at"], name="positions_session_of_host"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(fields=("timetable", "occurrence", "slot"), name="positions_session_once_in_timetable"),
        ),
        migrations.AddField(
            model_name="timetabledate",
            name="timetable",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="dates", to="positions.timetable", verbose_name="排课"),
        ),
        migrations.AddConstraint(
            model_name="changeline",
            constraint=models.UniqueConstraint(fields=("told", "booking"), name="positions_change_line_once"),
        ),
        migrations.AddConstraint(
            model_name="timetable",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekdays", ""), _negated=True), name="positions_timetable_some_weekday", violation_error_message="至少选一天。"
            ),
        ),
        migrations.AddConstraint(
            model_name="timetable",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="positions_timetable_until",
                violation_error_message="结束的日期要比开始的晚。",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetable",
            constraint=models.CheckConstraint(
                condition=models.Q(("nth__isnull", True), ("every", 1), _connector="OR"),
                name="positions_timetable_one_rhythm",
                violation_error_message="隔一周和每月第几个只能选一样。",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetable",
            constraint=models.CheckConstraint(condition=models.Q(("capacity__gte", 1), ("minutes__gte", 1)), name="positions_timetable_some_places"),
        ),
        migrations.AddConstraint(
            model_name="timetable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("slot_minutes__isnull", True), models.Q(("slot_minutes__gte", 5), ("slot_minutes__lte", models.F("minutes"))), _connector="OR"
                ),
                name="positions_timetable_slots",
                violation_error_message="每个时段至少 5 分钟，不能比整段时间长。",
            ),
        ),
        migrations.AddConstraint(
            model_name="timetabledate",
            constraint=models.UniqueConstraint(
                fields=("timetable", "date"), name="positions_timetable_date_once", violation_error_message="这一天已经写过了。"
            ),
        ),
    ]
