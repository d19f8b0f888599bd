"""How she who asked for help may be reached: one place that all ask who would phone her, write to her, or give her number away.

SafeWay is what she said. A paper carries no rule and who reads it obeys none, so the other side reads her number only when she may be
phoned at any time; another body reads it with the rule beside it, and never when she said "do not reach me".
"""

import re

from django.db.models import Q
from django.utils import timezone

from .models import CaseEvent, Party, Risk, SafeWay
from .refusals import AgainstHerWord, PlanAgainstHerWord

Rule = SafeWay.Rule
STRICTEST = (Rule.NEVER, Rule.SMS, Rule.HOURS, Rule.ANY)
HIDDEN = "（为人身安全不公开）"
BY_US = "（由调解组织转达）"  # neutral: the paper may lie on his table
SHORTEST = 6  # a shorter word of an address would be found in the name of the community
NOT_GIVEN = "（号码不交）"
NOT_ASKED = "没有问过能不能打，先问经办的调解员"


def way_of(case):
    """Return the SafeWay of a case, or None when nobody asked. Of a case and those joined to it the strictest counts: it is one person."""
    ways = SafeWay.objects.filter(Q(case=case) | Q(case__joined_to=case))
    return min(ways, key=lambda way: (STRICTEST.index(way.rule), -way.pk), default=None)


def is_hers(party, people):
    """Return whether the rule speaks of this Party: she asked for help, or her number is that of one of `people` who did."""
    hers = {one.phone_print for one in people if one.side == Party.Side.APPLICANT and one.phone_print}
    return party.side == Party.Side.APPLICANT or party.phone_print in hers


def is_violent(case, people):
    """Whether anything says so: of violence that is filed as a quarrel nobody may have named the victim yet."""
    if case.violent or case.risk == Risk.RED or any(party.harmed for party in people):
        return True
    return case.signs.filter(risk=Risk.RED).exists() or case.orders.exists()


def is_against(way, kind, at):
    """Return whether a contact of `kind` (CaseEvent.Kind) at the moment `at` goes against what she said (`way` may be None).

    That she came, or that a line is corrected, reaches nobody. "Do not reach me" is also said of a visit.
    """
    if way is None or kind not in (CaseEvent.Kind.PHONE, CaseEvent.Kind.MESSAGE, CaseEvent.Kind.VISIT):
        return False
    if kind == CaseEvent.Kind.VISIT:
        return way.rule == Rule.NEVER
    if kind == CaseEvent.Kind.MESSAGE and way.rule == Rule.SMS:
        return False
    return not way.allows(timezone.localtime(at))


def is_shut(way, kind):
    """Return whether a contact of `kind` goes against what she said at whatever hour it comes: then nobody plans it either."""
    if way is None or kind not in (CaseEvent.Kind.PHONE, CaseEvent.Kind.MESSAGE, CaseEvent.Kind.VISIT):
        return False
    return way.rule == Rule.NEVER or (way.rule == Rule.SMS and kind == CaseEvent.Kind.PHONE)


def plan(case, how):
    """Return in words that she is to be asked so (`how`: a CaseEvent.Kind, "" when that is left open). Raises PlanAgainstHerWord."""
    if is_shut(way_of(case), how):
        raise PlanAgainstHerWord
    return f"，打算：{CaseEvent.Kind(how).label}" if how else ""


def asked(case, how, at, *, against="", party=None):
    """Return the words with which a line begins that says how she (or `party`) was asked: "上门。", with the reason if it was against her word.

    `how` is a CaseEvent.Kind, "" when nobody said. Raises AgainstHerWord when it was against her word and `against` gives no reason.
    """
    if not how:
        return ""
    said = f"{CaseEvent.Kind(how).label}。"
    if party is not None and not is_hers(party, list(case.parties.all())):
        return said
    if not is_against(way_of(case), how, at):
        return said
    if not against:
        raise AgainstHerWord
    return f"没有照她说的联系，因为：{against}\n{said}"


def left_out(case, people):
    """Return {pk of a Party: {"phone", "address", "id_number": the words that stand instead}} for a paper that the other side gets.

    Where there is violence nobody's number, address and ID; else of her the number as soon as she set any limit, and her address when
    she is not to be reached at all.
    """
    if is_violent(case, people):
        return {party.pk: dict.fromkeys(("phone", "address", "id_number"), HIDDEN) for party in people}
    way = way_of(case)
    if way is None or way.rule == Rule.ANY:
        return {}
    names = ("phone", "address") if way.rule == Rule.NEVER else ("phone",)
    return {party.pk: dict.fromkeys(names, BY_US) for party in people if is_hers(party, people)}


def without(words, secret, instead):
    """Return `words` without `secret`, a number (however its digits are parted) or a line of an address, where somebody typed it."""
    if not secret or len(secret) < SHORTEST:
        return words
    pattern = r"[\s\-—()（）]*".join(re.escape(sign) for sign in secret) if secret.isascii() else re.escape(secret)
    return re.sub(pattern, instead, words, flags=re.IGNORECASE)
