"""The pages on which staff run a draw. Every step is shown before it is done, and is a deed of `fairness.draws`."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from accounts import callers, masks, trail
from accounts.admin import FewFilter, StaffModelAdmin, StaffModelForm
from accounts.fields import DayInput, PlainTextField
from accounts.refusals import Refusal

from .. import booking as bookings
from ..fairness import draw_words, draws, lots
from ..models import Booking, Draw, Session, Timetable
from ..words import when
from .day_forms import CallerForm

State = Draw.State
TAGS = {"draft": "warn", "open": "ok", "closed": "info", "drawn": "", "called_off": "bad"}
TERMS = ("session", "timetable", "places", "kept_places", "opens_at", "closes_at", "lottery", "lottery_day", "answer_hours")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class DrawForm(StaffModelForm):
    opens_at = forms.DateTimeField(label="报名开始", widget=MomentInput)
    closes_at = forms.DateTimeField(label="报名截止", widget=MomentInput, help_text="到这一刻名单自动锁上，之后谁也加不进来。")

    class Meta:
        model = Draw
        fields = TERMS
        widgets = {"lottery_day": DayInput}

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("session")) == bool(cleaned.get("timetable")) and not {"session", "timetable"} & set(self.errors):
            self.add_error("session", "抽一场的位子，或抽整个学期的位子，只选一样。")
        return cleaned


class LotteryForm(forms.Form):
    """The number of the lottery, twice, and where it can be read."""

    typed = PlainTextField(label="开奖号", max_length=40, help_text="照公告写，例如：03 07 15 21 26 31 + 09。")
    again = PlainTextField(label="再写一遍", max_length=40, help_text="对着公告重新写，不要复制。")
    source = PlainTextField(label="公告在哪里看", max_length=300, help_text="网址，或报纸的名称、日期、版面。会公开。")


class OffForm(forms.Form):
    reason = PlainTextField(label="原因", max_length=80, help_text="会告诉报过名的每一家。")


@admin.register(Draw)
class DrawAdmin(StaffModelAdmin):
    form = DrawForm
    change_form_template = "admin/positions/draw/change_form.html"
    list_display = ["title", "what", "state_tag", "entered", "closes_at", "lottery_day"]
    list_display_links = ["title"]
    list_filter = ["state", ("site", FewFilter)]
    list_select_related = ["service", "session__service", "timetable__service", "site__center"]
    ordering = ["-closes_at", "-pk"]
    sortable_by = ["closes_at", "lottery_day"]
    presets = ("session", "timetable")

    # --- the draft -----------------------------------------------------------------------------------
    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.state == State.DRAFT)

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return [
                (None, {"fields": ["title", "what", "state_tag", "places", "kept_places", "opens_at", "closes_at", "entered", "off_reason"]}),
                ("公布的", {"fields": ["lottery", "lottery_day", "secret_hash", "list_hash", "lottery_number", "lottery_source", "seed"]}),
            ]
        return [
            (None, {"fields": ["session", "timetable", ("places", "kept_places")]}),
            ("报名", {"fields": [("opens_at", "closes_at")]}),
            ("怎么抽", {"fields": [("lottery", "lottery_day"), "answer_hours"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["title", "what", "state_tag"] if obj else []

    def choices_of(self, db_field, request):
        rows = super().choices_of(db_field, request)
        if db_field.name == "session":
            rows = rows.filter(status=Session.Status.PUBLISHED, starts_at__gt=timezone.now(), service__confidential=False, service__circle=None)
            return rows.select_related("service", "site__center").order_by("starts_at")
        if db_field.name == "timetable":
            return rows.filter(for_terms=True, status=Timetable.Status.ACTIVE).select_related("service__site__center")
        return rows

    def label_of(self, db_field, row):
        if db_field.name == "session":
            return f"{when(row)} {row.service}（{row.site.center} {row.site}）"
        return f"{row}（{row.service.site.center}）" if db_field.name == "timetable" else str(row)

    def save_model(self, request, obj, form, change):
        place = (obj.session or obj.timetable).service
        if not request.user.has_perm("positions.add_session", obj.session or obj.timetable) and not request.user.has_perm("positions.add_service", place):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    # --- the steps -----------------------------------------------------------------------------------
    def get_urls(self):
        site, steps = self.admin_site, ("announce", "entries", "enter", "lottery", "run", "off")
        pages = [path(f"<int:pk>/{step}/", site.admin_view(getattr(self, f"{step}_view")), name=f"positions_draw_{step}") for step in steps]
        return [*pages, *super().get_urls()]

    def _draw(self, request, pk, perm=""):
        draw = self.get_object(request, str(pk))
        if perm and not request.user.has_perm(f"positions.{perm}_draw", draw):
            raise PermissionDenied
        return draw

    def _step(self, request, draw, *, title, button, do, facts=(), lines=(), form=None, bad=False, faults=()):
        """Show what will happen; on the second press do it. `do` is called with the form's data and is a deed."""
        refusal = ""
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                done = do(**(form.cleaned_data if form else {}))
            except Refusal as no:
                refusal = str(no)
            else:
                self.log_change(request, draw, [{"changed": {"fields": ["状态"]}}])
                trail.note(title, about=draw, by=request.user)
                messages.success(request, done)
                return redirect("admin:positions_draw_change", draw.pk)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": title, "draw": draw, "what": self.what(draw), "facts": facts, "lines": lines,
            "form": form, "button": button, "bad": bad, "refusal": refusal, "faults": faults,
        }  # fmt: skip
        return render(request, "admin/positions/draw/step.html", context, status=422 if request.method == "POST" else 200)

    def announce_view(self, request, pk):
        draw = self._draw(request, pk, "announce")

        def do():
            draws.announce(draw=draw, by=request.user)
            return "公布了，居民看得到了。条件从现在起不能再改。"

        facts = [
            ("抽什么", self.what(draw)),
            ("报名", f"{_moment(draw.opens_at)} 到 {_moment(draw.closes_at)}"),
            ("开奖号", f"{draw.get_lottery_display()} {_moment(lots.lottery_moment(draw.lottery_day))}"),
        ]
        faults = draws.faults(draw) if draw.state == State.DRAFT else ["这个抽签已经公布了。"]
        lines = draw_words.rules(draw)
        return self._step(request, draw, title="公布抽签", button="公布，开始发号", do=do, facts=facts, lines=lines, faults=faults)

    def lottery_view(self, request, pk):
        draw = self._draw(request, pk, "decide")

        def do(**said):
            made = draws.type_lottery(draw=draw, by=request.user, **said)
            return f"记下了 {made.lottery_number}，不能再改。下一步抽签。"

        facts = [("用哪个号", f"{draw.get_lottery_display()} {_moment(lots.lottery_moment(draw.lottery_day))}")]
        form = LotteryForm(request.POST or None)
        return self._step(request, draw, title="写开奖号", button="记下，不再改", do=do, facts=facts, form=form)

    def run_view(self, request, pk):
        draw = self._draw(request, pk, "decide")

        def do():
            made = draws.draw_lots(draw=draw, by=request.user)
            won = len(made.result["kept"]) + len(made.result["won"])
            return f"抽出来了：{won} 个号有位子，{len(made.result['waiting'])} 个号候补，都通知了。"

        lines = lots.read(draw.numbers)
        facts = [
            ("名单", f"{len(lines)} 个号，{sum(line.people for line in lines)} 个孩子"),
            ("位子", f"{draw.places} 个" + (f"，其中 {draw.kept_places} 个在 {sum(line.kept for line in lines)} 个号里另外抽" if draw.kept_places else "")),
            ("开奖号", draw.lottery_number or "还没有写"),
            ("会通知", f"{draw.entries.filter(withdrawn_at=None).count()} 家"),
        ]
        return self._step(request, draw, title="抽签", button="抽出来，通知大家", do=do, facts=facts)

    def off_view(self, request, pk):
        draw = self._draw(request, pk, "announce")

        def do(reason):
            draws.call_off(draw=draw, reason=reason, by=request.user)
            return "不抽了，报过名的都通知了。"

        facts = [("会通知", f"{draw.entries.filter(withdrawn_at=None).count()} 家")]
        form = OffForm(request.POST or None)
        return self._step(request, draw, title="不抽了", button="不抽了，通知大家", do=do, facts=facts, form=form, bad=True)

    # --- who is in it ----------------------------------------------------------------------------------
    def entries_view(self, request, pk):
        """The numbers with masked names; a press puts one into the share that is drawn apart, or takes it back for somebody who calls."""
        draw = self._draw(request, pk, "enter")
        if request.method == "POST":
            entry = draw.entries.filter(pk=request.POST.get("entry") if request.POST.get("entry", "").isdecimal() else None).first()
            if entry is None:
                messages.warning(request, "没有选哪个号，什么也没有改。")
                return redirect("admin:positions_draw_entries", draw.pk)
            try:
                if request.POST.get("do") == "withdraw":
                    draws.withdraw(entry=entry, by=request.user, by_staff=True)
                    messages.success(request, f"{entry.shown} 号撤回了。")
                else:
                    kept = request.POST.get("do") == "keep"
                    draws.keep(entry=entry, kept=kept, by=request.user)
                    messages.success(request, f"{entry.shown} 号{'列入' if kept else '移出'}另外抽。")
                trail.note("draw_entry", about=entry, by=request.user)
            except Refusal as refusal:
                messages.error(request, str(refusal))
            return redirect("admin:positions_draw_entries", draw.pk)
        rows = list(draw.entries.select_related("booker").prefetch_related("children__attendee").order_by("number"))
        trail.note("read_entries", about=draw, by=request.user)
        for row in rows:
            row.names = "、".join(masks.name(child.attendee.name) or "本人" for child in row.children.all())
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "报名的号", "draw": draw, "what": self.what(draw), "rows": rows}
        return render(request, "admin/positions/draw/entries.html", context)

    def enter_view(self, request, pk):
        """Somebody called or stands there: she gets a number in the same table."""
        draw = self._draw(request, pk, "enter")
        form = CallerForm(request.POST or None, initial={"key": bookings.new_key()})
        for name in ("note", "wait"):
            form.fields.pop(name, None)
        if form.is_valid():
            try:
                entry = _enter(request.user, draw, form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"报上了，号是 {entry.shown}，短信也发给她了。")
                return redirect("admin:positions_draw_entries", draw.pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "代人报名抽签", "draw": draw, "what": self.what(draw), "form": form}
        return render(request, "admin/positions/draw/enter.html", context, status=422 if form.is_bound else 200)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        draw = self.get_object(request, object_id)
        return super().change_view(request, object_id, form_url, {"steps": self._steps(request.user, draw), **(extra_context or {})})

    def _steps(self, user, draw):
        may = {perm: user.has_perm(f"positions.{perm}_draw", draw) for perm in ("announce", "enter", "decide")}
        live = draw.state not in (State.DRAWN, State.CALLED_OFF)
        return {
            "page": draw.is_announced,
            "announce": may["announce"] and draw.state == State.DRAFT,
            "entries": may["enter"] and draw.is_announced,
            "enter": may["enter"] and draw.takes_entries,
            "lottery": may["decide"] and draw.state == State.CLOSED and not draw.lottery_number,
            "run": may["decide"] and draw.state == State.CLOSED and bool(draw.lottery_number),
            "off": may["announce"] and live and not draw.lottery_number,
        }

    # --- columns ---------------------------------------------------------------------------------------
    @admin.display(description="服务")
    def title(self, draw):
        return draw.service.title

    @admin.display(description="抽什么")
    def what(self, draw):
        if draw.session_id:
            return f"{draw.service.title} {when(draw.session)}"
        return f"{draw.service.title} 整个学期（{draw.timetable}）"

    @admin.display(description="状态", ordering="state")
    def state_tag(self, draw):
        tag = TAGS[draw.state]
        return format_html('<span class="tag{}">{}</span>', f" tag--{tag}" if tag else "", draw.get_state_display())

    def view_on_site(self, draw):
        return draw.get_absolute_url() if draw.is_announced else None


def _moment(at):
    at = timezone.localtime(at)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


@transaction.atomic
def _enter(user, draw, data):
    """One deed for the whole form: when it is refused, no account and no child has been written either."""
    for_self = data["who"] == "self"
    booker = callers.account_of(phone=data["phone"], name=data["caller"], born_on=data["born_on"] if for_self else None)
    who = {"name": data["name"], "relation": data["relation"], "born_on": data["born_on"]}
    attendee = callers.named(user=booker, name=data["caller"], born_on=data["born_on"]) if for_self else callers.attendee_of(user=booker, **who)
    return draws.enter(draw=draw, attendees=[attendee.pk], booker=booker, by=user, key=data["key"], source=Booking.Source.PHONE)
