"""What the tests of the resident's pages ask for."""

import re

import pytest
from django.test import Client


@pytest.fixture
def signed_in():
    """signed_in(user): a client in which `user` is signed in."""

    def signed_in(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def press():
    """press(client, session, attendee, **said): open the booking page and send its form, as a browser does. Returns the answer."""

    def press(client, session, attendee, **said):
        page = client.get(f"/sessions/{session.pk}/book/")
        return client.post(f"/sessions/{session.pk}/book/", {"attendee": attendee.pk, "key": key_of(page), **said})

    return press


def key_of(page):
    """The number of the press that a booking page carries."""
    return re.search(r'name="key" value="([0-9a-f]{32})"', page.content.decode())[1]
