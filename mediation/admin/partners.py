"""The bodies that cases are referred to. Who of them signs in is a Post, given like every other."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin

from ..models import Partner


@admin.register(Partner)
class PartnerAdmin(StaffModelAdmin):
    """A body goes out of use, it is not deleted: what was handed to it still names it."""

    list_display = ["name", "kind", "area", "is_used"]
    list_display_links = ["name"]
    list_filter = ["kind", "is_used"]
    list_select_related = ["area"]
    ordering = ["kind", "area", "name"]
    autocomplete_fields = ["area"]
    fields = ["name", "kind", "area", "is_used"]
