"""/help/self-check/: how dangerous is it? The page is the same for everybody; only her browser knows what she ticks."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ..danger import self_check
from ..help_forms import HelpForm


@require_safe
def page(request):
    lines = {"police": settings.POLICE_LINE, "police_sms": settings.POLICE_SMS}
    return render(request, "mediation/self_check.html", {"lately": self_check.LATELY, "besides": self_check.BESIDES, **lines})


@require_POST
def take(request):
    """Put her answers into the form of a request, where she reads them before she hands anything in. Nothing is stored here."""
    form = HelpForm(initial={"what": self_check.told(request.POST.getlist("sign"))})
    return render(request, "mediation/help_request.html", {"form": form})
