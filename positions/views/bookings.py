"""Taking a place, and the ticket afterwards: seen by nobody but the one who booked."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import family, masks
from accounts.family import TooYoungAlone
from accounts.refusals import Refusal

from .. import booking, choosing, rules, tickets
from ..duty import hosts
from ..families import acting, fetching
from ..forms import KEY, LAST_PAGE, BookForm
from ..models import Booking, Service, Session
from ..refusals import AgeUnknown, BusyThen, HouseholdLimit, NotOnTheList, NotYourFamily, SessionFull, WrongAge
from ..wanted import first

Audience, Status = Service.Audience, Booking.Status

PAGE = 12
JUST_NOW = timedelta(minutes=2)
NOTED = (Audience.CHILDREN, Audience.PAIRS, Audience.ELDERS)  # where somebody may have to be looked after
ABOUT_HER = (WrongAge, BusyThen, NotYourFamily, HouseholdLimit)  # another person may still come


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book(request, pk):
    """Ask who comes, and book. A press sent twice leads to the same ticket; a refusal comes back with what was typed."""
    refusal = None
    form = BookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = _book(request.user, pk, said)
            return redirect("positions:acting", said["acting"]) if said["acting"] else redirect(made)
        except NotOnTheList as no:
            form.add_error("to_fetch", str(no))
        except ABOUT_HER as no:
            form.add_error("attendee", str(no))
        except (AgeUnknown, TooYoungAlone) as no:
            form.add_error("born_on", "这一场看年龄，请填上您的出生日期。" if isinstance(no, AgeUnknown) else str(no))
        except Refusal as no:
            refusal = no
    return _choose(request, pk, form, refusal)


def _book(user, pk, said):
    """Take the place: for somebody who gave her mandate, or for one of her own people with whoever will fetch the child."""
    how = {"session": pk, "by": user, "key": said["key"], "note": said["note"], "wait": said["wait"], "seen": said["seen"]}
    if said["acting"]:
        return acting.book(mandate=said["acting"], **how)
    if said["born_on"]:
        family.say_birth_date(user=user, born_on=said["born_on"])
    how |= {"attendee": said["attendee"], "booker": user}
    return fetching.book(fetcher=said["to_fetch"], **how) if said["to_fetch"] else booking.book(**how)


def _choose(request, pk, form, refusal):
    """The page that asks who comes; after a press that could not be done, with the reason (422)."""
    session = get_object_or_404(Session.objects.with_page(), pk=pk)
    if not session.service.is_open_to(request.user):
        raise Http404
    if session.service.hourly_places:
        return redirect("positions:hours", pk)
    if session.service.is_by_appointment and request.method != "POST":  # where there are times and people to choose from
        return redirect(f"{reverse('positions:slots_of', args=[session.service_id])}?slot={session.pk}")
    state = first.state(session, request.user)
    is_open = state in ("free", "few", "full")
    posted = form.data.get("attendee", "") if form.is_bound else ""
    who = choosing.who(request, session)
    chosen = int(posted) if posted.isascii() and posted.isdigit() else None
    choices = choosing.choices(session=session, user=who.user, chosen=chosen, only_self=who.mandate is not None) if is_open else []
    ready = [choice for choice in choices if choice.can_come]
    key_stays = form.is_bound and KEY.fullmatch(form.data.get("key", ""))  # the same press, sent again after a refusal
    context = {
        "session": session,
        "state": state,
        "is_open": is_open,
        "form": form,
        "refusal": "" if isinstance(refusal, SessionFull) and is_open else str(refusal or ""),
        "just_filled": isinstance(refusal, SessionFull) and state == "full",
        "choices": choices,
        "who": who,
        "can_any": bool(ready),
        "known": choosing.known_notes(ready, form) if session.service.audience in NOTED else "",
        "fetchers": fetching.options(members=[choice.member for choice in ready], user=request.user, chosen=form.data.get("to_fetch"))
        if ready and fetching.is_asked(session) and not who.mandate
        else [],
        "asks_birth_date": any(choice.asks_birth_date for choice in choices) and not who.mandate,
        "asks_note": session.service.audience in NOTED,
        "key": form.data["key"] if key_stays else booking.new_key(),
        "seen": booking.minute(session.starts_at),
        "rank": session.waiting + 1,
        "cancel_by": rules.moment(session.cancel_by),
        "is_neutral": session.service.confidential,
    }
    return render(request, "positions/book.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def ticket(request, code):
    """One booking of hers: the code for the door, or her place in the line, or what became of it."""
    return _ticket(request, code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, code):
    """Cancel a booking of hers. Asked for without a press (after signing in again), the ticket asks once more."""
    if request.method != "POST":
        return redirect("positions:ticket", code)
    try:
        booking.cancel(booking=get_object_or_404(Booking.objects.of(request.user), code=code), by=request.user)
    except Refusal as no:
        return _ticket(request, code, refusal=str(no), status=422)
    return redirect("positions:ticket", code)


def _ticket(request, code, refusal="", status=200):
    mine = get_object_or_404(Booking.objects.of(request.user).for_tickets(), code=code)
    session, now = mine.session, timezone.now()
    state = mine.status
    if state == Status.CANCELLED and session.status == Session.Status.CANCELLED:
        state = "session_cancelled"
    elif mine.ended_as == Booking.EndedAs.OVER:
        state = "missed"
    elif state in (Status.CONFIRMED, Status.WAITING) and session.ends_at <= now:
        state = "missed" if state == Status.WAITING else "over"
    rank = Booking.objects.with_place().get(pk=mine.pk).place if state == Status.WAITING else None
    context = {
        "booking": mine,
        "session": session,
        "state": state,
        "rank": rank,
        "refusal": refusal,
        "is_new": mine.is_live and now - mine.made_at < JUST_NOW,
        "is_newly_cancelled": state == Status.CANCELLED and mine.cancelled_at and now - mine.cancelled_at < JUST_NOW,
        "age": mine.attendee.age_on(session.day),
        "phone": masks.phone(request.user.phone),
        "qr": tickets.qr(mine.code) if state in (Status.CONFIRMED, Status.ATTENDED) else "",
        "map_link": tickets.map_link(session.site.center),
        "cancel_by": rules.moment(session.cancel_by),
        "can_book_again": session.state in ("free", "few", "full"),
        "is_neutral": session.service.confidential,
        "may_move": session.service.is_by_appointment and mine.status == Status.CONFIRMED and now < session.cancel_by,
        "host": _host(session) if mine.is_live else None,
    }
    return render(request, "positions/ticket.html", context, status=status)


def _host(session):
    """Who will be there, if she agreed to be shown."""
    if not (session.service.is_by_appointment and session.host_id):
        return None
    return hosts.faces([session.host_id]).get(session.host_id)


@login_required
@require_safe
def calendar(request, code):
    """The booking as a file for her calendar."""
    mine = get_object_or_404(Booking.objects.of(request.user).for_tickets(), code=code)
    headers = {"Content-Disposition": 'attachment; filename="yuyue.ics"'}
    return HttpResponse(tickets.calendar(mine), content_type="text/calendar; charset=utf-8", headers=headers)


@login_required
@require_safe
def my_bookings(request):
    """What she has booked: what comes, the next first, or what was, the last first."""
    is_past = request.GET.get("when") == "past"
    mine = Booking.objects.of(request.user).for_tickets().one_a_term()
    mine = mine.past().order_by("-session__starts_at", "-pk") if is_past else mine.coming().with_place().order_by("session__starts_at", "pk")
    number = request.GET.get("page", "")
    number = min(int(number), LAST_PAGE) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    start = max(number - 1, 0) * PAGE
    rows = list(mine[start : start + PAGE + 1])
    return render(
        request,
        "positions/my_bookings.html",
        {
            "bookings": rows[:PAGE],
            "is_past": is_past,
            "number": max(number, 1),
            "has_more": len(rows) > PAGE,
        },
    )
