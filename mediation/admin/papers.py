"""How an office numbers its dossiers, and its own templates for the forms: each looked at before it is kept."""

from django import forms
from django.contrib import admin
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils import timezone

from accounts.admin import StaffModelAdmin
from accounts.admin.forms import StaffModelForm
from accounts.models import Area

from ..documents.checking import TemplateRefused, check
from ..documents.layouts import built
from ..documents.registry import FIELDS, SIGNED
from ..models import DossierRule, Form, FormTemplate

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offices(rows):
    """An office is the city's or a county's."""
    return rows.filter(level__in=[Area.Level.CITY, Area.Level.COUNTY])


@admin.register(DossierRule)
class DossierRuleAdmin(StaffModelAdmin):
    list_display = ["area", "office", "pattern", "kept_for"]
    list_display_links = ["area"]
    list_select_related = ["area"]
    ordering = ["area_id"]
    fields = ["area", "office", "pattern", "kept_for"]

    def choices_of(self, db_field, request):
        return offices(super().choices_of(db_field, request))

    def get_readonly_fields(self, request, obj=None):
        return ["area"] if obj else []


class TemplateForm(StaffModelForm):
    """The file is judged with the rest of the form: its fault stands at its field and names the field in the template."""

    file = forms.FileField(
        label="模板文件", widget=forms.FileInput(attrs={"accept": ".docx"}), help_text="先下载样本，在 Word 或 WPS 里改，花括号里的名称不要动。小于 2 MB。"
    )

    class Meta:
        model = FormTemplate
        fields = ["area", "form"]

    def clean_file(self):
        data = self.cleaned_data["file"].read()
        try:
            check(data)
        except TemplateRefused as refusal:
            raise forms.ValidationError(str(refusal), code="template") from None
        return data


@admin.register(FormTemplate)
class FormTemplateAdmin(StaffModelAdmin):
    """One office's .docx for one form. To go back to the sample, the row is deleted."""

    form = TemplateForm
    list_display = ["form_words", "area", "changed_at"]
    list_display_links = ["form_words"]
    list_filter = ["form"]
    list_select_related = ["area"]
    ordering = ["area_id", "form"]
    sortable_by = ["changed_at"]
    change_form_template = "admin/mediation/formtemplate/change_form.html"

    @admin.display(description="文书")
    def form_words(self, row):
        return row.get_form_display()

    def choices_of(self, db_field, request):
        return offices(super().choices_of(db_field, request))

    def get_fields(self, request, obj=None):
        return ["area", "form", "file"] if self.has_change_permission(request, obj) else ["area", "form"]

    def get_readonly_fields(self, request, obj=None):
        return ["area", "form"] if obj else []

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def save_model(self, request, obj, form, change):
        obj.content, obj.by, obj.changed_at = form.cleaned_data["file"], request.user, timezone.now()
        if change:
            obj.save(update_fields=["content", "by", "changed_at"])
        else:
            obj.save()
        self.require(request, "change" if change else "add", obj)

    def render_change_form(self, request, context, *args, **kwargs):
        words = {}
        for field in FIELDS.values():
            if not field.name.startswith("目录"):
                words.setdefault(field.where, []).append(field.name)
        context |= {"field_words": [(where, names) for where, names in words.items() if where != SIGNED] + [(SIGNED, words[SIGNED])], "samples": Form.choices}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self):
        return [path("sample/<slug:form>/", self.admin_site.admin_view(self.sample), name="mediation_formtemplate_sample"), *super().get_urls()]

    def sample(self, request, form):
        """Hand over our own template of a form, to be changed in Word."""
        if form not in Form.values or not self.has_view_permission(request):
            raise Http404
        response = HttpResponse(built(Form(form)), content_type=WORD)
        response["Content-Disposition"] = f'attachment; filename="{form}.docx"'
        return response
