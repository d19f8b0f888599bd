"""Draws, and what is known afterwards. The database itself keeps what a draw has published, and takes nobody in after the list is locked."""

import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from . import _guards


TERMS = (
    "session_id",
    "timetable_id",
    "places",
    "kept_places",
    "opens_at",
    "closes_at",
    "lottery",
    "lottery_day",
    "answer_hours",
    "secret_hash",
    "announced_at",
)
ONCE = {  # from when on what must stay: {the column that is filled by then: the columns}
    "list_hash": ("list_hash", "numbers", "closed_at"),
    "lottery_number": ("lottery_number", "lottery_source", "lottery_at"),
    "seed": ("seed", "shown_secret", "result", "drawn_at"),
}
STEPS = ("draft>open", "draft>called_off", "open>closed", "open>called_off", "closed>drawn", "closed>called_off")


def _changed(columns, differs):
    # jsonb has no order to compare by text; both databases can say whether two values are the same
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)


def _rules(differs):
    """Return {(table, event): the condition under which the database refuses}: what has been published stays as it was."""
    once = " OR ".join(f"(OLD.{filled} <> '' AND ({_changed(columns, differs)}))" for filled, columns in ONCE.items())
    steps = ", ".join(f"'{step}'" for step in STEPS)
    state = "(SELECT d.state FROM positions_draw d WHERE d.id = {row}.draw_id)"
    own = _changed(("draw_id", "booker_id", "number"), differs)
    return {
        ("positions_draw", "UPDATE"): f"(OLD.state <> 'draft' AND ({_changed(TERMS, differs)})) OR {once}"
        f" OR (NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({steps}))",
        ("positions_draw", "DELETE"): "OLD.state <> 'draft'",
        ("positions_drawentry", "INSERT"): f"{state.format(row='NEW')} <> 'open'",
        ("positions_drawentry", "UPDATE"): f"{own} OR (NEW.kept {differs} OLD.kept AND {state.format(row='NEW')} <> 'open')",
        ("positions_drawentry", "DELETE"): "1 = 1",
        ("positions_drawchild", "INSERT"): f"{state.format(row='NEW')} <> 'open'",
    }


