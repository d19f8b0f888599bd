"""A number as people write it, and what is said when it is none that gets an SMS."""

import pytest
from django.core.exceptions import ValidationError

from accounts.phone_field import PhoneField

GOOD = [
    "13800138000",
    " 138 0013 8000 ",
    "138-0013-8000",
    "+8613800138000",
    "+86 138-0013-8000",
    "+86 (138) 0013 8000",
    "008613800138000",
    "0086 138 0013 8000",
    "8613800138000",
    "１３８００１３８０００",
    "＋８６　１３８－００１３－８０００",
    "138.0013.8000",
    "138\u00a00013\u00a08000",
    "138\u200b0013\u200b8000",
    "\u202d13800138000\u202c",
]
BAD = {
    "": "请填手机号。",
    "   ": "请填手机号。",
    "0595-22112211": "这像是座机号，收不到验证码。请填 11 位手机号。",
    "059522112211": "这像是座机号，收不到验证码。请填 11 位手机号。",
    "+86 595 22112211": "这像是座机号，收不到验证码。请填 11 位手机号。",
    "22112211": "这像是座机号，收不到验证码。请填 11 位手机号。",
    "4008123456": "这像是座机号，收不到验证码。请填 11 位手机号。",
    "+852 9123 4567": "现在只能用中国大陆的手机号。没有的话，请打 12338，工作人员帮您办。",
    "+886912345678": "现在只能用中国大陆的手机号。没有的话，请打 12338，工作人员帮您办。",
    "0065 9123 4567": "现在只能用中国大陆的手机号。没有的话，请打 12338，工作人员帮您办。",
    "+1 415 555 0100": "现在只能用中国大陆的手机号。没有的话，请打 12338，工作人员帮您办。",
    "1380013800": "手机号是 11 位，现在有 10 位，请再看一遍。",
    "138001380001": "手机号是 11 位，现在有 12 位，请再看一遍。",
    "+86 1380013800": "手机号是 11 位，现在有 10 位，请再看一遍。",
    "12800138000": "手机号是 13 到 19 开头的，请再看一遍。",
    "23800138000": "手机号是 13 到 19 开头的，请再看一遍。",
    "手机号": "手机号只有数字，请再看一遍。",
    "13800138OOO": "手机号只有数字，请再看一遍。",
    "138٠٠١٣٨٠٠٠": "手机号只有数字，请再看一遍。",
    "13800138000;13900139000": "手机号只有数字，请再看一遍。",
}


@pytest.mark.parametrize("written", GOOD)
def test_a_mainland_mobile_is_one_number_however_it_is_written(written):
    assert PhoneField().clean(written) == "+8613800138000"


@pytest.mark.parametrize(("written", "said"), BAD.items())
def test_what_is_no_mainland_mobile_is_told_so(written, said):
    with pytest.raises(ValidationError) as refused:
        PhoneField().clean(written)
    assert refused.value.messages == [said]


def test_ten_thousand_characters_are_one_sentence():
    with pytest.raises(ValidationError) as refused:
        PhoneField().clean("1" * 10_000)
    assert refused.value.messages == ["手机号是 11 位，现在有 10000 位，请再看一遍。"]
