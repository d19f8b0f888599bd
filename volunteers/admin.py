"""The pages of teams and volunteers. Who joins and leaves is a deed of `teams`; this file shows and asks."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html

from accounts import masks, trail
from accounts.admin import StaffModelAdmin, StaffTabularInline, staff_action
from accounts.admin.waiting import Waiting, waits
from accounts.fields import PlainTextField
from accounts.models import User
from accounts.refusals import Refusal
from accounts.roles import Role
from positions.models import Site

from . import shifts
from . import teams as deeds
from .models import Team, TeamCheck, Volunteer

DETAILS = ("leader", "leader_name", "about", "risks", "founded_on", "insured_until", "closed_on")


class ShiftForm(forms.Form):
    title = PlainTextField(label="名称", max_length=60, help_text="例如：爱心敲敲门。")
    summary = PlainTextField(label="一句话", max_length=120)
    bring = PlainTextField(label="要带什么", max_length=120, required=False)
    good_to_know = PlainTextField(label="来之前看一看", max_length=500, lines=True, required=False, help_text="一行一条。")


class TeamCheckInline(StaffTabularInline):
    """The three of 六有 that cannot be counted."""

    model = TeamCheck
    fields = ["have", "is_met", "evidence", "checked_on"]
    max_num = 3


@admin.register(Team)
class TeamAdmin(StaffModelAdmin):
    change_form_template = "admin/volunteers/team/change_form.html"
    list_display = ["name", "center", "leader_name", "members", "shifts_coming", "state"]
    list_filter = ["site"]
    list_select_related = ["site__center"]
    search_fields = ["name", "leader_name"]
    search_help_text = "队名、队长"
    presets = ["site"]
    inlines = [TeamCheckInline]
    fieldsets = [
        (None, {"fields": ["site", "name", ("leader", "leader_name")]}),
        ("写在页面上", {"fields": ["about", "risks"]}),
        ("日期", {"fields": [("founded_on", "insured_until"), "closed_on"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_numbers()

    def get_readonly_fields(self, request, obj=None):
        return ["site"] if obj else []  # its members and shifts belong to that station

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else []

    def choices_of(self, db_field, request):
        if db_field.name == "leader":
            stations = Site.objects.visible_to(request.user)
            return User.objects.filter(posts__in=_live_leaders(stations)).distinct().order_by("name")
        rows = super().choices_of(db_field, request)
        return rows.filter(kind=Site.Kind.VOLUNTEERS).select_related("center") if db_field.name == "site" else rows

    def label_of(self, db_field, row):
        return row.get_full_name() if db_field.name == "leader" else f"{row}（{row.center}）"

    def save_model(self, request, obj, form, change):
        if not change:
            made = deeds.found(site=obj.site, name=obj.name, **{field: getattr(obj, field) for field in DETAILS})
            obj.__dict__.update(made.__dict__)
            self.require(request, "add", obj)
            return
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            deeds.rename(team=obj, name=obj.name)

    # --- a kind of shift --------------------------------------------------------------------------
    def get_urls(self):
        return [path("<int:pk>/shift/", self.admin_site.admin_view(self.shift_view), name="volunteers_team_shift"), *super().get_urls()]

    def shift_view(self, request, pk):
        """Add a kind of shift; the next page lays its first session."""
        team = self.get_object(request, str(pk))
        if not request.user.has_perm("volunteers.change_team", team) or not request.user.has_perm("positions.add_service"):
            raise PermissionDenied
        form = ShiftForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                service = shifts.offer(team=team, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, service, [{"added": {}}])
                messages.success(request, f"“{service}”加好了，现在排第一个班次。")
                return redirect(f"{reverse('admin:positions_session_add')}?service={service.pk}")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "加一种班次", "team": team, "form": form}
        return render(request, "admin/volunteers/team/shift.html", context, status=422 if form.errors else 200)

    def render_change_form(self, request, context, *args, **kwargs):
        obj = kwargs.get("obj")
        context["may_add_shift"] = obj is not None and self.has_change_permission(request, obj) and request.user.has_perm("positions.add_service")
        return super().render_change_form(request, context, *args, **kwargs)

    # --- columns ----------------------------------------------------------------------------------
    @admin.display(description="邻里中心", ordering="site__center__name")
    def center(self, team):
        return team.site.center

    @admin.display(description="队员")
    def members(self, team):
        return team.members

    @admin.display(description="接下来的班次")
    def shifts_coming(self, team):
        return team.shifts_coming

    @admin.display(description="状态", ordering="closed_on")
    def state(self, team):
        return "已解散" if team.closed_on else "在"


@admin.register(Volunteer)
class VolunteerAdmin(StaffModelAdmin):
    """Who applied and who belongs; a refusal needs its reason and is given on the team's own page."""

    list_display = ["who", "team", "state", "applied_at", "decided_at"]
    list_filter = ["team", "status"]
    list_select_related = ["team", "user"]
    ordering = ["-applied_at", "-pk"]
    sortable_by = ["applied_at"]
    actions = ["accept_chosen"]
    readonly_fields = [
        "name", "phone", "team", "state", "skills_words", "times_words", "words", "emergency", "applied_at", "decided_at", "reason", "left_at", "answer",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["name", "phone", "team", "state", "answer"]}),
        ("自己写的", {"fields": ["skills_words", "times_words", "words", "emergency"]}),
        ("经过", {"fields": ["applied_at", "decided_at", "reason", "left_at"]}),
    ]

    def has_change_permission(self, request, obj=None):
        return False  # its state is written by deeds only

    def has_add_permission(self, request):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        trail.note("read", about=self.get_object(request, object_id), by=request.user)
        return super().change_view(request, object_id, form_url, extra_context)

    @staff_action("收进服务队", perm="volunteers.accept_volunteer")
    def accept_chosen(self, request, queryset):
        done = 0
        for row in queryset.select_related("team__circle", "user"):
            try:
                deeds.accept(volunteer=row, by=request.user)
                done += 1
            except Refusal as refusal:
                messages.error(request, f"{row}：{refusal}")
        if done:
            messages.success(request, f"{done} 位收进服务队了，都发了消息。")

    @admin.display(description="志愿者")
    def who(self, row):
        return masks.name(row.user.name)

    @admin.display(description="姓名")
    def name(self, row):
        return row.user.name

    @admin.display(description="手机")
    def phone(self, row):
        return format_html('<a href="tel:{}">{}</a>', row.user.phone, row.user.phone.removeprefix("+86"))

    @admin.display(description="状态", ordering="status")
    def state(self, row):
        return row.get_status_display()

    @admin.display(description="会什么")
    def skills_words(self, row):
        return "、".join(row.skill_words) or "—"

    @admin.display(description="什么时候有空")
    def times_words(self, row):
        return "、".join(row.time_words) or "—"

    @admin.display(description="紧急联系人")
    def emergency(self, row):
        return f"{row.emergency_name} {row.emergency_phone}" if row.emergency_name else "—"

    @admin.display(description="回复")
    def answer(self, row):
        return format_html('<a href="{}">在服务队的页面上回复，或办离队</a>', reverse("volunteers:members", args=[row.team_id]))


def _live_leaders(stations):
    """The Posts by which somebody leads volunteers at one of `stations` today."""
    posts = User._meta.get_field("posts").related_model.objects
    return posts.live().filter(role=Role.VOLUNTEER_LEADER, site__in=stations)


@waits("volunteers.accept_volunteer")
def applicants(user):
    count = Volunteer.objects.visible_to(user, "volunteers.accept_volunteer").applied().count()
    if count:
        url = reverse("admin:volunteers_volunteer_changelist") + "?status__exact=applied"
        return Waiting(f"{count} 位想加入服务队", "看看会什么、什么时候有空，给个回复", url, "heart", "volunteers.Volunteer", count)
    return None
