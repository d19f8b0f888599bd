"""Where a form leads back to: only ever a path of our own."""

from django.utils.http import url_has_allowed_host_and_scheme


def local(path, default="/"):
    """Return `path` when it is an address on this site ("/my/?a=1"), else `default`."""
    path = path or ""
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else default
