"""Response headers for pages that must leave nothing behind."""

from functools import wraps

from django.utils.cache import add_never_cache_headers


def private(view):
    """Let no browser and no machine between keep the page, and no search engine list it."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)  # no-store, private
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return wrapped
