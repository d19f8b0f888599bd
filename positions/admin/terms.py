"""Places for a whole term: who holds them, what was missed, a word to answer; and enrolling for somebody who called."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html

from accounts import callers, masks, trail
from accounts.admin import StaffModelAdmin
from accounts.admin.waiting import Waiting, waits
from accounts.fields import DayInput, PlainTextField
from accounts.refusals import Refusal

from .. import booking
from ..models import Booking, Enrollment, Strike, Timetable
from ..terms import days_off, enrolling, month, strikes, words
from ..terms.forms import DAYS, StretchForm, WeekdaysField
from .day_forms import CallerForm
from .deeds import Deed, DeedsMixin

STATE_TAGS = {"waiting": "warn", "active": "ok", "ended": ""}


class EndForm(forms.Form):
    d = WeekdaysField(label="退哪几天", error_messages={"required": "还没有选退哪一天，请至少选一天。"})

    def __init__(self, *args, row, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["d"].choices = [choice for choice in DAYS if choice[0] in row.weekdays]


class OffForm(StretchForm):
    first = forms.DateField(label="从哪天", widget=DayInput(), error_messages={"required": "请填从哪天起请假。"})


class AnswerForm(forms.Form):
    accept = forms.TypedChoiceField(
        label="这一次算不算", choices=[("yes", "不算"), ("no", "还算一次")], coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        error_messages={"required": "请选算不算。"},
    )  # fmt: skip
    words = PlainTextField(label="给家长的话", max_length=120, required=False, help_text="家长看得到。")


class TermForm(CallerForm):
    """As for one place, and on which weekdays; a full weekday always becomes a place in its line."""

    note = wait = None
    d = WeekdaysField(label="哪几天", error_messages={"required": "还没有选星期几，请至少选一天。"})
    field_order = ["key", "phone", "caller", "who", "name", "relation", "born_on", "d", "agreed"]

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["d"].choices = choices


@admin.register(Enrollment)
class EnrollmentAdmin(DeedsMixin, StaffModelAdmin):
    list_display = ["masked", "term", "days_words", "state", "absences", "lates", "made_at"]
    list_display_links = ["masked"]
    list_filter = ["status", "timetable__service"]
    list_select_related = ["timetable__service__site__center", "attendee", "booker"]
    ordering = ["timetable", "pk"]
    sortable_by = ["made_at"]
    readonly_fields = [
        "child",
        "born",
        "term",
        "days_words",
        "state",
        "caller",
        "source",
        "maker",
        "made_at",
        "ended_at",
        "ended_as",
        "absences",
        "lates",
        "next_days",
    ]
    fieldsets = [
        (None, {"fields": ["term", "days_words", "state", "next_days"]}),
        ("谁来上", {"fields": ["child", "born"]}),
        ("没来和晚接", {"fields": ["absences", "lates"]}),
        ("谁报的", {"fields": ["caller", "source", "maker", "made_at", "ended_at", "ended_as"]}),
    ]
    deeds = [
        Deed(
            "off", "替她请假", "positions.end_enrollment",
            lambda row, by, first, last: days_off.stretch(enrollment=row, first=first, last=last, by=by, by_staff=True),
            "请好了，这几天的位子给候补的孩子。", when=lambda row: row.is_live, form=OffForm,
            lines=lambda row: ["家长打电话来请假，从这里办；已经过了能自己请假的时间也行。"],
        ),
        Deed(
            "end", "退掉整个学期", "positions.end_enrollment",
            lambda row, by, d: enrolling.leave(enrollment=row, by=by, by_staff=True, weekdays=d),
            "退好了，家长收到了消息，位子给下一位。", when=lambda row: row.is_live, form=EndForm, of_row=True, danger=True,
            initial=lambda row: {"d": list(row.weekdays)},
            lines=lambda row: ["家长要退，或说好了不再来，才从这里退。位子当场给候补的下一位，收不回来。"],
        ),
    ]  # fmt: skip

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **{**kwargs, "fields": []})

    def has_change_permission(self, request, obj=None):
        return False  # its state is written by deeds only

    def get_queryset(self, request):
        return super().get_queryset(request).with_strikes()

    def choices_of(self, db_field, request):
        rows = super().choices_of(db_field, request)
        return rows.select_related("service__site__center") if db_field.name == "timetable" else rows

    # --- enrol for somebody who called -------------------------------------------------------------
    def get_urls(self):
        view = self.admin_site.admin_view(self.enrol_view)
        return [path("for/<int:pk>/", view, name="positions_enrollment_for"), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        """Which term does the caller want?"""
        if not self.has_add_permission(request):
            raise PermissionDenied
        terms = self._terms(request.user).select_related("service__site__center", "room").order_by("service__site", "service__title", "starts")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "代人报整个学期", "terms": terms}
        return render(request, "admin/positions/enrollment/choose.html", context)

    def _terms(self, user):
        return Timetable.objects.for_enrolling().visible_to(user, "positions.add_enrollment")

    def enrol_view(self, request, pk):
        timetable = self._terms(request.user).select_related("service__site__center", "room").filter(pk=pk).first()
        if timetable is None:
            raise Http404
        days = enrolling.catch_up(timetable)
        choices = [(str(number), f"{words.weekdays([number])}（{_left(day)}）") for number, day in days.items()]
        form = TermForm(request.POST or None, choices=choices, initial={"key": booking.new_key(), "who": "family"})
        if form.is_valid():
            try:
                made = self._enrol(request.user, timetable, form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                trail.note("enrol", about=made, by=request.user)
                return redirect("admin:positions_enrollment_change", made.pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "代人报整个学期", "timetable": timetable, "form": form}
        context["rule"] = words.rule(timetable.service)
        return render(request, "admin/positions/enrollment/enrol.html", context, status=422 if form.is_bound else 200)

    @transaction.atomic
    def _enrol(self, user, timetable, data):
        """One deed for the whole form: when the places are refused, no account and no child has been written either."""
        for_self = data["who"] == "self"
        booker = callers.account_of(phone=data["phone"], name=data["caller"], born_on=data["born_on"] if for_self else None)
        who = {"name": data["name"], "relation": data["relation"], "born_on": data["born_on"]}
        attendee = callers.named(user=booker, name=data["caller"], born_on=data["born_on"]) if for_self else callers.attendee_of(user=booker, **who)
        how = {"weekdays": data["d"], "key": data["key"], "source": Booking.Source.PHONE}
        return enrolling.enrol(timetable=timetable.pk, attendee=attendee.pk, booker=booker, by=user, **how)

    # --- columns ------------------------------------------------------------------------------------
    @admin.display(description="参加人")
    def masked(self, enrollment):
        return masks.name(_name(enrollment))

    @admin.display(description="参加人")
    def child(self, enrollment):
        return _name(enrollment)

    @admin.display(description="出生日期")
    def born(self, enrollment):
        return enrollment.attendee.born_on or "—"

    @admin.display(description="排课")
    def term(self, enrollment):
        timetable = enrollment.timetable
        return f"{timetable.service}（{timetable.service.site.center}，{str(timetable.starts)[:5]}）"

    @admin.display(description="星期")
    def days_words(self, enrollment):
        return enrollment.weekdays_words or "—"

    @admin.display(description="状态", ordering="status")
    def state(self, enrollment):
        tag = STATE_TAGS[enrollment.status]
        return format_html('<span class="tag{}">{}</span>', f" tag--{tag}" if tag else "", enrollment.get_status_display())

    @admin.display(description="没请假没来")
    def absences(self, enrollment):
        return enrollment.absences

    @admin.display(description="晚接")
    def lates(self, enrollment):
        return enrollment.lates

    @admin.display(description="接下来")
    def next_days(self, enrollment):
        return "；".join(f"{day.date.month}月{day.date.day}日 {day.says}" for day in month.next_days(enrollment)) or "—"

    @admin.display(description="预约人")
    def caller(self, enrollment):
        return enrollment.booker.name or "没有写名字"

    @admin.display(description="谁办的")
    def maker(self, enrollment):
        return "本人" if enrollment.made_by_id in (None, enrollment.booker_id) else enrollment.made_by.get_full_name()


def _name(enrollment):
    return enrollment.attendee.name or f"尾号 {enrollment.booker.phone[-4:]}"


def _left(day):
    return f"满了，候补第 {day.waiting + 1}" if day.is_full or day.waiting else f"剩 {day.left} 位"


@admin.register(Strike)
class StrikeAdmin(DeedsMixin, StaffModelAdmin):
    list_display = ["on", "what", "masked", "service", "state"]
    list_filter = ["kind"]
    list_select_related = ["enrollment__timetable__service", "enrollment__attendee", "enrollment__booker"]
    ordering = ["-on", "-pk"]
    sortable_by = ["on"]
    readonly_fields = ["on", "what", "child", "service", "state", "said", "answer", "answered_at"]
    deeds = [
        Deed(
            "answer", "答复", "positions.answer_strike", lambda row, by, accept, words: strikes.answer(strike=row, by=by, accept=accept, words=words),
            "答复了，家长收到了消息。", when=lambda row: row.answered_at is None, form=AnswerForm, button="答复家长",
            lines=lambda row: ["记错了，或者生病、学校放假、路上出了事，都可以不算。"],
        )
    ]  # fmt: skip

    def get_fieldsets(self, request, obj=None):
        told = ["said"] * self.allowed(request, "read_words", obj)
        return [(None, {"fields": ["on", "what", "child", "service", "state"]}), ("家长怎么说", {"fields": [*told, "answer", "answered_at"]})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **{**kwargs, "fields": []})

    def has_add_permission(self, request):
        return False  # the door counts

    def has_change_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        trail.note("read", about=self.get_object(request, object_id), by=request.user)
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description="怎么了", ordering="kind")
    def what(self, strike):
        return f"晚接 {strike.minutes} 分钟" if strike.kind == Strike.Kind.LATE else "没来也没请假"

    @admin.display(description="孩子")
    def masked(self, strike):
        return masks.name(_name(strike.enrollment))

    @admin.display(description="孩子")
    def child(self, strike):
        return _name(strike.enrollment)

    @admin.display(description="服务")
    def service(self, strike):
        return strike.enrollment.timetable.service.title

    @admin.display(description="状态")
    def state(self, strike):
        if strike.excused_at:
            return "不算"
        return "家长说了，等答复" if strike.awaits_answer else "算一次"

    @admin.display(description="家长说的")
    def said(self, strike):
        return strike.words or "—"


@waits("positions.answer_strike")
def words_to_answer(user):
    count = Strike.objects.visible_to(user, "positions.answer_strike").asking().count()
    if count:
        return Waiting(
            f"{count} 条缺席说明等答复", "家长说了为什么没来，看看算不算", reverse("admin:positions_strike_changelist"), "msg", "positions.Strike", count
        )
    return None
