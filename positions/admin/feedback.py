"""What people said: staff read it before anybody else does. Nothing is added or reworded here; it is shown, or kept back with a reason."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html

from accounts import trail
from accounts.admin import FewFilter, StaffModelAdmin, staff_action
from accounts.fields import PlainTextField
from accounts.refusals import Refusal

from ..after import rating
from ..models import Feedback
from ..words import day_words

State = Feedback.State
TAGS = {"waiting": "warn", "shown": "ok", "reported": "bad", "hidden": "", "wordless": ""}


class HideForm(forms.Form):
    reason = PlainTextField(label="原因", max_length=120, help_text="只有工作人员看得到。例如：写了别人的名字。")


@admin.register(Feedback)
class FeedbackAdmin(StaffModelAdmin):
    change_form_template = "admin/positions/feedback/change_form.html"
    list_display = ["said", "service_title", "site", "mark", "came", "state_tag"]
    list_display_links = ["said"]
    list_filter = ["state", ("service__site", FewFilter)]
    list_select_related = ["service__site__center", "booking__session"]
    ordering = ["-made_at", "-pk"]
    sortable_by = []
    actions = ["show_chosen"]
    readonly_fields = [
        "words_full",
        "service_title",
        "site",
        "mark",
        "came",
        "state_tag",
        "made_at",
        "report_words",
        "reported_at",
        "hidden_reason",
        "moderator",
    ]
    fieldsets = [
        (None, {"fields": ["words_full", "mark", "service_title", "site", "came"]}),
        ("看过没有", {"fields": ["state_tag", "moderator", "hidden_reason", "report_words", "reported_at"]}),
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **{**kwargs, "fields": []})

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # its state is written by deeds only

    def get_urls(self):
        site = self.admin_site
        pages = [path(f"<int:pk>/{step}/", site.admin_view(getattr(self, f"{step}_view")), name=f"positions_feedback_{step}") for step in ("show", "hide")]
        return [*pages, *super().get_urls()]

    def _feedback(self, request, pk):
        said = self.get_object(request, str(pk))
        if not request.user.has_perm("positions.change_feedback", said):
            raise PermissionDenied
        return said

    def show_view(self, request, pk):
        """Make it public by a press; a GET leads back to what was said."""
        said = self._feedback(request, pk)
        if request.method == "POST":
            self._moderate(request, said, show=True)
        return redirect("admin:positions_feedback_change", pk)

    def hide_view(self, request, pk):
        said = self._feedback(request, pk)
        form = HideForm(request.POST or None)
        if form.is_valid():
            self._moderate(request, said, show=False, reason=form.cleaned_data["reason"])
            return redirect("admin:positions_feedback_change", pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "不公开", "said": said, "form": form}
        return render(request, "admin/positions/feedback/hide.html", context, status=422 if form.is_bound else 200)

    def _moderate(self, request, said, *, show, reason=""):
        try:
            rating.moderate(feedback=said, show=show, by=request.user, reason=reason)
        except Refusal as refusal:
            messages.error(request, f"{said}：{refusal}")
        else:
            trail.note("show" if show else "hide", about=said, by=request.user)
            messages.success(request, f"{said}{'公开了' if show else '不公开'}。")

    @staff_action("公开所选", perm="positions.change_feedback")
    def show_chosen(self, request, queryset):
        for said in queryset.filter(state__in=[State.WAITING, State.REPORTED, State.HIDDEN]).select_related("service"):
            self._moderate(request, said, show=True)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        said = self.get_object(request, object_id)
        may = request.user.has_perm("positions.change_feedback", said) and not said.service.confidential and said.state != State.WORDLESS
        steps = {"show": may and said.state != State.SHOWN, "hide": may and said.state != State.HIDDEN}
        return super().change_view(request, object_id, form_url, {"steps": steps, **(extra_context or {})})

    @admin.display(description="说的话")
    def said(self, row):
        words = row.words or "没写话"
        return words if len(words) <= 40 else f"{words[:40]}…"

    @admin.display(description="说的话")
    def words_full(self, row):
        return row.words or "没写话"

    @admin.display(description="服务")
    def service_title(self, row):
        return row.service.title

    @admin.display(description="阵地")
    def site(self, row):
        return f"{row.service.site.center} {row.service.site}"

    @admin.display(description="哪天来的")
    def came(self, row):
        return day_words(row.booking.session.day)

    @admin.display(description="谁看的")
    def moderator(self, row):
        return row.moderated_by.get_full_name() if row.moderated_by else "—"

    @admin.display(description="状态", ordering="state")
    def state_tag(self, row):
        tag = TAGS[row.state]
        return format_html('<span class="tag{}">{}</span>', f" tag--{tag}" if tag else "", row.get_state_display())
