"""Afterwards: saying how it was, saying that a door was closed, and the addresses that a calendar app follows."""

from hashlib import blake2b

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import headers
from accounts.refusals import Refusal

from ..after import calendars, doors, rating
from ..forms import RateForm, ReportForm
from ..models import Booking, CalendarAddress, Center, Feedback, Site
from .bookings import _mine


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request, code):
    """How was it? In words, once for each time that somebody came; read by staff before anybody else reads it."""
    mine = _to_rate(request.user, code)
    secret = mine.session.service.confidential
    form = RateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            rating.rate(booking=mine, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "记下了，谢谢您。" if secret or not form.cleaned_data["words"] else "记下了，谢谢您。工作人员看过，再放到这门课的页面上。"
            )
            return redirect("positions:ticket", code)
    context = {"booking": mine, "session": mine.session, "form": form, "is_neutral": secret, "may": rating.may_rate(mine)}
    response = render(request, "positions/rate.html", context, status=422 if form.is_bound else 200)
    return headers.leave_nothing(response) if secret else response


def _to_rate(user, code):
    """Return the booking of this code; of a family's, one who came and was not asked yet."""
    first = _mine(user, code)
    if first.together_id and not rating.may_rate(first):
        family = Booking.objects.of(user).for_tickets().filter(together=first.together_id, status=Booking.Status.ATTENDED, feedback=None)
        return family.order_by("pk").first() or first
    return first


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """Somebody finds that public words should not stand there: they are put aside until staff have looked again."""
    said = get_object_or_404(Feedback.objects.shown().select_related("service"), pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        rating.report(feedback=said, words=form.cleaned_data["words"])
        messages.success(request, "告诉工作人员了，他们会再看一遍。谢谢您。")
        return redirect(said.service)
    return render(request, "positions/feedback_report.html", {"feedback": said, "form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found_closed(request, pk):
    """门没开: once for a person, place and day. After a sign-in in between the page of the centre asks once more."""
    center = get_object_or_404(Center.objects.open(), pk=pk)
    if request.method == "POST":
        try:
            doors.found_closed(center=center, user=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "记下了，告诉工作人员了。让您白跑一趟，抱歉。")
    return redirect(f"{center.get_absolute_url()}#h-open")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request):
    """The private address: what it is, how to use it, a press to make a new one or to end it."""
    if request.method == "POST":
        if request.POST.get("do") == "end":
            calendars.end_address(user=request.user)
            messages.success(request, "地址停了，原来的打不开了。")
        else:
            calendars.make_address(user=request.user)
            messages.success(request, "新地址有了，原来的打不开了。")
        return redirect("positions:my_calendar")
    row = CalendarAddress.objects.filter(user=request.user).first()
    address = request.build_absolute_uri(reverse("positions:feed", args=[row.token])) if row else ""
    response = render(request, "positions/my_calendar.html", {"address": address, "row": row})
    return headers.leave_nothing(response)


@require_safe
def feed(request, token):
    """What somebody has booked, for her calendar app: no sign-in, no cookie; an address that ended is not there."""
    owner = calendars.owner_of(token)
    if owner is None:
        raise Http404
    return _ics(request, calendars.of_user(owner), robots=True)


@require_safe
def site_feed(request, pk):
    """The public sessions of a site, for any calendar app."""
    site = get_object_or_404(Site.objects.open().select_related("center"), pk=pk)
    return _ics(request, calendars.of_site(site))


def _ics(request, data, *, robots=False):
    etag = f'"{blake2b(data, digest_size=12).hexdigest()}"'
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    if robots:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
