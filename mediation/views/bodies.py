"""/help/bodies/: the bodies that a case can be handed to, for whoever wants to know before she says yes."""

from itertools import groupby

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.areas import chosen_code
from accounts.roles import lineage

from ..models import Partner

HELPS = {  # what each kind does for her, in the order in which the page tells them
    Partner.Kind.POLICE: "出警、开告诫书，上门提醒对方。",
    Partner.Kind.COURT: "人身安全保护令、离婚、抚养，给调解协议做司法确认。",
    Partner.Kind.PROCURATORATE: "帮没有能力的人起诉，办伤害妇女儿童的案件。",
    Partner.Kind.CENTRE: "好几家才办得成的事，由它牵头一起办。",
    Partner.Kind.JUSTICE: "人民调解，说清法律上怎么算。",
    Partner.Kind.LEGAL_AID: "请不起律师的，派律师来，不收钱。",
    Partner.Kind.SHELTER: "没地方去的，先住下来，吃饭看病有人管。",
    Partner.Kind.HOSPITAL: "看伤、验伤，病历可以当证据。",
    Partner.Kind.COUNSEL: "心里过不去的，找老师慢慢谈。",
    Partner.Kind.EDUCATION: "孩子上学、转学的事。",
    Partner.Kind.LABOUR: "找工作、学手艺、单位里的纠纷。",
}


@require_safe
def bodies(request):
    """List the bodies in use, those that serve the chosen place first. One statement for them, however many."""
    code = chosen_code(request)
    above = lineage(code) if code else []
    order = {kind: number for number, kind in enumerate(HELPS)}
    rows = list(Partner.objects.filter(is_used=True).select_related("area"))
    rows.sort(key=lambda body: (order[body.kind], body.area_id not in above, body.area_id, body.name))
    groups = [(Partner.Kind(kind), HELPS[kind], list(found)) for kind, found in groupby(rows, key=lambda body: body.kind)]
    return render(request, "mediation/bodies.html", {"groups": groups, "police": settings.POLICE_LINE})
