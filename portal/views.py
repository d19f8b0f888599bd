"""Home, the reader's switches, my page, and the texts about the site."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from notices import outbox
from notices.models import Notice
from notices.texts import words_of
from positions.models import Booking

from . import prefs as switches

NOTICES_A_PAGE = 20


@require_safe
def home(request):
    return render(request, "portal/home.html")


@csrf_exempt  # see prefs.began_elsewhere
@require_POST
def prefs(request):
    if switches.began_elsewhere(request):
        raise PermissionDenied
    return switches.remember(request)


@csrf_exempt  # the exit must work on a page that has lain open for hours; see prefs.began_elsewhere
@require_POST
def leave(request):
    """快速离开: nobody stays signed in on this device (exit.js sends it on the way out)."""
    if switches.began_elsewhere(request):
        raise PermissionDenied
    logout(request)
    return HttpResponse(status=204)


@require_safe
def search(request):
    return render(request, "portal/search.html")


@require_safe
@login_required
def my(request):
    coming = Booking.objects.of(request.user).coming().for_tickets().order_by("session__starts_at")
    return render(request, "portal/my.html", {"bookings": coming})


@login_required
def notices(request):
    """What she was told, newest first. GET changes nothing; 都读过了 is a POST."""
    if request.method == "POST":
        outbox.read_all(request.user)
        return redirect("portal:notices")
    mine = Notice.objects.of(request.user)
    page = Paginator(mine, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    told = [(notice, words) for notice in page if (words := words_of(notice))]
    return render(request, "portal/notices.html", {"page": page, "told": told, "unread": mine.unread().count()})


@require_safe
def about(request):
    return render(request, "portal/about.html")


@require_safe
def privacy(request):
    return render(request, "portal/privacy.html")


@require_safe
def privacy_children(request):
    return render(request, "portal/privacy_children.html")


@require_safe
def accessibility(request):
    return render(request, "portal/accessibility.html")
