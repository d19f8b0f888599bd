"""/accounts/devices/: where she is signed in, and ending it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from . import devices


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request):
    """GET lists; POST `end` ends one (its number) or all others ("others")."""
    if request.method == "POST":
        _end(request, request.POST.get("end", ""))
        return redirect("accounts:devices")
    current = request.session.session_key
    rows = []
    for session in devices.of(request.user, current):
        machine, browser, mobile = devices.name_of(session.user_agent)
        rows.append(
            {
                "pk": session.pk, "machine": machine, "browser": browser, "mobile": mobile, "seen": session.last_seen_at,
                "here": session.session_key == current, "public": session.data.get("kind") == devices.PUBLIC,
            }
        )  # fmt: skip
    return render(request, "account/devices.html", {"rows": rows, "others": sum(not row["here"] for row in rows)})


def _end(request, which):
    if which == "others":
        devices.end_others(request)
        messages.success(request, "除了这台，都退掉了。")
    elif which.isascii() and which.isdigit() and len(which) < 19 and devices.end_one(user=request.user, pk=int(which), but=request.session.session_key):
        messages.success(request, "退掉了。")
