"""Choosing hours of an opening for a child: one page, one press, one ticket."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import family
from accounts.family import TooYoungAlone
from accounts.refusals import Refusal

from .. import booking, choosing, rules
from ..forms import KEY
from ..models import Session
from ..refusals import AgeUnknown, BusyThen, HouseholdLimit, NotYourFamily, WrongAge
from ..terms import hourly
from ..terms.forms import HoursForm
from ..wanted import first

ABOUT_HER = (WrongAge, BusyThen, NotYourFamily, HouseholdLimit)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request, pk):
    """Ask who comes, from when to when; the hours that are full stand there and cannot be chosen."""
    session = get_object_or_404(Session.objects.with_page(), pk=pk, service__hourly_places__isnull=False)
    if not session.service.is_open_to(request.user):
        raise Http404
    grid = hourly.hours(session)
    form, refusal = HoursForm(request.POST if request.method == "POST" else None, grid=grid), ""
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            if said["born_on"]:
                family.say_birth_date(user=request.user, born_on=said["born_on"])
            how = {"attendee": said["attendee"], "booker": request.user, "by": request.user, "key": said["key"], "note": said["note"]}
            return redirect(hourly.book(session=session.pk, first=said["first"], last=said["last"], **how))
        except ABOUT_HER as no:
            form.add_error("attendee", str(no))
        except (AgeUnknown, TooYoungAlone) as no:
            form.add_error("born_on", "这里看年龄，请填上出生日期。" if isinstance(no, AgeUnknown) else str(no))
        except Refusal as no:
            refusal, grid = str(no), hourly.hours(session)
    state = first.state(session, request.user)
    posted = form.data.get("attendee", "") if form.is_bound else ""
    chosen = {int(posted)} if posted.isascii() and posted.isdigit() else ()
    # The whole opening is not asked for: another booking at some of its hours does not keep a child from the others.
    choices = choosing.choices(session=session, user=request.user, chosen=chosen, any_hour=True)
    context = {
        "session": session,
        "service": session.service,
        "is_open": state in ("free", "few", "full") and any(hour.can_come for hour in grid),
        "state": state,
        "grid": grid,
        "picked": form.data.getlist("h") if form.is_bound else [],
        "form": form,
        "refusal": refusal,
        "choices": choices,
        "can_any": any(choice.can_come for choice in choices),
        "asks_birth_date": any(choice.asks_birth_date for choice in choices),
        "key": form.data["key"] if form.is_bound and KEY.fullmatch(form.data.get("key", "")) else booking.new_key(),
        "rule": rules.of_session(session),
    }
    return render(request, "positions/hours.html", context, status=422 if form.is_bound else 200)
