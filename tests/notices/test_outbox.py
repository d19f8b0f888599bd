"""Notices leave once, later when the provider is away, and one that cannot leave holds up no other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices import outbox, texts
from notices.models import Notice

State = Notice.State


def states():
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_due_goes_out_once(tell, provider):
    notices = tell(3)
    assert outbox.send_due() == (3, 0)
    assert outbox.send_due() == (0, 0)
    assert provider.sent == [n.key for n in notices]
    assert states() == [State.SENT] * 3


def test_nothing_goes_out_before_its_time(tell, provider):
    tell(not_before=timezone.now() + timedelta(minutes=1))
    assert outbox.send_due() == (0, 0)


def test_a_notice_without_a_transaction_is_a_mistake_of_ours(db, make_user, settings, transactional_db):
    user = make_user()
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.tell(user, "trial", user)


@pytest.mark.parametrize("fault", [OSError("no route"), ValueError("a reply that the adapter does not know")])
def test_a_provider_that_is_away_is_asked_again_later_and_at_last_no_more(tell, provider, time_machine, fault):
    time_machine.move_to(timezone.now(), tick=False)
    tell(2)
    provider.fails = fault
    assert outbox.send_due() == (2, 2)
    waits = []
    for left in reversed(range(outbox.TRIES - 1)):
        notice = Notice.objects.earliest("pk")
        waits.append(notice.due_at - timezone.now())
        time_machine.move_to(notice.due_at)
        assert outbox.send_due() == (2, 2 if left else 0)
    assert waits == sorted(waits)
    assert waits[-1] == outbox.LONGEST
    assert sum(waits, timedelta()) > timedelta(hours=3)
    assert states() == [State.FAILED] * 2
    provider.fails = None
    time_machine.shift(timedelta(days=1))
    assert outbox.send_due() == (0, 0)


def test_one_text_that_cannot_be_made_holds_up_no_other(tell, provider, monkeypatch):
    _, second = tell(2)
    made = texts._makers["trial"]
    monkeypatch.setitem(texts._makers, "trial", lambda about: made(about) if about == second.about else 1 / 0)
    assert outbox.send_due() == (2, 1)
    assert provider.sent == [second.key]
    assert states() == [State.WAITING, State.SENT]


def test_nothing_to_tell_any_more(tell, provider, monkeypatch):
    tell()
    monkeypatch.setitem(texts._makers, "trial", lambda about: None)
    assert outbox.send_due() == (1, 0)
    assert (provider.sent, states()) == ([], [State.INSIDE])


def test_a_worker_that_died_leaves_its_notices_to_others_after_the_lease(tell, provider, time_machine, settings):
    time_machine.move_to(timezone.now(), tick=False)
    tell(2)
    assert len(outbox.claim()) == 2  # and then it died
    assert outbox.send_due() == (0, 0)
    time_machine.shift(settings.NOTICE_LEASE)
    assert outbox.send_due() == (2, 0)


def test_who_is_late_does_not_write_over_who_took_the_notice_up(tell, provider, time_machine, settings):
    time_machine.move_to(timezone.now(), tick=False)
    tell()
    [slow] = outbox.claim()
    time_machine.shift(settings.NOTICE_LEASE)
    outbox.send_due()
    provider.fails = OSError("timed out at last")
    outbox.deliver(slow)
    assert states() == [State.SENT]


def test_a_slow_provider_does_not_eat_up_the_lease_of_the_rest(tell, provider, time_machine, settings):
    time_machine.move_to(timezone.now(), tick=False)
    tell(5)
    quick = provider.send

    def slow(phone, words, key):
        quick(phone, words, key)
        time_machine.shift(settings.NOTICE_LEASE / 3)

    provider.send = slow
    outbox.send_due()
    assert len(provider.sent) == 3
    time_machine.shift(settings.NOTICE_LEASE)
    provider.send = quick
    outbox.send_due()
    assert len(provider.sent) == len(set(provider.sent)) == 5
