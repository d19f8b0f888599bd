"""Walking through the door over HTTP, as a browser does, with the SMS read from the file backend."""

import json
import re

from django.conf import settings

LOGIN, CODE, SHOW = "/accounts/login/", "/accounts/login/code/", "/accounts/factor/show/"


def ask(client, phone, path=LOGIN, **more):
    """Send the form with the number; the box is ticked unless told otherwise. `more` may hold META entries in capitals."""
    meta = {key: more.pop(key) for key in list(more) if key.isupper()}
    return client.post(path, {"phone": phone, "terms": "on"} | more, **meta)


def enter(client, code, path=CODE, **meta):
    return client.post(path, {"code": code}, **meta)


def come_in(client, phone, **more):
    """Walk all the way of somebody without a second factor. Returns the last response."""
    assert ask(client, phone, **more).status_code == 302
    return enter(client, code_for(phone))


def sent(phone=""):
    """Return the messages that left, oldest first; all of them, or those to `phone` (11 digits)."""
    if not settings.SMS_FILE.exists():
        return []
    messages = [json.loads(line) for line in settings.SMS_FILE.read_text(encoding="utf-8").splitlines()]
    return [message for message in messages if message["phone"].endswith(phone)]


def code_for(phone):
    """Return the newest code that was sent to `phone` (11 digits)."""
    return re.search(r"验证码(\d{6})", sent(phone)[-1]["words"])[1]


def not_(code):
    """Return six digits that are not `code`."""
    return f"{(int(code) + 1) % 10**6:06d}"


def is_in(client):
    return "_auth_user_id" in client.session


def words(response):
    """Return the text of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
