"""Offers to those who wait, ranks that are stored, families that come together, shares, and rules that were printed before.

SQLite lays a table anew when it gets a constraint: its triggers are put back at the end.
"""

import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import positions.models.sessions
import uuid
from django.conf import settings
from django.db import migrations, models

from positions.migrations._guards import put_back


def give_ranks(apps, schema_editor):
    """Who waits already keeps her place: the order in which they joined was that of their numbers."""
    booking, session_model = apps.get_model("positions", "Booking"), apps.get_model("positions", "Session")
    joined = {}
    for pk, session in booking.objects.filter(status="waiting").order_by("pk").values_list("pk", "session"):
        joined[session] = joined.get(session, 0) + 1
        booking.objects.filter(pk=pk).update(rank=joined[session])
    for session, count in joined.items():
        session_model.objects.filter(pk=session).update(joined=count)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_posts_apart"),
        ("positions", "0006_households"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintedRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=30, verbose_name="规则")),
                ("sentence", models.CharField(max_length=200, verbose_name="写在页面上的话")),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="从什么时候起")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="到什么时候")),
            ],
            options={
                "verbose_name": "写明的规则",
                "verbose_name_plural": "写明的规则",
                "ordering": ["since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TakenBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(default=positions.models.sessions.new_code, editable=False, max_length=12, unique=True, verbose_name="编号")),
                ("facts", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="依据")),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="收回时间")),
                ("appeal", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="她怎么说")),
                ("appealed_at", models.DateTimeField(blank=True, null=True, verbose_name="申诉时间")),
                ("answer", models.CharField(blank=True, choices=[("upheld", "维持"), ("given_back", "还给她")], max_length=10, verbose_name="处理")),
                ("answer_words", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="答复")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
            ],
            options={
                "verbose_name": "收回的名额",
                "verbose_name_plural": "收回的名额",
                "ordering": ["-taken_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Together",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at_least", models.PositiveSmallIntegerField(blank=True, help_text="空着是少一个都不去。", null=True, verbose_name="至少几位就去")),
                ("code", models.CharField(default=positions.models.sessions.new_code, editable=False, max_length=12, unique=True, verbose_name="一家的预约码")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="预约时间")),
            ],
            options={
                "verbose_name": "一家人的预约",
                "verbose_name_plural": "一家人的预约",
            },
        ),
        migrations.RemoveIndex(
            model_name="booking",
            name="positions_booking_line",
        ),
        migrations.AddField(
            model_name="booking",
            name="ended_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("self", "自己取消"),
                    ("staff", "工作人员取消"),
                    ("day_off", "请假"),
                    ("passed", "两次没有答复"),
                    ("session", "场次取消"),
                    ("over", "没有等到位子"),
                    ("moved", "场次改期"),
                    ("rule", "按规则收回"),
                ],
                editable=False,
                max_length=8,
                verbose_name="怎么结束的",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="offered_until",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="留到"),
        ),
        migrations.AddField(
            model_name="booking",
            name="passed_on",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="让过第几回"),
        ),
        migrations.AddField(
            model_name="booking",
            name="passes",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="几次没有答复"),
        ),
        migrations.AddField(
            model_name="booking",
            name="rank",
            field=models.BigIntegerField(blank=True, editable=False, null=True, verbose_name="候补名次"),
        ),
        migrations.AddField(
            model_name="service",
            name="kept_for_counter",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="改了只管以后加的场次：已经发布的，按当时写明的来。", verbose_name="留给电话和现场的名额"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="kept_until_minutes",
            field=models.PositiveSmallIntegerField(default=1440, verbose_name="开始前几分钟放给大家"),
        ),
        migrations.AddField(
            model_name="service",
            name="offer_minutes",
            field=models.PositiveSmallIntegerField(
                default=120, help_text="问到一家，留这么久等答复；夜里 22 点到早上 7 点不算。0 是不问，直接补上。", verbose_name="空位给候补的人留几分钟"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="own_area_first",
            field=models.BooleanField(default=False, help_text="只管候补的先后；按账号里的常住社区算。", verbose_name="本社区的人家先"),
        ),
        migrations.AddField(
            model_name="service",
            name="rush_minutes",
            field=models.PositiveSmallIntegerField(default=180, help_text="0 是一直按先后问。", verbose_name="开始前几分钟起谁先答复归谁"),
        ),
        migrations.AddField(
            model_name="session",
            name="freed",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="空出过几回"),
        ),
        migrations.AddField(
            model_name="session",
            name="joined",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="排过候补的人"),
        ),
        migrations.AddField(
            model_name="session",
            name="kept",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="还留给电话和现场的名额"),
        ),
        migrations.AddField(
            model_name="session",
            name="kept_until",
            field=models.DateTimeField(editable=False, null=True, verbose_name="留到"),
        ),
        migrations.AlterField(
            model_name="booking",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "候补"),
                    ("offered", "有空位，等答复"),
                    ("confirmed", "已约好"),
                    ("cancelled", "已取消"),
                    ("attended", "来了"),
                    ("absent", "没来"),
                ],
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddField(
            model_name="printedrule",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="printed_rules", to="positions.service", verbose_name="服务"),
        ),
        migrations.AddField(
            model_name="takenback",
            name="answered_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁答复的"
            ),
        ),
        migrations.AddField(
            model_name="takenback",
            name="attendee",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.familymember", verbose_name="参加人"),
        ),
        migrations.AddField(
            model_name="takenback",
            name="booker",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="预约人"),
        ),
        migrations.AddField(
            model_name="takenback",
            name="booking",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="positions.booking", verbose_name="预约"
            ),
        ),
        migrations.AddField(
            model_name="takenback",
            name="rule",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="positions.printedrule", verbose_name="按哪条规则"),
        ),
        migrations.AddField(
            model_name="takenback",
            name="service",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="positions.service", verbose_name="服务"),
        ),
        migrations.AddField(
            model_name="takenback",
            name="taken_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁办的"
            ),
        ),
        migrations.AddField(
            model_name="together",
            name="booker",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="预约人"),
        ),
        migrations.AddField(
            model_name="together",
            name="session",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="positions.session", verbose_name="场次"),
        ),
        migrations.AddField(
            model_name="booking",
            name="together",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="bookings", to="positions.together", verbose_name="和家人一起"
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["session", "status", "rank"], name="positions_booking_line"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(condition=models.Q(("status", "offered")), fields=["offered_until"], name="positions_booking_offers"),
        ),
        migrations.RunPython(give_ranks, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("waiting", "offered"))), fields=("session", "rank"), name="positions_booking_one_rank"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status__in", ("waiting", "offered")), _negated=True), ("rank__isnull", False), _connector="OR"),
                name="positions_booking_line_has_rank",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status", "offered"), _negated=True), ("offered_until__isnull", False), _connector="OR"),
                name="positions_booking_offer_has_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="printedrule",
            constraint=models.UniqueConstraint(condition=models.Q(("until__isnull", True)), fields=("service", "key"), name="positions_rule_once"),
        ),
        migrations.AddConstraint(
            model_name="together",
            constraint=models.CheckConstraint(
                condition=models.Q(("at_least__isnull", True), ("at_least__gte", 1), _connector="OR"), name="positions_together_some"
            ),
        ),
        migrations.RunPython(put_back, migrations.RunPython.noop),
    ]
