"""The application for a 人身安全保护令 and its list of evidence, made from the case (反家庭暴力法 23, 27, 29).

What happened stands there to begin with and is rewritten for the court: what she told in confidence is not for the other side.

Her number and where she lives are left out: the other side may get a copy. The court asks her for them on a sheet of its own.
"""

from dataclasses import dataclass

from django.utils import timezone

from .. import reaching
from ..models import MandatoryReport, Order

MEASURES = {
    "violence": "禁止被申请人实施家庭暴力",
    "contact": "禁止被申请人骚扰、跟踪、接触申请人及其相关近亲属",
    "leave": "责令被申请人迁出申请人住所",
    "near": "禁止被申请人到申请人的住处、学校、工作单位附近",
}


@dataclass(frozen=True)
class Proof:
    """One line of the list of evidence."""

    what: str
    source: str
    shows: str


def proofs(case):
    """Return the Proofs that the case holds: photos, orders, reports, visits in which an order was not kept."""
    found = []
    photos = {}
    for photo in _hers(case, case.evidence.all()):
        photos.setdefault(photo.words or "", []).append(photo.added_at)
    for words, days in photos.items():
        what = f"{words}（照片 {len(days)} 张）" if words else f"照片 {len(days)} 张"
        found.append(Proof(what, f"{_day(min(days))} 起交到调解室", "发生过的事" if words else "伤情或现场"))
    for order in _hers(case, case.orders.order_by("issued_on")):
        number = f"（{order.number}）" if order.number else ""
        shows = "公安机关认定过家庭暴力" if order.kind == Order.Kind.WARNING else "法院作过保护令"
        found.append(Proof(f"{order.get_kind_display()}{number}", f"{order.unit}，{order.issued_on:%Y-%m-%d}", shows))
    for report in _hers(case, case.mandatory_reports.all()):
        if report.to == MandatoryReport.To.POLICE:
            found.append(Proof(f"报警回执（{report.receipt}）", f"{report.unit}，{_day(report.at)}", "发生后报过警"))
    broken = list(case.order_visits.filter(is_kept=False).order_by("at").values_list("at", flat=True))
    if broken:
        found.append(Proof(f"回访记录 {len(broken)} 份", "、".join(_day(at) for at in broken), "被申请人没有遵守"))
    return found


def told_of(words, hers):
    """Return `words` without the numbers of `hers` (Parties) and where they live, if somebody typed them: the other side reads it."""
    for party in hers:
        for name in ("phone", "address"):
            words = reaching.without(words, getattr(party, name), reaching.HIDDEN)
    return words


def requests(chosen):
    """Return the measures (keys of MEASURES) in words, in the order of the law."""
    return [words for key, words in MEASURES.items() if key in chosen]


def _hers(case, rows):
    rows = list(rows)
    for row in rows:
        row.case = case  # its key is opened once
    return rows


def _day(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d}"
