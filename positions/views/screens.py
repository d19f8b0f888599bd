"""The week of a centre on paper, and the screen in its hall."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import hours, screens
from ..models import Center

KEPT = ("tokens.css", "site.css", "paper.css", "sprite.svg", "board.js")  # all that the screen needs when there is no network


def _center(pk):
    return get_object_or_404(Center.objects.open().select_related("area__parent").prefetch_related("opening_hours"), pk=pk)


def _picture(request, name, words, *args, query=""):
    path = reverse(name, args=args) + query
    return screens.qr(settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path), words)


@require_safe
def week(request, pk):
    """The week's timetable for the wall: A4 across, or enlarged to A3, with codes that lead to what is so now."""
    center = _center(pk)
    monday = screens.monday_of(_asked(request.GET.get("monday")))
    days, rows = screens.week(center, monday)
    context = {
        "center": center, "days": days, "rows": rows, "sunday": days[-1], "hours": hours.week(list(center.opening_hours.all())),
        "is_full": sum(max(map(len, cells)) for _, cells in rows) > 4,
        "last": monday - timedelta(days=7), "next": monday + timedelta(days=7),
        "codes": [
            (_picture(request, "positions:center", "扫码看最新课表", pk), "看最新、预约", "手机扫一扫，不用装软件"),
            (_picture(request, "positions:sessions", "这个中心孩子的课", query=f"?center={pk}&kind=children"), "孩子的课", "儿童之家都在这里"),
            (_picture(request, "positions:wanted", "我想要"), "我想要", "课表上没有的，说一声"),
        ],
    }  # fmt: skip
    return render(request, "positions/wall.html", context)


def _asked(text):
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(text or "")
    except ValueError:
        return today
    return asked if abs(asked - today) < screens.FAR else today


@require_safe
def board(request, pk):
    """The screen in the hall. Its script reads it anew each minute, and says so when it cannot."""
    center = _center(pk)
    stretches = list(center.opening_hours.all())
    context = {
        "center": center, "now": timezone.localtime(), "days": screens.coming(center), "off": screens.called_off(center),
        "open_state": hours.now(stretches), "code": _picture(request, "positions:center", "扫码预约", pk),
    }  # fmt: skip
    return render(request, "positions/board.html", context)


@require_safe
def board_worker(request, pk):
    """The service worker of the screen: it keeps the page and what it is dressed in, so that a restart without network shows the last state."""
    files = "".join(f"{staticfiles_storage.url(name)}\n" for name in KEPT)
    with open(finders.find("board-worker.js") or staticfiles_storage.path("board-worker.js"), encoding="utf-8") as source:
        script = source.read()
    return HttpResponse(script.replace("/* FILES */", ", ".join(f'"{name}"' for name in files.split())), content_type="text/javascript; charset=utf-8")
