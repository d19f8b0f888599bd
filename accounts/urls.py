"""Addresses of people: my community, my family, my data."""

from django.urls import path

from . import area_views

app_name = "accounts"
urlpatterns = [
    path("areas/", area_views.choose, name="areas"),
]
