"""Whether two cases are one: asking the one who carries the other, and joining them."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.client import ip_of
from accounts.fields import PlainTextField
from accounts.refusals import Refusal

from .. import intake
from ..access import open_case
from ..intake import comparing
from ..intake.joining import JOIN
from ..intake.refusals import NotTheSame
from ..models import AccessLog, Case
from .opening import look, mediators_only, posted

What = AccessLog.What


class JoinForm(forms.Form):
    """Which case is the same as this one, and why."""

    number = forms.CharField(label="另一件的编号", help_text="例如 261124-K7M2QP。", error_messages={"required": "还没写另一件的编号。"})
    why = PlainTextField(label="为什么是同一件", max_length=500, lines=True, error_messages={"required": "还没写为什么，写一句。"})

    def clean_number(self):
        return self.cleaned_data["number"].strip().upper()


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def join(request, number):
    """Take another report of the same matter into this case."""
    into = look(request, number, What.WRITING)
    form = JoinForm(posted(request), initial={"number": request.GET.get("with", "")[:13]})
    if form.is_bound and form.is_valid():
        try:
            intake.join(case=_other(request, form.cleaned_data["number"]), into=into, by=request.user, why=form.cleaned_data["why"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "并过来了。两件的经过都留着。")
            return redirect(into)
    return render(request, "mediation/join.html", {"case": into, "form": form}, status=422 if form.errors else 200)


def _other(request, number):
    """Return the other case if she may see it; one that she may not and one that is none are told alike. Raises NotTheSame."""
    if not Case.objects.visible_to(request.user, JOIN).filter(number=number).exists():
        raise NotTheSame
    return open_case(user=request.user, number=number, what=What.WRITING, ip=ip_of(request))


@require_POST
@mediators_only
def ask(request, number):
    """Let those who carry what may be the same, and what she cannot open, look whether it is."""
    case = look(request, number, What.WRITING)
    asked = comparing.ask(case=case, by=request.user)
    messages.success(request, "告诉那边的经办人了。是同一家，他们会打电话给您。" if asked else "那边还没有人经办。")
    return redirect(case)
