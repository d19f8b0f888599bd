"""Addresses of messages."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("my/notices/choices/", views.choose, name="choices"),
    path("my/notices/safe/", views.safe, name="safe"),
    path("my/notices/wechat/", views.wechat, name="wechat"),
    path("my/notices/wechat/go/", views.wechat_go, name="wechat_go"),
    path("my/notices/wechat/back/", views.wechat_back, name="wechat_back"),
    path("notices/receipts/wechat/", views.receipt, name="receipt"),
]
