"""How she may be reached, said anew. What she said before stays in the timeline; every list, page and paper follows at once (reaching)."""

from django.db import transaction

from .. import reaching
from ..models import Binding, Case, CaseEvent, SafeWay
from ..refusals import OnlyStricterAlone, StepNotAllowed
from .steps import require

Rule = SafeWay.Rule
HERSELF = "她自己在加锁的资料里写的"


@transaction.atomic
def change(*, case, by, rule, told, parts=(), says=SafeWay.Says.CENTER):
    """Write down what she says now; `told` says how she told it. Of cases joined to this one it holds too. Returns the SafeWay.

    `rule` is a SafeWay.Rule, `parts` SafeWay.Parts for HOURS. The same again changes nothing. Raises NotAllowed, NotYourCase, StepNotAllowed.
    """
    require(case, by, "mediation.advance_case")
    if case.status not in Case.OPEN:
        raise StepNotAllowed
    way, before = _made(rule, parts, says), reaching.way_of(case)
    if before and _same(before, way):
        return before
    # It is one person: what she had said in a case that was joined to this one must not outlive what she says now.
    SafeWay.objects.filter(case__joined_to=case).update(**_facts(way))
    made, _ = SafeWay.objects.update_or_create(case=case, defaults=_facts(way))
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.WAY, by=by, words=f"{made.words}。{told}")
    return made


@transaction.atomic
def change_herself(*, whose, rule, parts=(), says=SafeWay.Says.CENTER):
    """As change(), by herself, in each of her cases that is under way. `whose` is the print of her account (secrecy.pins). Returns how many.

    Where somebody else asked for help together with her, the rule is also the other one's: then it only becomes stricter.
    Raises StepNotAllowed (nothing is under way), OnlyStricterAlone.
    """
    way, rows = _made(rule, parts, says), bound(whose)
    if not rows:
        raise StepNotAllowed
    for binding in rows:
        case = binding.case
        before = SafeWay.objects.filter(case=case).first()
        if before and _same(before, way):
            continue
        together = case.parties.filter(side=binding.party.side).exclude(pk=binding.party_id).exists()
        if together and not is_stricter(way, before):
            raise OnlyStricterAlone
        made, _ = SafeWay.objects.update_or_create(case=case, defaults=_facts(way))
        goes_on = case.goes_on_in
        CaseEvent.objects.create(case=goes_on, kind=CaseEvent.Kind.WAY, words=f"{made.words}。{HERSELF}")
    return len(rows)


def bound(whose):
    """Return the Bindings of an account to cases that are under way, or go on in one that is."""
    rows = Binding.objects.filter(whose=whose, case__sealed_key__isnull=False).select_related("case__joined_to", "party")
    return [row for row in rows if row.case.goes_on_in.status in Case.OPEN]


def hers(whose):
    """Return the SafeWay that she set or was asked for in her own cases, the strictest; None when nobody asked."""
    ways = SafeWay.objects.filter(case__in=[row.case_id for row in bound(whose)])
    return min(ways, key=lambda way: (reaching.STRICTEST.index(way.rule), -way.pk), default=None)


def is_stricter(way, before):
    """Return whether `way` opens nothing that `before` (None: nobody asked) kept shut."""
    if before is None or way.rule == Rule.NEVER:
        return True
    if way.rule == before.rule == Rule.HOURS:
        return set(way.parts.split(",")) <= set(before.parts.split(","))
    return before.rule == Rule.ANY  # an SMS and a call within hours are each shut to the other


def _made(rule, parts, says):
    return SafeWay(rule=rule, parts=",".join(parts) if rule == Rule.HOURS else "", says=says)


def _facts(way):
    return {"rule": way.rule, "parts": way.parts, "says": way.says}


def _same(one, other):
    return _facts(one) == _facts(other)
