"""CSRF under a strict referrer policy, and what the reader sees when a form's token does not fit."""

from django.middleware.csrf import CsrfViewMiddleware


class OriginlessCsrfMiddleware(CsrfViewMiddleware):
    """Django's check, for a site that says Referrer-Policy: no-referrer.

    Under that policy a browser sends `Origin: null` and no Referer even with a form of our own page (Fetch standard,
    "append a request Origin header"), which Django's own class refuses. The token in the form and the SameSite=Lax,
    __Host- cookie are checked as ever; here only the silence about the origin counts for nothing, unless the browser
    itself says that the request began elsewhere (Sec-Fetch-Site).
    """

    def _origin_verified(self, request):
        if request.META["HTTP_ORIGIN"] == "null":
            return request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin"
        return super()._origin_verified(request)

    def _check_referer(self, request):
        if request.META.get("HTTP_REFERER") or request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
            super()._check_referer(request)
