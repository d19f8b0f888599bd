"""Who is told, and after how many minutes, of a red case that nobody has opened."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin

from ..models import AlarmStep


@admin.register(AlarmStep)
class AlarmStepAdmin(StaffModelAdmin):
    """A step goes out of use, it is not deleted."""

    list_display = ["minutes", "whom", "is_used"]
    list_display_links = ["minutes"]
    ordering = ["minutes", "pk"]
    fields = ["minutes", "whom", "is_used"]
