import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import positions.models.sessions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_second_guardians"),
        ("positions", "0008_closings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="absences_allowed",
            field=models.PositiveSmallIntegerField(default=3, help_text="整学期的位子才看这一项。0 是不收回。", verbose_name="一学期没请假没来几次收回位子"),
        ),
        migrations.AddField(
            model_name="service",
            name="hourly_places",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="临时照料填这一项：家长在开放时间里自己选从几点到几点。不填就是整场预约。", null=True, verbose_name="同一个小时最多几位"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="late_after_minutes",
            field=models.PositiveSmallIntegerField(default=10, verbose_name="结束后几分钟还没接走算晚接"),
        ),
        migrations.AddField(
            model_name="service",
            name="lates_allowed",
            field=models.PositiveSmallIntegerField(default=3, help_text="0 是不收回。", verbose_name="一学期晚接几次收回位子"),
        ),
        migrations.CreateModel(
            name="Enrollment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("status", models.CharField(choices=[("waiting", "候补"), ("active", "在上"), ("ended", "退了")], max_length=8, verbose_name="状态")),
                ("weekdays", models.CharField(blank=True, max_length=7, verbose_name="星期几")),
                ("code", models.CharField(default=positions.models.sessions.new_code, max_length=12, unique=True, verbose_name="报名码")),
                ("key", models.CharField(blank=True, max_length=36, null=True, unique=True, verbose_name="提交编号")),
                (
                    "source",
                    models.CharField(
                        choices=[("self", "自己预约"), ("phone", "打电话"), ("counter", "到现场"), ("relative", "家人代办")],
                        default="self",
                        max_length=8,
                        verbose_name="来源",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="报名时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="退出时间")),
                (
                    "ended_as",
                    models.CharField(
                        blank=True, choices=[("self", "自己退的"), ("staff", "工作人员办的"), ("rule", "按规则收回")], max_length=8, verbose_name="怎么退的"
                    ),
                ),
                (
                    "attendee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="enrollments", to="accounts.familymember", verbose_name="参加人"
                    ),
                ),
                (
                    "booker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="enrollments", to=settings.AUTH_USER_MODEL, verbose_name="预约人"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁办的"
                    ),
                ),
                (
                    "timetable",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="enrollments", to="positions.timetable", verbose_name="排课"),
                ),
            ],
            options={
                "verbose_name": "整学期报名",
                "verbose_name_plural": "整学期报名",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="EnrolledDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="星期几")),
                ("status", models.CharField(choices=[("waiting", "候补"), ("held", "约好了"), ("ended", "退了")], max_length=8, verbose_name="状态")),
                ("rank", models.BigIntegerField(blank=True, null=True, verbose_name="候补次序")),
                ("held_since", models.DateTimeField(blank=True, null=True, verbose_name="约上的时间")),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="days", to="positions.enrollment", verbose_name="报名"),
                ),
            ],
            options={
                "verbose_name": "报名的星期",
                "verbose_name_plural": "报名的星期",
                "ordering": ["weekday"],
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="enrollment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="bookings",
                to="positions.enrollment",
                verbose_name="整学期报名",
            ),
        ),
        migrations.CreateModel(
            name="Strike",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(choices=[("absence", "没来也没请假"), ("late", "晚接")], max_length=8, verbose_name="哪一种")),
                ("on", models.DateField(verbose_name="哪一天")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="晚了几分钟")),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="记下的时间")),
                ("words", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="家长说的原因")),
                ("said_at", models.DateTimeField(blank=True, null=True, verbose_name="说明的时间")),
                ("excused_at", models.DateTimeField(blank=True, null=True, verbose_name="不算的时间")),
                ("answer", models.CharField(blank=True, max_length=120, verbose_name="回复")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="回复的时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁回复的",
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="strikes", to="positions.booking", verbose_name="预约"),
                ),
                (
                    "enrollment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="strikes", to="positions.enrollment", verbose_name="报名"),
                ),
            ],
            options={
                "verbose_name": "缺席和晚接",
                "verbose_name_plural": "缺席和晚接",
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TermDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="星期几")),
                ("capacity", models.PositiveIntegerField(verbose_name="名额")),
                ("taken", models.PositiveIntegerField(default=0, verbose_name="已约")),
                ("waiting", models.PositiveIntegerField(default=0, verbose_name="候补")),
                (
                    "timetable",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="term_days", to="positions.timetable", verbose_name="排课"),
                ),
            ],
            options={
                "verbose_name": "整学期的名额",
                "verbose_name_plural": "整学期的名额",
                "ordering": ["timetable_id", "weekday"],
            },
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "ended"), _negated=True), fields=("timetable", "attendee"), name="positions_enrollment_one_live"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "ended"), models.Q(("weekdays", ""), _negated=True), _connector="OR"), name="positions_enrollment_some_weekday"
            ),
        ),
        migrations.AddIndex(
            model_name="enrolledday",
            index=models.Index(fields=["weekday", "status", "rank"], name="positions_enrolledday_line"),
        ),
        migrations.AddConstraint(
            model_name="enrolledday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "ended"), _negated=True), fields=("enrollment", "weekday"), name="positions_enrolledday_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="strike",
            constraint=models.UniqueConstraint(fields=("booking", "kind"), name="positions_strike_once"),
        ),
        migrations.AddConstraint(
            model_name="strike",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "late"), ("minutes__isnull", False)), models.Q(("kind", "absence"), ("minutes__isnull", True)), _connector="OR"
                ),
                name="positions_strike_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="termday",
            constraint=models.UniqueConstraint(fields=("timetable", "weekday"), name="positions_termday_once"),
        ),
        migrations.AddConstraint(
            model_name="termday",
            constraint=models.CheckConstraint(condition=models.Q(("taken__lte", models.F("capacity"))), name="positions_termday_not_oversold"),
        ),
        migrations.AddConstraint(
            model_name="termday",
            constraint=models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="positions_termday_weekday"),
        ),
    ]
