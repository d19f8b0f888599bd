"""A place for a whole term: the page before the button, and the term afterwards with its calendar."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal

from .. import booking
from ..forms import KEY
from ..models import Enrollment, Session, Strike, Timetable
from ..terms import days_off, enrolling, month, offer, strikes, words
from ..terms.forms import DayForm, EnrolForm, LeaveForm, StretchForm, WordsForm


def _timetable(request, pk):
    timetable = get_object_or_404(Timetable.objects.for_enrolling().select_related("service__circle", "service__site__center", "room"), pk=pk)
    if not timetable.service.is_open_to(request.user):
        raise Http404
    return timetable


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request, pk):
    """Ask who comes on which weekdays, and book the whole term by one press; with htmx only what follows from the choice."""
    timetable = _timetable(request, pk)
    form = EnrolForm(request.POST if request.method == "POST" else request.GET, timetable=timetable)
    form.is_valid()
    said, refusal = form.cleaned_data, ""
    if request.method == "POST" and not form.errors:
        try:
            made = enrolling.enrol(timetable=timetable.pk, attendee=said["attendee"], booker=request.user, by=request.user, weekdays=said["d"], key=said["key"])
            return redirect(made)
        except Refusal as no:
            refusal = str(no)
    is_said = "d" in form.data or request.htmx
    found = offer.read(timetable=timetable, user=request.user, who=said.get("attendee"), weekdays=said.get("d", []) if is_said else None)
    key = form.data.get("key", "")
    context = {
        "timetable": timetable,
        "service": timetable.service,
        "offer": found,
        "form": form if request.method == "POST" else EnrolForm(timetable=timetable),
        "refusal": refusal,
        "rule": words.rule(timetable.service),
        "key": key if request.method == "POST" and KEY.fullmatch(key) else booking.new_key(),
    }
    part = "#sum" if request.htmx and not request.htmx.history_restore_request else ""
    return render(request, f"positions/enrol.html{part}", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def enrollment(request, code):
    """One child's term: the calendar, what was missed, the rule, the way out."""
    return _term(request, _seen(request, code))


def _seen(request, code):
    """Return a term of a child of hers, whichever guardian enrolled it: she sees it and frees single days."""
    return get_object_or_404(Enrollment.objects.seen_by(request.user).for_pages(), code=code)


def _mine(request, code):
    return get_object_or_404(Enrollment.objects.of(request.user).for_pages(), code=code)


def _date(text):
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _term(request, mine, *, form=None, refusal="", status=200):
    today = timezone.localdate()
    chosen = _date(request.POST.get("day") or request.GET.get("day"))
    shown = _date(f"{request.GET.get('m', '')}-01") or (chosen or today).replace(day=1)
    shown = min(max(shown, today - timedelta(days=400)), today + timedelta(days=400))
    bookings = month.bookings_between(mine, chosen, chosen) if chosen else {}
    row, rule = bookings.get(chosen) or _next(mine), strikes.rule_for(mine)
    context = {
        "enrollment": mine,
        "timetable": mine.timetable,
        "service": mine.timetable.service,
        "weeks": month.of(mine, year=shown.year, month=shown.month, chosen=row.session.day if row else None),
        "ten": month.next_days(mine, chosen=row.session.day if row else None),
        "shown": shown,
        "before": (shown - timedelta(days=1)).replace(day=1),
        "after": (shown + timedelta(days=31)).replace(day=1),
        "row": row,
        "now": timezone.now(),
        "may_free": row and month.may_free(row),
        "may_undo": row and month.may_undo(row),
        "wants_stretch": "stretch" in request.GET or isinstance(form, StretchForm),
        "form": form or StretchForm(),
        "refusal": refusal,
        "missing": words.dates(session.day for session in month.missing(mine)) if mine.is_live else "",
        "lines": offer.line_of(mine) if mine.is_live else [],
        "figures": strikes.figures(mine, is_covered=rule != strikes.LATER),
        "taken": mine.taken_back.filter(ended_at=None).first(),
        "rule": rule,
        "weekdays": [(number, words.weekdays([number])) for number in map(int, mine.weekdays)],
        "is_hers": mine.booker_id == request.user.pk,
        "is_new": mine.booker_id == request.user.pk and mine.is_live and timezone.now() - mine.made_at < timedelta(minutes=2),
    }
    return render(request, "positions/enrollment.html", context, status=status)


def _next(mine):
    """Return the next place of this term that she may free, or the next one at all."""
    rows = mine.bookings.live().filter(session__starts_at__gt=timezone.now(), session__status=Session.Status.PUBLISHED)
    row = rows.select_related("session__service").order_by("session__starts_at").first()
    if row:
        row.enrollment = mine
    return row


@login_required
@require_POST
def day_off(request, code):
    """Free one day (`day`), or a stretch of days (`first`, `last`)."""
    mine = _seen(request, code)
    form = (DayForm if "day" in request.POST else StretchForm)(request.POST)
    if not form.is_valid():
        return _term(request, mine, form=form, status=422)
    first, last = form.stretch()
    try:
        days_off.stretch(enrollment=mine, first=first, last=last, by=request.user)
    except Refusal as no:
        return _term(request, mine, form=form if "first" in request.POST else None, refusal=str(no), status=422)
    return redirect(f"{mine.get_absolute_url()}?day={first}#day")


@login_required
@require_POST
def come_back(request, code):
    """Take a day off back while the place of that day is still free."""
    mine = _seen(request, code)
    day = _date(request.POST.get("day"))
    row = month.bookings_between(mine, day, day).get(day) if day else None
    if row is None:
        raise Http404
    try:
        days_off.undo(booking=row, by=request.user)
    except Refusal as no:
        return _term(request, mine, refusal=str(no), status=422)
    return redirect(f"{mine.get_absolute_url()}?day={day}#day")


@login_required
@require_POST
def leave(request, code):
    """Give the places of some weekdays, or of the whole term, back."""
    mine = _mine(request, code)
    form = LeaveForm(request.POST, enrollment=mine)
    if not form.is_valid():
        return _term(request, mine, form=form, status=422)
    try:
        enrolling.leave(enrollment=mine, by=request.user, weekdays=form.cleaned_data["d"])
    except Refusal as no:
        return _term(request, mine, refusal=str(no), status=422)
    return redirect(mine)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def excuse(request, code, pk):
    """说一声: tell why the child was not there or fetched late; staff answer."""
    mine = _mine(request, code)
    strike = get_object_or_404(Strike.objects.filter(enrollment=mine), pk=pk)
    form = WordsForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            strikes.say(strike=strike, by=request.user, words=form.cleaned_data["words"])
            return redirect(request.path)
        except Refusal as no:
            refusal = str(no)
    context = {"enrollment": mine, "service": mine.timetable.service, "strike": strike, "form": form, "refusal": refusal}
    return render(request, "positions/enrollment_excuse.html", context, status=422 if form.is_bound else 200)
