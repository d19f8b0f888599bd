"""What somebody holds for an elder by her mandate; and 打电话给我, for whoever would rather be phoned."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import areas
from accounts.models import Mandate
from accounts.refusals import Refusal

from ..families import acting as deeds
from ..families import callback
from ..models import Booking


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acting(request, pk):
    """The coming places of the elder of one mandate; each can be given back, and she is told."""
    mandate = get_object_or_404(Mandate.objects.live().select_related("giver").defer("paper"), holder=request.user, pk=pk)
    refusal = None
    if request.method == "POST":
        place = get_object_or_404(deeds.places(request.user, mandate.giver), code=request.POST.get("code", "")[:12])
        try:
            deeds.cancel(mandate=pk, by=request.user, booking=place)
        except Refusal as no:
            refusal = str(no)
        else:
            messages.success(request, "取消好了，也告诉对方了。")
            return redirect("positions:acting", pk)
    rows = list(deeds.places(request.user, mandate.giver))
    page = {"mandate": mandate, "bookings": rows, "refusal": refusal, "waiting": Booking.Status.WAITING}
    return render(request, "positions/acting.html", page, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_me(request):
    """打电话给我: one press, and somebody of her centre phones; the page says when."""
    if request.method == "POST":
        if not request.user.is_authenticated:
            raise Http404
        try:
            callback.ask(user=request.user, about=request.POST.get("about", ""))
        except Refusal as no:
            return render(request, "positions/call_me.html", _call_page(request, refusal=str(no)), status=422)
        return redirect("positions:call_me")
    return render(request, "positions/call_me.html", _call_page(request))


def _call_page(request, refusal=""):
    user = request.user
    asked = callback.asked(user) if user.is_authenticated else None
    center = callback.center_of(user) if user.is_authenticated else callback.center_near(areas.chosen_code(request))
    return {
        "asked": asked,
        "center": center,
        "refusal": refusal,
        "when": callback.when(center),
        "abouts": callback.ABOUT,
        "can_ask": user.is_authenticated and (not asked or refusal),
    }
