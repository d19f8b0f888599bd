"""The addresses of a demo: those of the portal and the page that exists only there."""

from django.urls import path

from fuliancenter import demo
from fuliancenter.urls import *  # noqa: F403
from fuliancenter.urls import urlpatterns as portal

urlpatterns = [*portal, path("demo/messages/", demo.messages, name="demo_messages")]
