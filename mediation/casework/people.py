"""The people of a case after it came in: one is added, what stands of another is corrected. What it said before stays sealed in the timeline.

With each number the fingerprints are made anew: who has to stay away, and what is perhaps known, follow at once.
"""

import json

from django.db import transaction
from django.utils import timezone

from .. import reaching
from ..models import Case, CaseEvent, Party
from ..refusals import AlreadyAParty, EditedMeanwhile, StepNotAllowed
from . import assigning, conflicts, editing
from .steps import require

FACTS = ("side", "name", "phone", "id_number")
PERM = "mediation.advance_case"


@transaction.atomic
def add(*, case, by, version, side, name, phone="", id_number="", key=None):
    """Write down one more party of a case that she read as `version`. Returns the Party; the same press (`key`) returns the same one.

    `phone` is digits, `id_number` checked already. If it turns out that the mediator must stay away, the case goes to the desk.
    Raises EditedMeanwhile (somebody rewrote the case since), AlreadyAParty, NotAllowed, NotYourCase, StepNotAllowed.
    """
    _require(case, by)
    try:
        editing.take(case, version)
    except EditedMeanwhile:
        made = key and case.events.filter(key=key).select_related("party").first()
        if not made:
            raise
        return made.party
    _not_twice(case, id_number)
    party = Party(case=case, side=side, name=name, phone=phone or None, id_number=id_number or None)
    party.make_prints()
    party.save()
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.PARTY_NEW, whom=CaseEvent.Whom.ONE, party=party, by=by, key=key)
    _step_back(case)
    return party


@transaction.atomic
def correct(*, party, by, version, **told):
    """Write what is `told` of a party (of FACTS; "" takes it away) of a case that she read as `version`. Returns the Party.

    Raises EditedMeanwhile (it carries the case as it is now), AlreadyAParty, NotAllowed, NotYourCase, StepNotAllowed.
    """
    case = party.case
    _require(case, by)
    editing.take(case, version)
    now = Party.objects.get(pk=party.pk)
    now.case = case
    old = {name: getattr(now, name) or "" for name in FACTS if name in told and (getattr(now, name) or "") != told[name]}
    if not old:
        return now
    if "side" in old and not may_move(now):
        raise StepNotAllowed
    if "id_number" in old:
        _not_twice(case, told["id_number"])
    for name in old:
        setattr(now, name, told[name] or ("" if name == "name" else None))
    now.make_prints()
    now.save(update_fields=[*old, "phone_print", "id_print"])
    CaseEvent.objects.create(
        case=case, kind=CaseEvent.Kind.PARTY_MENDED, whom=CaseEvent.Whom.ONE, party=now, by=by, words=_said(old, told),
        former=json.dumps(old, ensure_ascii=False) if any(old.values()) else None,
    )  # fmt: skip
    _step_back(case)
    return now


def may_move(party):
    """Whether the side of a party may be written anew: a case keeps somebody who asked, and her rule of safe contact keeps its person."""
    if party.side != Party.Side.APPLICANT:
        return True
    others = party.case.parties.filter(side=Party.Side.APPLICANT).exclude(pk=party.pk)
    return reaching.way_of(party.case) is None and others.exists()


def former(party):
    """Return [(CaseEvent, [(field in words, what it said)])] of all corrections of a party, the last one first."""
    rows = []
    for line in CaseEvent.objects.filter(party=party, kind=CaseEvent.Kind.PARTY_MENDED, former__isnull=False).select_related("by"):
        line.case = party.case
        said = [(name, words) for name, words in json.loads(line.former).items() if words]
        rows.append((line, [(name, label(name), shown(name, words)) for name, words in said]))
    return rows


def label(name):
    return Party._meta.get_field(name).verbose_name


def shown(name, value):
    return Party.Side(value).label if name == "side" and value else value or "（空着）"


def _require(case, by):
    require(case, by, PERM)
    if case.status not in Case.OPEN:
        raise StepNotAllowed


def _not_twice(case, id_number):
    if id_number and case.parties.known_as(id_number=id_number).exists():
        raise AlreadyAParty


def _said(old, told):
    """Name what was changed, without a value of it."""
    done = {"补上": [], "改了": [], "去掉": []}
    for name, before in old.items():
        done["补上" if not before else "改了" if told[name] else "去掉"].append(label(name))
    return "；".join(f"{deed}{'、'.join(names)}" for deed, names in done.items() if names)


def _step_back(case):
    """The number may be the mediator's own or her family's: then the case does not exist for her any more, and somebody else must carry it."""
    if case.mediator_id and not case.desk_at and conflicts.of(case, case.mediator):
        assigning.to_the_desk(case=case, why=Case.DeskWhy.CONFLICT, at=timezone.now())
