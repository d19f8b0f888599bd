"""今天: the page that a member of staff keeps open all day, and the deeds on it. Names never enter a message: the page reads them anew."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from accounts import callers
from accounts.admin.waiting import waiting_for
from accounts.refusals import Refusal

from .. import booking as deeds
from .. import day as days
from .. import rosters, timetables
from ..door import signing
from ..door.words import of as said
from ..models import Booking, Session, Site
from ..telling import delivery
from ..terms import hourly
from ..words import when
from .bookings import excel
from .day_forms import AddSessionForm, CallerForm, HoursCallerForm

NOT_THERE = "这个预约码不在这一天的名单里。请对一下日期和中心，或在名单里按姓名找。"
DONE = {"in": "签到了", "back": "的签到撤回了", "gone": "的预约取消了，已通知预约人", "booked": "约好了", "waits": "排上候补了，有空位会通知"}


def urls(site):
    """Return the addresses of the day page, for the admin site."""
    pages = [
        ("", page, "today"), ("check-in/", check_in, "check_in"), ("undo/", undo, "undo"), ("cancel/", cancel, "cancel_booking"), ("add/", add, "add_session"),
        ("copy/", copy, "copy_week"), ("book/", choose, "book"), ("book/<int:pk>/", book, "book_for"), ("sheet/<int:pk>/", sheet, "sheet"),
    ]  # fmt: skip
    return [path(f"today/{address}", site.admin_view(view), name=name) for address, view, name in pages]


def _require(user, perm, row=None):
    if not user.has_perm(perm, row):
        raise PermissionDenied


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 16 else None


def page(request):
    return _page(request)


def _page(request, *, form=None, status=200):
    user = request.user
    _require(user, "positions.view_session")
    day = days.read(user=user, day=days.read_date(request.GET.get("day")), session=_number(request.GET.get("s")), center=_number(request.GET.get("center")))
    roster = rosters.of(day.session, user=user) if day.session and not day.session.sealed else []
    told = delivery.of(day.session, roster)
    for row in roster:
        row.told = told.get(row.pk)
    done = next((row for row in roster if row.pk == _number(request.GET.get("b"))), None)
    can_add = user.has_perm("positions.add_session")
    waiting = waiting_for(request)
    context = {
        **admin.site.each_context(request),
        "title": day.title,
        "day": day,
        "roster": roster,
        "live_count": sum(row.is_live and row.status != Booking.Status.WAITING for row in roster),
        "waiting_count": sum(row.status == Booking.Status.WAITING for row in roster),
        "done": done,
        "done_words": DONE.get(request.GET.get("done"), "") if done else "",
        "done_code": request.GET.get("done") == "booked",
        "here": _here(day),
        "waiting": waiting,
        "form": form or (AddSessionForm(user=user, center=day.center, initial={"day": day.date}) if can_add else None),
        "may": _may(user, day.session),
        "last_week": day.monday - timedelta(days=7),
        "next_week": day.monday + timedelta(days=7),
    }
    return render(request, "admin/today.html", context, status=status)


def _may(user, session):
    """Return what this person may do on the page: words for the template."""
    words = ("check_in_booking", "cancel_booking", "add_booking", "export_booking")
    live = session is not None and session.status == Session.Status.PUBLISHED
    may = {word: live and user.has_perm(f"positions.{word}") for word in words}
    may["add_booking"] = may["add_booking"] and not session.sealed
    return may | {
        "call": user.has_perm("positions.add_booking"),
        "add": user.has_perm("positions.add_session"),
        "group": live and user.has_perm("notices.send_group", session),
    }


def _here(day, **more):
    """Return the query that leads back to this day, centre and session."""
    facts = {"day": day.date.isoformat(), "center": str(day.center) if day.centers else "", "s": day.session.pk if day.session else None, **more}
    return urlencode({name: value for name, value in facts.items() if value})


def _back(request, **more):
    """Send her back to where she pressed: day, centre and session stand in the form."""
    kept = {name: request.POST.get(name, "") for name in ("day", "center", "s")}
    query = {name: value for name, value in {**kept, **more}.items() if value}
    anchor = f"#b{more['b']}" if more.get("b") else ""
    return redirect(f"{reverse('admin:today')}?{urlencode(query)}{anchor}")


@require_POST
def check_in(request):
    """By the button beside a name, or by the letters of a door code among this day's sessions."""
    booking = _posted(request) if "booking" in request.POST else _by_code(request)
    if booking is None:
        messages.error(request, NOT_THERE)
        return _back(request)
    try:
        tick = signing.sign_in(booking=booking, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(request, s=booking.session_id)
    if tick.outcome not in signing.IS_IN:
        messages.error(request, said(tick, booking, "这一位"))
        return _back(request, s=booking.session_id)
    return _back(request, s=booking.session_id, b=booking.pk, done="in")


@require_POST
def undo(request):
    booking = _posted(request)
    try:
        tick = signing.undo(booking=booking, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    if tick.outcome != tick.Outcome.DONE:
        messages.error(request, said(tick, booking, "这一位"))
        return _back(request)
    return _back(request, b=booking.pk, done="back")


@require_POST
def cancel(request):
    booking = _posted(request)
    _require(request.user, "positions.cancel_booking", booking)
    try:
        deeds.cancel(booking=booking, by=request.user, by_staff=True)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    return _back(request, b=booking.pk, done="gone")


def _posted(request):
    """Return the booking of the pressed button, if it is in her reach; out of reach is not there."""
    row = Booking.objects.visible_to(request.user).select_related("session").filter(pk=_number(request.POST.get("booking"))).first()
    if row is None:
        raise Http404
    return row


def _by_code(request):
    """Return the booking of a typed or scanned code (a scan may give the whole address of the ticket)."""
    typed = request.POST.get("code", "").strip().rstrip("/").rpartition("/")[2]
    code = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    of_day = Session.objects.visible_to(request.user).on_day(days.read_date(request.POST.get("day")))
    found = deeds.by_door_code(code, of_day)
    return found if found and request.user.has_perm("positions.check_in_booking", found) else None


# --- a place for somebody else ---------------------------------------------------------------------
def choose(request):
    """Which session does the caller want? The coming ones that take bookings now."""
    _require(request.user, "positions.add_booking")
    rows = Session.objects.visible_to(request.user, "positions.view_session").bookable().public().filter(service__confidential=False)
    context = {**admin.site.each_context(request), "title": "代人预约", "sessions": rows.for_cards().select_related("room")[:60]}
    return render(request, "admin/book_choose.html", context)


def book(request, pk):
    """Book for somebody who called (`?door=1`: who stands there, checked in at once)."""
    _require(request.user, "positions.add_booking")
    session = Session.objects.visible_to(request.user, "positions.add_booking").for_cards().select_related("room").filter(pk=pk).first()
    # Of a confidential one the answer would say whether the person of that name and number has booked it.
    if session is None or (session.service.confidential and session.host_id != request.user.pk):
        raise Http404
    at_door = "door" in request.GET
    kind, more = (HoursCallerForm, {"grid": hourly.hours(session)}) if session.service.hourly_places else (CallerForm, {})
    form = kind(request.POST or None, initial={"key": deeds.new_key()}, **more)
    if form.is_valid():
        try:
            made = _book(request.user, session, form.cleaned_data, at_door=at_door)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _booked(session, made)
    context = {**admin.site.each_context(request), "title": "没约的来了" if at_door else "代人预约", "session": session, "form": form, "at_door": at_door}
    return render(request, "admin/book_for.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _book(user, session, data, *, at_door):
    """One deed for the whole form: when the place is refused, no account and no child has been written either."""
    for_self = data["who"] == "self"
    booker = callers.account_of(phone=data["phone"], name=data["caller"], born_on=data["born_on"] if for_self else None)
    who = {"name": data["name"], "relation": data["relation"], "born_on": data["born_on"]}
    attendee = callers.named(user=booker, name=data["caller"], born_on=data["born_on"]) if for_self else callers.attendee_of(user=booker, **who)
    how = {"session": session.pk, "attendee": attendee.pk, "booker": booker, "by": user, "key": data["key"], "note": data["note"]}
    how["source"] = Booking.Source.COUNTER if at_door else Booking.Source.PHONE
    if session.service.hourly_places:
        made = hourly.book(first=data["first"], last=data["last"], **how)
    else:
        made = deeds.book(wait=data["wait"], at_door=at_door, **how)
    if at_door and made.status == Booking.Status.CONFIRMED and user.has_perm("positions.check_in_booking", made):
        signing.sign_in(booking=made, by=user)
        made.refresh_from_db()
    return made


def _booked(session, made):
    done = {Booking.Status.WAITING: "waits", Booking.Status.ATTENDED: "in"}.get(made.status, "booked")
    query = urlencode({"day": session.day.isoformat(), "s": session.pk, "b": made.pk, "done": done})
    return redirect(f"{reverse('admin:today')}?{query}#done")


# --- sessions --------------------------------------------------------------------------------------
@require_POST
def add(request):
    _require(request.user, "positions.add_session")
    form = AddSessionForm(request.POST, user=request.user)
    if form.is_valid():
        data = form.cleaned_data
        names = ("service", "starts_at", "ends_at", "capacity", "room", "host", "host_name")
        try:
            session = timetables.add(**{name: data[name] for name in names})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            admin.site.get_model_admin(Session).log_addition(request, session, [{"added": {}}])
            messages.success(request, f"加了 {when(session)}，居民看得到了。")
            return _back(request, day=session.day.isoformat(), s=session.pk)
    return _page(request, form=form, status=422)


def copy(request):
    """Show what copying last week's sessions would lay, then lay it."""
    _require(request.user, "positions.add_session")
    day = days.read_date(request.POST.get("day") or request.GET.get("day"))
    monday = day - timedelta(days=day.weekday())
    sites = list(Site.objects.visible_to(request.user, "positions.view_site").open())
    sites = [site for site in sites if site.pk in _addable(request.user)]
    context = {**admin.site.each_context(request), "title": "照抄上一周", "monday": monday, "sunday": monday + timedelta(days=6)}
    if request.method == "POST":
        added, left_out = [], []
        for site in sites:
            new, old = timetables.copy_week(site=site, monday=monday)
            added, left_out = added + new, left_out + old
        return render(request, "admin/copy_done.html", {**context, "added": added, "left_out": left_out})
    return render(request, "admin/copy_week.html", {**context, "rows": timetables.week_to_copy(sites=sites, monday=monday)})


def _addable(user):
    """Return the sites at whose services `user` may lay sessions."""
    from ..models import Service

    return set(Service.objects.visible_to(user, "positions.add_session").order_by().values_list("site_id", flat=True))


@require_POST
def sheet(request, pk):
    """The roster as an Excel file; who took it is written down."""
    session = Session.objects.visible_to(request.user).for_cards().filter(pk=pk).first()
    if session is None:
        raise Http404
    rows = Booking.objects.visible_to(request.user).live().filter(session=session).select_related("attendee", "booker")
    rows = list(rows[: rosters.MOST + 1])
    for row in rows:
        row.session = session
    _require(request.user, "positions.export_booking")
    if session.service.confidential and session.host_id != request.user.pk:
        raise PermissionDenied
    try:
        data = rosters.sheet(bookings=rows, title=session.service.title, about=session, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    return excel(data, f"名单 {session.day:%Y-%m-%d} {session.service.title}.xlsx")
