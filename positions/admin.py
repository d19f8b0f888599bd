"""The pages on which staff lay out centres, sites, rooms, services."""

from django.contrib import admin

from accounts.admin import StaffModelAdmin, StaffTabularInline

from .models import Center, ChecklistItem, OpeningHours, Room, Service, Site, SiteCheck


class OpeningHoursInline(StaffTabularInline):
    model = OpeningHours


class RoomInline(StaffTabularInline):
    model = Room


class SiteCheckInline(StaffTabularInline):
    model = SiteCheck


@admin.register(Center)
class CenterAdmin(StaffModelAdmin):
    list_display = ["name", "area", "phone", "closed_on"]
    list_select_related = ["area"]
    search_fields = ["name"]
    autocomplete_fields = []
    inlines = [OpeningHoursInline, RoomInline]


@admin.register(Site)
class SiteAdmin(StaffModelAdmin):
    list_display = ["title", "center", "kind", "keeper"]
    list_filter = ["kind", "center"]
    list_select_related = ["center"]
    follows = {"center": ["area"]}
    inlines = [SiteCheckInline]


@admin.register(Room)
class RoomAdmin(StaffModelAdmin):
    list_display = ["name", "center"]


@admin.register(ChecklistItem)
class ChecklistItemAdmin(StaffModelAdmin):
    list_display = ["words", "kind", "group"]


@admin.register(Service)
class ServiceAdmin(StaffModelAdmin):
    list_display = ["title", "site", "theme"]
    list_filter = ["site", "theme"]
    search_fields = ["title"]
    presets = ["site"]
