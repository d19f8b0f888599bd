"""Taking a place, and the ticket afterwards: seen by nobody but the one who booked."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import family, masks
from accounts.family import TooYoungAlone
from accounts.refusals import Refusal

from .. import booking, choosing, rules, tickets
from ..after import rating
from ..duty import hosts
from ..fairness import freed, line, offers
from ..families import acting, fetching
from ..forms import KEY, LAST_PAGE, AnswerForm, BookForm
from ..models import Booking, DrawEntry, Enrollment, Service, Session
from ..refusals import AgeUnknown, AlreadyThere, BusyThen, HouseholdLimit, NotOnTheList, NotYourFamily, PairNeeded, SessionFull, WrongAge
from ..wanted import first

Audience, Status = Service.Audience, Booking.Status

PAGE = 12
JUST_NOW = timedelta(minutes=2)
NOTED = (Audience.CHILDREN, Audience.PAIRS, Audience.ELDERS)  # where somebody may have to be looked after
ABOUT_HER = (WrongAge, BusyThen, NotYourFamily, HouseholdLimit, AlreadyThere, PairNeeded)  # another person may still come


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
    """Take the place: for somebody who gave her mandate, or for her own people with whoever will fetch the children."""
    how = {"session": pk, "by": user, "key": said["key"], "note": said["note"], "wait": said["wait"], "seen": said["seen"]}
    if said["acting"]:
        return acting.book(mandate=said["acting"], **how)
    if said["born_on"]:
        family.say_birth_date(user=user, born_on=said["born_on"])
    how |= {"attendees": said["attendee"], "booker": user, "at_least": int(said["how"]) if said["how"].isdigit() else None}
    made = fetching.book_together(fetcher=said["to_fetch"], **how) if said["to_fetch"] else booking.book_together(**how)
    return made[0]


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
    if state == "draw" and session.draw_pk:
        return redirect("positions:draw", session.draw_pk)
    is_open = state in ("free", "few", "full")
    who = choosing.who(request, session)
    chosen = form.cleaned_data.get("attendee", []) if form.is_bound else []
    choices = choosing.choices(session=session, user=who.user, chosen=chosen, only_self=who.mandate is not None) if is_open else []
    ready = [choice for choice in choices if choice.can_come]
    is_full = is_open and state == "full"
    not_enough = isinstance(refusal, SessionFull) and is_open and not is_full  # fewer places than she chose people
    key_stays = form.is_bound and KEY.fullmatch(form.data.get("key", ""))  # the same press, sent again after a refusal
    context = {
        "session": session,
        "state": state,
        "is_open": is_open,
        "form": form,
        "refusal": "" if isinstance(refusal, SessionFull) and is_full else str(refusal or ""),
        "just_filled": isinstance(refusal, SessionFull) and is_full,
        "not_enough": not_enough,
        "waits": is_full or not_enough,
        "choices": choices,
        "who": who,
        "can_any": bool(ready),
        "can_several": len(ready) > 1,
        "lacks_partner": session.service.audience == Service.Audience.PAIRS and len(ready) == 1,
        "ways": _ways(session.service, len(ready), form.data.get("how", "")) if is_full or not_enough else [],
        "before": freed.before(session, who.user) if is_full else None,
        "usually": freed.usually(session.service) if is_full else None,
        "rule": rules.of_line(session.service) if is_full or not_enough else [],
        "known": choosing.known_notes(ready, form, request.user) if session.service.audience in NOTED else "",
        "fetchers": fetching.options(members=[choice.member for choice in ready], user=request.user, chosen=form.data.get("to_fetch"))
        if ready and fetching.is_asked(session) and not who.mandate
        else [],
        "asks_birth_date": any(choice.asks_birth_date for choice in choices) and not who.mandate,
        "asks_note": session.service.audience in NOTED,
        "key": form.data["key"] if key_stays else booking.new_key(),
        "seen": booking.minute(session.starts_at),
        "cancel_by": rules.moment(session.cancel_by),
        "is_neutral": session.service.confidential,
    }
    return render(request, "positions/book.html", context, status=422 if request.method == "POST" else 200)


def _ways(service, count, said):
    """Return [(value, words, hint, is chosen)]: with how many places a family would go, where several can come."""
    if count < 2:
        return []
    least = 2 if service.audience == Audience.PAIRS else 1
    some = [n for n in range(count - 1, least - 1, -1) if n <= 3]
    values = ["all", *map(str, some)]
    chosen = said if said in values else "2" if "2" in values else "all"
    words = {"all": ("一起去，少一个都不去", "够全家去的位子才问您"), "1": ("1 个人也去", "到时由您选谁去" if count > 1 else "")}
    return [(value, *words.get(value, (f"至少 {value} 人就去", "到时由您选谁去")), value == chosen) for value in values]


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
    mine, who = _mine(request.user, code), {int(pk) for pk in request.POST.getlist("who") if pk.isascii() and pk.isdigit() and len(pk) < 19}
    try:
        if mine.together_id:
            booking.cancel_together(together=mine.together, by=request.user, who=who if "some" in request.POST else None)
        else:
            booking.cancel(booking=mine, by=request.user)
    except Refusal as no:
        return _ticket(request, code, refusal=str(no), status=422)
    return redirect("positions:ticket", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, code):
    """Her answer to a place that is held for her or free now: who goes, or that the next family may have it."""
    mine, form = _mine(request.user, code), AnswerForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return redirect("positions:ticket", code)
    go, who = form.cleaned_data["go"], set(form.cleaned_data["who"])
    try:
        if go == "pass":
            offers.pass_on(booking=mine, by=request.user)
        else:
            deed = offers.accept if go == "yes" else offers.claim
            deed(booking=mine, by=request.user, who=who if mine.together_id else None)
            messages.success(request, "约好了。")
    except Refusal as no:
        return _ticket(request, code, refusal=str(no), status=422, who=who)
    return redirect("positions:ticket", code)


def _mine(user, code):
    """Return her booking with this code; of a family's code the first that lives, else the last that lived."""
    hers = Booking.objects.of(user).for_tickets()
    found = hers.filter(Q(code=code) | Q(together__code=code)).order_by("pk")
    rows = list(found)
    if not rows:
        raise Http404
    return next((row for row in rows if row.is_live), rows[-1])


