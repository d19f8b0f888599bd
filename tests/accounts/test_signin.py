import json, re
import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


def sms():
    return [json.loads(l) for l in settings.SMS_FILE.read_text().splitlines()]


def test_x(client):
    r = client.post("/accounts/login/", {"phone": "13800000009", "terms": "on"})
    assert r.status_code == 302
    r = client.post("/accounts/login/code/", {"action": "resend"})
    assert r.status_code == 429
