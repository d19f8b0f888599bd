"""Append each SMS as a line of JSON to settings.SMS_FILE: for tests and trials with several processes."""

import json

from django.conf import settings
from django.utils import timezone


def send(phone, words, key):
    line = json.dumps({"at": timezone.now().isoformat(), "phone": phone, "words": words, "key": key}, ensure_ascii=False)
    settings.SMS_FILE.parent.mkdir(parents=True, exist_ok=True)
    with settings.SMS_FILE.open("a", encoding="utf-8") as out:
        out.write(line + "\n")
