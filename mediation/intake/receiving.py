"""受理前的一步: a dispute comes in, from wherever, and gets its number."""

import hashlib
import json
from dataclasses import asdict, dataclass
from uuid import uuid4

from django.db import IntegrityError, transaction

from accounts.crypto import fingerprint
from accounts.models import Area
from accounts.roles import subtree

from .. import clocks, evidence, watch
from ..danger import marks, risk
from ..models import Case, CaseEvent, Party, Purpose, Risk, SafeWay
from ..prints import place_print
from ..refusals import AlreadyReported, OutsideYourArea

Source = Case.Source
REPORT, TAKE_CALL, RECEIVE = "mediation.report_case", "mediation.take_hotlinecall", "mediation.receive_case"
AT_THE_DESK = (Source.APPLICATION, Source.INITIATIVE, *Case.HANDED_OVER, Source.MICRO)  # what staff write down who are asked in person or by letter


@dataclass(frozen=True)
class Person:
    """One party as it was told: name or how people call her, phone as digits, ID number already checked. No name: she kept it."""

    name: str
    side: str = Party.Side.APPLICANT
    phone: str = ""
    id_number: str = ""


@dataclass(frozen=True)
class Way:
    """How she may be reached: a SafeWay.Rule, the parts of the day, who we say we are."""

    rule: str
    parts: tuple = ()
    says: str = SafeWay.Says.CENTER


def new_key():
    """Return the number that a form carries so that one press makes one case, however often it is sent."""
    return uuid4().hex


def permission(source):
    """Return what whoever writes down a case of this source must be granted; "" when the person herself does it (/help/)."""
    return {Source.GRID: REPORT, Source.HOTLINE: TAKE_CALL, Source.SITE: ""}.get(source, RECEIVE)


def receive(
    *, source, area, kind, narrative, key, by=None, signs=(), wishes="", place="", parties=(), pictures=(), words="", way=None, least=Risk.BLUE,
    happened_at=None, allowed=(), violent=False, minor=False, purpose=Purpose.HELP,
):  # fmt: skip
    """Write down a new case in `area` (an Area) and tell those who must act. Returns the Case.

    `by` is the user who writes it down, None when she did it herself at /help/. `signs` are RiskSigns, `parties` Persons,
    `pictures` [(jpeg, width, height)] from `accounts.pictures`, `words` stand in the first line of the timeline (which body handed
    it over, under which number), `way` is a Way, `least` the Risk below which it does not begin, `key` marks one press: the same
    press returns the same case, however often it is sent. `happened_at` is when it was told, if that was before now; `allowed` are the
    codes of areas in which `by` might report at that time (offline). `violent` and `minor` were said outright (danger.marks).
    `purpose` is what she came for; what 信访 hands over is a complaint in any case.
    Red is told at once (watch.tell_of). Raises OutsideYourArea, AlreadyReported (the key was used for something else).
    """
    perm = permission(source)
    may = not perm or (by is not None and (any(_holds(code, area) for code in allowed) or Area.objects.visible_to(by, perm).filter(pk=area.pk).exists()))
    if not may:
        raise OutsideYourArea
    signs, pictures = list(signs), list(pictures)
    digest = _digest(area, kind, narrative, signs, wishes, place, parties, pictures)
    made = _made_before(by, key, digest)
    if made:
        return made
    marked = marks.told(kind, signs, violent=violent, minor=minor)
    case = Case(
        area=area, kind=kind, risk=max(least, risk.meant(kind, signs, violent=marked[marks.Mark.VIOLENT])), **marked,
        narrative=narrative, wishes=wishes or None, place=place or None, reporter=by,
        source=source, purpose=Purpose.COMPLAINT if source == Source.PETITION else purpose, key=key, digest=digest, place_print=place_print(area.pk, place),
    )  # fmt: skip
    photos = []
    try:
        with transaction.atomic():
            case.save()
            case.signs.set(signs)
            Party.objects.bulk_create([_party(case, person) for person in parties])
            if way:
                SafeWay.objects.create(case=case, rule=way.rule, parts=",".join(way.parts), says=way.says)
            line = {"kind": CaseEvent.Kind.REPORTED, "after": Case.Status.WAITING, "happened_at": happened_at or case.created_at}
            CaseEvent.objects.create(case=case, by=by, words=words or None, **line)
            clocks.moved(case, "", Case.Status.WAITING)
            photos = evidence.keep(case=case, pictures=pictures, by=by)
            watch.tell_of(case)
    except IntegrityError:
        evidence.forget(photos)
        made = _made_before(by, key, digest)  # the same press, sent twice at once
        if made is None:
            raise
        return made
    except BaseException:
        evidence.forget(photos)
        raise
    return case


def _holds(code, area):
    low, high = subtree(code)
    return low <= area.pk < high


def _party(case, person):
    party = Party(case=case, side=person.side, name=person.name, phone=person.phone or None, id_number=person.id_number or None)
    party.make_prints()
    return party


def _made_before(by, key, digest):
    made = Case.objects.filter(reporter=by, key=key).without_content().first()
    if made and made.digest != digest:
        raise AlreadyReported(made)
    return made


def _digest(area, kind, narrative, signs, wishes, place, parties, pictures):
    """Return by what the same content is known again; keyed, so that it tells nothing."""
    facts = [area.pk, kind, narrative, sorted(sign.pk for sign in signs), wishes, place, [asdict(person) for person in parties]]
    facts += [hashlib.sha256(jpeg).hexdigest() for jpeg, _, _ in pictures]
    return fingerprint(json.dumps(facts, ensure_ascii=False), purpose="mediation.case.digest")
