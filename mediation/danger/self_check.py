"""The questions of the self-check at /help/self-check/, and what each answer means.

The browser alone adds them up (static/self-check.js): an answer is on no server before she presses 带给调解员. The signs are those that
studies of killed women found before the killing: strangling, weapons, more and worse, children hit, leaving, control, drink, pregnancy.
"""

from dataclasses import dataclass

from ..models import Risk


@dataclass(frozen=True)
class Question:
    """One box; `risk` is the colour of a tick."""

    key: str
    words: str
    risk: Risk = Risk.YELLOW


LATELY = (
    Question("neck", "掐过我的脖子", Risk.RED),
    Question("knife", "拿过刀、汽油，或说要一起死", Risk.RED),
    Question("worse", "打得越来越重，越来越勤", Risk.RED),
    Question("child", "当着孩子打，或打过孩子", Risk.RED),
)
BESIDES = (
    Question("watch", "翻我手机，管我跟谁来往"),
    Question("leave", "我提过分开，或正要分开"),
    Question("drunk", "喝醉、吸毒、赌输了就动手"),
    Question("baby", "我怀着孕，或孩子还小"),
    Question("tonight", "我怕今晚回家", Risk.RED),
)
QUESTIONS = {question.key: question for question in LATELY + BESIDES}


def told(keys):
    """Return the ticked answers as she would say them, for the field 出了什么事; keys that are none of ours are left out."""
    words = [question.words for key, question in QUESTIONS.items() if key in keys]
    return "。\n".join(words) + "。" if words else ""
