"""Add a person to a case, and correct what stands of one. Who comes second sees both and chooses."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import masks
from accounts.refusals import Refusal

from .. import reaching
from ..casework import conflicts, people
from ..forms import PartyForm
from ..models import AccessLog, Case
from ..refusals import EditedMeanwhile
from .opening import look, mediators_only, posted, with_case

What = AccessLog.What
OUT = "这个号码是您的，或您家里人的，您要回避。这一件已经交给干部，请别的调解员来办，您不再看得到。"


def may_write(case, user):
    """Whether she writes names and numbers of this case: whoever carries it, while something is left to do."""
    return case.mediator_id == user.pk and case.status in Case.OPEN


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def new(request, number):
    case = look(request, number, What.WRITING)
    if not may_write(case, request.user):
        return redirect(case)
    form, there = PartyForm(posted(request), initial={"version": case.version}), []
    if request.method == "POST" and form.is_valid():
        try:
            people.add(case=case, by=request.user, **form.cleaned_data)
        except EditedMeanwhile as refusal:
            there = with_case(refusal.case, refusal.case.parties.all())
            _seen(form, refusal, "您写的时候，别人也改了这一件。请看看下面有没有这一位；没有，就再按一次。")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, case, case, "加上了。文书、期限和“可能认识”都会用到。")
    return _page(request, "mediation/people_new.html", {"case": case, "form": form, "there": there})


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def mend(request, number, uid: UUID):
    """Show name and numbers whole, to be corrected: the look is written down as on the party's own page."""
    found = []

    def among(case):
        found.extend(with_case(case, case.parties.filter(uid=uid)))
        return found or None

    case = look(request, number, What.PARTY, row=uid, why=AccessLog.Why.IDENTITY, among=among)
    party = found[0]
    if not may_write(case, request.user):
        return redirect(case)
    way = reaching.way_of(case) if reaching.is_hers(party, with_case(case, case.parties.all())) else None
    how = {"party": party, "may_move": people.may_move(party), "may_phone": way is None or way.allows(timezone.localtime())}
    form, both = PartyForm(posted(request), initial={"version": case.version}, **how), []
    if request.method == "POST" and form.is_valid():
        try:
            people.correct(party=party, by=request.user, **form.cleaned_data)
        except EditedMeanwhile as refusal:
            both = seen_both(form, refusal, party, people.FACTS, hidden=() if how["may_phone"] else ("phone",))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, case, "mediation:people", "改好了。原来的写法封存在经过里，在这一位的资料页看得到。")
    return _page(request, "mediation/people_mend.html", {"case": case, "party": party, "form": form, "both": both})


def seen_both(form, refusal, party, names, hidden=()):
    """Return (label, what stands there now, what she wrote) of each field of `party` that differs; pressed again, her words stand."""
    there, rows = refusal.case.parties.get(pk=party.pk), []
    for name in names:
        now, wrote = getattr(there, name) or "", form.cleaned_data.get(name, getattr(there, name)) or ""
        if now != wrote:
            rows.append((people.label(name), *(masks.phone(words) if words and name in hidden else people.shown(name, words) for words in (now, wrote))))
    _seen(form, refusal, str(refusal) if rows else "您写的时候，别人也改了这一件，这一位没有动。再按一次就存下。")
    return rows


def _seen(form, refusal, words):
    """She has seen what is there now: pressed again, her words stand."""
    form.data = form.data.copy()
    form.data["version"] = refusal.case.version
    form.add_error(None, words)


def _done(request, case, back, words):
    if conflicts.of(case, request.user):
        messages.warning(request, OUT)
        return redirect("mediation:cases")
    messages.success(request, words)
    return redirect(back, number=case.number) if isinstance(back, str) else redirect(back)


def _page(request, page, facts):
    return render(request, page, facts, status=422 if facts["form"].errors else 200)