def put(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for (table, event), when in _rules("IS DISTINCT FROM" if postgresql else "IS NOT").items():
        name = f"{table}_append_only_{event.lower()}"
        words = f"{table}: what was published stays"
        if postgresql:
            back = "OLD" if event == "DELETE" else "NEW"
            body = f"BEGIN IF {when} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END IF; RETURN {back}; END"
            schema_editor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$", params=None)
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()", params=None)
        else:
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END", params=None)


def take_away(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, event in _rules("IS NOT"):
        name = f"{table}_append_only_{event.lower()}"
        schema_editor.execute(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}")
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_second_guardians"),
        ("positions", "0010_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(_guards.set_aside, migrations.RunPython.noop),
        migrations.AddField(
            model_name="session",
            name="by_draw",
            field=models.BooleanField(default=False, editable=False, verbose_name="抽签"),
        ),
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("token", accounts.crypto.EncryptedTextField(editable=True, verbose_name="地址里的密字")),
                ("token_hash", models.CharField(max_length=64, unique=True, verbose_name="密字（HMAC）")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="生成时间")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calendar_address", to=settings.AUTH_USER_MODEL, verbose_name="谁的"
                    ),
                ),
            ],
            options={
                "verbose_name": "日历地址",
                "verbose_name_plural": "日历地址",
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("open", "已公布"), ("closed", "名单已锁"), ("drawn", "已抽出"), ("called_off", "不抽了")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("places", models.PositiveIntegerField(verbose_name="抽几个位子")),
                (
                    "kept_places",
                    models.PositiveIntegerField(default=0, help_text="这几个位子在登记过的孩子里另外抽，写在页面上。", verbose_name="其中留给困境儿童"),
                ),
                ("opens_at", models.DateTimeField(verbose_name="报名开始")),
                ("closes_at", models.DateTimeField(verbose_name="报名截止")),
                ("lottery", models.CharField(choices=[("ssq", "双色球"), ("dlt", "大乐透")], default="ssq", max_length=3, verbose_name="用哪个开奖号")),
                ("lottery_day", models.DateField(help_text="要在截止以后：双色球周二、四、日，大乐透周一、三、六。", verbose_name="哪天的开奖号")),
                (
                    "answer_hours",
                    models.PositiveSmallIntegerField(
                        default=72, help_text="0 是不用答复，位子直接给。不答复，位子让给候补。", verbose_name="抽中以后几小时内答复"
                    ),
                ),
                ("secret", accounts.crypto.EncryptedTextField(editable=True, null=True, verbose_name="密数")),
                ("secret_hash", models.CharField(blank=True, editable=False, max_length=64, verbose_name="密数的指纹")),
                ("announced_at", models.DateTimeField(editable=False, null=True, verbose_name="公布时间")),
                ("entered", models.PositiveIntegerField(default=0, editable=False, verbose_name="发出的号")),
                ("numbers", models.TextField(blank=True, editable=False, verbose_name="号码表")),
                ("list_hash", models.CharField(blank=True, editable=False, max_length=64, verbose_name="号码表的指纹")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="锁名单时间")),
                ("lottery_number", models.CharField(blank=True, editable=False, max_length=40, verbose_name="开奖号")),
                ("lottery_source", models.CharField(blank=True, editable=False, max_length=300, verbose_name="开奖公告")),
                ("lottery_at", models.DateTimeField(editable=False, null=True, verbose_name="录入时间")),
                ("shown_secret", models.CharField(blank=True, editable=False, max_length=64, verbose_name="公开的密数")),
                ("seed", models.CharField(blank=True, editable=False, max_length=64, verbose_name="种子")),
                ("result", models.JSONField(editable=False, null=True, verbose_name="结果")),
                ("drawn_at", models.DateTimeField(editable=False, null=True, verbose_name="抽出时间")),
                ("off_reason", models.CharField(blank=True, editable=False, max_length=120, verbose_name="不抽的原因")),
                (
                    "area",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.area", verbose_name="所在社区"
                    ),
                ),
                (
                    "lottery_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁录入",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="positions.service", verbose_name="服务"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="positions.session", verbose_name="场次"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="positions.site", verbose_name="阵地"),
                ),
                (
                    "timetable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="positions.timetable",
                        verbose_name="整个学期的课",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽签",
                "verbose_name_plural": "抽签",
                "ordering": ["-closes_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DrawEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="号")),
                ("kept", models.BooleanField(default=False, verbose_name="另外抽")),
                (
                    "source",
                    models.CharField(
                        choices=[("self", "自己预约"), ("phone", "打电话"), ("counter", "到现场"), ("relative", "家人代办")],
                        default="self",
                        max_length=8,
                        verbose_name="来源",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=36, null=True, unique=True, verbose_name="提交编号")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="报名时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("order", models.PositiveIntegerField(blank=True, null=True, verbose_name="抽出第几")),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("won", "抽中"), ("waiting", "候补"), ("busy", "那个时间有别的预约")], max_length=8, verbose_name="结果"
                    ),
                ),
                (
                    "booker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draw_entries", to=settings.AUTH_USER_MODEL, verbose_name="报名人"
                    ),
                ),
                ("draw", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="positions.draw", verbose_name="抽签")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁办的"
                    ),
                ),
            ],
            options={
                "verbose_name": "抽签报名",
                "verbose_name_plural": "抽签报名",
                "ordering": ["draw_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="DrawChild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_in", models.BooleanField(default=True, verbose_name="还在")),
                (
                    "attendee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draw_entries", to="accounts.familymember", verbose_name="参加人"
                    ),
                ),
                ("draw", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="positions.draw", verbose_name="抽签")),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="children", to="positions.drawentry", verbose_name="报名"),
                ),
            ],
            options={
                "verbose_name": "抽签的孩子",
                "verbose_name_plural": "抽签的孩子",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "mark",
                    models.PositiveSmallIntegerField(choices=[(5, "很好"), (4, "好"), (3, "一般"), (2, "不太好"), (1, "很不好")], verbose_name="觉得怎么样"),
                ),
                ("words", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="说的话")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "等人看"), ("shown", "已公开"), ("reported", "有人提意见"), ("hidden", "不公开"), ("wordless", "没写话")],
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="评价时间")),
                ("moderated_at", models.DateTimeField(editable=False, null=True, verbose_name="看的时间")),
                ("hidden_reason", models.CharField(blank=True, max_length=120, verbose_name="不公开的原因")),
                ("reported_at", models.DateTimeField(editable=False, null=True, verbose_name="提意见时间")),
                ("report_words", accounts.crypto.EncryptedTextField(blank=True, null=True, verbose_name="意见")),
                (
                    "booking",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="positions.booking", verbose_name="预约"),
                ),
                (
                    "moderated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁看的",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="positions.service", verbose_name="服务"
                    ),
                ),
            ],
            options={
                "verbose_name": "评价",
                "verbose_name_plural": "评价",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FoundClosed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日子")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "center",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="found_closed", to="positions.center", verbose_name="邻里中心"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="found_closed", to=settings.AUTH_USER_MODEL, verbose_name="谁说的"
                    ),
                ),
            ],
            options={
                "verbose_name": "门没开",
                "verbose_name_plural": "门没开",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="HoursAsked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="问的时间")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                (
                    "center",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hours_asked", to="positions.center", verbose_name="邻里中心"),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁确认"
                    ),
                ),
            ],
            options={
                "verbose_name": "开放时间确认",
                "verbose_name_plural": "开放时间确认",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="OpenedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日子")),
                ("opened_at", models.DateTimeField(verbose_name="开门时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁按的"
                    ),
                ),
                (
                    "center",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="opened_days", to="positions.center", verbose_name="邻里中心"),
                ),
            ],
            options={
                "verbose_name": "实际开门",
                "verbose_name_plural": "实际开门",
                "ordering": ["-day"],
            },
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("session__isnull", False), ("timetable__isnull", True)),
                    models.Q(("session__isnull", True), ("timetable__isnull", False)),
                    _connector="OR",
                ),
                name="positions_draw_of_one_thing",
                violation_error_message="抽一场的位子，或抽整个学期的位子，只选一样。",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "open", "closed"])),
                fields=("timetable",),
                name="positions_draw_one_a_timetable",
                violation_error_message="这门课已经有抽签了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "called_off"), _negated=True),
                fields=("session",),
                name="positions_draw_one_a_session",
                violation_error_message="这一场已经有抽签了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gte", 1)), name="positions_draw_some_places", violation_error_message="至少抽 1 个位子。"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept_places__lte", models.F("places"))),
                name="positions_draw_kept_of_places",
                violation_error_message="留的位子不能比全部位子多。",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="positions_draw_closes_after_open", violation_error_message="截止要比开始晚。"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), ("state", "called_off"), models.Q(("secret_hash", ""), _negated=True), _connector="OR"),
                name="positions_draw_hashed",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state__in", ["closed", "drawn"]), _negated=True), models.Q(("list_hash", ""), _negated=True), _connector="OR"),
                name="positions_draw_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "drawn"), _negated=True), models.Q(("lottery_number", ""), _negated=True), _connector="OR"),
                name="positions_draw_by_lottery",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawentry",
            constraint=models.UniqueConstraint(fields=("draw", "number"), name="positions_drawentry_number_once"),
        ),
        migrations.AddConstraint(
            model_name="drawentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=("draw", "booker"), name="positions_drawentry_one_an_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawchild",
            constraint=models.UniqueConstraint(condition=models.Q(("is_in", True)), fields=("draw", "attendee"), name="positions_drawchild_once"),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["service", "state", "-made_at"], name="positions_feedback_shown"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(condition=models.Q(("mark__gte", 1), ("mark__lte", 5)), name="positions_feedback_mark"),
        ),
        migrations.AddConstraint(
            model_name="foundclosed",
            constraint=models.UniqueConstraint(fields=("center", "user", "day"), name="positions_foundclosed_once"),
        ),
        migrations.AddConstraint(
            model_name="hoursasked",
            constraint=models.UniqueConstraint(condition=models.Q(("confirmed_at__isnull", True)), fields=("center",), name="positions_hoursasked_one_open"),
        ),
        migrations.AddConstraint(
            model_name="openedday",
            constraint=models.UniqueConstraint(fields=("center", "day"), name="positions_openedday_once"),
        ),
        migrations.RunPython(put, take_away),
        migrations.RunPython(_guards.put_back, migrations.RunPython.noop),
    ]
