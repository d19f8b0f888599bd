"""The one staff admin site."""

from django.contrib import admin


class StaffSite(admin.AdminSite):
    site_title = site_header = index_title = "工作台"
