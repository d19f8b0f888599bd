"""The page of a draw, before and after; entering and taking back; what everybody can take along to work it out again."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import FamilyMember
from accounts.refusals import Refusal

from .. import booking
from ..fairness import draw_words, draws, lots
from ..forms import EnterDrawForm
from ..models import Booking, Draw, DrawEntry

State = Draw.State


def _draw(pk):
    return get_object_or_404(Draw.objects.announced().with_page(), pk=pk)


def _mine(draw, user):
    """Return her number in this draw (the one that counts, else the last she took back), with her children, or None."""
    if not user.is_authenticated:
        return None
    entries = DrawEntry.objects.filter(draw=draw, booker=user).prefetch_related("children__attendee")
    return entries.order_by("-withdrawn_at", "-number").filter(withdrawn_at=None).first() or entries.order_by("-number").first()


@require_safe
def draw(request, pk):
    """What is drawn and how, what has been published; the list; afterwards the order. `?check=1` works it out again without a script."""
    page = _draw(pk)
    mine = _mine(page, request.user)
    held = None
    if mine and mine.outcome == DrawEntry.Outcome.WON and page.session_id:
        held = Booking.objects.of(request.user).filter(session=page.session_id).live().order_by("pk").first()
    number = mine.shown if mine and not mine.withdrawn_at else ""
    is_drawn = page.state == State.DRAWN
    lines = lots.read(page.numbers)
    context = {
        "draw": page,
        "mine": mine,
        "held": held,
        "names": "、".join("您" if child.attendee.is_self else child.attendee.name for child in mine.children.all()) if mine else "",
        "number": number,
        "steps": draw_words.steps(page),
        "rules": draw_words.rules(page),
        "people": sum(line.people for line in lines),
        "lines": lines,
        "apart": [line.number for line in lines if line.kept],
        "groups": draw_words.groups(page) if is_drawn else [],
        "published_json": json.dumps(draw_words.published(page)) if is_drawn else "",
        "source_link": page.lottery_source.startswith("https://"),
        "lottery_moment": lots.lottery_moment(page.lottery_day),
        "checked": draws.wrong_at(page) if is_drawn and request.GET.get("check") == "1" else None,
        "is_checked": is_drawn and request.GET.get("check") == "1",
    }
    return render(request, "positions/draw_result.html" if is_drawn else "positions/draw.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, pk):
    """Ask who comes, and give a number. A press sent twice leads to the same number."""
    page = _draw(pk)
    family = list(FamilyMember.objects.present().of(request.user).defer("health_note").order_by("pk"))
    family.sort(key=lambda member: not member.is_self)
    for member in family:
        member.words = draw_words.why_not(page, member)
    form = EnterDrawForm(request.POST if request.method == "POST" else None, family=family)
    if form.is_bound and form.is_valid():
        try:
            entry = draws.enter(draw=page.pk, attendees=form.cleaned_data["attendees"], booker=request.user, by=request.user, key=form.cleaned_data["key"])
        except Refusal as refusal:
            form.add_error("attendees", str(refusal))
        else:
            messages.success(request, f"报上了，您家的号是 {entry.shown}。早报晚报一样，等开签就好。")
            return redirect(page)
    context = {
        "draw": page,
        "form": form,
        "family": family,
        "chosen": set(form.data.getlist("attendees")) if form.is_bound else {str(m.pk) for m in family if not m.words and not m.is_self},
        "can_any": any(not member.words for member in family),
        "rules": draw_words.rules(page),
        "key": (form.data.get("key") if form.is_bound else "") or booking.new_key(),
    }
    return render(request, "positions/draw_enter.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def withdraw(request, pk):
    entry = get_object_or_404(DrawEntry.objects.filter(booker=request.user, withdrawn_at=None), draw=pk)
    try:
        draws.withdraw(entry=entry, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "撤回了。号码留空，不影响别人。")
    return redirect("positions:draw", pk)


@require_safe
def numbers(request, pk):
    """The canonical text of the locked list: its SHA-256 is the published one."""
    page = get_object_or_404(Draw.objects.exclude(list_hash=""), pk=pk)
    return HttpResponse(page.numbers, content_type="text/plain; charset=utf-8")


@require_safe
def published(request, pk):
    """Everything that has been published of a draw, for the script of docs/draw.md. Numbers only."""
    page = _draw(pk)
    name = f'attachment; filename="draw-{page.pk}.json"'
    return JsonResponse(draw_words.published(page), json_dumps_params={"indent": 1}, headers={"Content-Disposition": name})
