"""The staff admin's page of the words that the 综治 system uses."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin

from ..models import GridWord


@admin.register(GridWord)
class GridWordAdmin(StaffModelAdmin):
    """Which of our kinds goes under which entry there. A kind out of use gives no text to copy."""

    list_display = ["kind", "words", "is_used"]
    list_filter = ["is_used"]
    ordering = ["pk"]
    fields = ["kind", "words", "is_used"]
