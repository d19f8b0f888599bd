import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture(autouse=True)
def no_old_messages():
    """Each test reads only the SMS of its own."""
    settings.SMS_FILE.unlink(missing_ok=True)


@pytest.fixture
def other(db):
    """Another browser."""
    return Client()
