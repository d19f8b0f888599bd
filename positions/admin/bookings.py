"""The list of bookings over all days: found by number or door code, checked in, cancelled, exported. None is added or changed here."""

import re

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from accounts import kept, safe_contact, text, trail
from accounts.admin import FewFilter, StaffModelAdmin, staff_action
from accounts.refusals import Refusal

from .. import booking as deeds
from .. import rosters
from ..models import DOOR_CODE, Booking
from ..words import when
from .filters import BookingDayFilter

TAGS = {"waiting": "warn", "confirmed": "info", "cancelled": "", "attended": "ok", "absent": ""}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(Booking)
class BookingAdmin(StaffModelAdmin):
    list_display = ["session_when", "service", "site", "attendee_name", "age", "state", "source", "made"]
    list_display_links = ["session_when"]
    list_filter = [BookingDayFilter, "session__site__center", ("session__site", FewFilter), "status", "source"]
    list_select_related = ["session__service", "session__site__center", "attendee", "booker"]
    search_fields = ["code"]  # get_search_results answers a whole mobile number or a door code, nothing else
    shown = ["code"]
    search_help_text = "整个手机号，或六位预约码"
    ordering = ["session__starts_at", "pk"]
    sortable_by = ["session_when", "made"]
    actions = ["check_in_chosen", "cancel_chosen", "export_chosen"]
    readonly_fields = [
        "session_when", "service", "site", "attendee_full", "age", "relation", "state", "door", "source", "made_at", "came_at", "left_at",
        "recorded_at", "cancelled_at", "maker", "caller", "phone", "notes",
    ]  # fmt: skip

    def get_fieldsets(self, request, obj=None):
        who = ["attendee_full", "age", "relation"] + ["notes"] * self.allowed(request, "read_note", obj)
        return [
            (None, {"fields": ["session_when", "service", "site", "state", "door"]}),
            ("谁来", {"fields": who}),
            ("谁约的", {"fields": ["caller", "phone", "source", "maker", "made_at", "came_at", "left_at", "recorded_at", "cancelled_at"]}),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **{**kwargs, "fields": []})

    def choices_of(self, db_field, request):
        rows = super().choices_of(db_field, request)
        return rows.select_related("center") if db_field.name == "site" else rows

    def label_of(self, db_field, row):
        return f"{row}（{row.center}）" if db_field.name == "site" else str(row)

    def add_view(self, request, form_url="", extra_context=None):
        return redirect("admin:book")

    def has_change_permission(self, request, obj=None):
        return False  # its state is written by deeds only

    def get_search_results(self, request, queryset, search_term):
        """Answer one whole mobile number or the letters of a door code, and write down that somebody was looked for."""
        term = text.squeeze(search_term).upper()
        number = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", term)
        if re.fullmatch(r"1[3-9]\d{9}", number):
            found, kind = queryset.filter(booker__phone=f"+86{number}", unnamed=False), "phone"
        elif re.fullmatch(rf"[0-9A-Z]{{{DOOR_CODE},12}}", term):
            found, kind = queryset.filter(code__startswith=term), "code"
        elif not term:
            return queryset, False
        else:
            messages.warning(request, "这里按整个手机号或六位预约码找人，不按姓名找。")
            return queryset.none(), False
        if not request.__dict__.setdefault("_searched", set()) & {term}:
            request._searched.add(term)
            trail.note("search", about=Booking, by=request.user, kind=kind)
        return found, False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        booking = self.get_object(request, object_id)
        trail.note("read", about=booking, by=request.user)
        return super().change_view(request, object_id, form_url, extra_context)

    # --- deeds ------------------------------------------------------------------------------------
    @staff_action("签到", perm="positions.check_in_booking")
    def check_in_chosen(self, request, queryset):
        done = 0
        for booking in queryset:
            try:
                deeds.check_in(booking=booking, by=request.user)
                done += 1
            except Refusal as refusal:
                messages.error(request, f"{booking}：{refusal}")
        if done:
            messages.success(request, f"{done} 位签到了。")

    @staff_action("取消…", perm="positions.cancel_booking")
    def cancel_chosen(self, request, queryset):
        """Ask once, then cancel; the first who waits gets the place."""
        chosen = list(queryset.filter(status__in=["confirmed", "waiting"])[:100])
        if not chosen:
            messages.warning(request, "所选的预约都已经取消或用过了，不用再办。")
            return None
        if "sure" not in request.POST:
            context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "取消预约", "bookings": chosen}
            return render(request, "admin/positions/booking/cancel.html", context)
        for booking in chosen:
            try:
                deeds.cancel(booking=booking, by=request.user, by_staff=True)
            except Refusal as refusal:
                messages.error(request, f"{booking}：{refusal}")
            else:
                self.log_change(request, booking, [{"changed": {"fields": ["状态"]}}])
                messages.success(request, f"{booking} 取消了，已通知预约人。")
        return None

    @staff_action("导出 Excel", perm="positions.export_booking")
    def export_chosen(self, request, queryset):
        try:
            data = rosters.sheet(bookings=list(queryset[: rosters.MOST + 1]), title="预约", about=Booking, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return None
        return excel(data, "预约.xlsx")

    # --- columns ----------------------------------------------------------------------------------
    @admin.display(description="时间", ordering="session__starts_at")
    def session_when(self, booking):
        return when(booking.session)

    @admin.display(description="服务")
    def service(self, booking):
        return booking.session.service.title

    @admin.display(description="阵地")
    def site(self, booking):
        return booking.session.site.title

    @admin.display(description="参加人")
    def attendee_name(self, booking):
        return booking.shown_masked

    @admin.display(description="参加人")
    def attendee_full(self, booking):
        return rosters.name_of(booking)

    @admin.display(description="年龄")
    def age(self, booking):
        age = None if booking.unnamed else booking.attendee.age_on(booking.session.day)
        return "—" if age is None else f"{age} 岁"

    @admin.display(description="关系")
    def relation(self, booking):
        return booking.attendee.get_relation_display()

    @admin.display(description="状态", ordering="status")
    def state(self, booking):
        tag = TAGS[booking.status]
        return format_html('<span class="tag{}">{}</span>', f" tag--{tag}" if tag else "", booking.get_status_display())

    @admin.display(description="预约码")
    def door(self, booking):
        return f"{booking.door_code[:3]} {booking.door_code[3:]}"

    @admin.display(description="预约时间", ordering="made_at")
    def made(self, booking):
        return f"{timezone.localtime(booking.made_at):%m-%d %H:%M}"

    @admin.display(description="谁办的")
    def maker(self, booking):
        return "本人" if booking.made_by_id in (None, booking.booker_id) else booking.made_by.get_full_name()

    @admin.display(description="预约人")
    def caller(self, booking):
        return "不留名" if booking.unnamed else booking.booker_name or "没有写名字"

    @admin.display(description="手机")
    def phone(self, booking):
        if booking.unnamed:
            return "—"
        near = None if booking.booker.has_phone else kept.contact(booking.booker)
        if near:
            return format_html('<a href="tel:{}">{}</a>（{}的电话）', near[0], near[0].removeprefix("+86"), near[1])
        may, words = safe_contact.words_for_staff(booking.booker)
        if not may:
            return words
        return format_html('<a href="tel:{}">{}</a>（{}）', booking.booker.phone, booking.booker.phone.removeprefix("+86"), words)

    @admin.display(description="要留意")
    def notes(self, booking):
        return "—" if booking.unnamed else "；".join(text for text in (booking.attendee.health_note, booking.note) if text) or "—"


def excel(data, name):
    """Return a response that gives an Excel file to keep."""
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": content_disposition_header(True, name)})
