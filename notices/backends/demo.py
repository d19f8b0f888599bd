"""Append each SMS to settings.SMS_FILE; /demo/messages/ shows the newest. It exists only where settings.DEMO is on."""

import json
from datetime import datetime

from django.conf import settings

from .file import find, send

__all__ = ["find", "newest", "send"]
TAIL = 64 * 1024


def newest(count):
    """Return the last `count` messages, newest first: {"at": datetime, "phone", "words"}."""
    if not settings.SMS_FILE.exists():
        return []
    with settings.SMS_FILE.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - TAIL))
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    messages = []
    for line in reversed(lines):
        try:
            message = json.loads(line)
        except ValueError:  # the first one, cut by the tail
            continue
        messages.append({**message, "at": datetime.fromisoformat(message["at"])})
        if len(messages) == count:
            break
    return messages
