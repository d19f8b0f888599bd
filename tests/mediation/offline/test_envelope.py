"""The envelope opens with the right key only, whole, and as it was sealed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.offline import CannotOpenParcel, envelope, open_parcel, public_key, seal_parcel

FACTS = {"key": "k" * 32, "author": "1.2.3.x", "saved_at": 1, "type": "multipart/form-data; boundary=x"}


@given(st.binary(max_size=300))
def test_what_was_sealed_comes_out(body):
    found = open_parcel(seal_parcel(**FACTS, body=body))
    assert (found.key, found.author, found.saved_at, found.type, found.body) == (*FACTS.values(), body)


def test_no_byte_of_it_may_change_and_no_part_fits_another():
    one, other = (seal_parcel(**FACTS, body=body) for body in (b"one story", b"other tale"))
    for place in (0, 3, 12, 60, envelope.HEAD + 2, len(one) - 1):
        with pytest.raises(CannotOpenParcel):
            open_parcel(one[:place] + bytes([one[place] ^ 1]) + one[place + 1 :])
    for swapped in (one[: envelope.HEAD] + other[envelope.HEAD :], one[:-1], b"", b"G1", one + b"x", one[:10] + b"\x04" + bytes(64) + one[75:]):
        with pytest.raises(CannotOpenParcel):
            open_parcel(swapped)


def test_two_envelopes_of_one_report_have_nothing_in_common():
    one, other = (seal_parcel(**FACTS, body=b"the same story") for _ in range(2))
    assert one[: envelope.HEAD][10:] != other[: envelope.HEAD][10:]
    assert b"story" not in one


def test_after_rotation_old_envelopes_open_and_new_ones_go_to_the_new_key(settings):
    old = dict(settings.ENCRYPTION_KEYS)
    before, to = seal_parcel(**FACTS, body=b"before"), public_key()
    settings.ENCRYPTION_KEYS = {"new": b"n" * 32, **old}
    assert public_key() != to
    assert open_parcel(before).body == b"before"
    after = seal_parcel(**FACTS, body=b"after")
    settings.ENCRYPTION_KEYS = old
    with pytest.raises(CannotOpenParcel):
        open_parcel(after)


@pytest.mark.parametrize("facts", [{"key": "x"}, {"author": 7}, {"saved_at": "now"}, {"saved_at": True}, {"type": "text/html"}, {"key": "é" * 32}])
def test_what_is_not_of_our_making_does_not_count(facts):
    with pytest.raises(CannotOpenParcel):
        open_parcel(seal_parcel(**FACTS | facts, body=b""))
