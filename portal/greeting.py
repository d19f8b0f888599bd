"""How the home page greets."""

import re

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
HOURS = ((5, "夜深了"), (11, "早上好"), (13, "中午好"), (18, "下午好"), (24, "晚上好"))


def given(name):
    """Return what she is called: 林晓梅 → 晓梅, 欧阳小满 → 小满; a name of two characters, or not a Han name, stays whole."""
    if not HAN.fullmatch(name):
        return name
    return {3: name[1:], 4: name[2:]}.get(len(name), name)


def part_of_day(moment):
    """Return 下午好 and the like for a local datetime."""
    return next(words for until, words in HOURS if moment.hour < until)
