"""Appointments, as a resident sees them: the kind, the time and, if she likes, the person. The pages say nothing of themselves outside."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import areas, family, headers, safe_contact
from accounts.family import TooYoungAlone
from accounts.refusals import Refusal
from accounts.safe_contact import HoursMissing

from .. import booking, scopes
from ..duty import appointments, slots
from ..duty.forms import AppointmentForm, SlotForm, SlotsQuery
from ..duty.refusals import OtherKind
from ..models import Booking, Service, Session, TeamMember, Topic
from ..refusals import AgeUnknown

FAR = timedelta(days=370)


@require_safe
def kinds(request):
    """The four kinds of appointment; with `theme` the places around her that offer one, the next free time beside each."""
    said = SlotsQuery(request.GET).said()
    theme = said.get("theme")
    topic = said.get("topic", "") if theme == slots.Theme.MARRIAGE else ""
    kind = next((kind for kind in slots.kinds() if kind.theme == theme), None)
    context = {"kinds": slots.kinds(), "kind": kind}
    if kind:
        scope = scopes.around(areas.chosen_code(request), said.get("near", ""), start="county")
        context |= {"scope": scope, "services": slots.services(kind.theme, scope, topic)}
        context |= {"topics": Topic.choices if kind.theme == slots.Theme.MARRIAGE else [], "topic": topic, "topic_words": Topic(topic).label if topic else ""}
    return headers.leave_nothing(render(request, "positions/slots_kinds.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def service(request, pk):
    """The times of one service, a week at a time. Signed out she chooses first; the time is kept while she signs in."""
    what = get_object_or_404(Service.objects.public().filter(taken=Service.Taken.APPOINTMENT).select_related("site__center", "site__room"), pk=pk)
    said = SlotsQuery(request.GET).said()
    if not request.user.is_authenticated:
        if request.method == "POST" or said.get("go"):
            query = urlencode({name: said[name] for name in ("slot", "who", "topic") if said.get(name)} | ({"week": said["week"]} if "week" in said else {}))
            return redirect_to_login(f"{request.path}?{query}" if query else request.path)
        return _page(request, what, said, None)
    myself = request.user.family.get(relation="self")
    chosen = Session.objects.filter(pk=said.get("slot"), service=what).values_list("starts_at", flat=True).first() if said.get("slot") else None
    more = {
        "contact": safe_contact.of(request.user), "slot_at": chosen, "confidential": what.confidential,
        "asks_birth_date": myself.born_on is None and not what.fits(None),
    }  # fmt: skip
    if request.method != "POST":
        return _page(request, what, said, AppointmentForm(initial={"key": booking.new_key(), "slot": said.get("slot")}, **more))
    form = AppointmentForm(request.POST, **more)
    if form.is_valid() and Session.objects.filter(pk=form.cleaned_data["slot"]).exclude(service=what).exists():
        form.add_error("slot", str(OtherKind()))
    if form.is_valid():
        data = form.cleaned_data
        try:
            if data.get("born_on"):
                family.say_birth_date(user=request.user, born_on=data["born_on"])
            held = appointments.take(
                slot=data["slot"], booker=request.user, by=request.user, key=data["key"], called=data["called"], unnamed=data["unnamed"],
                contact=form.contact(),
            )  # fmt: skip
            return redirect(held)
        except HoursMissing as no:
            form.add_error("starts", str(no))
        except (AgeUnknown, TooYoungAlone) as no:
            form.add_error("born_on" if "born_on" in form.fields else None, "这项服务看年龄，请填上您的出生日期。" if isinstance(no, AgeUnknown) else str(no))
        except Refusal as no:
            form.add_error("slot", str(no))
    return _page(request, what, said, form, status=422)


def _page(request, what, said, form, *, status=200, move=None):
    posted = form.data.get("slot", "") if form is not None and form.is_bound else ""
    picked = int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 19 else said.get("slot")
    topic = said.get("topic", "") if what.theme == slots.Theme.MARRIAGE and not move else ""
    monday = said.get("week") or _week_of(picked, what) or slots.first_monday(what, topic)
    today = timezone.localdate()
    monday = slots.monday_of(min(max(monday, today), today + FAR))
    week = slots.week(what, monday=monday, who=said.get("who"), topic=topic)
    context = {
        "service": what,
        "week": week,
        "form": form,
        "move": move,
        "picked": picked,
        "layout": "base_help.html" if what.confidential else "base.html",
        "is_neutral": what.confidential,
        "who": week.chosen.pk if week.chosen else None,
        "topic": topic,
        "topic_words": Topic(topic).label if topic else "",
    }
    return headers.leave_nothing(render(request, "positions/slots.html", context, status=status))


def _week_of(picked, what):
    at = Session.objects.filter(pk=picked, service=what).values_list("starts_at", flat=True).first() if picked else None
    return timezone.localdate(at) if at else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, code):
    """Another time for a booking of hers; the old one stays hers until the new one is."""
    mine = get_object_or_404(Booking.objects.of(request.user).for_tickets(), code=code)
    what = mine.session.service
    if not what.is_by_appointment or mine.status != Booking.Status.CONFIRMED:
        return redirect(mine)
    said = SlotsQuery(request.GET).said()
    if request.method != "POST":
        return _page(request, what, said, SlotForm(initial={"key": booking.new_key()}), move=mine)
    form = SlotForm(request.POST)
    if form.is_valid():
        to = Session.objects.filter(pk=form.cleaned_data["slot"]).first()
        try:
            if to is None:
                raise appointments.OtherKind
            return redirect(appointments.move(booking=mine, to=to, by=request.user))
        except appointments.SameSlot:
            return redirect(mine)  # pressed twice
        except Refusal as no:
            form.add_error("slot", str(no))
    return _page(request, what, said, form, status=422, move=mine)


@login_required
@require_POST
def give_name(request, code):
    mine = get_object_or_404(Booking.objects.of(request.user), code=code)
    appointments.give_name(booking=mine, by=request.user)
    return redirect(mine)


@require_safe
def people(request, team):
    """The faces and skills of one 队伍: those who agreed to be shown, around her."""
    if team not in TeamMember.Team.values:
        raise Http404
    said = SlotsQuery(request.GET).said()
    scope = scopes.around(areas.chosen_code(request), said.get("near", ""), start="city")
    members = TeamMember.objects.shown().filter(team=team).serving(scope.code).prefetch_related("sites__center").order_by("name", "pk")[:60]
    context = {"team": TeamMember.Team(team), "teams": TeamMember.Team, "members": members, "scope": scope}
    return render(request, "positions/people.html", context)


@require_safe
def photo(request, pk):
    """The face of somebody who agreed to be shown."""
    member = get_object_or_404(TeamMember.objects.shown().exclude(photo=""), pk=pk)
    return FileResponse(member.photo.open(), content_type="image/jpeg")
