import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("positions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="site",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="positions.site", verbose_name="阵地"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="posts", to=settings.AUTH_USER_MODEL, verbose_name="人员"),
        ),
        migrations.AddField(
            model_name="spentcode",
            name="user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="用户"),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(condition=models.Q(("code__regex", "^\\d{12}$")), name="accounts_area_code_12_digits"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(condition=models.Q(("phone__regex", "^(\\+861[3-9]\\d{9}|gone-\\d+)$")), name="accounts_user_mainland_mobile"),
        ),
        migrations.AddConstraint(
            model_name="familymember",
            constraint=models.UniqueConstraint(condition=models.Q(("relation", "self")), fields=("guardian",), name="accounts_family_one_self"),
        ),
        migrations.AddConstraint(
            model_name="familymember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True), models.Q(("relation", "self"), _negated=True)),
                fields=("guardian", "name", "born_on"),
                name="accounts_family_once",
                violation_error_message="这位家人已经登记过了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="familymember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("relation", "self"),
                    ("removed_at__isnull", False),
                    models.Q(("born_on__isnull", False), models.Q(("name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="accounts_family_named_and_born",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("about__isnull", True), ("withdrawn_at__isnull", True)), fields=("user", "purpose", "version"), name="accounts_consent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("about__isnull", False), ("withdrawn_at__isnull", True)),
                fields=("user", "about", "purpose", "version"),
                name="accounts_consent_once_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("area__isnull", False), ("site__isnull", True)), models.Q(("area__isnull", True), ("site__isnull", False)), _connector="OR"
                ),
                name="accounts_post_area_or_site",
                violation_error_message="任职要么管一片区划，要么管一个阵地，只选一样。",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"), name="accounts_post_until_after_since"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("until__isnull", True)), fields=("user", "role", "area"), name="accounts_post_once_in_area"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("until__isnull", True)), fields=("user", "role", "site"), name="accounts_post_once_at_site"
            ),
        ),
        migrations.AddConstraint(
            model_name="spentcode",
            constraint=models.UniqueConstraint(fields=("user", "counter"), name="accounts_spentcode_once"),
        ),
    ]
