"""What people type, made fit to keep: nothing invisible, one spelling for one thing, no character lost that somebody is named by.

Names of China have characters that fonts and old code tables lack (extensions B to H, private use); they all stay.
"""

import re
import unicodedata

JOINER = "\u200d"  # holds one emoji together out of several
BREAKS = dict.fromkeys(map(ord, "\u2028\u2029\u0085\v\f"), "\n")
WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
DOTS = dict.fromkeys(map(ord, "•・･‧⋅∙●․．.˙"), "·")  # what input methods give for the dot in 阿依古丽·买买提
HAN = r"\u2e80-\u2fdf\u3005-\u3007\u31c0-\u31ef\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003fffd\U000f0000-\U0010fffd"
BETWEEN_HAN = re.compile(rf"(?<=[{HAN}]) +(?=[{HAN}])")
LONELY_JOINER = re.compile(r"(?<![\u2190-\u2bff\U0001f000-\U0001faff\ufe0f])\u200d|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])")
EMOJI = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d\u20e3\U000e0020-\U000e007f]")


def clean(text):
    """Return `text` in NFC, trimmed, without NUL, control, bidi and zero-width marks; lines and emoji stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(BREAKS)
    text = unicodedata.normalize("NFC", "".join(char for char in text if _is_kept(char)))
    text = LONELY_JOINER.sub("", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def clean_line(text):
    """As clean(), in one line: breaks and runs of blanks become one blank."""
    return " ".join(clean(text).split())


def fold(text):
    """Return `text` cleaned, with full-width digits, letters and signs as the plain ones: for numbers and codes."""
    return clean_line(text).translate(WIDE).strip()


def squeeze(text):
    """As fold(), without the blanks and dashes by which people group a long number: １３８ 1234-1234 → 13812341234."""
    return re.sub(r"[\s\-‐‑‒–—−]", "", fold(text))


def person_name(text):
    """Return a name in one spelling: one kind of dot, plain Latin letters, no blanks between Chinese characters."""
    text = clean_line(text).translate(WIDE).translate(DOTS)
    text = re.sub(r" *·[ ·]*", "·", " ".join(text.split()))
    return BETWEEN_HAN.sub("", text).strip(" ·")


def name_fault(name):
    """Return the sentence that says what is wrong with a cleaned name, or "" when it can be a person's name."""
    if any(unicodedata.category(char) in ("Nd", "No") for char in name):
        return "姓名里有数字，请只写姓名。"
    if EMOJI.search(name):
        return "姓名里不能有表情和图形，请只写姓名。"
    if not all(_is_of_a_name(char) for char in name):
        return "姓名里有括号或符号，请只写姓名，外文名字中间用“·”或空格。"
    if re.search(r"[^\W\d_]", name.replace("·", "")) is None and not re.search(rf"[{HAN}]", name):
        return "这里还没有姓名，请写上。"
    if len({script for char in name if (script := _alphabet(char))}) > 1 or _has_piled_marks(name):
        return "姓名里混了几种外文字母，请用一种文字重写。"
    return ""


def _is_kept(char):
    if char in ("\n", "\t", JOINER):
        return True
    kind = unicodedata.category(char)
    if kind == "Cf":  # tags build the flags of England, Scotland, Wales; all other format marks are invisible
        return 0xE0020 <= ord(char) <= 0xE007F
    # Not Cn: this Python's table does not know the characters that Unicode added later.
    return kind not in ("Cc", "Cs") and ord(char) & 0xFFFE != 0xFFFE and char not in "\u115f\u1160\u3164\uffa0\u2800\u034f"


def _is_of_a_name(char):
    return char in "·-'’ 〇་" or unicodedata.category(char)[0] in "LM" or re.match(rf"[{HAN}]", char) is not None


def _alphabet(char):
    """Return which of the alphabets that look alike a letter is of."""
    if unicodedata.category(char)[0] != "L":
        return ""
    first = unicodedata.name(char, "").split(" ")[0]
    return first if first in ("LATIN", "CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN", "COPTIC") else ""


def _has_piled_marks(name):
    """Whether more than two marks stand on one letter, as no name has them."""
    run = 0
    for char in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") and not 0xE0100 <= ord(char) <= 0xE01EF and not 0xFE00 <= ord(char) <= 0xFE0F else 0
        if run > 2:
            return True
    return False
