"""The one staff admin site takes the place of Django's own."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "fuliancenter.staff.StaffSite"

    def ready(self):
        super().ready()
        from . import jobs  # noqa: F401
