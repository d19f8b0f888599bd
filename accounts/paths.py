"""Where a form leads back to: only ever a path of our own."""

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 500


def is_ours(url):
    """Return whether `url` is a path of this site, however a browser reads it (it drops tabs, takes \\ for /)."""
    return (
        isinstance(url, str)
        and url.startswith("/")
        and len(url) <= LONGEST
        and not any(char.isspace() or char == "\\" or not char.isprintable() for char in url)
        and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    )


def local(path, default="/"):
    """Return `path` when it is an address on this site ("/my/?a=1"), else `default`."""
    return path if is_ours(path) else default


def asked_for(request, default=""):
    """Return the page of ours that the request names in `next`, else `default`. The doors themselves are no place to go to."""
    url = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME)
    return local(url, default) if not str(url).startswith((reverse("account_login"), reverse("account_logout"))) else default
