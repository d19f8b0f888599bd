"""What is handed over: made once from the case, shown in the preview, and read by the body, by the same words."""

import json

from .. import reaching
from ..models import SafeWay

FACTS = (
    ("kind", "类型"),
    ("risk", "风险"),
    ("signs", "看到、听到的"),
    ("area", "所在社区"),
    ("place", "具体位置"),
    ("wishes", "他们要什么"),
)
PERSONAL = (("name", "姓名"), ("phone", "电话"), ("id_number", "身份证号"))
MAY_PHONE, ONLY_SMS = "能不能打", "只收短信的手机"
NEVER_WORDS = "她说不要联系她：不要打，不要发，不要上门找。号码没有交出，有话请经办的调解员转"


def fact(case, name):
    """Return one fact of the case in words, or "" when it is not known."""
    if name == "signs":
        return "、".join(sign.words for sign in case.signs.all())
    if name == "kind":
        return case.get_kind_display()
    if name == "risk":
        return f"{case.get_risk_display()}色"
    if name == "area":
        return case.area.short_name
    return getattr(case, name) or ""


def known(case):
    """Return [(name, words)] of the facts that the case has, to choose from."""
    return [(name, words) for name, words in FACTS if fact(case, name)]


def personal(party, way, people):
    """Return [(name, words)] of what is known of a party, to choose from. The number of whom nobody may reach goes to nobody."""
    withheld = is_withheld(way) and reaching.is_hers(party, people)
    return [(name, words) for name, words in PERSONAL if getattr(party, name) and not (withheld and name == "phone")]


def is_withheld(way):
    return way is not None and way.rule == SafeWay.Rule.NEVER


def way_words(way):
    """Return what the body must know of how she may be reached, "" when nobody asked."""
    return "" if way is None else NEVER_WORDS if is_withheld(way) else way.words


def _lines(party, chosen, way, people):
    """Return [[words, value]] of what was chosen of a party, the rule right below the number."""
    lines, hers = [], reaching.is_hers(party, people)
    for name, words in personal(party, way, people):
        if f"{party.uid}:{name}" not in chosen:
            continue
        only_sms = name == "phone" and hers and way is not None and way.rule == SafeWay.Rule.SMS
        lines.append([ONLY_SMS if only_sms else words, getattr(party, name)])
        if name == "phone" and (hers or party.harmed):
            lines.append([MAY_PHONE, way_words(way) if hers and way else reaching.NOT_ASKED])
    return lines


def compose(*, case, parties, people, facts, story, care, photos):
    """Return the copy as JSON: the chosen words and nothing else of the case.

    `people` holds "uid:name", "uid:phone" or "uid:id_number" of `parties` (Party rows), `facts` names of FACTS, `photos` uids.
    """
    chosen, way = set(people), reaching.way_of(case)
    told = [[party.get_side_display(), lines] for party in parties if (lines := _lines(party, chosen, way, parties))]
    numbers = [party.phone for party in parties if is_withheld(way) and reaching.is_hers(party, parties)]

    def clean(words):
        for number in numbers:
            words = reaching.without(words, number, reaching.NOT_GIVEN)
        return words

    return json.dumps(
        {
            "people": told,
            "facts": [[words, clean(fact(case, name))] for name, words in known(case) if name in facts],
            "story": clean(story),
            "care": clean(care),
            "way": way_words(way),
            "photos": [str(uid) for uid in photos],
            "chosen": {"people": sorted(chosen), "facts": sorted(facts)},
        },
        ensure_ascii=False,
    )


def summary(parts):
    """Return in words which parts are in the copy, without a value of them: for the timeline."""
    people = [f"{side}的{'、'.join(words for words, _ in lines if words != MAY_PHONE)}" for side, lines in parts["people"]]
    facts = [words for words, _ in parts["facts"]]
    photos = [f"照片 {len(parts['photos'])} 张"] if parts["photos"] else []
    return "；".join([*people, *facts, "经过摘要", *photos])
