"""What the grid worker's phone needs when the network is gone: a page to open, a worker to keep it, a way in for what was sealed."""

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.headers import private

from .. import offline
from ..grid import grid_workers_only, phone_facts

FILES = ("tokens.css", "site.css", "extra.css", "more.css", "sprite.svg", "grid.js", "grid-queue.js", "grid-offline.js")
MOST_BYTES = 64 * 1024 * 1024


@require_safe
@grid_workers_only
def shell(request):
    """The list as the phone keeps it: what lies in the phone, nothing that the server knows."""
    return render(request, "mediation/grid.html", {"is_shell": True, "phone": phone_facts(request.user)})


@require_safe
@grid_workers_only
def worker(request):
    """The service worker: its scope is /grid/ and nothing else."""
    pages = {"form": reverse("mediation:report"), "list": reverse("mediation:grid_shell")}
    facts = json.dumps({**pages, "files": [static(name) for name in FILES]})
    return HttpResponse(render(request, "mediation/worker.js", {"facts": facts}).content, content_type="text/javascript; charset=utf-8")


@require_safe
@grid_workers_only
def manifest(request):
    """What makes it an app on her phone. Its name says nothing of what it is for."""
    start = reverse("mediation:grid")
    icon = {"src": static("grid-icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    look = {"background_color": "#ffffff", "theme_color": "#ffffff"}
    facts = {"name": "邻里中心 网格", "short_name": "网格", "lang": "zh-CN", "start_url": start, "scope": start, "display": "standalone", "icons": [icon]}
    return JsonResponse({**facts, **look}, content_type="application/manifest+json")


@require_http_methods(["GET", "HEAD", "POST"])
@private
@login_required
def parcels(request):
    """GET says hello: the form's token, and the numbers of what she sent lately, which stand on the page and are kept nowhere.

    POST takes one envelope, the body as it lies in the phone; whoever is signed in brings it.

    Whoever wrote it is asked of the envelope, not of the session: her Post may have ended, or somebody else holds the phone.
    """
    if request.method != "POST":
        return JsonResponse({"csrf": get_token(request), "received": offline.received(request.user)})
    blob = request.read(MOST_BYTES + 1)
    if len(blob) > MOST_BYTES:
        return JsonResponse({"words": "这一件太大了，照片少选几张再交。"}, status=413)
    try:
        taken = offline.receive(blob=blob, sender=request.user, phone_now=_phone_now(request), ask="X-Page-Open" in request.headers)
    except offline.NotOurs as refusal:
        return JsonResponse({"words": str(refusal)}, status=422)
    if taken.problems:
        return JsonResponse({"problems": taken.problems}, status=422)
    return JsonResponse({"number": taken.case.number, "at": int(timezone.now().timestamp() * 1000)})


def _phone_now(request):
    said = request.headers.get("X-Phone-Now", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None
