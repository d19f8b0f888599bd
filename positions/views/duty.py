"""A host's own pages: who comes today, her hours, a time handed over. For whoever may not offer hours there is nothing here."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import second_factor, trail
from accounts.headers import private
from accounts.models import User
from accounts.refusals import Refusal

from .. import booking as deeds
from ..duty import appointments, desk, hosts, leads, patterns
from ..duty.forms import DayOffForm, HoursForm, NoteForm, OneForm, ReasonForm
from ..models import Session, Timetable

COUNT = "reports.view_coverage"


def _only(may):
    """Whoever may not (`may(user)`) finds nothing here; who may shows her second factor first."""

    def wrap(view):
        opened = second_factor.required(view)

        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if not may(request.user):
                raise Http404
            return opened(request, *args, **kwargs)

        return private(login_required(wrapped))

    return wrap


hosts_only = _only(hosts.is_host)


@require_safe
@hosts_only
def page(request):
    """Today and this week: her times, who comes, how to call her."""
    return render(request, "positions/duty.html", {"desk": desk.read(request.user), "may_count": request.user.has_perm(COUNT)})


@require_safe
@_only(lambda user: user.has_perm(COUNT))
def counts(request):
    """How many appointments there were, for officers: numbers of a month, no time and no person."""
    return render(request, "positions/duty_counts.html", {"rows": desk.counts(request.user)})


def _session(request, pk):
    """Return one of her own times, or one that she may change as staff of its site."""
    mine = Q(host=request.user) | Q(pk__in=Session.objects.visible_to(request.user, "positions.change_session").order_by().values("pk"))
    rows = Session.objects.filter(service__taken="appointment").select_related("service", "site__center", "room", "host")
    return get_object_or_404(rows.filter(mine), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@hosts_only
def slot(request, pk):
    """One time: who comes and what became of it; hand it over, or give it up."""
    session = _session(request, pk)
    time = desk.one(session, request.user)
    if request.method != "POST":
        if time.booking:
            trail.note("read", about=time.booking, by=request.user)
        return _slot(request, time)
    do = DEEDS.get(request.POST.get("do", ""))
    if do is None:
        return _slot(request, time, refusal="这一页没有载入好，请再按一次。", status=422)
    try:
        done = do(request, time)
    except Refusal as no:
        return _slot(request, desk.one(_session(request, pk), request.user), refusal=str(no), status=422)
    if isinstance(done, dict):
        return _slot(request, time, status=422, **done)
    messages.success(request, done)
    # Handed over, it may be hers no more.
    still = Session.objects.filter(pk=pk, host=request.user).exists() or request.user.has_perm("positions.change_session", session)
    return redirect("positions:duty_slot", pk) if still else redirect("positions:duty")


def _slot(request, time, *, refusal="", status=200, note=None, reason=None):
    session, held = time.session, time.booking
    context = {
        "time": time,
        "session": session,
        "booking": held,
        "refusal": refusal,
        "is_mine": session.host_id == request.user.pk,
        "note": note or NoteForm(initial={"called": held.called, "note": held.host_note} if held else None),
        "reason": reason or ReasonForm(),
        "leads": leads.of(held, request.user) if held else (),
        "others": hosts.may_take_over(session) if not time.is_over and session.status == Session.Status.PUBLISHED else (),
    }
    return render(request, "positions/duty_slot.html", context, status=status)


def _of(time):
    if time.booking is None:
        raise Http404
    return time.booking


def _came(request, time):
    deeds.check_in(booking=_of(time), by=request.user)
    return "记下了：来了。"


def _undo(request, time):
    deeds.undo_check_in(booking=_of(time), by=request.user)
    return "撤回了。"


def _absent(request, time):
    appointments.no_show(booking=_of(time), by=request.user)
    return "记下了：没来。"


def _note(request, time):
    form = NoteForm(request.POST)
    if not form.is_valid():
        return {"note": form}
    appointments.write(booking=_of(time), by=request.user, **form.cleaned_data)
    return "记下了。"


def _hand_over(request, time):
    number = request.POST.get("to", "")
    to = User.objects.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 19 else None
    appointments.hand_over(session=time.session, to=to, by=request.user)
    return f"交给{to.get_full_name()}了。约了的人会收到一条消息，只说照常、时间地点不变。"


def _withdraw(request, time):
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return {"reason": form}
    appointments.withdraw(session=time.session, by=request.user, reason=form.cleaned_data["reason"])
    return "停掉了。约了的人会收到消息，可以另选时间。"


DEEDS = {"came": _came, "undo": _undo, "absent": _absent, "note": _note, "hand": _hand_over, "stop": _withdraw}


@require_http_methods(["GET", "HEAD", "POST"])
@hosts_only
def hours(request):
    """Her weekly pattern: what is offered now, and more of it."""
    services = hosts.services_of(request.user)
    form = HoursForm(request.POST if request.method == "POST" else None, services=services, initial={"since": timezone.localdate()})
    if form.is_valid():
        said = form.cleaned_data
        try:
            _, made, left_out = patterns.offer(host=request.user, room=said["service"].site.room, **said)
        except Refusal as no:
            form.add_error(None, str(no))
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            more = f"有 {len(left_out)} 个没有排：{left_out[0].why}。" if left_out else ""
            messages.success(request, f"排好了，往后有 {len(made)} 个时段可以约。{more}")
            return redirect("positions:duty_hours")
    return _hours(request, form=form, services=services)


def _hours(request, *, services=None, form=None, one=None, off=None):
    services = hosts.services_of(request.user) if services is None else services
    bound = any(each is not None and each.is_bound for each in (form, one, off))
    context = {
        "patterns": desk.patterns(request.user),
        "form": form or HoursForm(services=services, initial={"since": timezone.localdate()}),
        "one": one or OneForm(services=services, prefix="one"),
        "off": off or DayOffForm(prefix="off"),
        "has_services": services.exists(),
        "faulty": next((each for each in (form, one, off) if each is not None and each.is_bound), None),
    }
    return render(request, "positions/duty_hours.html", context, status=422 if bound else 200)


@require_POST
@hosts_only
def add_one(request):
    services = hosts.services_of(request.user)
    form = OneForm(request.POST, services=services, prefix="one")
    if form.is_valid():
        said = form.cleaned_data
        starts_at = timezone.make_aware(timezone.datetime.combine(said["day"], said["at"]))
        try:
            patterns.add_one(host=request.user, service=said["service"], starts_at=starts_at, minutes=said["minutes"], room=said["service"].site.room)
        except Refusal as no:
            form.add_error("at", str(no))
        except ValidationError as error:
            form.add_error("at", " ".join(error.messages))
        else:
            messages.success(request, "加上了，居民看得到。")
            return redirect("positions:duty_hours")
    return _hours(request, services=services, one=form)


@require_POST
@hosts_only
def day_off(request):
    form = DayOffForm(request.POST, prefix="off")
    if not form.is_valid():
        return _hours(request, off=form)
    stay = patterns.day_off(host=request.user, day=form.cleaned_data["day"])
    more = f"有 {stay} 个已经约了人，还在下面，请一个一个交给别人，或停掉。" if stay else "那天没有人约您。"
    messages.success(request, f"那天的空时段都收回了。{more}")
    return redirect("positions:duty")


@require_POST
@hosts_only
def stop(request, pk):
    timetable = get_object_or_404(Timetable.objects.filter(host=request.user, service__taken="appointment"), pk=pk)
    stay = patterns.stop(timetable=timetable, by=request.user)
    messages.success(request, f"这份安排停了。已经约好的 {stay} 个照常。" if stay else "这份安排停了，没有人约着。")
    return redirect("positions:duty_hours")
