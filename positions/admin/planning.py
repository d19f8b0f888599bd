"""The pages of timetables, closings and holidays. Whatever changes what is laid is seen first: form, preview, done."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts import trail
from accounts.admin import FewFilter, StaffModelAdmin, StaffTabularInline
from accounts.admin.base import write_log
from accounts.refusals import Refusal

from ..models import Closing, Holiday, HolidayYear, Session, Timetable
from ..planning import changing, closing, generating, previews, words
from ..planning.changing import Single
from . import planning_forms as forms
from .planning_flow import dates_ahead, flow

NEXT = 12


@admin.register(Timetable)
class TimetableAdmin(StaffModelAdmin):
    list_display = ["when", "service", "place", "room", "teacher", "state"]
    list_display_links = ["when"]
    list_filter = ["service__site__center", ("service__site", FewFilter), "status"]
    list_select_related = ["service__site__center", "room", "host"]
    search_fields = ["service__title", "host_name"]
    shown = ["service__title", "host_name"]
    search_help_text = "服务、老师"
    change_list_template = "admin/planning/timetables.html"
    presets = ["service"]

    def get_urls(self):
        view, prefix = self.admin_site.admin_view, "positions_timetable"
        own = [
            path("dates/", view(self.dates_view), name=f"{prefix}_dates"),
            path("generate/", view(self.generate_all_view), name=f"{prefix}_generate_all"),
            path("<int:pk>/generate/", view(self.generate_view), name=f"{prefix}_generate"),
            path("<int:pk>/rearrange/", view(self.rearrange_view), name=f"{prefix}_rearrange"),
            path("<int:pk>/date/", view(self.date_view), name=f"{prefix}_date"),
            path("<int:pk>/stop/", view(self.stop_view), name=f"{prefix}_stop"),
        ]
        return [*own, *super().get_urls()]

    # --- a new one -----------------------------------------------------------------------------------
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = forms.TimetableForm(request.POST if request.method == "POST" else None, user=request.user, initial=self.get_changeform_initial_data(request))
        if form.is_valid() and "look" not in request.POST:
            made = self._add(request, form)
            if made:
                return redirect("admin:positions_timetable_change", made.pk)
        found = dates_ahead(Timetable(service=form.cleaned_data["service"], **form.rule())) if form.is_bound and form.is_valid() else None
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "加排课", "form": form, "found": found}
        return render(request, "admin/planning/add.html", context, status=422 if form.errors else 200)

    def _add(self, request, form):
        row = Timetable(service=form.cleaned_data["service"], **form.rule())
        try:
            row.full_clean()
            row.save()
            self.require(request, "add", row)
            made, left_out = generating.generate(row)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            write_log(request, row, 1, [{"added": {}}])
            self._say_laid(request, row, made, left_out)
            return row
        return None

    def dates_view(self, request):
        """The part of the add page that shows the next dates of what is typed so far."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = forms.TimetableForm(request.POST, user=request.user)
        found = dates_ahead(Timetable(service=form.cleaned_data["service"], **form.rule())) if form.is_valid() else None
        return render(request, "admin/planning/dates.html", {"found": found})

    # --- one that is there -----------------------------------------------------------------------------
    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What it says, what is laid, what is not and why; what can be done."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        row.service.site  # noqa: B018  the words below ask for it
        today = timezone.localdate()
        sessions = Session.objects.filter(timetable=row).upcoming().select_related("service", "room", "site__center").order_by("starts_at")
        found = dates_ahead(row) if row.status == Timetable.Status.ACTIVE else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{row.service.title} {words.weekly(row)}",
            "row": row,
            "rule": words.weekly(row),
            "sentence": words.sentence(row, today=today),
            "sessions": sessions[:NEXT],
            "session_count": sessions.exclude(status=Session.Status.CANCELLED).count(),
            "singles": row.dates.filter(date__gte=today),
            "found": found,
            "may_change": self.has_change_permission(request, row) and row.status == Timetable.Status.ACTIVE,
            "may_fill": request.user.has_perm("positions.change_holidayyear"),
        }
        return render(request, "admin/planning/timetable.html", context)

    def generate_view(self, request, pk):
        row = self._row(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        made, left_out = generating.generate(row)
        trail.note("generate", about=row, by=request.user, made=len(made))
        self._say_laid(request, row, made, left_out)
        return redirect("admin:positions_timetable_change", row.pk)

    def generate_all_view(self, request):
        """Lay the sessions of all the timetables that she may change."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("positions.change_timetable"):
            raise PermissionDenied
        made = left_out = 0
        for row in Timetable.objects.visible_to(request.user, "positions.change_timetable").running().order_by("pk"):
            new, not_laid = generating.generate(row)
            made, left_out = made + len(new), left_out + len(not_laid)
        messages.success(request, f"新排 {made} 场。" + (f"有 {left_out} 个日子没有排，点开各个排课看原因。" if left_out else ""))
        return redirect("admin:positions_timetable_changelist")

    def _say_laid(self, request, row, made, left_out):
        messages.success(request, f"新排 {len(made)} 场，居民看得到了。" if made else "接下来的都已经排好了，没有新的。")
        if left_out:
            messages.warning(request, f"有 {len(left_out)} 个日子没有排，下面写着原因。")

    # --- form, preview, done ---------------------------------------------------------------------------
    def rearrange_view(self, request, pk):
        row = self._row(request, pk)
        first = forms.read_day(request.GET.get("first"))
        form = forms.ChangeForm(
            request.POST if request.method == "POST" else None, user=request.user, timetable=row, initial={"first": first} if first else None
        )
        return self._change(request, row, form, title="改排课", button="就这样改", how=lambda data: {"said": form.rule(), "first": data["first"]})

    def date_view(self, request, pk):
        row = self._row(request, pk)
        asked = {"date": forms.read_day(request.GET.get("date")), "kind": request.GET.get("kind", "left_out")}
        form = forms.SingleForm(request.POST if request.method == "POST" else None, initial=asked)

        def how(data):
            return {"said": {}, "single": Single(data["date"], data["kind"], data["reason"])}

        return self._change(request, row, form, title="停一天、加一次", button="就这样办", how=how)

    def stop_view(self, request, pk):
        row = self._row(request, pk)
        form = forms.StopForm(request.POST if request.method == "POST" else None)
        return self._change(request, row, form, title="停掉这个排课", button="到这天为止", how=changing.to_stop)

    def _change(self, request, row, form, *, title, button, how):
        def look(data):
            plan = changing.look(timetable=row, booked=data["booked"], **how(data))
            told = previews.of(plan.changes, user=request.user, reason=data["reason"])
            return {"plan": plan, "preview": told, "digest": plan.digest, "is_empty": plan.is_empty and not how(data).get("single")}

        def apply(data, digest):
            plan, made, left_out = changing.apply(
                timetable=row, by=request.user, booked=data["booked"], reason=data["reason"], digest=digest, **how(data)
            )  # fmt: skip
            self.require(request, "change", row)
            trail.note("rearrange", about=row, by=request.user, changed=len(plan.changes), removed=len(plan.removed), made=len(made))
            messages.success(request, f"改好了：动了 {len(plan.changes)} 场，新排 {len(made)} 场，撤掉没人约的 {len(plan.removed)} 场。")
            if plan.told:
                messages.success(request, f"通知了 {len(plan.told)} 位，每人一条。")
            if left_out:
                messages.warning(request, f"有 {len(left_out)} 个日子没有排，下面写着原因。")
            return redirect("admin:positions_timetable_change", row.pk)

        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": title, "button": button, "row": row, "lead": words.weekly(row),
            "back_url": reverse("admin:positions_timetable_change", args=[row.pk]), "back_words": str(row.service.title),
        }  # fmt: skip
        return flow(request, form, look=look, apply=apply, context=context)

    def _row(self, request, pk):
        row = self.get_object(request, str(pk))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    # --- columns ------------------------------------------------------------------------------------
    @admin.display(description="什么时候", ordering="weekdays")
    def when(self, row):
        return words.weekly(row)

    @admin.display(description="阵地", ordering="service__site")
    def place(self, row):
        return f"{row.service.site.center.name.removesuffix('邻里中心')}·{row.service.site}"

    @admin.display(description="由谁提供")
    def teacher(self, row):
        return row.host_name or (row.host.get_full_name() if row.host else "—")

    @admin.display(description="状态", ordering="status")
    def state(self, row):
        today = timezone.localdate()
        if row.status == Timetable.Status.ENDED or (row.until and row.until < today):
            return format_html('<span class="tag">{}</span>', "已停")
        if row.since > today:
            return format_html('<span class="tag tag--info">{}</span>', f"{words.short_day(row.since)}起")
        return format_html('<span class="tag tag--ok">{}</span>', "在排")


@admin.register(Closing)
class ClosingAdmin(StaffModelAdmin):
    list_display = ["where", "first", "last_day", "reason", "state"]
    list_display_links = ["where"]
    list_filter = ["center"]
    list_select_related = ["center", "site", "room"]
    fieldsets = [(None, {"fields": ["where", "first", "last_day", "reason", "made_by_words", "made_at", "state"]})]
    readonly_fields = ["where", "first", "last_day", "reason", "made_by_words", "made_at", "state"]
    change_form_template = "admin/planning/closing.html"

    def get_urls(self):
        return [path("<int:pk>/reopen/", self.admin_site.admin_view(self.reopen_view), name="positions_closing_reopen"), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = forms.ClosingForm(request.POST if request.method == "POST" else None, user=request.user, initial=self._asked(request))

        def look(data):
            effects = closing.look(place=data["place"], first=data["first"], last=data["last"])
            told = previews.of(effects, user=request.user, reason=data["reason"])
            return {"effects": effects, "preview": told, "digest": changing.digest_of(effects), "closes": True}

        def apply(data, digest):
            row, done = closing.close(data["place"], first=data["first"], last=data["last"], by=request.user, reason=data["reason"], digest=digest)
            write_log(request, row, 1, [{"added": {}}])
            messages.success(
                request, f"停开了，取消 {len(done)} 场，约好和候补的人都会收到消息，每人一条。" if done else "停开了。这几天没有排课，不用通知谁。"
            )
            return redirect("admin:positions_closing_change", row.pk)

        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "停开一个阵地或场地", "button": "停开", "danger": True,
            "back_url": reverse("admin:positions_closing_changelist"), "back_words": "停开",
        }  # fmt: skip
        return flow(request, form, look=look, apply=apply, context=context)

    def _asked(self, request):
        return {"place": request.GET.get("place", ""), "first": timezone.localdate()}

    def has_change_permission(self, request, obj=None):
        return False  # what was told is told; it can be taken back and said anew

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        may = row.ended_at is None and request.user.has_perm("positions.change_closing", row)
        sessions = row.sessions.filter(starts_at__gt=timezone.now()).select_related("service", "site__center").order_by("starts_at")[:50]
        return super().change_view(request, object_id, form_url, {"may_reopen": may, "sessions": sessions, **(extra_context or {})})

    def reopen_view(self, request, pk):
        row = self.get_object(request, str(pk))
        if not request.user.has_perm("positions.change_closing", row):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            back, lost = closing.reopen(row, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            trail.note("reopen", about=row, by=request.user, back=len(back), lost=len(lost))
            messages.success(request, f"撤回了，{len(back)} 场照常开。以前约的位子没有留，已经告诉大家重新约。" if back else "撤回了。")
            if lost:
                messages.warning(request, f"有 {len(lost)} 场回不来：时间过了，或场地、老师已有别的安排。")
        return redirect("admin:positions_closing_change", row.pk)

    @admin.display(description="哪里", ordering="site")
    def where(self, row):
        return f"{row.center} {row.place}"

    @admin.display(description="到哪天", ordering="last")
    def last_day(self, row):
        return row.last or "一直停"

    @admin.display(description="谁办的")
    def made_by_words(self, row):
        return row.made_by.get_full_name() if row.made_by else "—"

    @admin.display(description="状态", ordering="ended_at")
    def state(self, row):
        if row.ended_at:
            return format_html('<span class="tag">{}</span>', "已撤回")
        if row.last and row.last < timezone.localdate():
            return format_html('<span class="tag">{}</span>', "已过去")
        return format_html('<span class="tag tag--warn">{}</span>', "停开")


class HolidayInline(StaffTabularInline):
    model = Holiday
    fields = ["date", "name", "kind"]


@admin.register(HolidayYear)
class HolidayYearAdmin(StaffModelAdmin):
    list_display = ["year", "source", "count", "state"]
    inlines = [HolidayInline]
    fields = ["year", "source", "is_complete"]
    change_list_template = "admin/planning/years.html"

    def get_readonly_fields(self, request, obj=None):
        return ["year"] if obj else []

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("days")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"years": forms.years_ahead(), **(extra_context or {})})

    @admin.display(description="填了几天")
    def count(self, row):
        return len(row.days.all())

    @admin.display(description="状态", ordering="is_complete")
    def state(self, row):
        return format_html('<span class="tag tag--{}">{}</span>', *(("ok", "填完了") if row.is_complete else ("warn", "还没填完")))
