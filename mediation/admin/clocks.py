"""The table of deadlines: a row goes out of use, it is not deleted, for cases still run by it."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin

from ..models import Clock


@admin.register(Clock)
class ClockAdmin(StaffModelAdmin):
    list_display = ["what", "kind_words", "risk", "source_words", "how_long", "warn_days", "officer_days", "longest_extension", "is_used"]
    list_display_links = ["what"]
    list_filter = ["what", "is_used"]
    ordering = ["pk"]
    fields = ["what", "kind", "risk", "source", "amount", "count", "warn_days", "officer_days", "longest_extension", "basis", "is_used"]

    @admin.display(description="类型")
    def kind_words(self, clock):
        return clock.get_kind_display() or "各类"

    @admin.display(description="来源")
    def source_words(self, clock):
        return clock.get_source_display() or "各种来源"

    @admin.display(description="多久")
    def how_long(self, clock):
        return "不办" if clock.amount is None else "当天" if clock.amount == 0 else f"{clock.amount} {clock.get_count_display()}"
