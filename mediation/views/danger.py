"""/mediation/cases/…/danger/: the colour and why, who is hurt, what was reported, what she wants, what protects her.

An officer comes here as well: she sees the colour, its reasons and what is still missing, but neither the story nor a whole name.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal

from .. import reaching
from ..access import VIEW
from ..danger import application, hands, marks, orders, protection, risk
from ..danger.forms import ApplicationForm, HarmForm, LowerForm, OrderForm, RaiseForm, RenewForm, ReportedForm, UnmarkForm, VisitForm, WishForm
from ..models import AccessLog, Order, Party
from .opening import look, only_with, posted, with_case

What = AccessLog.What
RISK = "mediation.view_risk"
writes = require_http_methods(["GET", "HEAD", "POST"])


def summary(case, user):
    """Return what the card on the page of a case says, or None while there is nothing to say."""
    changes = case.risk_changes.select_related("event__by").first()
    missing = list(protection.unreported(case))
    harmed = list(case.parties.exclude(harmed=""))
    live = list(case.orders.in_force(timezone.localdate()))
    offers = hands.works_on(case, user)
    if not (changes or missing or harmed or live or offers or case.violent):
        return None
    return {
        "change": _opened(case, changes),
        "missing": bool(missing),
        "asks_who": case.violent and not harmed,
        "asks_minor": protection.lacks_minor(case),
        "orders": with_case(case, live),
        "offers": offers,
        "opens": user.has_perm(RISK, case),  # not through a broken glass
    }


@require_safe
@only_with(RISK)
def danger(request, number):
    case = look(request, number, What.DANGER, perm=RISK)
    user = request.user
    answers = hands.is_officer(case, user) and case.status in case.OPEN
    facts = {
        "case": case,
        "sees_case": user.has_perm(VIEW, case),
        "offers": hands.works_on(case, user),
        "answers": answers,
        "may_lower": answers and case.risk > 1,
        "marks": marks.of(case),
        "asks_minor": protection.lacks_minor(case),
        "may_raise": user.has_perm("mediation.raise_risk", case) and case.risk < 3 and case.status in case.OPEN,
        "signs": risk.signs_of(case),
        "changes": [_opened(case, change) for change in case.risk_changes.select_related("event__by")],
        "harmed": with_case(case, case.parties.exclude(harmed="")),
        "missing": {party.pk for party in protection.unreported(case)},
        "reports": with_case(case, case.mandatory_reports.select_related("party", "by")),
        "wishes": with_case(case, case.wishes_of_parties.select_related("party", "by")),
        "orders": with_case(case, case.orders.select_related("party")),
        "today": timezone.localdate(),
    }
    return render(request, "mediation/danger.html", facts)


@writes
@only_with("mediation.raise_risk")
def raise_risk(request, number):
    case = look(request, number, What.WRITING, perm="mediation.raise_risk")
    form = RaiseForm(posted(request), case=case)

    def write():
        risk.raise_to(case=case, by=request.user, **form.cleaned_data)
        return "颜色改了，该知道的人已经通知。"

    words = {"title": "提高颜色", "button": "提高颜色", "sentence": "变成红色，值班干部和经办人马上收到通知。"}
    return _page(request, case, form, write, words)


@writes
@only_with("mediation.lower_risk")
def lower_risk(request, number):
    case = look(request, number, What.WRITING, perm="mediation.lower_risk")
    form = LowerForm(posted(request), case=case)

    def write():
        risk.lower(case=case, by=request.user, **form.cleaned_data)
        return "颜色改了，理由记在经过里。"

    return _page(request, case, form, write, {"title": "降低颜色", "button": "降低颜色", "sentence": "颜色低了，期限就宽了。先和经办人核实。"})


@writes
@only_with("mediation.lower_risk")
def unmark(request, number):
    """Take away a mark that is not so. Whoever may not, and a case without a mark, find nothing here."""
    case = look(request, number, What.WRITING, perm="mediation.lower_risk")
    marked = marks.of(case)
    if not marked:
        raise Http404
    form = UnmarkForm(posted(request), marks=marked)

    def write():
        marks.take_away(case=case, by=request.user, **form.cleaned_data)
        return "记号撤下了，理由记在经过里。"

    words = {"title": "撤下记号", "button": "撤下记号", "sentence": "撤下以后，强制报告、问意愿、七天回访不再按它来问。先和经办人核实；理由谁也改不了。"}
    return _page(request, case, form, write, words)


@writes
@only_with(RISK)
def harm(request, number):
    case = look(request, number, What.WRITING, perm=RISK)
    form = HarmForm(posted(request), parties=with_case(case, case.parties.all()))

    def write():
        party = protection.harm(case=case, by=request.user, **form.cleaned_data)
        return "记下了。请马上报公安，再把回执写进来。" if party.is_protected else "记下了。转给别的部门以前，先问她自己的意愿。"

    return _page(request, case, form, write, {"title": "谁受到伤害", "button": "记下", "sentence": "孩子和自己做不了主的人，法律要求马上报告公安。"})


@writes
@only_with(VIEW)
def report(request, number):
    case = look(request, number, What.WRITING)
    people = with_case(case, case.parties.filter(harmed__in=Party.PROTECTED))
    form = ReportedForm(posted(request), parties=people)

    def write():
        protection.report(case=case, by=request.user, **form.cleaned_data)
        return "强制报告记下了。"

    words = {"title": "强制报告", "button": "记下这次报告", "sentence": "先打 110 报，再来写。存下就不能改；报了几处，写几次。", "way": reaching.way_of(case)}
    return _page(request, case, form, write, words | {"nobody": "" if people else "先写下谁受到伤害。"})


@writes
@only_with(VIEW)
def wish(request, number):
    case = look(request, number, What.WRITING)
    people = with_case(case, case.parties.filter(harmed=Party.Harmed.ADULT))
    everybody = with_case(case, case.parties.all())
    hers = {party.pk for party in people if reaching.is_hers(party, everybody)}
    form = WishForm(posted(request), parties=people, hers=hers, way=reaching.way_of(case) if hers else None)

    def write():
        protection.ask(case=case, by=request.user, **form.cleaned_data)
        return "她的意愿记下了。"

    words = {"title": "问她自己的意愿", "button": "记下她的意愿", "sentence": "单独问，别当着对方。她说什么就写什么，以后改主意再问一次。"}
    return _page(request, case, form, write, words | {"nobody": "" if people else "先写下谁受到伤害。"})


@writes
@only_with(VIEW)
def new_order(request, number):
    case = look(request, number, What.WRITING)
    form = OrderForm(posted(request), parties=with_case(case, case.parties.all()))

    def write():
        orders.record(case=case, by=request.user, **form.cleaned_data)
        return "记下了。到期以前会提醒您。"

    return _page(request, case, form, write, {"title": "告诫书、保护令", "button": "记下这份文书", "sentence": "照文书写。"})


@require_safe
@only_with(VIEW)
def order(request, number, uid: UUID):
    case, found = _order(request, number, uid, What.PAPER)
    visits = with_case(case, found.visits.select_related("by"))
    facts = {"case": case, "order": found, "visits": visits, "offers": hands.works_on(case, request.user)}
    return render(request, "mediation/danger_order.html", facts)


@writes
@only_with(VIEW)
def visit(request, number, uid: UUID):
    case, found = _order(request, number, uid, What.WRITING)
    hers = reaching.is_hers(found.party, with_case(case, case.parties.all()))
    form = VisitForm(posted(request), way=reaching.way_of(case) if hers else None)

    def write():
        orders.visit(order=found, by=request.user, **form.cleaned_data)
        return "这次回访记下了。"

    words = {"title": "回访", "button": "记下这次回访", "sentence": "对方没有守住，马上打 110；记下以后这一件变成红色。"}
    return _page(request, case, form, write, words, back=found.get_absolute_url())


@writes
@only_with(VIEW)
def renew(request, number, uid: UUID):
    case, found = _order(request, number, uid, What.WRITING)
    form = RenewForm(posted(request))

    def write():
        orders.renew(order=found, by=request.user, **form.cleaned_data)
        return "延长记下了。"

    return _page(request, case, form, write, {"title": "延长保护令", "button": "记下延长", "sentence": "法院裁定延长以后再记。"}, back=found.get_absolute_url())


@writes
@only_with(VIEW)
def protection_paper(request, number):
    """Ask for whom and what; then show the application, to be printed. It shows names whole, so the look says why."""
    case = look(request, number, What.WRITING)
    parties = with_case(case, case.parties.all())
    form = ApplicationForm(posted(request), case=case, parties=parties)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        look(request, number, What.PAPER, why=AccessLog.Why.PAPERS)
        facts = {"applicant": told["party"], "respondent": told["respondent"], "requests": application.requests(told["measures"])}
        facts["story"] = application.told_of(told["story"], [told["party"]])
        return render(request, "mediation/danger_paper.html", {"case": case, "proofs": application.proofs(case), **facts})
    facts = {
        "title": "保护令申请书",
        "button": "做成申请书",
        "sentence": "事实先照案卷写好，请和她一起改成能给对方看的样子；证据清单从案件里来。打印以后由她自己签名。",
    }
    back = f"{case.get_absolute_url()}danger/"
    return render(request, "mediation/danger_form.html", {"case": case, "form": form, "back": back, **facts}, status=422 if form.errors else 200)


@require_POST
@only_with(VIEW)
def printed(request, number):
    """Write down that she prints a paper of the case; the page prints only after this answer."""
    look(request, number, What.PRINT, why=AccessLog.Why.PAPERS)
    return HttpResponse(status=204)


def _order(request, number, uid, what):
    """Return (case, order) for this reader, written down; Http404 for an order of another case."""
    found = []

    def among(case):
        found.extend(with_case(case, Order.objects.filter(case=case, uid=uid).select_related("party")))
        return found or None

    return look(request, number, what, row=uid, among=among), found[0]


def _page(request, case, form, write, words, back=""):
    """Show a form, or write what it says and go back. `write` does the deed and returns the sentence for afterwards."""
    back = back or f"{case.get_absolute_url()}danger/"
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, write())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(back)
    facts = {"case": case, "form": form, "back": back, "way": getattr(form, "way", None), **words}
    return render(request, "mediation/danger_form.html", facts, status=422 if form.errors else 200)


def _opened(case, change):
    """Give the line of a change the case that is open, so that its reason can be read."""
    if change:
        change.event.case = case
    return change
