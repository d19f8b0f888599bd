"""The door of one session: who comes, who leaves with whom, who is still here. What a phone keeps is in door_offline."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts import pictures, safe_contact, trail
from accounts.refusals import Refusal

from .. import booking as bookings
from ..door import absences, lists, paper, people, scanning, sheets, signing, walkins, words
from ..door.refusals import DoorRefused, MustNotFetch, NotListed
from ..models import Booking, DoorTick, Session
from . import door_offline
from .door_forms import AdultsForm, CodeForm, HeadsForm, OutForm, PaperForm, PictureForm, SaidForm, WalkInForm

PERM = "positions.check_in_booking"
CAMERA = "accelerometer=(), camera=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), interest-cohort=()"
NOBODY = "这一场的名单里没有这个码。对一下是哪一场，或在名单里按姓名找。"


def urls(site):
    """Return the addresses of the door, for the admin site."""
    of_one = [
        ("", page, "door"), ("in/", come, "door_in"), ("code/", code, "door_code"), ("scan/", scan, "door_scan"), ("back/", back, "door_back"),
        ("adults/", adults, "door_adults"), ("heads/", heads, "door_heads"), ("out/<int:booking>/", out, "door_out"),
        ("stop/<int:tick>/", stop, "door_stop"), ("close/", close, "door_close"), ("paper/", on_paper, "door_paper"),
        ("walk-in/", walk_in, "door_walk_in"), ("absent/", absent, "door_absent"),
    ]  # fmt: skip
    pages = [("today/door/", index, "door_index"), *((f"today/door/<int:pk>/{where}", view, name) for where, view, name in of_one)]
    return [*(path(where, site.admin_view(view), name=name) for where, view, name in pages), *door_offline.urls(site)]


def session_of(request, pk):
    """Return the session at whose door she may stand; one that she may not, a draft and a cancelled one are not there."""
    rows = Session.objects.visible_to(request.user, PERM).published().for_cards().select_related("room")
    session = rows.filter(pk=pk).first()
    if session is None or (session.service.confidential and session.host_id != request.user.pk):
        raise Http404
    return session


def _booking(request, session, pk):
    row = Booking.objects.visible_to(request.user, PERM).filter(session=session, pk=pk).select_related("attendee__guardian", "booker").first()
    if row is None:
        raise Http404
    row.session = session
    return row


def _render(request, template, session, context, status=200):
    facts = {**admin.site.each_context(request), "session": session, "here": reverse("admin:door", args=[session.pk]), **context}
    return render(request, f"admin/door/{template}.html", facts, status=status)


def _back(session, **query):
    """Return her to the door; `query` says what was done, by numbers only."""
    query = {name: value for name, value in query.items() if value}
    return redirect(f"{reverse('admin:door', args=[session.pk])}{'?' * bool(query)}{urlencode(query)}")


def _numbers(text):
    return [int(part) for part in (text or "").split(",") if part.isdecimal() and len(part) < 16][:20]


# --- the page --------------------------------------------------------------------------------------
@require_safe
def index(request):
    """Lead to the session that is on now or comes next today; several at once, or none: choose."""
    if not request.user.has_perm(PERM):
        raise PermissionDenied
    rows = Session.objects.visible_to(request.user, PERM).published().on_day(timezone.localdate()).for_cards().select_related("room")
    rows = [row for row in rows if not row.service.confidential or row.host_id == request.user.pk]
    now = timezone.now()
    on = [row for row in rows if row.starts_at - paper.BEFORE <= now <= row.ends_at]
    if len(on) == 1 and "all" not in request.GET:
        return redirect("admin:door", on[0].pk)
    unsure = absences.unsure().filter(pk__in=Session.objects.visible_to(request.user, PERM).values("pk")).for_cards()[:12]
    context = {**admin.site.each_context(request), "title": "门口", "sessions": rows, "unsure": [row for row in unsure if not row.service.confidential]}
    return render(request, "admin/door/index.html", context)


@require_safe
def page(request, pk):
    return _page(request, session_of(request, pk))


def _page(request, session, *, status=200, family=(), picture=None, code=None, adults=None):
    listed = lists.read(session=session, user=request.user)
    now = timezone.now()
    context = {
        "title": session.service.title,
        "door": listed,
        "done": _done(session, request.GET.get("done"), listed),
        "family": family or _family(listed, request.GET.get("family")),
        "code_form": code or CodeForm(),
        "picture_form": picture or PictureForm(),
        "adults_form": adults or AdultsForm(initial={"adults": listed.door.adults}),
        "heads_form": HeadsForm(initial={"key": bookings.new_key()}),
        "key": bookings.new_key(),
        "is_over": session.ends_at <= now,
        "is_today": session.day == timezone.localdate(),
        "saved_at": now,
        "can_undo_absences": listed.absent and listed.door.absences_at and now - listed.door.absences_at <= absences.UNDO,
        "nobody_came": session.ends_at <= now - absences.AFTER and not listed.came and listed.to_come and not listed.door.absences_at,
    }
    keeps = not session.service.confidential and context["is_today"]
    context["kept"] = {**lists.kept(listed, request.user), **door_offline.clock(request)} if keeps else None
    response = _render(request, "door", session, context, status)
    response.headers["Permissions-Policy"] = CAMERA
    return door_offline.give_key(request, response, session) if keeps else response


def _done(session, numbers, listed):
    """Return [(sentence, booking, whether all is well)] of the presses that are named in the address."""
    ticks = DoorTick.objects.filter(session=session, pk__in=_numbers(numbers)).exclude(booking=None).select_related("booking__attendee")
    rows = {row.pk: row for group in listed.to_come for row in group.rows} | {row.pk: row for row in (*listed.here, *listed.gone, *listed.absent)}
    told = []
    for tick in ticks:
        row = rows.get(tick.booking_id, tick.booking)
        told.append((words.of(tick, row, lists.shown(row)), row, tick.outcome == DoorTick.Outcome.DONE, tick.kind))
    return told


def _family(listed, number):
    """Return the Group whose code was shown and that has several to tick."""
    wanted = next(iter(_numbers(number)), None)
    return next((group for group in listed.to_come if wanted in {row.pk for row in group.rows}), None)


# --- coming ----------------------------------------------------------------------------------------
@require_POST
def come(request, pk):
    """Sign in whom the pressed button names: one, or those of a family that are ticked."""
    session = session_of(request, pk)
    rows = [_booking(request, session, number) for number in _numbers(",".join(request.POST.getlist("booking")))]
    if not rows:
        messages.warning(request, "还没勾上是谁来了。")
        return _back(session)
    key = request.POST.get("key", "")[:20]
    done = [signing.sign_in(booking=row, by=request.user, key=f"{key}:{row.pk}" if key else None) for row in rows]
    return _back(session, done=",".join(str(tick.pk) for tick in done))


@require_POST
def code(request, pk):
    """The letters of a code, or the last four of a number."""
    session = session_of(request, pk)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, session, code=form, status=422)
    return _found(request, session, form.cleaned_data["code"], lambda words: (form.add_error("code", words), {"code": form})[1])


@require_POST
def scan(request, pk):
    """A still picture of a code, for browsers that cannot read one themselves."""
    session = session_of(request, pk)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            said = scanning.read(form.cleaned_data["picture"])
        except pictures.PictureRefused as refusal:
            form.add_error("picture", str(refusal))
        else:
            if said:
                return _found(request, session, said, lambda words: (form.add_error("picture", words), {"picture": form})[1])
            form.add_error("picture", "照片里没看到二维码。靠近一点、对准了再拍，或者输 6 位码。")
    return _page(request, session, picture=form, status=422)


def _found(request, session, said, wrong):
    """Sign in the one who is meant; several of a family are asked about; nobody: say where the code belongs, if it is hers to know."""
    here = Session.objects.filter(pk=session.pk)
    rows = scanning.find(said, here)
    if scanning.TAIL.fullmatch(scanning.letters(said)):
        trail.note("search", about=session, by=request.user, kind="tail")
    if not rows:
        return _page(request, session, status=422, **wrong(_elsewhere(request, said) or NOBODY))
    if len({row.booker_id for row in rows}) > 1:
        return _page(request, session, status=422, **wrong("这个尾号有几位，请在名单里按姓名点。"))
    booker = rows[0].booker_id
    waiting = Booking.objects.filter(session=session, booker=booker, status__in=(Booking.Status.CONFIRMED, Booking.Status.ABSENT))
    if waiting.count() > 1:
        return _back(session, family=str(waiting.order_by("pk").first().pk))
    only = rows[0] if len(rows) == 1 and rows[0].status != Booking.Status.ATTENDED else waiting.first() or rows[0]
    return _back(session, done=str(signing.sign_in(booking=_booking(request, session, only.pk), by=request.user).pk))


def _elsewhere(request, said):
    """Return where today a code belongs, when that session is in her reach too."""
    today = Session.objects.visible_to(request.user, PERM).published().on_day(timezone.localdate()).filter(service__confidential=False)
    if scanning.TAIL.fullmatch(scanning.letters(said)):
        return ""
    row = next(iter(scanning.find(said, today)), None)
    return row and f"这个码是 {words.clock(row.session.starts_at)}“{row.session.service.title}”的，不是这一场。"


@require_POST
def back(request, pk):
    """Take back the last press for one person."""
    session = session_of(request, pk)
    row = _booking(request, session, next(iter(_numbers(request.POST.get("booking"))), 0))
    return _back(session, done=str(signing.undo(booking=row, by=request.user, key=request.POST.get("key", "")[:36] or None).pk))


def walk_in(request, pk):
    """Somebody without a booking: name and number; only who is new is asked more."""
    session = session_of(request, pk)
    if not request.user.has_perm("positions.add_booking"):
        raise PermissionDenied
    if request.method == "POST":  # what is asked next says whether the number and the name are known
        trail.note("search", about=session, by=request.user, kind="phone")
    form = WalkInForm(request.POST or None, session=session, initial={"key": bookings.new_key(), "who": "family" if session.service.needs_pickup else "self"})
    if form.is_valid():
        try:
            made = walkins.walk_in(session=session, by=request.user, **form.deed)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            ticks = DoorTick.objects.filter(booking=made).order_by("-pk")[:1]
            return _back(session, done=",".join(str(tick.pk) for tick in ticks))
    return _render(request, "walk_in", session, {"title": "没约的来了", "form": form}, 422 if form.is_bound else 200)


@require_POST
def adults(request, pk):
    session = session_of(request, pk)
    form = AdultsForm(request.POST)
    if not form.is_valid():
        return _page(request, session, adults=form, status=422)
    sheets.set_adults(session=session, by=request.user, adults=form.cleaned_data["adults"])
    return _back(session)


@require_POST
def heads(request, pk):
    """Count people without names, where nobody books."""
    session = session_of(request, pk)
    form = HeadsForm(request.POST)
    try:
        if form.is_valid():
            sheets.count(session=session, by=request.user, more=form.cleaned_data["more"], key=form.cleaned_data["key"])
        else:
            messages.warning(request, "人数没有看懂，再按一次。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(session)


# --- leaving ---------------------------------------------------------------------------------------
def out(request, pk, booking):
    """Who fetches this child? Picked from its list; who is not on it leads to the stop page."""
    session = session_of(request, pk)
    row = _booking(request, session, booking)
    if not session.service.needs_pickup:  # nobody is fetched: this page would name whoever keeps her name to herself
        return _back(session, done=str(signing.sign_out(booking=row, by=request.user).pk) if request.method == "POST" else "")
    listed = people.of(row.attendee)
    alone = people.alone_ok(row.attendee, session.day)
    form = OutForm(request.POST or None, listed=listed.may, alone=alone, initial={"key": bookings.new_key()})
    if form.is_valid():
        data = form.cleaned_data
        try:
            if data["by"] == people.OTHER:
                raise NotListed
            done = signing.sign_out(booking=row, by=request.user, ref=data["by"], key=data["key"])
            return _back(session, done=str(done.pk))
        except (NotListed, MustNotFetch):
            stopped = signing.stop(booking=row, by=request.user, name=data["name"] or "没说名字的人", key=data["key"])
            return redirect("admin:door_stop", session.pk, stopped.pk)
        except DoorRefused as refusal:
            form.add_error("by", str(refusal))
    trail.note("pickup", about=row, by=request.user)
    notes = lists.rosters.may_read_notes(session, request.user)
    context = {
        "title": f"谁来接{lists.shown(row)}？", "row": row, "form": form, "people": listed.may, "alone": alone,
        "notes": [note for note in (row.attendee.health_note, row.note) if note] if notes else [],
        "to_fetch": row.to_fetch, "whom": people.parent(row.attendee),
    }  # fmt: skip
    return _render(request, "out", session, context, 422 if form.is_bound else 200)


def stop(request, pk, tick):
    """Keep the child, say nothing of the list, call. The guardian's word on the phone, written down, opens the way again."""
    session = session_of(request, pk)
    stopped = DoorTick.objects.filter(session=session, pk=tick, kind=DoorTick.Kind.STOP).first()
    if stopped is None:
        raise Http404
    row = _booking(request, session, stopped.booking_id)
    form = SaidForm(request.POST or None, initial={"key": bookings.new_key()})
    if form.is_valid():
        data = form.cleaned_data
        done = signing.sign_out(booking=row, by=request.user, name=data["name"], said=data["said"], key=data["key"])
        return _back(session, done=str(done.pk))
    guardian = row.attendee.guardian
    trail.note("pickup", about=row, by=request.user)
    context = {
        "title": f"先别把{row.attendee.name}交出去", "row": row, "form": form, "stopped": stopped, "barred": stopped.outcome == DoorTick.Outcome.DONE,
        "guardian": guardian, "safe": _safe(guardian), "whom": people.parent(row.attendee),
    }  # fmt: skip
    return _render(request, "stop", session, context, 422 if form.is_bound else 200)


