"""What a passkey form takes that no browser sends. The ceremony itself runs in tests/browser/test_signin.py."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.people import sign_in

pytestmark = pytest.mark.django_db
LOGIN, ADD, AGAIN = "/accounts/factor/passkeys/login/", "/accounts/factor/passkeys/add/", "/accounts/factor/passkeys/again/"
ODD = [
    "", "x", "null", "1", "[]", "{}", '"x"', '{"id": 1}', '{"id": "x", "rawId": "x", "type": "public-key", "response": null}',
    '{"id": "x", "rawId": "eA", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": 5}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA", "authenticatorData": "eA", "signature": "eA", "userHandle": "MQ"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA", "attestationObject": "eA"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "====", "attestationObject": "%%"}}',
    json.dumps({"id": "x" * 100_000}), "[" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_an_odd_credential_is_told_and_lets_nobody_in(client, mother, odd):
    client.get(LOGIN, headers={"accept": "application/json"})
    assert client.post(LOGIN, {"credential": odd})["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session
    assert "通行密钥没认出来" in client.get("/accounts/login/").content.decode()
    inside = sign_in(Client(), mother)
    inside.get(ADD)
    assert inside.post(ADD, {"credential": odd, "name": "x"}).status_code == 422
    Authenticator.objects.create(user=mother, type="webauthn", data={"name": "x", "credential": {}})
    assert inside.post(AGAIN, {"credential": odd})["Location"] == AGAIN
    assert inside.get("/my/").status_code == 200


def test_a_challenge_is_had_thirty_times_a_minute(client):
    answers = [client.get(LOGIN, headers={"accept": "application/json"}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


@pytest.mark.parametrize("method", ["delete", "put", "patch", "options", "trace"])
def test_a_passkey_is_removed_by_its_form_only(client, mother, method):
    sign_in(client, mother)
    mine = Authenticator.objects.create(user=mother, type="webauthn", data={"name": "x", "credential": {}})
    assert client.generic(method.upper(), f"/accounts/factor/passkeys/{mine.pk}/remove/").status_code == 405
    assert client.post(f"/accounts/factor/passkeys/{mine.pk}/remove/").status_code == 302
    assert not Authenticator.objects.exists()


def test_nobody_removes_the_passkey_of_another_person(client, mother, make_user):
    theirs = Authenticator.objects.create(user=mother, type="webauthn", data={"name": "x", "credential": {}})
    sign_in(client, make_user())
    for pk in (theirs.pk, theirs.pk + 1000):
        assert client.post(f"/accounts/factor/passkeys/{pk}/remove/").status_code == 404
    assert Authenticator.objects.exists()
