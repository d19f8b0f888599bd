"""Every address of the portal, one meaning each (DESIGN: Addresses)."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
