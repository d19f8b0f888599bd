"""The pages of sessions. Every change is a deed of `timetables` or `booking`; this file shows and asks."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts import trail
from accounts.admin import FewFilter, StaffModelAdmin, staff_action
from accounts.refusals import Refusal

from .. import booking, hosts, timetables
from ..models import Booking, Session
from ..planning import changing, effects, moving, on_holidays, previews
from ..refusals import PlaceTaken
from ..words import when
from .filters import DayFilter, FullFilter, HolidayFilter
from .planning_flow import flow
from .planning_forms import MoveForm
from .session_forms import CancelForm, SessionForm

TAGS = {"cancelled": ("已取消", "bad"), "over": ("已结束", ""), "closed": ("停止预约", ""), "soon": ("还没开放", "info"), "full": ("约满", "warn")}


@admin.register(Session)
class SessionAdmin(StaffModelAdmin):
    form = SessionForm
    change_form_template = "admin/positions/session/change_form.html"
    list_display = ["when", "service", "site", "room", "host_name", "places", "state"]
    list_display_links = ["when"]
    list_filter = [DayFilter, "site__center", ("site", FewFilter), "status", FullFilter, HolidayFilter]
    list_select_related = ["service", "site__center", "room", "host"]
    search_fields = ["service__title", "host_name"]
    shown = ["service__title"]
    search_help_text = "服务、老师"
    ordering = ["starts_at", "pk"]
    presets = ["service"]
    actions = ["publish_chosen", "cancel_chosen", "keep_chosen"]

    # --- what may be changed, and when ------------------------------------------------------------
    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or (obj.status != Session.Status.CANCELLED and obj.ends_at > timezone.now()))

    def get_fieldsets(self, request, obj=None):
        people = (None if obj is None else "在哪里，由谁", {"fields": ["room", "host", "host_name"]})
        if obj is None:
            return [(None, {"fields": ["service", ("day", "starts", "ends"), "capacity"]}), ("在哪里，由谁", people[1]), ("发布", {"fields": ["publish_now"]})]
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["service", "site", "when", "room", "host_words", "places", "state", "cancel_reason"]})]
        times = ("day", "starts", "ends") if obj.status == Session.Status.DRAFT else "when"
        return [(None, {"fields": ["service", "site", times, "capacity", "places", "state"]}), people]

    def get_readonly_fields(self, request, obj=None):
        return ["service", "site", "when", "places", "state", "host_words", "cancel_reason"] if obj else []

    def choices_of(self, db_field, request):
        if db_field.name == "host":
            return hosts.may_host(request.user)
        rows = super().choices_of(db_field, request)
        if db_field.name == "service":
            return rows.filter(is_offered=True).select_related("site__center")
        return rows.select_related("center") if db_field.name in ("room", "site") else rows

    def label_of(self, db_field, row):
        if db_field.name == "host":
            return row.get_full_name()
        if db_field.name == "service":
            return f"{row}（{row.site.center} {row.site}）"
        return f"{row}（{row.center}）" if db_field.name in ("room", "site") else str(row)

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        people = {"room": obj.room, "host": obj.host, "host_name": obj.host_name}
        if not change:
            made = timetables.add(
                service=obj.service, starts_at=data["starts_at"], ends_at=data["ends_at"], capacity=obj.capacity, publish=data["publish_now"], **people
            )
            obj.__dict__.update(made.__dict__)
        else:
            if set(form.changed_data) - {"capacity"}:
                timetables.rearrange(session=obj, starts_at=data["starts_at"], ends_at=data["ends_at"], by=request.user, **people)
            if "capacity" in form.changed_data:
                booking.change_capacity(session=obj, capacity=obj.capacity)
                trail.note("capacity", about=obj, by=request.user, places=obj.capacity)
        self.require(request, "change" if change else "add", obj)

    # --- publish, cancel ----------------------------------------------------------------------------
    def get_urls(self):
        site = self.admin_site
        return [
            path("<int:pk>/publish/", site.admin_view(self.publish_view), name="positions_session_publish"),
            path("<int:pk>/cancel/", site.admin_view(self.cancel_view), name="positions_session_cancel"),
            path("<int:pk>/move/", site.admin_view(self.move_view), name="positions_session_move"),
            *super().get_urls(),
        ]

    def publish_view(self, request, pk):
        session = self._session(request, pk, "positions.publish_session")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self._publish(request, [session])
        return redirect("admin:positions_session_change", pk)

    def cancel_view(self, request, pk):
        return self._cancel_page(request, [self._session(request, pk, "positions.cancel_session")])

    def move_view(self, request, pk):
        """Another time or place for this one session, with a look at who is told before it is done."""
        session = self._session(request, pk, "positions.change_session")
        back = reverse("admin:positions_session_change", args=[pk])
        if not self.has_change_permission(request, session) or session.starts_at <= timezone.now():
            messages.error(request, "这一场已经开始、结束或取消了，不能再改时间。")
            return redirect("admin:positions_session_changelist")
        form = MoveForm(request.POST if request.method == "POST" else None, user=request.user, session=session)

        def effect(data):
            return effects.moved(session, **{name: data[name] for name in ("starts_at", "ends_at", "room", "host", "host_name")})

        def look(data):
            (found,) = effects.look([effect(data)])
            if found.hindrance:
                raise PlaceTaken(f"{found.hindrance}。请换时间、换场地，或换老师。")
            return {"preview": previews.of([found], user=request.user, reason=data["reason"]), "digest": changing.digest_of([found])}

        def apply(data, digest):
            if digest != look(data)["digest"]:
                raise changing.PlanChanged
            (done,) = moving.carry_out([effect(data)], by=request.user, reason=data["reason"])
            self._record(request, session, "move")
            messages.success(request, f"改到 {when(done.session)} 了。" + (f"通知了 {len(done.bookings)} 位。" if done.bookings and done.is_told else ""))
            return redirect("admin:positions_session_change", pk)

        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "改这一场的时间、场地", "button": "就这样改", "back_url": back,
            "back_words": f"{session.service} {when(session)}", "lead": f"{when(session)}，{session.room or session.site}",
        }  # fmt: skip
        return flow(request, form, look=look, apply=apply, context=context)

    def _session(self, request, pk, perm):
        session = self.get_object(request, str(pk))
        if not request.user.has_perm(perm, session):
            raise PermissionDenied
        return session

    @staff_action("发布所选的草稿", perm="positions.publish_session")
    def publish_chosen(self, request, queryset):
        self._publish(request, queryset)

    @staff_action("取消所选的场次…", perm="positions.cancel_session")
    def cancel_chosen(self, request, queryset):
        chosen = list(queryset.select_related("service", "site__center", "room")[:50])
        return self._cancel_page(request, chosen) if chosen else None

    @staff_action("放假那天也照上", perm="positions.cancel_session")
    def keep_chosen(self, request, queryset):
        kept = on_holidays.keep(queryset)
        for session in kept:
            self._record(request, session, "keep")
        if kept:
            messages.success(request, f"记下了，{len(kept)} 场照上，不用再通知谁。")
        else:
            messages.info(request, "选的场次都不在放假那天，没有要改的。")

    def _publish(self, request, sessions):
        done = 0
        for session in sessions:
            try:
                timetables.publish(session=session)
            except Refusal as refusal:
                messages.error(request, f"{when(session)}：{refusal}")
            else:
                self._record(request, session, "publish")
                done += 1
        if done:
            messages.success(request, f"发布了 {done} 场，居民看得到了。")

    def _cancel_page(self, request, sessions):
        """Ask for the reason and say who will be told; on the second press cancel."""
        form = CancelForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            for session in sessions:
                try:
                    timetables.cancel(session=session, reason=form.cleaned_data["reason"])
                except Refusal as refusal:
                    messages.error(request, f"{when(session)}：{refusal}")
                else:
                    self._record(request, session, "cancel")
                    messages.success(request, f"{when(session)} 取消了，约好和候补的人都会收到通知。")
            return redirect("admin:positions_session_changelist")
        told = Booking.objects.visible_to(request.user).filter(session__in=sessions, status__in=["confirmed", "waiting"]).select_related("attendee", "booker")
        for session in sessions:
            session.told = [row for row in told if row.session_id == session.pk]
            session.told_count = session.booked + session.waiting
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "取消场次", "sessions": sessions, "form": form}
        return render(request, "admin/positions/session/cancel.html", context, status=422 if form.is_bound else 200)

    def _record(self, request, session, deed):
        self.log_change(request, session, [{"changed": {"fields": ["状态"]}}])
        trail.note(deed, about=session, by=request.user)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        session = self.get_object(request, object_id)
        return super().change_view(request, object_id, form_url, {"session_deeds": self._deeds(request, session), **(extra_context or {})})

    def _deeds(self, request, session):
        user, live = request.user, session.status != Session.Status.CANCELLED and session.ends_at > timezone.now()
        return {
            "publish": session.status == Session.Status.DRAFT and live and user.has_perm("positions.publish_session", session),
            "move": live and session.starts_at > timezone.now() and self.has_change_permission(request, session),
            "rule": live and session.timetable_id and user.has_perm("positions.change_timetable", session.timetable),
            "cancel": live and user.has_perm("positions.cancel_session", session),
            "day": user.has_perm("positions.view_booking"),
            "hand": live and session.service.is_by_appointment and user.has_perm("positions.offer_session"),
        }

    # --- columns ------------------------------------------------------------------------------------
    @admin.display(description="时间", ordering="starts_at")
    def when(self, session):
        return when(session)

    @admin.display(description="约了 / 名额", ordering="booked")
    def places(self, session):
        if session.service.confidential:
            return "保密"
        waits = f"，候补 {session.waiting}" if session.waiting else ""
        return f"{session.booked} / {session.capacity}{waits}"

    @admin.display(description="由谁提供")
    def host_words(self, session):
        return session.host_name or (session.host.get_full_name() if session.host else "—")

    @admin.display(description="状态", ordering="status")
    def state(self, session):
        words, tag = TAGS.get(session.state, ("可以约", "ok"))
        if session.status == Session.Status.DRAFT:
            words, tag = "草稿", "warn"
        return format_html('<span class="tag tag--{}">{}</span>', tag, words) if tag else format_html('<span class="tag">{}</span>', words)

    def view_on_site(self, session):
        return session.get_absolute_url() if session.status == Session.Status.PUBLISHED else None
