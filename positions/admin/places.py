"""Centres with their hours and rooms, sites with their checklist, services with their rules."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from accounts.admin import FewFilter, StaffModelAdmin, StaffModelForm, StaffTabularInline
from accounts.models import Area

from .. import checklists, timetables
from ..fairness import taking_back
from ..models import Center, ChecklistItem, OpeningHours, Room, Service, Site, SiteCheck
from ..terms import strikes, words

RULES = ("opens_days_before", "closes_minutes_before", "cancel_minutes_before", "hourly_places")
TERM_RULES = ("absences_allowed", "lates_allowed", "late_after_minutes")


def check_photo(request, site, pk):
    """The photo by which a site shows that it meets an item, to those who may see the item."""
    check = get_object_or_404(SiteCheck.objects.visible_to(request.user).exclude(photo=""), pk=pk, site=site)
    return FileResponse(check.photo.open(), content_type="image/jpeg")


class OpeningHoursInline(StaffTabularInline):
    model = OpeningHours
    fields = ["weekday", "opens", "closes"]


class RoomInline(StaffTabularInline):
    model = Room
    fields = ["name", "floor", "seats"]


class SiteCheckInline(StaffTabularInline):
    """The items themselves are the federation's; the site says which it meets."""

    model = SiteCheck
    fields = ["item", "is_met", "checked_on", "photo", "note"]
    readonly_fields = ["item"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("item")


@admin.register(Center)
class CenterAdmin(StaffModelAdmin):
    list_display = ["name", "area", "address", "phone", "state"]
    list_select_related = ["area"]
    search_fields = ["name", "address"]
    search_help_text = "名称、地址"
    autocomplete_fields = ["area"]
    inlines = [OpeningHoursInline, RoomInline]
    fieldsets = [
        (None, {"fields": ["name", "area", "party_organization", "about"]}),
        ("在哪里", {"fields": ["address", "directions", ("longitude", "latitude"), "phone", "sketch", "sketch_words"]}),
        ("停用", {"fields": ["closed_on"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["area"] if obj else []  # its sites and sessions carry the code of its community

    def get_autocomplete_fields(self, request):
        return self.autocomplete_fields

    def choices_of(self, db_field, request):
        rows = super().choices_of(db_field, request)
        return rows.filter(level=Area.Level.VILLAGE).select_related("parent__parent") if db_field.name == "area" else rows

    def label_of(self, db_field, row):
        return f"{row}（{row.parent.parent} {row.parent}）" if db_field.name == "area" else str(row)

    @admin.display(description="状态", ordering="closed_on")
    def state(self, center):
        return "已关闭" if center.closed_on else "开放"


class SiteForm(StaffModelForm):
    def clean(self):
        cleaned = super().clean()
        room, center = cleaned.get("room"), cleaned.get("center") or getattr(self.instance, "center", None)
        if room and center and room.center_id != center.pk:
            self.add_error("room", ValidationError("这个场地不在这个中心里。请选这个中心的场地。"))
        return cleaned


@admin.register(Site)
class SiteAdmin(StaffModelAdmin):
    form = SiteForm
    list_display = ["title", "center", "kind", "keeper", "phone", "state"]
    list_display_links = ["title"]
    list_filter = ["kind", "center"]
    list_select_related = ["center"]
    search_fields = ["name", "keeper", "center__name"]
    shown = ["name", "center__name"]
    search_help_text = "名称、负责人、中心"
    presets = ["center"]
    inlines = [SiteCheckInline]
    fieldsets = [
        (None, {"fields": ["center", "kind", "name", "mark", "room"]}),
        ("联系", {"fields": ["keeper", "phone"]}),
        ("写在页面上", {"fields": ["about", "rules"]}),
        ("启用和停用", {"fields": ["opened_on", "closed_on"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["center", "kind"] if obj else []  # sessions and the checklist hang on both

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    def get_urls(self):
        photo = path("<int:site>/checks/<int:pk>/photo/", self.admin_site.admin_view(check_photo), name="positions_sitecheck_photo")
        return [photo, *super().get_urls()]

    def label_of(self, db_field, row):
        return f"{row}（{row.center}）" if db_field.name == "room" else str(row)

    def choices_of(self, db_field, request):
        rows = super().choices_of(db_field, request)
        return rows.select_related("center") if db_field.name == "room" else rows

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            checklists.lay_for_site(obj)

    @admin.display(description="名称", ordering="kind")
    def title(self, site):
        return site.title

    @admin.display(description="状态", ordering="closed_on")
    def state(self, site):
        return "已关闭" if site.closed_on else "开放"


@admin.register(Room)
class RoomAdmin(StaffModelAdmin):
    list_display = ["name", "center", "floor", "seats"]
    list_filter = ["center"]
    list_select_related = ["center"]
    search_fields = ["name"]
    search_help_text = "名称"
    presets = ["center"]
    fields = ["center", "name", "floor", "seats"]

    def get_readonly_fields(self, request, obj=None):
        return ["center"] if obj else []


@admin.register(ChecklistItem)
class ChecklistItemAdmin(StaffModelAdmin):
    list_display = ["words", "kind", "group", "position"]
    list_filter = ["kind"]
    fields = ["kind", "group", "words", "position"]

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj else []

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            checklists.lay_item(obj)


@admin.register(Service)
class ServiceAdmin(StaffModelAdmin):
    list_display = ["title", "site", "theme", "audience", "ages", "offered"]
    list_filter = ["site__center", ("site", FewFilter), "theme", "audience", "is_offered"]
    list_select_related = ["site__center"]
    search_fields = ["title", "summary"]
    shown = ["summary"]
    search_help_text = "名称、一句话"
    presets = ["site"]
    fieldsets = [
        (None, {"fields": ["site", "title", "summary", "theme", "is_offered"]}),
        ("给谁", {"fields": ["audience", ("min_age", "max_age"), "confidential"]}),
        ("预约的规则", {"fields": ["taken", "opens_days_before", "closes_minutes_before", "cancel_minutes_before", "household_limit", "first_days"]}),
        ("候补和留位", {"fields": [("offer_minutes", "rush_minutes"), "own_area_first", ("kept_for_counter", "kept_until_minutes")]}),
        ("整个学期的位子", {"fields": ["absences_allowed", ("lates_allowed", "late_after_minutes")]}),
        ("按小时约", {"fields": ["hourly_places"]}),
        ("门口", {"fields": ["needs_pickup", "children_per_adult"]}),
        ("写在页面上", {"fields": ["bring", "good_to_know"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["site"] if obj else []  # its sessions stay where they are

    def choices_of(self, db_field, request):
        return super().choices_of(db_field, request).select_related("center") if db_field.name == "site" else super().choices_of(db_field, request)

    def label_of(self, db_field, row):
        return f"{row}（{row.center}）" if db_field.name == "site" else str(row)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and set(form.changed_data) & set(RULES):
            timetables.follow_rules(service=obj)
        if change and set(form.changed_data) & set(TERM_RULES) and obj.timetables.filter(for_terms=True).exists():
            taking_back.print_rule(service=obj, key=strikes.RULE, sentence=words.taking_back(obj))  # from now on it stands so on the pages

    @admin.display(description="年龄")
    def ages(self, service):
        return service.ages

    @admin.display(description="状态", ordering="is_offered")
    def offered(self, service):
        return "正在提供" if service.is_offered else "停办"
