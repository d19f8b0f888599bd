"""The arithmetic of a draw, from published text to an order: nothing here reads the clock or the database (docs/draw.md).

The list is text, one line a number: "028", for brothers and sisters who come together "028 x2", for a number in the share that is
drawn apart "028 k". Lines are joined by a line feed, none at the end. Seed = SHA-256(secret|lottery number), in hex. A number's lot is
SHA-256(seed + number), in the share that is drawn apart SHA-256(seed + "k" + number); the smallest lot comes first.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

WEEKDAYS = {"ssq": (1, 3, 6), "dlt": (0, 2, 5)}  # Monday is 0; the days on which each lottery is drawn
DRAWN_AT = time(21, 15)  # 双色球 21:15, 大乐透 21:25
BALLS = {"ssq": ((6, 33), (1, 16)), "dlt": ((5, 35), (2, 12))}  # how many of how many, before and after the +


@dataclass(frozen=True)
class Line:
    """One number of the list: how many come together with it, and whether it is drawn apart."""

    number: str
    people: int = 1
    kept: bool = False

    def __str__(self):
        return self.number + (f" x{self.people}" if self.people > 1 else "") + (" k" if self.kept else "")


@dataclass(frozen=True)
class Order:
    """What came out: numbers with a place from the share that is drawn apart, with a place, and those who wait, each in its order."""

    kept: tuple
    won: tuple
    waiting: tuple

    @property
    def all(self):
        return self.kept + self.won + self.waiting


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def new_secret():
    """Return 32 hex digits that nobody guesses."""
    return secrets.token_hex(16)


def written(lines):
    """Return the canonical text of the list."""
    return "\n".join(str(line) for line in lines)


def read(text):
    """Return the Lines of a canonical list."""
    return [_read_line(line) for line in text.split("\n")] if text else []


def _read_line(line):
    number, *marks = line.split(" ")
    people = next((int(mark[1:]) for mark in marks if mark.startswith("x")), 1)
    return Line(number, people, "k" in marks)


def seed_of(secret, lottery_number):
    return sha(f"{secret}|{lottery_number}")


def order(lines, *, seed, places, kept_places=0):
    """Return the Order of `lines` (Lines): the share that is drawn apart first, then all others who have no place yet.

    A family comes together or not at all: where fewer places are left than it needs, the next number is asked, and the family waits
    in its order.
    """
    apart = sorted((line for line in lines if line.kept), key=lambda line: sha(f"{seed}k{line.number}"))
    kept = _seat(apart, kept_places)
    rest = sorted((line for line in lines if line not in kept), key=lambda line: sha(f"{seed}{line.number}"))
    won = _seat(rest, places - sum(line.people for line in kept))
    waiting = [line for line in rest if line not in won]
    return Order(*(tuple(line.number for line in group) for group in (kept, won, waiting)))


def _seat(lines, places):
    seated = []
    for line in lines:
        if line.people <= places:
            seated.append(line)
            places -= line.people
    return seated


class Unreadable(ValueError):
    """What was typed is no number of this lottery; str() says what to do."""


def lottery_number(lottery, typed):
    """Return what was typed as it is published, "03 07 15 21 26 31 + 09": sorted, two digits each. Raises Unreadable."""
    parts = [re.findall(r"\d+", part) for part in unicodedata.normalize("NFKC", typed).split("+")]
    (front, highest), (back, highest_back) = BALLS[lottery]
    if len(parts) == 1:  # without the +, as many websites write it
        parts = [parts[0][:front], parts[0][front:]]
    groups = []
    for part, count, most in zip(parts, (front, back), (highest, highest_back), strict=False):
        balls = sorted({int(ball) for ball in part if len(ball) <= 2})
        if len(part) != count or len(balls) != count or not 1 <= balls[0] <= balls[-1] <= most:
            raise Unreadable(_pattern(lottery))
        groups.append(" ".join(f"{ball:02d}" for ball in balls))
    if len(parts) != 2:
        raise Unreadable(_pattern(lottery))
    return " + ".join(groups)


def _pattern(lottery):
    (front, highest), (back, highest_back) = BALLS[lottery]
    return f"请照开奖公告写：前面 {front} 个号（1–{highest}，不重复），一个 +，后面 {back} 个号（1–{highest_back}）。"


def lottery_moment(day):
    """Return when the lottery of `day` is drawn."""
    return timezone.make_aware(datetime.combine(day, DRAWN_AT))
