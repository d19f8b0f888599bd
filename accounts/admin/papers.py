"""Ties between accounts as staff see them: mandates and second guardians, those signed on paper before them, and how they end at her word."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from .. import guardians, mandates, masks, trail
from ..fields import BirthDateField, PersonNameField
from ..models import FamilyMember, Guardianship, KeptPerson, Mandate, User
from ..phone_field import PhoneField
from ..pictures import PictureField
from ..refusals import Refusal
from .base import StaffModelAdmin
from .forms import StaffModelForm
from .people import by_number, tag

PAPER = "拍下签了名的那张纸。加密保存，每次看都留痕。"


class TieForm(StaffModelForm):
    """What stands on the paper, and its photo. Whoever looks for a number leaves a line in the trail."""

    by = None
    paper_photo = PictureField(label="纸的照片", help_text=PAPER)

    def clean_paper_photo(self):
        return self.cleaned_data["paper_photo"][0]


class MandateForm(TieForm):
    giver_phone = PhoneField(label="老人的手机号", required=False, help_text="没有手机的，在下面选。")
    kept = forms.ModelChoiceField(label="没有手机的老人", queryset=KeptPerson.objects.none(), required=False, empty_label="不选")
    holder_phone = PhoneField(label="家人的手机号", help_text="对方用这个号登录，写对老人的姓名，才算接受。")

    class Meta:
        model = Mandate
        fields = ["site", "until"]

    def clean(self):
        said = super().clean()
        if bool(said.get("giver_phone")) == bool(said.get("kept")) and not self.errors.get("giver_phone"):
            raise forms.ValidationError("老人的手机号和“没有手机的老人”，请填一样。")
        if said.get("giver_phone"):
            trail.note("search", about=Mandate, by=self.by, kind="phone")
            giver = User.objects.filter(phone=said["giver_phone"], is_active=True).exclude(name="").first()
            if giver is None:
                self.add_error("giver_phone", "这个号还没有写姓名的账号。请先替对方约一次，写上姓名，再来记。")
            said["giver"] = giver
        elif said.get("kept"):
            said["giver"] = said["kept"].user
        return said


class GuardianForm(TieForm):
    first_phone = PhoneField(label="登记孩子的监护人的手机号", help_text="对方本人在场，签了名。")
    child_name = PersonNameField(label="孩子姓名")
    child_born_on = BirthDateField(label="孩子出生日期")
    second_phone = PhoneField(label="另一位监护人的手机号", help_text="对方用这个号登录，写对孩子的姓名，才算接受。")

    class Meta:
        model = Guardianship
        fields = ["site", "relation", "shares"]

    def clean(self):
        said = super().clean()
        if not self.errors:
            trail.note("search", about=Guardianship, by=self.by, kind="phone")
            rows = FamilyMember.objects.present().filter(guardian__phone=said["first_phone"], name=said["child_name"], born_on=said["child_born_on"])
            said["member"] = rows.select_related("guardian").first()
            if said["member"] is None:
                raise forms.ValidationError("没有找到这个孩子。请对一下监护人的手机号、孩子的姓名和出生日期。")
        return said


class TieAdmin(StaffModelAdmin):
    """A list without names in full; a row can be ended, and the paper looked at, each time noted."""

    list_filter = []
    ordering = ["-invited_at", "-pk"]
    sortable_by = ["invited_at"]
    change_form_template = "admin/accounts/tie/change_form.html"
    first = ""  # the path to the account that gave it

    def get_queryset(self, request):
        return super().get_queryset(request).defer("paper")

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": self.shown_fields if obj else self.asked_fields})]

    def get_readonly_fields(self, request, obj=None):
        return self.shown_fields if obj else []

    def get_search_results(self, request, queryset, search_term):
        return by_number(request, queryset, search_term, f"{self.first}__phone"), False

    def choices_of(self, db_field, request):
        rows = super().choices_of(db_field, request)
        return rows.select_related("center") if db_field.name == "site" else rows

    def label_of(self, db_field, row):
        return f"{row}（{row.center}）" if db_field.name == "site" else str(row)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.base_fields["site"].required, form.by = True, request.user
        return form

    def get_urls(self):
        name = self.opts.model_name
        return [
            path("<int:pk>/end/", self.admin_site.admin_view(self.end_view), name=f"accounts_{name}_end"),
            path("<int:pk>/paper/", self.admin_site.admin_view(self.paper_view), name=f"accounts_{name}_paper"),
            *super().get_urls(),
        ]

    def url(self, page, row):
        return reverse(f"admin:accounts_{self.opts.model_name}_{page}", args=[row.pk])

    def end_view(self, request, pk):
        """Ask once, then end it at the word of whoever gave it."""
        row = self.get_object(request, str(pk))
        if not request.user.has_perm(self.perm("change"), row):
            raise PermissionDenied
        if request.method == "POST":
            try:
                self.end(row, request.user)
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                self.log_change(request, row, [{"changed": {"fields": ["结束时间"]}}])
                messages.success(request, "结束了，从现在起算，双方都收到消息。")
            return redirect(self.url("change", row))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "结束", "who": self.who(row), "back_url": self.url("change", row)}
        return render(request, "admin/accounts/tie/end.html", context)

    def paper_view(self, request, pk):
        """Give the photo of the paper; that it was looked at is noted."""
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET", "HEAD"])
        row = self.get_object(request, str(pk))
        if not row.paper:
            raise Http404
        trail.note("read_paper", about=row, by=request.user)
        return HttpResponse(mandates.read_paper(row), content_type="image/jpeg", headers={"Cache-Control": "no-store", "Content-Disposition": "inline"})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        may_end = row.ended_at is None and request.user.has_perm(self.perm("change"), row)
        may = {"end_url": self.url("end", row) if may_end else "", "paper_url": self.url("paper", row) if row.paper else ""}
        trail.note("read", about=row, by=request.user)
        return super().change_view(request, object_id, form_url, {**may, **(extra_context or {})})

    def has_change_permission(self, request, obj=None):
        return False  # given and ended, never rewritten

    @admin.display(description="状态")
    def state(self, row):
        if row.ended_at or getattr(row, "is_over", False):
            return tag("", "已结束")
        return tag("ok", "有效") if row.since else tag("warn", "等对方回答" if row.expires_at > timezone.now() else "没有回答")

    @admin.display(description="对方的号")
    def number(self, row):
        return masks.phone(row.phone)

    @admin.display(description="写在纸上", boolean=False)
    def written(self, row):
        return "是" if row.on_paper else "—"


@admin.register(Mandate)
class MandateAdmin(TieAdmin):
    form = MandateForm
    first = "giver"
    list_display = ["who", "number", "until", "state", "written", "invited_at"]
    list_display_links = ["who"]
    list_select_related = ["giver"]
    search_fields = ["giver__phone"]
    shown = ["giver__phone"]
    search_help_text = "老人的整个手机号"
    asked_fields = ["giver_phone", "kept", "holder_phone", "until", "site", "paper_photo"]
    shown_fields = ["who", "number", "until", "state", "written", "invited_at", "since", "ended_at"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.base_fields["kept"].queryset = KeptPerson.objects.visible_to(request.user).select_related("user")
            form.base_fields["kept"].label_from_instance = lambda row: f"{row.user.name}（{row.contact_of}的电话）"
        return form

    def save_model(self, request, obj, form, change):
        said = form.cleaned_data
        how = {"until": said["until"], "site": said["site"], "paper": said["paper_photo"]}
        made = mandates.give(giver=said["giver"], phone=said["holder_phone"], by=request.user, **how)
        obj.__dict__.update(made.__dict__)

    def end(self, row, by):
        mandates.end(mandate=row, by=by)

    @admin.display(description="委托人")
    def who(self, row):
        return masks.name(row.giver.name) or masks.phone(row.giver.phone)


@admin.register(Guardianship)
class GuardianshipAdmin(TieAdmin):
    form = GuardianForm
    first = "member__guardian"
    list_display = ["who", "relation", "shares", "number", "state", "written", "invited_at"]
    list_display_links = ["who"]
    list_select_related = ["member__guardian"]
    search_fields = ["member__guardian__phone"]
    shown = ["member__guardian__phone"]
    search_help_text = "登记孩子的监护人的整个手机号"
    asked_fields = ["first_phone", "child_name", "child_born_on", "second_phone", "relation", "shares", "site", "paper_photo"]
    shown_fields = ["who", "relation", "shares", "number", "state", "written", "invited_at", "since", "ended_at"]

    def save_model(self, request, obj, form, change):
        said = form.cleaned_data
        how = {name: said[name] for name in ("relation", "shares", "site")}
        made = guardians.record(member=said["member"], phone=said["second_phone"], by=request.user, paper=said["paper_photo"], **how)
        obj.__dict__.update(made.__dict__)

    def end(self, row, by):
        guardians.end(guardianship=row, by=by)

    @admin.display(description="孩子")
    def who(self, row):
        return f"{masks.name(row.member.name)}（监护人 {masks.name(row.member.guardian.name) or masks.phone(row.member.guardian.phone)}）"
