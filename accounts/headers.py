"""Response headers for pages that must leave nothing behind."""

from functools import wraps

from django.utils.cache import add_never_cache_headers


def leave_nothing(response):
    """Mark one response so that no browser and no machine between keeps it, and no search engine lists it. Returns it."""
    add_never_cache_headers(response)  # no-store, private
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def private(view):
    """Let no browser and no machine between keep the page, and no search engine list it."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        return leave_nothing(view(request, *args, **kwargs))

    return wrapped
