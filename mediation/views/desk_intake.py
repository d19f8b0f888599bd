"""/mediation/new/: somebody came in, with a booked time or without, or another body handed a matter over. One form, with its source."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import roles, trail
from accounts.fields import PlainTextField
from accounts.refusals import Refusal

from .. import intake
from ..fields import PurposeField
from ..forms import ReportForm
from ..intake.receiving import AT_THE_DESK, RECEIVE
from ..models import Case, SafeWay
from .opening import mediators_only

Source = Case.Source
WAYS = [(SafeWay.Rule.ANY, "随时"), (SafeWay.Rule.HOURS, "只在这些时间，自称邻里中心"), (SafeWay.Rule.NEVER, "不要打，给查询码")]


class DeskForm(ReportForm):
    """As the grid worker's form, with where it comes from and how the person may be reached."""

    perm = RECEIVE
    source = forms.ChoiceField(
        label="怎么来的", widget=forms.RadioSelect, choices=[(source.value, source.label) for source in AT_THE_DESK], initial=Source.APPLICATION,
        error_messages={"required": "还没选怎么来的，选一样。"},
    )  # fmt: skip
    paper = PlainTextField(
        label="来文单位、文号", max_length=100, required=False, help_text="别的单位移交来的要写，例如“鲤城区人民法院，(2026)闽0502委调12号”。"
    )
    purpose = PurposeField()
    safe = forms.ChoiceField(label="能不能打给当事人", widget=forms.RadioSelect, choices=WAYS, error_messages={"required": "还没问能不能打，选一样。"})
    parts = forms.MultipleChoiceField(label="什么时间", required=False, choices=SafeWay.Part, widget=forms.CheckboxSelectMultiple)

    def clean(self):
        told = super().clean()
        if told.get("source") in Case.HANDED_OVER and told.get("paper") == "":
            self.add_error("paper", "移交来的，要写来文单位。")
        if told.get("safe") == SafeWay.Rule.HOURS and not told.get("parts") and "parts" not in self.errors:
            self.add_error("parts", "还没选什么时间可以打。")
        return told

    def facts(self):
        told = self.cleaned_data
        parts = tuple(told["parts"]) if told["safe"] == SafeWay.Rule.HOURS else ()
        return super().facts() | self.origin() | {"way": intake.Way(rule=told["safe"], parts=parts), "purpose": told["purpose"]}

    def origin(self):
        """Where it comes from: arguments of intake.receive."""
        return {"source": self.cleaned_data["source"], "words": self.cleaned_data["paper"]}


class BookedForm(DeskForm):
    """She came with a booked time: that is where it comes from."""

    source = None
    paper = None

    def __init__(self, *args, booking, **kwargs):
        super().__init__(*args, initial=intake.booked.known_of(booking), **kwargs)
        self.session = booking.session

    def origin(self):
        """The time stands in the first line of the timeline."""
        at = timezone.localtime(self.session.starts_at)
        return {"words": f"预约的 {at:%Y-%m-%d %H:%M}，{self.session.service.title}"}


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def new(request):
    if not roles.may_ever(request.user, RECEIVE):
        raise Http404
    booking = _booking(request)
    if booking and (made := intake.booked.case_of(booking)):
        return redirect(made)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BookedForm(*sent, reporter=request.user, booking=booking) if booking else DeskForm(*sent, reporter=request.user)
    if sent and form.is_valid():
        receive = partial(intake.booked.receive_booked, booking=booking) if booking else intake.receive
        try:
            case = receive(by=request.user, **form.facts())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"登记好了，编号 {case.number}。")
            return redirect(case)
    lost = len(request.FILES.getlist("photos")) if form.errors else 0
    return render(request, "mediation/desk_intake.html", {"form": form, "lost_photos": lost, "booking": booking}, status=422 if form.errors else 200)


def _booking(request):
    """Return the booked time that the address names, None when it names none. Of one that is not hers there is nothing here."""
    number = request.GET.get("appointment")
    if number is None:
        return None
    booking = intake.booked.find(int(number), request.user) if number.isascii() and number.isdigit() and len(number) < 19 else None
    if booking is None:
        raise Http404
    trail.note("read", about=booking, by=request.user)
    return booking
