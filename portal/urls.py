"""The addresses of the portal itself."""

from django.urls import path

from . import notice, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("prefs/", views.prefs, name="prefs"),
    path("leave/", views.leave, name="leave"),
    path("search/", views.search, name="search"),
    path("156/", notice.notice, name="notice"),
    path("my/", views.my, name="my"),
    path("my/notices/", views.notices, name="notices"),
    path("my/privacy/", views.my_privacy, name="my_privacy"),
    path("my/privacy/confirm/", views.privacy_confirm, name="privacy_confirm"),
    path("my/privacy/export/", views.export, name="export"),
    path("robots.txt", views.robots, name="robots"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/children/", views.privacy_children, name="privacy_children"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
