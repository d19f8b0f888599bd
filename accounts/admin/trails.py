"""修改留痕: the auditor reads who changed what and who took lists out of the house. Nobody changes a line."""

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.utils.html import format_html_join

from .base import StaffModelAdmin

ACTIONS = {LogEntry.Action.CREATE: "新加", LogEntry.Action.UPDATE: "修改", LogEntry.Action.DELETE: "删除"}
DEEDS = {
    "export": "导出名单", "roster": "看名单里要留意的事", "search": "按手机号或预约码找人", "read": "看一条预约",
    "capacity": "改名额", "publish": "发布场次", "cancel": "取消场次", "factor": "取下二次验证",
}  # fmt: skip


class ActionFilter(admin.SimpleListFilter):
    title, parameter_name = "做了什么", "did"

    def lookups(self, request, model_admin):
        return [*ACTIONS.items(), (LogEntry.Action.ACCESS, "查看和导出")]

    def queryset(self, request, queryset):
        return queryset.filter(action=int(self.value())) if self.value() in {str(value) for value, _ in self.lookup_choices} else queryset


class WhatFilter(admin.SimpleListFilter):
    title, parameter_name = "哪一类", "what"

    def lookups(self, request, model_admin):
        return [(model._meta.label_lower, model._meta.verbose_name) for model in auditlog.get_models()]

    def queryset(self, request, queryset):
        models = {model._meta.label_lower: model for model in auditlog.get_models()}
        model = models.get(self.value())
        return queryset.filter(content_type=ContentType.objects.get_for_model(model)) if model else queryset


@admin.register(LogEntry)
class TrailAdmin(StaffModelAdmin):
    list_display = ["timestamp", "who", "did", "what", "columns"]
    list_display_links = ["timestamp"]
    list_filter = [ActionFilter, WhatFilter]
    list_select_related = ["actor", "content_type"]
    ordering = ["-timestamp", "-pk"]
    sortable_by = ["timestamp"]
    fields = ["timestamp", "who", "did", "what", "details"]
    readonly_fields = fields

    @admin.display(description="谁")
    def who(self, entry):
        return entry.actor.get_full_name() if entry.actor else "后台任务"

    @admin.display(description="做了什么")
    def did(self, entry):
        if entry.action == LogEntry.Action.ACCESS:
            deed = (entry.additional_data or {}).get("deed", "")
            return DEEDS.get(deed, deed)
        return ACTIONS[entry.action]

    @admin.display(description="哪一条")
    def what(self, entry):
        number = f" #{entry.object_pk}" if entry.object_pk else ""
        return f"{entry.content_type.name}{number}"

    @admin.display(description="哪几项")
    def columns(self, entry):
        return "、".join(self._names(entry)) or "—"

    @admin.display(description="从什么改成什么")
    def details(self, entry):
        names = self._names(entry)
        rows = [(name, old, new) for name, (old, new) in zip(names, entry.changes_dict.values(), strict=True)]
        facts = {key: value for key, value in (entry.additional_data or {}).items() if key != "deed"}
        more = [(key, "", value) for key, value in facts.items()]
        return format_html_join("", "<p>{}：{} → {}</p>", rows + more) if rows or more else "—"

    def _names(self, entry):
        model = entry.content_type.model_class()
        words = {field.name: field.verbose_name for field in model._meta.concrete_fields} if model else {}
        return [str(words.get(name, name)) for name in entry.changes_dict]