def close(request, pk):
    """Who is still here, with the number to call; when nobody is, the door can be closed."""
    session = session_of(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            sheets.close(session=session, by=request.user)
            return redirect("admin:door_close", session.pk)
        except Refusal as no:
            refusal = str(no)
    rows = list(sheets.still_here(session)) if session.service.needs_pickup else []
    if rows:
        trail.note("still_here", about=session, by=request.user, rows=len(rows))
    for row in rows:
        row.session = session
        row.late = signing.minutes_late(row)
        row.safe, row.whom = _safe(row.attendee.guardian), people.parent(row.attendee)
    counts = Booking.objects.filter(session=session, status=Booking.Status.ATTENDED)
    context = {
        "title": f"还有 {len(rows)} 个没接走" if rows else "都接走了", "rows": rows, "now": timezone.now(), "refusal": refusal, "door": sheets.of(session),
        "came": counts.count(), "left": counts.exclude(left_at=None).count(), "is_over": session.ends_at <= timezone.now(),
    }  # fmt: skip
    return _render(request, "close", session, context, 422 if refusal else 200)


def _safe(user):
    """Return (may be phoned now, her rule in words; "" where she set none)."""
    allowed, rule = safe_contact.words_for_staff(user)
    return allowed, "" if safe_contact.of(user) is None else rule


# --- afterwards ------------------------------------------------------------------------------------
def on_paper(request, pk):
    """Type a list that was kept on paper."""
    session = session_of(request, pk)
    rows = lists.rosters.of(session, user=request.user)
    rows = [row for row in rows if row.is_live and row.status not in Booking.IN_LINE]
    form = PaperForm(request.POST or None, rows=rows)
    if form.is_valid():
        try:
            written = paper.write(session=session, lines=form.lines(), by=request.user)
            messages.success(request, f"{written} 位记下了。来走的时间和补录的时间都留着。" if written else "和原来的一样，没有要改的。")
            return _back(session)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _render(request, "paper", session, {"title": "补录纸质名单", "form": form}, 422 if form.is_bound else 200)


@require_POST
def absent(request, pk):
    """Set or take back the absences of a session that is over."""
    session = session_of(request, pk)
    try:
        if request.POST.get("do") == "undo":
            messages.success(request, f"{absences.undo(session=session, by=request.user)} 位的缺席撤回了。")
        else:
            rows = absences.mark_absent(session=session, by=request.user, sure=True)
            messages.success(request, f"{len(rows)} 位记成没来。记错了，一天之内可以撤回。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(session)
