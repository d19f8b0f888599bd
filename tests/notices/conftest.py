"""Notices without an app around them: a kind of their own, and a provider that does what the test wants."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from notices import outbox, texts


@pytest.fixture
def tell(monkeypatch, make_user):
    """tell(count=1): write notices of a kind whose SMS is its own number. Returns them."""
    monkeypatch.setitem(texts._makers, "trial", lambda about: texts.Text(title="试发", sms=f"【泉州妇联】试发 {about}"))
    user = make_user()
    numbers = iter(range(1, 100_000))

    def tell(count=1, **kwargs):
        with transaction.atomic():
            return [outbox.tell(user, "trial", SimpleNamespace(pk=next(numbers)), **kwargs) for _ in range(count)]

    return tell
