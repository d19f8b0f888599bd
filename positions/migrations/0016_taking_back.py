import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_guests"),
        ("positions", "0015_class_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="takenback",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="办完时间"),
        ),
        migrations.AddField(
            model_name="takenback",
            name="enrollment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="taken_back",
                to="positions.enrollment",
                verbose_name="整学期报名",
            ),
        ),
        migrations.AddField(
            model_name="takenback",
            name="held_until",
            field=models.DateTimeField(null=True, verbose_name="位子留到"),
        ),
        migrations.AddConstraint(
            model_name="takenback",
            constraint=models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("enrollment",), name="positions_takenback_one_of_term"),
        ),
        migrations.AddConstraint(
            model_name="takenback",
            constraint=models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("booking",), name="positions_takenback_one_of_booking"),
        ),
        migrations.AddConstraint(
            model_name="takenback",
            constraint=models.CheckConstraint(
                condition=models.Q(("booking__isnull", False), ("enrollment__isnull", False), ("ended_at__isnull", False), _connector="OR"),
                name="positions_takenback_of",
            ),
        ),
    ]
