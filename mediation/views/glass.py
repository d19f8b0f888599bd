"""/mediation/glass/: an officer opens, for an hour and with a reason, a case that lies outside her reach."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import roles, stepup
from accounts.client import ip_of
from accounts.headers import private
from accounts.refusals import Refusal

from ..secrecy import break_glass
from ..secrecy.forms import GlassForm
from ..secrecy.glass import PERM
from .opening import posted


@stepup.required
def _asked(request):
    form = GlassForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            glass = break_glass(user=request.user, ip=ip_of(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "打开了，一小时后自己关上。经办人和个人信息保护负责人已经收到通知。")
            return redirect(glass.case)
    return render(request, "mediation/glass.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def glass(request):
    """A fresh second factor first: an open browser alone must not be enough."""
    if request.user.is_authenticated and not roles.may_ever(request.user, PERM):
        raise Http404
    return _asked(request)
