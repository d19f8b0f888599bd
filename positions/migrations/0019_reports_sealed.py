"""What somebody says against a rating may name people: it is sealed like the rating itself."""

from django.db import migrations

import accounts.crypto


class Migration(migrations.Migration):
    dependencies = [("positions", "0018_taking_back")]

    operations = [
        migrations.RemoveField("feedback", "report_words"),
        migrations.AddField("feedback", "report_words", accounts.crypto.EncryptedTextField(blank=True, null=True, verbose_name="意见")),
    ]
