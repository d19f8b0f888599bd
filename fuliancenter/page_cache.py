"""Public pages, kept for a few seconds in the memory of each process, for visitors who are not signed in.

A public page is the same for everybody who chose the same switches and the same community. It is rendered once in
PUBLIC_PAGE_SECONDS by each process and then answered before any other layer runs: no statement, no template; a browser that
has it already gets 304. Nothing personal can get in: only an answer without any cookie, to a request without a session, of
one of the sections below is kept. A page with a form that carries a CSRF token sets its cookie and is therefore never kept.
"""

import gzip
from hashlib import blake2b

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from portal.context import CHOICES

SECTIONS = {"", "156", "about", "accessibility", "centers", "privacy", "programs", "reports", "search", "services", "sessions", "sites", "volunteers"}
VARIES = ("Cookie", "HX-Request", "Accept-Encoding")
LONGEST_QUERY = 300


def _key(request):
    """Return the key of a request that may be answered from memory, else None."""
    if request.method != "GET" or "HTTP_HX_REQUEST" in request.META or not settings.PUBLIC_PAGE_SECONDS:
        return None
    query = request.META.get("QUERY_STRING", "")
    if request.path.split("/", 2)[1] not in SECTIONS or len(query) > LONGEST_QUERY:
        return None
    cookies = [value if (value := request.COOKIES.get(name, "")) in allowed else "" for name, allowed in CHOICES.items()]
    area = request.COOKIES.get("area", "")
    if len(area) != 12 or not area.isdecimal():
        area = ""
    return blake2b("\n".join([request.path, query, *cookies, area]).encode(), digest_size=20).hexdigest()


def find(request):
    """Return the kept answer to this request (304 if the browser has it), or None."""
    key = _key(request)
    page = key and caches["pages"].get(key)
    return page and _answer(request, page)


def keep(request, response):
    """Keep this answer if it is a public page, and return it as the next visitor will get it."""
    key = _key(request)
    kept = key and response.status_code == 200 and not response.streaming and not response.cookies and "Cache-Control" not in response.headers
    if not kept or not response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
    body = response.content
    page = {
        "etag": f'"{blake2b(body, digest_size=12).hexdigest()}"',
        "headers": dict(response.headers),
        "br": brotli.compress(body, quality=5),
        "gzip": gzip.compress(body, 6, mtime=0),
    }
    caches["pages"].set(key, page, settings.PUBLIC_PAGE_SECONDS)
    return _answer(request, page)


def _answer(request, page):
    if page["etag"] in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponseNotModified()
    else:
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        coding = next((coding for coding in ("br", "gzip") if coding in accepted), "")
        body = page[coding] if coding else gzip.decompress(page["gzip"])
        response = HttpResponse(body, headers=page["headers"])
        if coding:
            response.headers["Content-Encoding"] = coding
        response.headers["Content-Length"] = len(body)
    response.headers["ETag"] = page["etag"]
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, VARIES)
    return response
