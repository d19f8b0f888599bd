"""The words of what staff are asked afterwards."""

from notices.texts import Text, text

from ..models import HoursAsked


@text("hours_to_confirm", "请确认开放时间", of="positions.hoursasked")
def hours_to_confirm(about):
    row = HoursAsked.objects.select_related("center").filter(pk=about, confirmed_at=None).first()
    if row is None:
        return None
    return Text(
        title=f"{row.center.name}的开放时间还对吗",
        body="居民照页面上的时间来。看一眼，对就点“都对”，不对就改。",
        link=f"/admin/positions/center/{row.center_id}/hours/",
    )
