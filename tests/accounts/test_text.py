"""What people type: a table of what goes in, what is kept, and what is said."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import fields, text
from accounts.fields import BirthDateField, IdNumberField, PersonNameField, PlainTextField

EMOJI, DIGITS, SIGNS, MIXED, NOTHING = "表情", "数字", "符号", "几种外文字母", "请写上"

NAMES = [
    # typed, kept
    ("林晓梅", "林晓梅"),
    ("  林晓梅\n", "林晓梅"),
    ("林 晓　梅", "林晓梅"),
    ("林\t晓梅", "林晓梅"),
    ("林\x00晓梅", "林晓梅"),
    ("林\u202e晓梅\u202c", "林晓梅"),
    ("\u200f林晓梅\u200e", "林晓梅"),
    ("林\u2066晓\u2069梅", "林晓梅"),
    ("林\u200b晓\ufeff梅", "林晓梅"),
    ("林\u200d晓梅", "林晓梅"),
    ("林\u00ad晓梅", "林晓梅"),
    ("林\u061c晓梅", "林晓梅"),
    ("林\ud800晓梅", "林晓梅"),
    ("林\ufffe晓梅", "林晓梅"),
    ("林\u3164晓梅", "林晓梅"),
    ("𠮷田", "𠮷田"),
    ("李䶮", "李䶮"),
    ("张㛃", "张㛃"),
    ("王𬭚", "王𬭚"),
    ("陈𱍐", "陈𱍐"),
    ("陈\U00031350", "陈\U00031350"),
    ("陈\U000323b0", "陈\U000323b0"),
    ("郑\ue863", "郑\ue863"),
    ("邓㐂〇", "邓㐂〇"),
    ("龍\U000e0101", "龍\U000e0101"),
    ("々木", "々木"),
    ("阿依古丽·买买提", "阿依古丽·买买提"),
    ("阿依古丽•买买提", "阿依古丽·买买提"),
    ("阿依古丽・买买提", "阿依古丽·买买提"),
    ("阿依古丽．买买提", "阿依古丽·买买提"),
    ("阿依古丽 · 买买提", "阿依古丽·买买提"),
    ("阿依古丽··买买提", "阿依古丽·买买提"),
    ("迪丽热巴·迪力木拉提", "迪丽热巴·迪力木拉提"),
    ("欧阳  娜娜", "欧阳娜娜"),
    ("赵Ｃ", "赵C"),
    ("Ａｎｎａ　Ｌｉｎ", "Anna Lin"),
    ("Jean-Luc O’Neill", "Jean-Luc O’Neill"),
    ("Jose\u0301", "José"),
    ("Nguyễn Thị Hoa", "Nguyễn Thị Hoa"),
    ("Мария", "Мария"),
    ("ئايگۈل", "ئايگۈل"),
    ("བཀྲ་ཤིས", "བཀྲ་ཤིས"),
    ("ᠪᠠᠲᠤ", "ᠪᠠᠲᠤ"),
    ("김영희", "김영희"),
    ("さくら", "さくら"),
    ("一", "一"),
    ("林" * 40, "林" * 40),
    ("𠮷" * 40, "𠮷" * 40),
]
REFUSED_NAMES = [
    ("林晓梅😀", EMOJI),
    ("👩‍👧", EMOJI),
    ("林❤️梅", EMOJI),
    ("★林晓梅", EMOJI),
    ("🇨🇳", EMOJI),
    ("林晓梅1", DIGITS),
    ("林晓梅２", DIGITS),
    ("林²", DIGITS),
    ("林①", DIGITS),
    ("林阿香（外婆）", SIGNS),
    ("林晓梅<b>", SIGNS),
    ("=林晓梅", SIGNS),
    ("林@晓梅", SIGNS),
    ("林_梅", SIGNS),
    ("林“晓”梅", SIGNS),
    ("---", NOTHING),
    ("’", NOTHING),
    ("аnna", MIXED),
    ("Αnna", MIXED),
    ("L" + "\u0301\u0302\u0303\u0304", MIXED),
    ("", "请写上姓名"),
    ("   ", "请写上姓名"),
    ("\u202e\x00\u200b", "请写上姓名"),
    ("·", "请写上姓名"),
    ("林" * 41, "最多 40 个字，现在有 41 个"),
    ("林" * 10_000, "最多 40 个字，现在有 10000 个"),
]


@pytest.mark.parametrize(("typed", "kept"), NAMES)
def test_a_name_is_kept(typed, kept):
    assert PersonNameField().clean(typed) == kept


@pytest.mark.parametrize(("typed", "word"), REFUSED_NAMES)
def test_what_is_no_name_is_refused_in_words(typed, word):
    with pytest.raises(ValidationError) as refused:
        PersonNameField().clean(typed)
    assert word in refused.value.messages[0]
    assert refused.value.messages[0].endswith("。")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("花生过敏😀", "花生过敏😀"),
        ("👩‍👧 一起来", "👩‍👧 一起来"),
        ("❤️", "❤️"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
        ("一\r\n二\n\n三  ", "一\n二\n\n三"),
        ("左\u202e右\x00", "左右"),
        ("ＡＢＣ１２３", "ＡＢＣ１２３"),
        ("e\u0301", "é"),
        ("a\u2028b", "a\nb"),
        ("a\u200db", "ab"),
        ("\x1b[31m红", "[31m红"),
    ],
)
def test_free_text_keeps_its_lines_and_emoji(typed, kept):
    assert PlainTextField(max_length=60, lines=True).clean(typed) == kept


def test_one_line_stays_one_line():
    assert PlainTextField(max_length=60).clean(" 东美\r\n小学\t二年级 ") == "东美 小学 二年级"


def test_length_is_counted_after_cleaning_and_said():
    field = PlainTextField(max_length=3)
    assert field.clean(" 一二三\x00 ") == "一二三"
    with pytest.raises(ValidationError, match="最多 3 个字，现在有 4 个。请写短一些。"):
        field.clean("一二三四")
    assert "maxlength" not in field.widget.attrs


def test_numbers_are_folded_and_squeezed():
    assert text.fold("　１２ ａ\u202e") == "12 a"
    assert text.squeeze("＋８６ 138-1234－1234") == "+8613812341234"


@pytest.mark.parametrize(
    "typed", ["11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002X ", "110105-19491231-002X"]
)
def test_an_id_number_is_read_as_people_write_it(typed):
    assert IdNumberField().clean(typed) == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("110105194912310021", "有一位不对"),
        ("11010519491231003X", "有一位不对"),
        ("110105491231002", "18 位，现在有 15 位"),
        ("11010519491331002X", "出生日期不对"),
        ("11010599991231002X", "出生日期不对"),
        ("11010518991231002X", "出生日期不对"),
        ("1101051949123100XX", "只有最后一位"),
        ("٣1010519491231002X", "只有最后一位"),
        ("01010519491231002X", "只有最后一位"),
        ("", "请写上身份证号"),
    ],
)
def test_a_wrong_id_number_is_refused_in_words(typed, word):
    with pytest.raises(ValidationError, match=word):
        IdNumberField().clean(typed)


@pytest.mark.parametrize("typed", ["2019-05-12", "2019/5/12", "2019.5.12", "2019年5月12日", "20190512", "２０１９-０５-１２", " 2019 年 5 月 12 日 "])
def test_a_birth_date_is_read_as_people_write_it(typed):
    assert BirthDateField().clean(typed) == date(2019, 5, 12)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("9999-12-31", "今天以后"),
        ("10000-01-01", "看不懂"),
        ("0000-01-01", "看不懂"),
        ("1899-12-31", "1900"),
        ("2019-02-30", "看不懂"),
        ("昨天", "看不懂"),
        ("1' OR 1=1", "看不懂"),
        ("", "请写上出生日期"),
    ],
)
def test_an_impossible_birth_date_is_refused_in_words(typed, word):
    with pytest.raises(ValidationError, match=word):
        BirthDateField().clean(typed)


def test_the_date_control_gets_iso_and_ends_today(time_machine):
    time_machine.move_to("2026-11-24 12:00+08:00")
    html = fields.DayInput(until_today=True).render("born_on", date(2019, 5, 12))
    assert 'type="date"' in html
    assert 'value="2019-05-12"' in html
    assert 'max="2026-11-24"' in html
