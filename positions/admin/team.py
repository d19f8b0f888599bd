"""队伍: who works at the sites, what residents may see of her, whose record must be asked for."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin import StaffModelAdmin, StaffModelForm

from .. import hosts
from ..duty import people
from ..models import Site, TeamMember, Topic


def photo(request, pk):
    """Her photo, to those who may see the row, whether or not it is public."""
    member = get_object_or_404(TeamMember.objects.visible_to(request.user).exclude(photo=""), pk=pk)
    return FileResponse(member.photo.open(), content_type="image/jpeg")


class RecordFilter(admin.SimpleListFilter):
    title, parameter_name = "查询记录", "record"

    def lookups(self, request, model_admin):
        return [("out", "没查过或过期"), ("soon", "30 天内到期"), ("ok", "有效")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        valid = queryset.checked(today).values("pk")
        late = queryset.checked(today + people.AHEAD).values("pk")
        if self.value() == "out":
            return queryset.exclude(pk__in=valid)
        if self.value() == "soon":
            return queryset.filter(pk__in=valid).exclude(pk__in=late)
        return queryset.filter(pk__in=valid) if self.value() == "ok" else queryset


class TeamMemberForm(StaffModelForm):
    topics = forms.MultipleChoiceField(
        label="调适哪些关系", choices=Topic, required=False, widget=forms.CheckboxSelectMultiple, help_text="勾了的，居民按关系约时间找得到她。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["topics"] = [topic for topic in self.instance.topics.split(",") if topic]

    def clean_topics(self):
        return ",".join(self.cleaned_data["topics"])

    def clean_sites(self):
        """Sites that this officer does not see stay as they are."""
        chosen = list(self.cleaned_data["sites"])
        if self.instance.pk:
            chosen += [site for site in self.instance.sites.all() if site not in self.fields["sites"].queryset]
        return chosen

    def clean(self):
        cleaned = super().clean()
        today = timezone.localdate()
        for name in ("record_checked_on", "shown_since"):
            if cleaned.get(name) and cleaned[name] > today:
                self.add_error(name, ValidationError("这个日期还没到，请再看看。"))
        if cleaned.get("photo") and not cleaned.get("shown_since"):
            self.add_error("shown_since", ValidationError("放照片要本人先同意，请写上同意的日期。"))
        return cleaned


@admin.register(TeamMember)
class TeamMemberAdmin(StaffModelAdmin):
    form = TeamMemberForm
    list_display = ["name", "team", "title", "area", "public", "record"]
    list_filter = ["team", RecordFilter]
    list_select_related = ["area"]
    search_fields = ["name"]
    search_help_text = "姓名"
    ordering = [people.by_record(), "name", "pk"]
    sortable_by = ["name", "team"]
    fieldsets = [
        (None, {"fields": ["team", "name", "title", "user", "area", "sites"]}),
        ("写在页面上", {"fields": ["shown_since", "photo", "skills", "topics", "languages", "hours", "certificates"]}),
        ("查询记录", {"fields": ["record_checked_on"]}),
        ("加入和离开", {"fields": ["since", "left_on"]}),
    ]
    autocomplete_fields = ["area", "sites"]

    def get_readonly_fields(self, request, obj=None):
        return ["area"] if obj else []  # who keeps the row does not change

    def get_autocomplete_fields(self, request):
        return self.autocomplete_fields

    def choices_of(self, db_field, request):
        if db_field.name == "user":
            return hosts.may_host(request.user)
        rows = super().choices_of(db_field, request)
        return rows.filter(closed_on=None).select_related("center") if db_field.remote_field.model is Site else rows

    def label_of(self, db_field, row):
        if db_field.name == "user":
            return row.get_full_name()
        return f"{row.center} {row}" if isinstance(row, Site) else str(row)

    def get_urls(self):
        seen = path("<int:pk>/photo/", self.admin_site.admin_view(photo), name="positions_teammember_photo")
        return [seen, *super().get_urls()]

    @admin.display(description="公开", boolean=False)
    def public(self, member):
        return "公开" if member.is_shown else "不公开"

    @admin.display(description="查询记录")
    def record(self, member):
        until, today = member.record_until, timezone.localdate()
        if member.left_on:
            return "已离开"
        if until is None or until < today:
            return format_html('<span class="tag tag--bad">{}</span>', "没查过" if until is None else f"{until:%Y-%m-%d} 过期")
        tag = "warn" if until < today + people.AHEAD else "ok"
        return format_html('<span class="tag tag--{}">管到 {}</span>', tag, f"{until:%Y-%m-%d}")
