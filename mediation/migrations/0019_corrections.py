"""What a party was called before a correction stays sealed in the timeline; evidence that is added later says what it is."""

from django.db import migrations

import accounts.crypto


class Migration(migrations.Migration):
    dependencies = [("mediation", "0018_marks")]

    operations = [
        # Both columns may be empty and have no default: SQLite adds them without building the table anew, so its triggers stay.
        migrations.AddField(
            model_name="caseevent",
            name="former",
            field=accounts.crypto.EncryptedTextField(blank=True, null=True, verbose_name="原来的写法"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="words",
            field=accounts.crypto.EncryptedTextField(blank=True, null=True, verbose_name="是什么"),
        ),
    ]