def _ticket(request, code, refusal="", status=200, who=None):
    mine = _mine(request.user, code)
    session, now = mine.session, timezone.now()
    family = _family(mine)
    states = {row.status for row in family}
    state = next((each for each in (Status.OFFERED, Status.CONFIRMED, Status.ATTENDED, Status.WAITING, Status.ABSENT) if each in states), mine.status)
    if state == Status.CANCELLED and session.status == Session.Status.CANCELLED:
        state = "session_cancelled"
    elif mine.ended_as == Booking.EndedAs.OVER:
        state = "missed"
    elif state in Booking.ENDING and session.ends_at <= now:
        state = "missed" if state in Booking.IN_LINE else "over"
    waiting = [row for row in family if row.status == Status.WAITING]
    place = Booking.objects.with_place().get(pk=waiting[0].pk).place if waiting and state in Booking.ENDING else None
    context = {
        "booking": mine,
        "session": session,
        "state": state,
        "family": family,
        "waiting": waiting,
        "is_family": len(family) > 1,
        "rank": place,
        "refusal": refusal,
        "is_new": mine.is_live and now - mine.made_at < JUST_NOW,
        "is_newly_cancelled": state == Status.CANCELLED and mine.cancelled_at and now - mine.cancelled_at < JUST_NOW,
        "phone": masks.phone(request.user.phone),
        "cancel_by": rules.moment(session.cancel_by),
        "is_neutral": session.service.confidential,
        "may_move": session.service.is_by_appointment and mine.status == Status.CONFIRMED and now < session.cancel_by,
        "host": _host(session) if mine.is_live else None,
        "who": who,
        "may_rate": state == Status.ATTENDED and any(rating.may_rate(row) for row in family),
    }
    if state == Status.OFFERED:
        held = [row for row in family if row.status == Status.OFFERED]
        context |= {"offered": held, "until": held[0].offered_until, "left": held[0].offered_until - now, "now": now, **_choosers(family, held, who)}
        context["why_now"] = freed.why_now(held)
        return render(request, "positions/offer.html", context, status=status)
    context |= {
        "qr": tickets.qr(mine.ticket_code) if state in (Status.CONFIRMED, Status.ATTENDED) else "",
        "map_link": tickets.map_link(session.site.center),
        "can_book_again": session.state in ("free", "few", "full"),
        "free_now": min(session.left, len(waiting)) if waiting and session.ends_at > now and session.status == Session.Status.PUBLISHED else 0,
    }
    return render(request, "positions/ticket.html", context, status=status)


def _host(session):
    """Who will be there, if she agreed to be shown."""
    if not (session.service.is_by_appointment and session.host_id):
        return None
    return hosts.faces([session.host_id]).get(session.host_id)


def _family(mine):
    """Return the bookings that stand on one ticket, those that live; each with the age on the day."""
    rows = line.family(mine) or [mine]
    for row in rows:
        row.age = row.attendee.age_on(mine.session.day)
    return rows


def _choosers(family, held, who):
    """Return who may go to the offered places, chosen beforehand those for whom they were meant (or whom she chose)."""
    choosers = [row for row in family if row.status in Booking.IN_LINE]
    for row in choosers:
        row.is_chosen = row.pk in who if who else row in held
    return {"choosers": choosers, "asks_who": len(choosers) > 1}


@login_required
@require_safe
def calendar(request, code):
    """The booking as a file for her calendar."""
    mine = _mine(request.user, code)
    headers = {"Content-Disposition": 'attachment; filename="yuyue.ics"'}
    return HttpResponse(tickets.calendar(mine), content_type="text/calendar; charset=utf-8", headers=headers)


@login_required
@require_safe
def my_bookings(request):
    """What she has booked: what comes, the next first, or what was, the last first."""
    is_past = request.GET.get("when") == "past"
    mine = Booking.objects.of(request.user).for_tickets().one_a_term()
    mine = mine.past().order_by("-session__starts_at", "-pk") if is_past else mine.coming().one_a_family().with_place().next_first()
    number = request.GET.get("page", "")
    number = min(int(number), LAST_PAGE) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    start = max(number - 1, 0) * PAGE
    shared = Enrollment.objects.of_others(request.user).live().for_pages().order_by("pk")
    draws = DrawEntry.objects.for_list_of(request.user)
    # Few have them, so the bookings say whether there is something to read.
    rows = list(mine.annotate(has_shared=Exists(shared), has_draws=Exists(draws))[start : start + PAGE + 1])
    return render(
        request,
        "positions/my_bookings.html",
        {
            "bookings": rows[:PAGE],
            "is_past": is_past,
            "shared_terms": [] if is_past or (rows and not rows[0].has_shared) else shared,
            "draws": [] if is_past or (rows and not rows[0].has_draws) else draws,
            "number": max(number, 1),
            "has_more": len(rows) > PAGE,
        },
    )
