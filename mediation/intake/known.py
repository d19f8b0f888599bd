"""可能认识: cases that may be about the same people. What the reader may not see shows nothing but that it is there, and since when."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ..models import Case, Party
from ..querysets import id_print, phone_print

LAST = 100  # parties of the same community whose names are compared


@dataclass(frozen=True)
class Known:
    """Another case: by what it may be the same, when it came in; `case` only if the reader may open it."""

    how: str
    since: date
    pk: int
    case: Case | None = None

    @property
    def number(self):
        return self.case.number if self.case else ""


def alike(case, user):
    """Return what may be the same as `case`, for `user`: the same number or ID anywhere, the same house in its community,
    a similar name only where she may look.
    """
    if case.data_key is None:
        return []
    mine = list(case.parties.all())
    prints = {"phone": {p.phone_print for p in mine if p.phone_print}, "id": {p.id_print for p in mine if p.id_print}}
    found = _by_prints(prints, user, but=case)
    names = {_bare(_opened(party, case)) for party in mine} - {""}
    found += _by_place(case, user, {known.pk for known in found})
    seen = {known.pk for known in found}
    return found + [known for known in _by_names(case, names, user) if known.pk not in seen]


def known_as(*, phone="", id_number="", user):
    """Return the cases in which this number (digits) or this ID number stands, as far as `user` may know."""
    prints = {"phone": {phone_print(phone)} if phone else set(), "id": {id_print(id_number)} if id_number else set()}
    return _by_prints(prints, user)


def _by_prints(prints, user, but=None):
    if not (prints["phone"] or prints["id"]):
        return []
    where = Party.objects.filter(phone_print__in=prints["phone"]) | Party.objects.filter(id_print__in=prints["id"])
    hows = {}
    for case_id, id_found in where.values_list("case_id", "id_print"):
        by_id = id_found in prints["id"]
        hows[case_id] = "同一个身份证号" if by_id or hows.get(case_id) == "同一个身份证号" else "同一个电话"
    if but is not None:
        hows.pop(but.pk, None)
    return _as_known(hows, user)


def _by_place(case, user, but):
    """Compare where it is by a fingerprint (mediation.prints.place_print): nothing is opened for it."""
    if not case.place_print:
        return []
    rows = Case.objects.filter(area=case.area_id, place_print=case.place_print).exclude(pk__in={case.pk, *but}).order_by("-pk")[:LAST]
    return _as_known(dict.fromkeys(rows.values_list("pk", flat=True), "同一个地址"), user)


def _as_known(hows, user):
    if not hows:
        return []
    seen = set(Case.objects.visible_to(user, "mediation.view_case").filter(pk__in=hows).values_list("pk", flat=True))
    rows = Case.objects.without_conflict(user).filter(pk__in=hows).without_content().order_by("-created_at")
    return [Known(hows[case.pk], timezone.localdate(case.created_at), case.pk, case if case.pk in seen else None) for case in rows]


def _by_names(case, names, user):
    """Compare the names of the same community. Only cases that she may open are opened for it."""
    if not names:
        return []
    nearby = Case.objects.visible_to(user, "mediation.view_case").filter(area=case.area_id, sealed_key__isnull=False).exclude(pk=case.pk)
    hows = {}
    for party in Party.objects.filter(case__in=nearby).select_related("case").order_by("-pk")[:LAST]:
        name = _bare(party.name)
        if name and any(_similar(name, other) for other in names):
            hows[party.case_id] = "名字像，同一个社区"
    return _as_known(hows, user)


def _opened(party, case):
    party.case = case
    return party.name


def _bare(name):
    return name.replace(" ", "").replace("·", "")


def _similar(one, other):
    """Whether two names are the same, or of three and more characters with one that differs."""
    if one == other:
        return len(one) > 1
    return len(one) == len(other) >= 3 and sum(a != b for a, b in zip(one, other, strict=True)) == 1
