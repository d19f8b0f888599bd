"""12338: a call is written down while she speaks, answered on the spot, passed on, or made a case."""

import json

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Area
from accounts.refusals import NotAllowed

from .. import reaching
from ..danger import marks, risk
from ..models import Case, HotlineCall, Kind, Purpose, SafeWay
from ..querysets import phone_print
from ..refusals import OutsideYourArea
from .receiving import TAKE_CALL, Person, Way, receive
from .refusals import CallIsOver, ChildIsHurt, ComplaintNeedsCase

Handling = HotlineCall.Handling
PLAIN = ("channel", "caller", "area", "relation", "purpose", "kind", "minor", "violence", "safe_rule", "unit")
ENDED = (Handling.ANSWERED, Handling.PASSED, Handling.POLICE)
SEALED = ("name", "phone", "narrative", "wishes", "answer")


def register(*, by, told, signs, handling, key=None, call=None):
    """Write down a call, or what was left lying of it, and what is done about it. Returns the HotlineCall.

    `told` are the values of PLAIN (no purpose: help) and SEALED, `parts` (a list), `about` (a dict); `signs` RiskSigns;
    `handling` a Handling. With CASE it becomes a case of the mediators of its area. `key` marks one press.
    What the law wants to see through is never ended here: raises ChildIsHurt, ComplaintNeedsCase. Raises OutsideYourArea, NotAllowed, CallIsOver.
    """
    told = {"purpose": Purpose.HELP} | told
    if call is None:
        made = HotlineCall.objects.filter(answered_by=by, key=key).first()
        if made:
            return made
        call = HotlineCall(answered_by=by, key=key)
    elif call.holder_id != by.pk:
        raise NotAllowed
    elif not call.is_draft:
        raise CallIsOver
    if not Area.objects.visible_to(by, TAKE_CALL).filter(pk=told["area"].pk).exists():
        raise OutsideYourArea
    signs = list(signs)
    may_end(told, signs, handling)
    try:
        with transaction.atomic():
            return _write(call, told, signs, handling)
    except IntegrityError:
        made = HotlineCall.objects.filter(answered_by=by, key=key).first()  # the same press, sent twice at once
        if made is None:
            raise
        return made


def may_end(told, signs, handling):
    """Raise unless a call of which this is told may be done as `handling`.

    A child who is hurt is reported at once (未成年人保护法 11, 反家庭暴力法 14): the case asks for time, unit and receipt and is not closed
    without them; a call asks nobody. A complaint is answered in writing.
    """
    if handling not in ENDED:
        return
    marked = marks.told(told["kind"], signs, violent=told["violence"], minor=told["minor"])
    if marked[marks.Mark.VIOLENT] and marked[marks.Mark.MINOR]:
        raise ChildIsHurt
    if told["purpose"] == Purpose.COMPLAINT:
        raise ComplaintNeedsCase


def _write(call, told, signs, handling):
    for name in PLAIN:
        setattr(call, name, told[name])
    for name in SEALED:
        setattr(call, name, told[name] or None)
    call.narrative = told["narrative"]
    call.phone_print = phone_print(told["phone"]) if told["phone"] else ""
    call.about = json.dumps(told["about"], ensure_ascii=False) if told["about"] else None
    call.safe_parts = ",".join(told["parts"])
    call.violence = call.violence or call.kind == Kind.VIOLENCE
    call.risk = risk.meant(call.kind, signs, violent=marks.told(call.kind, signs, violent=call.violence)[marks.Mark.VIOLENT])
    call.handling = handling
    call.unit = call.unit if handling == Handling.PASSED else ""
    call.ended_at = None if handling in (Handling.DRAFT, Handling.PASSED) else timezone.now()
    if handling == Handling.CASE:
        call.case = _case(call, signs)
    call.save()
    call.signs.set(signs)
    return call


def _case(call, signs):
    answer = f"，已经答复：{call.answer}" if call.answer else ""
    return receive(
        source=Case.Source.HOTLINE, area=call.area, kind=call.kind if call.kind in Kind.values else Kind.OTHER, narrative=call.narrative,
        wishes=call.wishes or "", signs=signs, purpose=call.purpose, violent=call.violence, minor=call.minor,
        by=call.holder or call.answered_by, key=f"call-{call.uid.hex[:30]}", words=f"热线登记 {call.number}{answer}",
        parties=[Person(name=call.name or "", phone=call.phone or "")], way=Way(rule=call.safe_rule, parts=tuple(call.safe_parts.split(","))),
    )  # fmt: skip


@transaction.atomic
def conclude(*, call, by, result, satisfied):
    """Write down what came of it and whether she is content (`satisfied`: HotlineCall.Satisfied). Raises NotAllowed, CallIsOver."""
    if not by.has_perm("mediation.change_hotlinecall", call):
        raise NotAllowed
    if call.is_draft or call.satisfied:
        raise CallIsOver
    call.result, call.satisfied, call.ended_at = result or None, satisfied, call.ended_at or timezone.now()
    call.save()
    return call


def about(call):
    """Return what else was said of her, {"gender": …}."""
    return json.loads(call.about) if call.about else {}


def way_words(call):
    """Return how she may be phoned, in words: what she said in the call, or has said since in the case that it became."""
    way = reaching.way_of(call.case.goes_on_in) if call.case_id else None
    return way.words if way else SafeWay(rule=call.safe_rule, parts=call.safe_parts).words
