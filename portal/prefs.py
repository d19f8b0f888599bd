"""The reader's switches: elder view, theme, contrast. Cookies of one year; the elder view is kept in the account as well."""

from django.conf import settings
from django.http import HttpResponseRedirect

from accounts import paths

from .context import CHOICES

YEAR = 365 * 24 * 3600


def began_elsewhere(request):
    """Return whether the browser says that this request was made by another site's page.

    The switches stand on pages that are cached for everybody, so they carry no CSRF token. All that a forged request could
    do is change how large the letters are; even so it is refused.
    """
    if "HTTP_SEC_FETCH_SITE" in request.META:
        return request.META["HTTP_SEC_FETCH_SITE"] not in ("same-origin", "none")
    origin = request.META.get("HTTP_ORIGIN", "null")
    return origin not in ("null", f"{request.scheme}://{request.get_host()}")


def remember(request):
    """Answer a press on a switch: set the cookies, keep the elder view of whoever is signed in, go back."""
    response = HttpResponseRedirect(paths.local(request.POST.get("next"), "/"))
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed or (name == "view" and value == "plain"):
            # Not HttpOnly: the staff admin's script reads the theme. They hold no secret.
            response.set_cookie(name, value, max_age=YEAR, secure=settings.HTTPS, samesite="Lax")
        elif value is not None:
            response.delete_cookie(name, samesite="Lax")
    view, user = request.POST.get("view"), request.user
    if view in ("elder", "plain") and user.is_authenticated:
        user.elder_view = view == "elder"
        user.save(update_fields=["elder_view"])
    return response
