"""替老人约: one page by which staff book for somebody by name and phone in under a minute, and the slip that she takes along."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from accounts import masks
from accounts.refusals import Refusal

from .. import booking as deeds
from .. import rules, tickets
from ..fairness import line
from ..families import desk as places
from ..models import Booking
from .desk_forms import DeskForm

FIELDS = ("name", "phone", "companion")
MORE = ("contact_phone", "contact_of")
AGES = ("born_on", "companion_born_on")


def urls(site):
    """Return the addresses of the desk, for the admin site."""
    return [
        path("desk/", site.admin_view(page), name="desk"),
        path("desk/slips/<booking_code:code>/", site.admin_view(slip), name="slip"),
    ]


def page(request):
    """Who, and which of the coming sessions: one form, one press."""
    if not request.user.has_perm("positions.add_booking"):
        raise PermissionDenied
    sessions = list(places.sessions(request.user))
    form = DeskForm(request.POST if request.method == "POST" else None, initial={"key": deeds.new_key()})
    if form.is_valid():
        made = _book(request, form, sessions)
        if made:
            return redirect("admin:slip", made[0].code)
    context = {
        **admin.site.each_context(request),
        "title": "替老人约",
        "form": form,
        "sessions": sessions,
        "chosen": form.data.get("session") or request.GET.get("s"),
        "parts": {name: [form[field] for field in fields] for name, fields in (("who", FIELDS), ("near", MORE), ("ages", AGES), ("end", ("wait", "agreed")))},
        "near_open": any(form.data.get(name) for name in MORE) or any(form.errors.get(name) for name in MORE),
        "ages_open": any(form.data.get(name) for name in AGES) or getattr(form, "needs_ages", False),
    }
    return render(request, "admin/desk.html", context, status=422 if form.is_bound else 200)


def _book(request, form, sessions):
    """Do the deed; a refusal is said above the form, and nothing has been written."""
    said = form.cleaned_data
    session = next((row for row in sessions if row.pk == said["session"]), None)
    if session is None:
        form.add_error("session", "这一场约不了了，请另选一场。")
        return None
    try:
        return places.book(session=session, caller=form.caller, by=request.user, key=said["key"], wait=said["wait"])
    except places.BirthDateNeeded as no:
        form.needs_ages = True
        form.add_error("born_on" if not said["born_on"] else "companion_born_on", str(no))
    except Refusal as no:
        form.add_error(None, str(no))
    return None


@require_safe
def slip(request, code):
    """The slip of one booking, or of a couple: name, time, place, code, in big letters, for paper."""
    user = request.user
    rows = Booking.objects.visible_to(user, "positions.add_booking").filter(session__service__confidential=False)
    found = rows.for_tickets().select_related("booker", "together").filter(code=code).first()
    if found is None:
        raise Http404
    family = line.family(found) or [found]
    holding = found.status in (Booking.Status.CONFIRMED, Booking.Status.ATTENDED)
    context = {
        **admin.site.each_context(request),
        "title": "凭条",
        "booking": found,
        "session": found.session,
        "names": [row.attendee.name for row in family if row.is_live],
        "code": found.ticket_code[:6],
        "qr": tickets.qr(found.ticket_code) if holding else "",
        "holding": holding,
        "number": masks.phone(found.booker.phone) if found.booker.has_phone else "",
        "cancel_by": rules.moment(found.session.cancel_by),
    }
    return render(request, "admin/slip.html", context)
