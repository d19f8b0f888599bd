"""Her pages about messages: by which way she is told, how she may be reached, her WeChat account; and what WeChat tells us."""

import hashlib
import hmac
import re
import time

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts import safe_contact
from accounts.models import SafeContact
from accounts.refusals import Refusal

from . import binding, choices, receipts
from .backends import wechat as provider
from .models import Channel, WeChatBinding

Rule = SafeContact.Rule
WHAT_IT_MEANS = {
    Rule.ANY: "有事就发短信、打电话。",
    Rule.HOURS: "别的时间不发也不打，等到这些钟点。",
    Rule.AS_CENTER: "短信和电话都不说是什么事，也不提名字。",
    Rule.NEVER: "什么都不发，您自己登录来看。",
}
FRESH = 300  # seconds that a signed call of WeChat is good for
EVENT = re.compile(rb"<(Event|MsgID|Status)>(?:<!\[CDATA\[)?([^<\]]{1,80})(?:\]\]>)?</\1>")


class ChoicesForm(forms.Form):
    """One field for each group of kinds: the channels that she wants."""

    def __init__(self, *args, user, channels, **kwargs):
        super().__init__(*args, **kwargs)
        known = choices.of(user)
        for name, group in choices.GROUPS.items():
            if name != "work" or user.live_posts:
                field = forms.MultipleChoiceField(label=group.title, help_text=group.words, choices=channels, required=False)
                field.widget = forms.CheckboxSelectMultiple(choices=channels)
                self.fields[name], self.initial[name] = field, sorted(known[name])

    @property
    def chosen(self):
        """What was ticked, with what the page does not show as it was."""
        return {name: set(self.initial[name]) - {value for value, _ in field.choices} | set(self.cleaned_data[name]) for name, field in self.fields.items()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request):
    """怎样告诉我: by which way for which kind."""
    user, bound = request.user, WeChatBinding.objects.filter(user=request.user).exists()
    shown = [choice for choice in Channel.choices if choice[0] == Channel.SMS or bound]
    form = ChoicesForm(request.POST if request.method == "POST" else None, user=user, channels=shown)
    if form.is_valid():
        try:
            choices.choose(user=user, channels=form.chosen)
        except Refusal as refusal:
            form.add_error("changes", str(refusal))
        else:
            messages.success(request, "记下了，以后照这样告诉您。")
            return redirect("notices:choices")
    essential = [name for name, group in choices.GROUPS.items() if group.essential]
    _, rule = safe_contact.words_for_staff(user)
    page = {"form": form, "essential": essential, "bound": bound, "has_wechat": bool(settings.WECHAT_APP_ID), "rule": rule, "quiet": _quiet()}
    return render(request, "notices/choices.html", page, status=422 if form.errors else 200)


def _quiet():
    first, last = settings.QUIET_FROM, settings.QUIET_UNTIL
    return "" if first == last else f"{first}:00–{last}:00"


def clock(label, example):
    """Return a field for a time of day, the browser's own control."""
    words = {"invalid": f"请这样写：{example}。"}
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), error_messages=words)


class SafeForm(forms.Form):
    rule = forms.ChoiceField(
        label="怎样联系您",
        choices=[(rule.value, rule.label) for rule in WHAT_IT_MEANS],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个。", "invalid_choice": "请在列出的里面选一个。"},
    )
    starts = clock("从", "14:00")
    ends = clock("到", "17:00")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def safe(request):
    """怎样联系我: never, only at some hours, only as 邻里中心."""
    known = safe_contact.of(request.user)
    initial = {"rule": known.rule, "starts": known.starts, "ends": known.ends} if known else {"rule": Rule.ANY}
    form = SafeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            safe_contact.choose(user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("starts", str(refusal))
        else:
            messages.success(request, "记下了，以后照这样联系您。")
            return redirect("notices:choices")
    rules = [(radio, WHAT_IT_MEANS[radio.data["value"]]) for radio in form["rule"]]
    return render(request, "notices/safe.html", {"form": form, "rules": rules}, status=422 if form.errors else 200)


# --- WeChat --------------------------------------------------------------------------------------------
def _require_wechat():
    if not settings.WECHAT_APP_ID:
        raise Http404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wechat(request):
    """Is her WeChat connected? POST with a ticket connects, POST `end` takes it apart."""
    _require_wechat()
    refusal = None
    if request.method == "POST":
        try:
            if "end" in request.POST:
                binding.unbind(user=request.user)
                messages.success(request, "微信解开了，以后只发短信。")
            else:
                binding.bind(user=request.user, ticket=request.POST.get("ticket", ""))
                messages.success(request, "连上了，以后先发到微信。")
            return redirect("notices:wechat")
        except Refusal as no:
            refusal = str(no)
    inside = "micromessenger" in request.headers.get("User-Agent", "").lower()
    bound = WeChatBinding.objects.filter(user=request.user).first()
    page = {"bound": bound, "inside": inside, "refusal": refusal, "qr": None if inside or bound else _qr(f"{settings.SITE_URL}/my/notices/wechat/")}
    return render(request, "notices/wechat.html", page, status=422 if refusal else 200)


def _qr(address):
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    return mark_safe(drawn.replace("<svg ", '<svg role="img" aria-label="本页的二维码" ', 1))  # noqa: S308 - our own address


@login_required
@require_safe
def wechat_go(request):
    """Send her to WeChat, which sends her back with a code. A link and no form: our pages post to nobody else."""
    _require_wechat()
    return redirect(binding.address(request.user, request.session.session_key))


@login_required
@require_safe
def wechat_back(request):
    """She came back: ask her once, then connect (POST). What is not hers leads nowhere."""
    _require_wechat()
    try:
        binding.require_state(request.GET.get("state", ""), request.user, request.session.session_key)
        openid = provider.openid_of(request.GET.get("code", "")[:200])
    except Refusal as refusal:
        return render(request, "notices/wechat.html", {"refusal": str(refusal), "inside": True}, status=422)
    except OSError:
        return render(request, "notices/wechat.html", {"refusal": "微信这会儿没有回答。请过几分钟再按一次。", "inside": True}, status=422)
    return render(request, "notices/wechat.html", {"ticket": binding.ticket(request.user, openid), "inside": True})


@csrf_exempt  # WeChat signs instead
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request):
    """WeChat tells what became of a message (TEMPLATESENDJOBFINISH), signed with the token that we agreed on."""
    if not _is_signed(request.GET):
        return HttpResponseForbidden()
    if request.method != "POST":
        return HttpResponse(request.GET.get("echostr", "")[:100], content_type="text/plain; charset=utf-8")
    told = {name.decode(): value.decode(errors="replace").strip() for name, value in EVENT.findall(request.body[:10_000])}
    if told.get("Event") == "TEMPLATESENDJOBFINISH" and told.get("MsgID"):
        receipts.told(told["MsgID"], delivered=told.get("Status") == "success", why=told.get("Status", ""))
    return HttpResponse("success", content_type="text/plain")


def _is_signed(query):
    token, stamp, nonce = settings.WECHAT_CALLBACK_TOKEN, query.get("timestamp", ""), query.get("nonce", "")
    if not token or not stamp.isdecimal() or abs(time.time() - int(stamp[:12])) > FRESH:
        return False
    right = hashlib.sha1("".join(sorted((token, stamp, nonce))).encode()).hexdigest()  # noqa: S324 - the provider's own way
    return hmac.compare_digest(right.encode(), query.get("signature", "").encode())
