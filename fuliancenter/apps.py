"""The one staff admin site takes the place of Django's own; the house itself has commands."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HouseConfig(AppConfig):
    name = "fuliancenter"
    verbose_name = "邻里中心"


class PortalAdminConfig(AdminConfig):
    default_site = "fuliancenter.staff.StaffSite"

    def ready(self):
        super().ready()
        from . import jobs  # noqa: F401
