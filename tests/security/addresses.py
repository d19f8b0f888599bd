"""Every address of site and admin, read off the URL configuration, and what to put into its holes."""

import re

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RegexPattern

HOLE = re.compile(r"<(?:\w+:)?(\w+)>")
QUERIES = {"reports/cases/rows/": "?figure=received", "reports/calls/rows/": "?figure=received"}  # without one there is nothing for anybody


def routes():
    """Return every route of the portal as one string ("sessions/<int:pk>/book/"), sorted."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns, before):
    for entry in patterns:
        route = before + _words(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from _walk(entry.url_patterns, route)


def _words(pattern):
    if isinstance(pattern, RegexPattern):
        return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern._regex).lstrip("^").removesuffix("$").removesuffix(r"\Z").replace("\\", "")
    return str(pattern)


def holes(route):
    """Return the names of the parameters of a route."""
    return HOLE.findall(route)


def fill(route, values):
    """Return the path of `route` with its holes filled from the dict `values`, and with the query that it needs."""
    return "/" + HOLE.sub(lambda found: str(values[found.group(1)]), route) + QUERIES.get(route, "")
