"""A Post of a partner body, beside those over an area and at a site. SQLite makes the table anew and loses its triggers: they are put back."""

import importlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

apart = importlib.import_module("accounts.migrations.0003_posts_apart")


def put_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        apart.put(apps, schema_editor)


def leave(apps, schema_editor):
    """The other direction needs nothing."""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_guests"), ("mediation", "0015_referrals")]

    operations = [
        # Backwards this runs last: then the table of before has its triggers again.
        migrations.RunPython(leave, put_back),
        migrations.RemoveConstraint(model_name="post", name="accounts_post_area_or_site"),
        migrations.AddField(
            model_name="post",
            name="partner",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="mediation.partner", verbose_name="合作单位"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("site_staff", "阵地工作人员"),
                    ("community_officer", "社区妇联干部"),
                    ("street_officer", "街道妇联干部"),
                    ("county_officer", "县级妇联干部"),
                    ("city_officer", "市妇联干部"),
                    ("grid_worker", "网格员"),
                    ("mediator", "调解员"),
                    ("counsellor", "咨询师"),
                    ("volunteer_leader", "志愿服务队队长"),
                    ("auditor", "审计员"),
                    ("data_protection", "个人信息保护负责人"),
                    ("system_admin", "系统管理员"),
                    ("partner", "合作单位人员"),
                ],
                max_length=20,
                verbose_name="岗位",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=Q(area__isnull=False, site__isnull=True, partner__isnull=True)
                | Q(area__isnull=True, site__isnull=False, partner__isnull=True)
                | Q(area__isnull=True, site__isnull=True, partner__isnull=False),
                name="accounts_post_one_place",
                violation_error_message="区划、阵地、合作单位，只选一样。",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=Q(role="partner", partner__isnull=False) | (~Q(role="partner") & Q(partner__isnull=True)), name="accounts_post_partner_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=Q(until__isnull=True, ended_at__isnull=True), fields=("user", "role", "partner"), name="accounts_post_once_of_body"
            ),
        ),
        migrations.RunPython(put_back, leave),
    ]
