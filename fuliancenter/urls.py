"""Every address of the portal, one meaning each (DESIGN: Addresses)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
