"""Every address of the portal, one meaning each (DESIGN: Addresses)."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from . import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("portal.urls")),
    path("", include("accounts.urls")),
    path("", include("notices.urls")),
    path("", include("positions.urls")),
    path("", include("mediation.urls")),
    path("accounts/", include("accounts.signin_urls")),
    path("programs/", include("programs.urls")),
    path("volunteers/", include("volunteers.urls")),
    path("reports/", include("reports.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    from . import demo

    urlpatterns += [path("demo/messages/", demo.messages, name="demo_messages")]

handler400 = "fuliancenter.errors.bad_request"
handler403 = "fuliancenter.errors.forbidden"
handler404 = "fuliancenter.errors.not_found"
handler429 = "fuliancenter.errors.too_many"  # django-allauth's limits ask for this name
handler500 = "fuliancenter.errors.server_error"
