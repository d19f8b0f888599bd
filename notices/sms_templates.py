"""Which registered template a text fits. China's providers send templates that were approved before, not free words.

The words stay where they are made (each app's notice_texts.py); the file settings.SMS_TEMPLATES holds the texts as they are
registered with the provider, with ${name} where something differs, and the code that the provider gave each:

    [{"code": "SMS_123456789", "sign": "泉州妇联", "text": "约好了：${when}${title}，${place}。预约码${code}。"}, …]

A text that fits none goes as the entry with `"otherwise": true` of its sign: a line that says nothing but that there is news.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from .backends import Refused

SIGNED = re.compile(r"【([^】]+)】(.*)", re.DOTALL)
HOLE = re.compile(r"\$\{(\w+)\}")


def find(words):
    """Return (sign, code, {name: value}) for an SMS text with its 【sign】. A template without a code is not registered yet.

    Raises Refused when there is none for it, not even the one that says nothing.
    """
    signed = SIGNED.fullmatch(words)
    if not signed:
        raise Refused("no sign")
    sign, text = signed.groups()
    for entry in _read(settings.SMS_TEMPLATES):
        if entry["sign"] == sign and entry["code"] and (entry.get("otherwise") or (fit := entry["pattern"].fullmatch(text))):
            return sign, entry["code"], {} if entry.get("otherwise") else fit.groupdict()
    raise Refused("no template")


def fits(words):
    """Return whether a template says just these words (not the one that says nothing)."""
    sign, text = SIGNED.fullmatch(words).groups()
    return any(entry["sign"] == sign and not entry.get("otherwise") and entry["pattern"].fullmatch(text) for entry in _read(settings.SMS_TEMPLATES))


@lru_cache(maxsize=4)
def _read(path):
    """Return the entries, those that say most first, the ones that say nothing last."""
    entries = json.loads(Path(path).read_text(encoding="utf-8"))
    for entry in entries:
        literal, names = HOLE.split(entry["text"])[::2], HOLE.findall(entry["text"])
        entry["pattern"] = re.compile(
            re.escape(literal[0]) + "".join(f"(?P<{n}>.+?){re.escape(part)}" for n, part in zip(names, literal[1:], strict=True)), re.DOTALL
        )
        entry["weight"] = sum(map(len, literal))
    return sorted(entries, key=lambda entry: (bool(entry.get("otherwise")), -entry["weight"]))
