from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_posts_apart")]

    operations = [
        migrations.RemoveConstraint("user", "accounts_user_mainland_mobile"),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(("phone__regex", "^(\\+861[3-9]\\d{9}|gone-\\d+)$")),
                name="accounts_user_mainland_mobile",
            ),
        ),
    ]
