"""The portal's addresses, and the two bare views that the benchmarks measure it against."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from fuliancenter import urls as portal
from positions.models import Booking, Center, Session


def trivial(request):
    """One statement, one line."""
    return HttpResponse(f"{Center.objects.count()}")


@login_required
@require_POST
def smallest(request, pk):
    """The smallest booking that Django can do: who is signed in, INSERT, conditional UPDATE, redirect."""
    with transaction.atomic():
        made = Booking.objects.create(
            session_id=pk, booker_id=request.user.pk, attendee_id=request.POST["attendee"], status="confirmed", from_minute=pk, to_minute=pk + 1
        )
        if not Session.objects.filter(pk=pk, booked__lt=F("capacity")).update(booked=F("booked") + 1):
            transaction.set_rollback(True)
            return HttpResponse(status=422)
    return redirect(f"/bookings/{made.code}/")


urlpatterns = [path("bench/trivial/", trivial), path("bench/book/<int:pk>/", smallest), *portal.urlpatterns]
handler400, handler403, handler404, handler500 = (getattr(portal, f"handler{n}", f"django.views.defaults.{w}") for n, w in (
    (400, "bad_request"), (403, "permission_denied"), (404, "page_not_found"), (500, "server_error")))  # fmt: skip
