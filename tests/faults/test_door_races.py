"""RACE at the door, over real HTTP and two worker processes: however many try at once, the counts hold. Each race fails without its guard."""

import pytest

from tests.servers import Portal

from . import door
from .clients import all_at_once
from .test_races import BROKEN

pytestmark = pytest.mark.race
CODE, AGAIN, LOGIN = "/accounts/login/code/", "/accounts/factor/again/", "/accounts/login/"


def portal(**more):
    return Portal(TRUSTED_PROXIES=1, **more)


def guesses(running, *, codes, at_once):
    """Send `at_once` wrong codes, spread over `codes` of one number, each from an address of its own. Returns how many were compared."""
    keys = running.call(door.codes_sent, count=codes)
    wrong = [
        lambda key=keys[at % codes], address=address: door.post(running.url, CODE, {"code": door.WRONG}, session=key, address=address)
        for at, address in enumerate(door.addresses(at_once))
    ]
    answers = all_at_once(wrong)
    assert {answer.status for answer in answers} <= {422, 429}
    return sum("验证码不对" in answer.body for answer in answers)


def test_of_sixty_guesses_at_one_code_five_are_compared():
    with portal() as running:
        assert guesses(running, codes=1, at_once=60) == 5


def test_of_sixty_guesses_at_one_number_ten_are_compared():
    with portal() as running:
        assert guesses(running, codes=20, at_once=60) == 10


def test_the_guesses_notice_counting_in_python():
    with portal(**BROKEN, BROKEN="counting_in_the_database") as running:
        assert guesses(running, codes=1, at_once=40) > 5


def test_one_right_code_lets_in_once():
    with portal() as running:
        (key,) = running.call(door.codes_sent, count=1)
        answers = all_at_once([lambda: door.post(running.url, CODE, {"code": door.RIGHT}, session=key) for _ in range(5)])
        assert [answer.location for answer in answers].count("/my/") == 1
        assert running.call(door.accounts) == 1


def test_two_right_codes_of_one_new_number_are_one_account():
    with portal() as running:
        keys = running.call(door.codes_sent, count=4)
        answers = all_at_once([lambda key=key: door.post(running.url, CODE, {"code": door.RIGHT}, session=key) for key in keys])
        assert [answer.location for answer in answers] == ["/my/"] * 4
        assert running.call(door.accounts) == 1


def one_totp_code(running, times=50):
    """Show one TOTP code in `times` sessions at once. Returns how many were let through."""
    keys, code = running.call(door.staff_with_app, sessions=times)
    shown = [
        lambda key=key, address=address: door.post(running.url, f"{AGAIN}?next=/my/", {"code": code}, session=key, address=address)
        for key, address in zip(keys, door.addresses(times), strict=True)
    ]
    return [answer.status for answer in all_at_once(shown)].count(302)


def test_of_fifty_who_show_one_totp_code_one_is_let_through():
    with portal() as running:
        assert one_totp_code(running) == 1


def test_the_fifty_notice_a_missing_row():
    with portal(**BROKEN, BROKEN="one_row_for_each_step") as running:
        assert one_totp_code(running) > 1


def test_forty_who_ask_for_one_number_get_one_sms():
    with portal() as running:
        asked = [
            lambda address=address: door.post(running.url, LOGIN, {"phone": "13800138000", "terms": "on"}, address=address) for address in door.addresses(40)
        ]
        answers = all_at_once(asked)
        assert [answer.status for answer in answers].count(302) == 1
        assert running.call(door.sms_sent) == ["+8613800138000"]


def test_sixty_numbers_from_one_address_get_thirty_sms_and_one_more_after_a_restart_none():
    with portal() as running:
        asked = [lambda at=at: door.post(running.url, LOGIN, {"phone": f"137{at:08d}", "terms": "on"}) for at in range(60)]
        assert [answer.status for answer in all_at_once(asked)].count(302) == 30
        running.restart()
        assert door.post(running.url, LOGIN, {"phone": "13600000000", "terms": "on"}).status == 429
        assert len(running.call(door.sms_sent)) == 30
