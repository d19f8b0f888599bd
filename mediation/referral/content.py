"""What is handed over: made once from the case, shown in the preview, and read by the body, by the same words."""

import json

FACTS = (
    ("kind", "类型"),
    ("risk", "风险"),
    ("signs", "看到、听到的"),
    ("area", "所在社区"),
    ("place", "具体位置"),
    ("wishes", "他们要什么"),
)
PERSONAL = (("name", "姓名"), ("phone", "电话"), ("id_number", "身份证号"))


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


def personal(party):
    """Return [(name, words)] of what is known of a party, to choose from."""
    return [(name, words) for name, words in PERSONAL if getattr(party, name)]


def compose(*, case, parties, people, facts, story, care, photos):
    """Return the copy as JSON: the chosen words and nothing else of the case.

    `people` holds "uid:name", "uid:phone" or "uid:id_number" of `parties` (Party rows), `facts` names of FACTS, `photos` uids.
    """
    chosen = set(people)
    told = []
    for party in parties:
        lines = [[words, getattr(party, name)] for name, words in personal(party) if f"{party.uid}:{name}" in chosen]
        if lines:
            told.append([party.get_side_display(), lines])
    return json.dumps(
        {
            "people": told,
            "facts": [[words, fact(case, name)] for name, words in known(case) if name in facts],
            "story": story,
            "care": care,
            "photos": [str(uid) for uid in photos],
            "chosen": {"people": sorted(chosen), "facts": sorted(facts)},
        },
        ensure_ascii=False,
    )


def summary(parts):
    """Return in words which parts are in the copy, without a value of them: for the timeline."""
    people = [f"{side}的{'、'.join(words for words, _ in lines)}" for side, lines in parts["people"]]
    facts = [words for words, _ in parts["facts"]]
    photos = [f"照片 {len(parts['photos'])} 张"] if parts["photos"] else []
    return "；".join([*people, *facts, "经过摘要", *photos])
