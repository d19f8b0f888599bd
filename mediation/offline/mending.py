"""What was typed on a phone without a network and does not fit its box: nobody can open it again to put it right, so nothing of it is lost.

It moves into the narrative, with its label, where the mediator reads it.
"""

from contextlib import suppress

from accounts import text
from accounts.fields import TooLong
from accounts.pictures import PictureRefused, rewrite

from ..forms import MOST_PHOTOS, NONE, SIDES, ReportForm
from ..models import Kind, Party, RiskSign

INTRODUCED = "【手机上填的，格子里放不进】"
UNKNOWN = "没有写明"
PASSES = 3


def mend(form, *, areas):
    """Return (a ReportForm that is valid, [what did not fit, in words]); (None, …) when even that is not possible."""
    data, files, rest = form.data.copy(), form.files.copy(), []
    for _ in range(PASSES):
        for name in list(form.errors):
            _mend_one(form, name, data, files, rest)
        for upload in files.getlist("photos"):
            upload.seek(0)  # read once already, to be judged
        form = ReportForm(data, files, reporter=None, areas=areas)
        if form.is_valid():
            return form, rest
    return None, rest


def _mend_one(form, name, data, files, rest):
    if name == "photos":
        good = [upload for upload in files.getlist("photos") if _reads(upload)]
        lost = len(files.getlist("photos")) - len(good[:MOST_PHOTOS])
        files.setlist("photos", good[:MOST_PHOTOS])
        rest.append(f"有 {lost} 张照片打不开或超过了张数，没有留下。")
    elif name == "signs":
        _mend_signs(form, data, rest)
    elif name == "kind":
        data["kind"] = Kind.OTHER
    elif name == "area":
        first = form.fields["area"].queryset.first()
        rest.append(f"填的社区是 {data.get('area', '')[:20] or '空的'}，现在选不到。")
        data["area"] = first.pk if first else ""
    elif name in form.fields:
        _mend_text(form, name, data, rest)


def _mend_text(form, name, data, rest):
    field, typed = form.fields[name], text.clean(data.get(name, ""))
    most = next((rule.limit_value for rule in field.validators if isinstance(rule, TooLong)), 0)
    kept = typed[:most].rstrip() if name in ("narrative", "wishes", "place") else ""
    left = typed[len(kept) :].strip()
    if left:
        who = f"{Party.Side(SIDES[int(name[-1]) - 1]).label}，" if name[-1].isdecimal() else ""
        rest.append(f"{who}{field.label}：{left}")
    data[name] = kept or (UNKNOWN if field.required or name.startswith("name_") else "")


def _mend_signs(form, data, rest):
    """A sign that went out of use meanwhile is named; of “none” and a sign at once the sign counts."""
    offered = {value for value, _ in form.fields["signs"].choices}
    ticked = data.getlist("signs")
    gone = [pk for pk in ticked if pk not in offered and pk.isdecimal() and len(pk) < 16]
    rest.extend(f"勾过：{words}" for words in RiskSign.objects.filter(pk__in=gone).values_list("words", flat=True))
    data.setlist("signs", [pk for pk in ticked if pk in offered and pk != NONE] or [NONE])


def _reads(upload):
    upload.seek(0)
    with suppress(PictureRefused):
        rewrite(upload)
        return True
    return False
