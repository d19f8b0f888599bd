"""待打电话: the list of calls inside the staff's admin. A number stands there only while its person may be phoned."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.admin.waiting import waiting_for
from accounts.fields import DayInput
from accounts.refusals import Refusal

from . import calls
from .models import CallEntry

TABS = {"now": "现在能打", "later": "还没到时间", "never": "不能打", "done": "打过的"}
EMPTY = {
    "now": ("没有要打的电话", "消息都送到了，也没有人请您回电。"),
    "later": ("没有要等时间的", "说好了钟点的人，到时候才列出来。"),
    "never": ("没有不能打的", "不要打电话的人有事要说，会列在这里。"),
    "done": ("这两周还没有打过", "打过的电话，结果在这里留两周。"),
}


def urls(site):
    """Return the addresses of the list, for the admin site."""
    return [path("calls/", site.admin_view(page), name="calls"), path("calls/<int:pk>/", site.admin_view(record), name="call_record")]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(choices=CallEntry.Outcome.choices, error_messages={"required": "请选一个结果。", "invalid_choice": "请在列出的里面选一个。"})
    day = forms.DateField(required=False, widget=DayInput, error_messages={"invalid": "这个日期看不懂。请这样写：2026-12-01。"})

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("改天要选今天以后的日子。")
        return day


def page(request):
    if not request.user.has_perm("notices.view_callentry"):
        raise PermissionDenied
    waiting_for(request)  # the counts of the side bar
    entries = list(calls.open_for(request.user))
    centers = {entry.site.center_id: entry.site.center for entry in entries if entry.site}
    center = next((pk for pk in centers if str(pk) == request.GET.get("center")), None)  # of somebody with several, one at a time
    found = calls.sort([entry for entry in entries if center is None or (entry.site and entry.site.center_id == center)], timezone.now())
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "now"
    chosen = next((row for row in found["now"] if str(row.pk) == request.GET.get("call")), None)
    rows = list(calls.done_for(request.user)) if tab == "done" else found[tab]
    for row in [*rows, *([chosen] if chosen else [])]:
        row.who = calls.name_of(row)
    context = {
        **admin.site.each_context(request),
        "title": "待打电话",
        "total": sum(map(len, found.values())),
        "now": timezone.localtime(),
        "tab": tab,
        "tabs": [(name, words, None if name == "done" else len(found[name])) for name, words in TABS.items()],
        "rows": rows,
        "center": center,
        "centers": sorted(centers.values(), key=lambda one: one.pk) if len(centers) > 1 else [],
        "chosen": chosen,
        "empty": EMPTY[tab],
        "outcomes": CallEntry.Outcome.choices[:-1],
        "may": request.user.has_perm("notices.change_callentry"),
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }
    return render(request, "admin/calls.html", context)


@require_POST
def record(request, pk):
    """Write down what came of a call; out of reach is not there."""
    entry = CallEntry.objects.visible_to(request.user, "notices.change_callentry").filter(pk=pk).first()
    if entry is None:
        raise Http404
    form, tab = OutcomeForm(request.POST), request.POST.get("tab", "now")
    if form.is_valid():
        try:
            calls.record(entry=entry, outcome=form.cleaned_data["outcome"], day=form.cleaned_data["day"], by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"记下了：{entry.get_outcome_display()}。" + ("" if entry.done_at else "到时候会再列出来。"))
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(f"{reverse('admin:calls')}?tab={tab if tab in TABS else 'now'}")
