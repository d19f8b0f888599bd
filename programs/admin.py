"""The pages of the six programmes and their brand projects. All officers read them, the city's change them: they are the same everywhere."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin

from . import activities
from .models import Program, Project


@admin.register(Program)
class ProgramAdmin(StaffModelAdmin):
    list_display = ["number", "title", "lead"]
    list_display_links = ["title"]
    fields = ["number", "title", "short", "lead", "about"]
    readonly_fields = ["number"]


@admin.register(Project)
class ProjectAdmin(StaffModelAdmin):
    list_display = ["title", "program", "kind", "summary"]
    list_filter = ["program", "kind"]
    list_select_related = ["program"]
    search_fields = ["title", "summary"]
    search_help_text = "名称、一句话"
    presets = ["program"]
    autocomplete_fields = ["services"]
    readonly_fields = ["coming"]
    fieldsets = [
        (None, {"fields": ["program", "title", "slug", "kind", "part_of", "position"]}),
        ("写在页面上", {"fields": ["summary", "audience", "text", ("page", "page_label")]}),
        ("哪些服务算进来", {"fields": [("theme", "site_kind"), ("mark", "word"), "services", "coming"], "description": "填了几样，就要几样都对得上。"}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "program", "slug"] if obj else self.readonly_fields  # its address stays

    @admin.display(description="接下来几场")
    def coming(self, project):
        return activities.coming(project).count() if project.pk else "—"
