"""群发通知: choose to whom, write, see how many and three of them, then send."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts import masks
from accounts.admin.waiting import waiting_for
from accounts.fields import PlainTextField
from accounts.refusals import Refusal

from ..booking import new_key
from ..models import GroupMessage, Session, Site, Timetable
from ..telling import groups
from ..telling.notice_texts import sms_of

SAMPLES = 3
SHOWN = 40
NAMES = ("session", "timetable", "site")


def urls(site):
    """Return the addresses of these pages, for the admin site."""
    return [path("group/", site.admin_view(choose), name="group"), path("group/write/", site.admin_view(write), name="group_write")]


class WordsForm(forms.Form):
    words = PlainTextField(
        label="要说的话", max_length=groups.WORDS, lines=True, help_text=f"最多 {groups.WORDS} 个字，一条短信放得下。别写孩子的名字和健康情况。"
    )
    key = forms.CharField(max_length=36, widget=forms.HiddenInput)

    def clean_words(self):
        return " ".join(self.cleaned_data["words"].split())


def choose(request):
    """The sessions of two weeks, the timetables and the sites that she may tell something, and what was sent lately."""
    user = request.user
    if not user.has_perm(groups.PERM):
        raise PermissionDenied
    waiting_for(request)
    today = timezone.localdate()
    sessions = Session.objects.visible_to(user, groups.PERM).published().upcoming().filter(service__confidential=False, booked__gt=0, capacity__gt=1)
    context = {
        **admin.site.each_context(request),
        "title": "群发通知",
        "sessions": sessions.between(today, today + timedelta(days=14)).for_cards()[:SHOWN],
        "timetables": Timetable.objects.visible_to(user, groups.PERM)
        .running()
        .filter(service__confidential=False)
        .select_related("service__site__center")[:SHOWN],
        "sites": Site.objects.visible_to(user, groups.PERM).open().select_related("center")[:SHOWN],
        "sent": GroupMessage.objects.visible_to(user, groups.PERM).select_related("session__service", "timetable__service", "site__center", "sent_by")[:10],
    }
    return render(request, "admin/group.html", context)


def _circle(request):
    values = {name: request.GET.get(name, "") for name in NAMES}
    numbers = {name: int(value) for name, value in values.items() if value.isdecimal() and len(value) < 16}
    circle = groups.circle_for(request.user, **numbers)
    if circle is None:
        raise Http404
    return circle


def write(request):
    """Write, then look at it, then send: three presses, and nothing leaves before the last."""
    if not request.user.has_perm(groups.PERM):
        raise PermissionDenied
    waiting_for(request)
    circle, count, samples, look = _circle(request), None, [], False
    form = WordsForm(request.POST or None, initial={"key": new_key()})
    try:
        count = groups.count(circle)
        if request.method == "POST" and form.is_valid() and "back" not in request.POST:
            if "send" in request.POST:
                said = form.cleaned_data
                message = groups.send(circle=circle, words=said["words"], by=request.user, key=said["key"])
                messages.success(request, f"发出去了，共 {message.told} 位。送到没有，看名单里每个人旁边的字。")
                return redirect("admin:group")
            look, samples = True, [_sample(user, form.cleaned_data["words"]) for user in circle.people()[:SAMPLES]]
    except Refusal as refusal:
        if form.is_bound:
            form.add_error(None, str(refusal))
        else:
            form.refusal = str(refusal)
    named = circle.row is not circle.site and (circle.session or circle.timetable)
    context = {
        **admin.site.each_context(request),
        "title": "群发通知", "circle": circle, "named": named, "count": count, "samples": samples, "look": look, "form": form, "most": groups.MOST,
        "here": urlencode({name: request.GET[name] for name in NAMES if name in request.GET}), "back": reverse("admin:group"),
    }  # fmt: skip
    return render(request, "admin/group_write.html", context, status=422 if form.errors and "back" not in request.POST else 200)


def _sample(user, words):
    return {"who": masks.name(user.name) or "没有写名字", "phone": masks.phone(user.phone), "sms": sms_of(words)}
