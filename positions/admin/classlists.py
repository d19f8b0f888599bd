"""Class lists from Excel: choose for what, upload, read the faults by cell, take it back. The deeds are those of `classlists.laying`."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path

from accounts.admin import StaffModelAdmin
from accounts.refusals import Refusal

from ..classlists import laying, reading
from ..models import ClassList, Session, Timetable
from ..words import when
from .bookings import excel
from .deeds import Deed, DeedsMixin

LARGEST = 2 * 1000 * 1000  # bytes; two hundred rows are 20 kB


class ListForm(forms.Form):
    file = forms.FileField(label="填好的表格", help_text=f"只要 .xlsx，最多 {reading.MOST} 人。", error_messages={"required": "还没有选表格。"})
    agreed = forms.BooleanField(
        label="已向名单上的人说明：记下这些资料只为预约和通知，本人同意；不满 14 岁的，监护人同意", error_messages={"required": "请先说明，得到同意再导入。"}
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("这个表格太大了，名单不超过 2 MB。请只留名单那一页。")
        return file


def target_of(user, data):
    """Return {"session": …} or {"timetable": …} that `data` names, if this person may book there; 404 else."""
    number = {name: data.get(name, "") for name in ("session", "timetable")}
    number = {name: int(said) for name, said in number.items() if said.isascii() and said.isdigit() and len(said) < 16}
    if "session" in number:
        row = Session.objects.visible_to(user, "positions.view_session").for_cards().filter(pk=number["session"], service__confidential=False).first()
        if row:
            return {"session": row}
    elif "timetable" in number:
        row = Timetable.objects.visible_to(user, "positions.view_timetable").select_related("service__site__center")
        row = row.filter(pk=number["timetable"], for_terms=True, service__confidential=False).first()
        if row:
            return {"timetable": row}
    raise Http404


@admin.register(ClassList)
class ClassListAdmin(DeedsMixin, StaffModelAdmin):
    list_display = ["what", "people", "made_at", "maker", "state"]
    list_display_links = ["what"]
    list_select_related = ["session__service", "timetable__service", "site__center", "made_by"]
    fields = ["what", "site", "people", "made_at", "maker", "state"]
    readonly_fields = fields
    deeds = [
        Deed(
            "undo", "整张撤回", "positions.add_classlist", lambda row, by: laying.take_back(class_list=row, by=by), "撤回了，名单上的人都不再占位子。",
            when=laying.may_take_back, danger=True, button="整张撤回",
            lines=lambda row: ["名单上的预约和报名都取消；只有这张名单才有的账号和家人也一起删掉。", "已经发出的短信收不回来，请告诉大家一声。"],
        )
    ]  # fmt: skip

    def has_change_permission(self, request, obj=None):
        return False

    def get_urls(self):
        return [path("sample/", self.admin_site.admin_view(self.sample_view), name="positions_classlist_sample"), *super().get_urls()]

    def sample_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return excel(reading.sample(), "名单样表.xlsx")

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        if not (request.GET.get("session") or request.GET.get("timetable")):
            return self._choose(request)
        target = target_of(request.user, request.GET)
        form = ListForm(request.POST or None, request.FILES or None)
        faults = []
        if request.method == "POST" and form.is_valid():
            try:
                lines, faults = reading.read(form.cleaned_data["file"])
                if not faults:
                    made = laying.lay(lines=lines, by=request.user, digest=laying.digest_of(form.cleaned_data["file"]), **target)
                    self.log_addition(request, made, [{"added": {}}])
                    messages.success(request, f"{len(lines)} 位都约好了；位子不够的，已经排上候补。")
                    return redirect("admin:positions_classlist_change", made.pk)
            except laying.ListRefused as refused:
                faults = refused.faults
            except Refusal as refusal:
                form.add_error("file", str(refusal))
        row = next(iter(target.values()))
        words = when(row) if isinstance(row, Session) else f"{row}，整学期"
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "导入名单", "form": form, "faults": faults[:200], "fault_count": len(faults),
            "what": row.service.title, "when": words, "center": row.service.site.center if hasattr(row, "service") else "",
        }  # fmt: skip
        return render(request, "admin/positions/classlist/add.html", context, status=422 if request.method == "POST" else 200)

    def _choose(self, request):
        """For which session or term? The next ones at her sites."""
        sessions = Session.objects.visible_to(request.user, "positions.view_session").published().upcoming().filter(service__confidential=False, timetable=None)
        terms = Timetable.objects.visible_to(request.user, "positions.view_timetable").filter(for_terms=True, service__confidential=False)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "导入名单：给哪一门课",
            "sessions": sessions.for_cards().order_by("starts_at")[:40], "terms": terms.running().select_related("service__site__center")[:40],
        }  # fmt: skip
        return render(request, "admin/positions/classlist/choose.html", context)

    # --- columns ----------------------------------------------------------------------------------
    @admin.display(description="哪一门课")
    def what(self, row):
        return f"{row.session.service}，{when(row.session)}" if row.session_id else f"{row.timetable.service}，整学期"

    @admin.display(description="多少人")
    def people(self, row):
        return row.lines.count()

    @admin.display(description="谁导入的")
    def maker(self, row):
        return row.made_by.get_full_name() if row.made_by else "—"

    @admin.display(description="状态")
    def state(self, row):
        return "撤回了" if row.undone_at else "约好了"
