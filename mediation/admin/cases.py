"""The staff admin's pages: who looked at which case, and the table of risk. A case itself is not in the admin at all."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin

from ..models import AccessLog, RiskSign


@admin.register(AccessLog)
class AccessLogAdmin(StaffModelAdmin):
    """Who, what, when, from where, why. Nobody is granted to change it, and the database would not let her."""

    list_display = ["at", "who", "what", "number", "why", "ip"]
    list_display_links = ["at"]
    list_filter = ["what", "why", ("at", admin.DateFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["=number"]
    search_help_text = "案件编号，要写全"
    ordering = ["-at", "-pk"]
    sortable_by = ["at"]
    fields = ["at", "who", "what", "number", "row", "why", "ip", "area_code"]
    readonly_fields = fields

    @admin.display(description="谁")
    def who(self, look):
        return look.user.get_full_name()


@admin.register(RiskSign)
class RiskSignAdmin(StaffModelAdmin):
    """Which sign has which colour. A sign goes out of use, it is not deleted: old cases still name it."""

    list_display = ["words", "risk", "kind", "position", "is_used"]
    list_display_links = ["words"]
    list_filter = ["risk", "is_used"]
    ordering = ["position", "pk"]
    fields = ["words", "risk", "kind", "violent", "minor", "position", "is_used"]
