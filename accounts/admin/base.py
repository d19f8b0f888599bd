"""The base class of every admin page: it closes the ways in which the stock admin shows or changes hidden rows.

SECURITY "Who may see and do" lists them. Two questions are asked, as everywhere: which rows may she see (`visible`), and may she
do this to that row (`has_perm`). A row out of reach answers 404 exactly like one that does not exist.
"""

import json
from functools import partial, wraps

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, FieldDoesNotExist, ImproperlyConfigured, PermissionDenied, ValidationError
from django.db import models
from django.http import Http404

from ..fields import DayInput, PlainTextField
from ..querysets import visible
from ..refusals import NotAllowed, Refusal
from .changelist import StaffChangeList, VisibleFilter
from .forms import PictureInput, PictureModelField, StaffModelForm, forget_replaced

# Django links every read-only foreign key to that row's page, seen or not; here it is words.
helpers.AdminReadonlyField.get_admin_url = lambda self, remote_field, remote_obj: str(remote_obj)


def staff_action(words, *, perm):
    """Declare an action of a list: `perm` ("app.action_model") is asked of each chosen row; the others are left alone.

    The function gets (modeladmin, request, queryset of the rows on which it is allowed).
    """

    def declare(function):
        @wraps(function)
        def run(modeladmin, request, queryset):
            chosen = queryset.count()
            rows = queryset.filter(pk__in=visible(modeladmin.model, request.user, perm).order_by().values("pk"))
            left_out = chosen - rows.count()
            if left_out:
                messages.warning(request, f"有 {left_out} 条您的岗位不能办，没有动。")
            return function(modeladmin, request, rows)

        run.short_description, run.perm = words, perm
        return run

    return declare


class Guarded:
    """What pages and inlines share: who may do what, and which rows a field may offer."""

    raw_id_fields = ()  # its widget names any row by its number; a start-up check refuses it
    view_on_site = False
    form = StaffModelForm
    # What people type is cleaned as everywhere; days and times are the browser's own controls: no script, and right on a phone.
    formfield_overrides = {
        models.CharField: {"form_class": PlainTextField},
        models.SlugField: {"form_class": forms.SlugField},
        models.URLField: {"form_class": forms.URLField},
        models.TextField: {"form_class": PlainTextField, "max_length": 2000, "lines": True},
        models.DateField: {"widget": DayInput},
        models.ImageField: {"form_class": PictureModelField, "widget": PictureInput},
        models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
    }

    def perm(self, word):
        return f"{self.opts.app_label}.{word}_{self.opts.model_name}"

    def allowed(self, request, word, obj=None):
        """has_perm, asked once a request and row."""
        asked = request.__dict__.setdefault("_staff_asked", {})
        key = (self.perm(word), obj.pk if obj else None)
        if key not in asked:
            asked[key] = request.user.has_perm(key[0], obj)
        return asked[key]

    def has_view_permission(self, request, obj=None):
        return self.allowed(request, "view", obj) or self.allowed(request, "change", obj)

    def has_change_permission(self, request, obj=None):
        return self.allowed(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        return self.allowed(request, "delete", obj)

    def has_add_permission(self, request, obj=None):
        return self.allowed(request, "add")

    def get_queryset(self, request):
        rows, ordering = visible(self.model, request.user), self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def choices_of(self, db_field, request):
        """Return the rows that a foreign key, a many-to-many field or a filter of it may offer: what she may see."""
        return visible(db_field.remote_field.model, request.user)

    def label_of(self, db_field, row):
        """Return the words by which a row is offered in the field `db_field`."""
        return str(row)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **{"queryset": self.choices_of(db_field, request), **kwargs})

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **{"queryset": self.choices_of(db_field, request), **kwargs})

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # no pop-up windows: each page is a page
        if isinstance(field, forms.ModelChoiceField):
            field.label_from_instance = partial(self.label_of, db_field)
            if field.empty_label is not None:
                field.empty_label = "请选择" if field.required else "不选"
        return field

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        field.choices = [("", "请选择") if value == "" else (value, words) for value, words in field.choices]
        return field

    def require(self, request, word, obj):
        """Ask again about the row as it is saved now: nobody writes a row into, or out of, another's reach. Raises NotAllowed."""
        if not request.user.has_perm(self.perm(word), obj):
            raise NotAllowed


class StaffModelAdmin(Guarded, admin.ModelAdmin):
    """A model's pages. Subclasses configure; whatever changes more than one row is a deed that `save_model` calls.

    `presets`: the fields that `?field=` may fill on the add page. `follows`: {field: columns derived from it} to be written with it.
    """

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 100
    presets = ()
    follows = {}

    # --- one row ----------------------------------------------------------------------------------
    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id.replace("\0", ""), from_field)
        if found is None:
            raise Http404
        return found

    def to_field_allowed(self, request, to_field):
        return to_field == self.opts.pk.name

    def get_changeform_initial_data(self, request):
        return {name: value for name, value in request.GET.items() if name in self.presets and self._may_preset(name, value, request)}

    def _may_preset(self, name, value, request):
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return False
        if not field.is_relation:
            return True
        try:
            return self.choices_of(field, request).filter(pk=field.target_field.to_python(value)).exists()
        except ValidationError:
            return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the page; when a deed refuses, nothing is saved and its sentence stands above the form as it was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.staff_refusal = str(refusal)
        except ValidationError as error:
            request.staff_refusal = " ".join(error.messages)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal, form.follows = getattr(request, "staff_refusal", ""), self.follows
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        response = super().render_change_form(request, context, *args, **kwargs)
        if context.get("errors"):
            response.status_code = 422
        return response

    def save_model(self, request, obj, form, change):
        if not change:
            obj.save()
        elif columns := form.changed_columns(self.follows):
            forget_replaced(form)
            obj.save(update_fields=columns)
        self.require(request, "change" if change else "add", obj)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        inline = formset.staff_inline
        for row in formset.new_objects:
            inline.require(request, "add", row)
        for row, _ in formset.changed_objects:
            inline.require(request, "change", row)

    def get_inlines(self, request, obj):
        for inline in super().get_inlines(request, obj):
            if not issubclass(inline, StaffInline):
                raise ImproperlyConfigured(f"{inline.__name__} must derive from StaffInline")
        return super().get_inlines(request, obj)

    def get_deleted_objects(self, objs, request):
        """Name what she deletes, never what hangs on it: those rows may be hidden from her."""
        _, counts, _, protected = super().get_deleted_objects(objs, request)
        return [str(row) for row in objs], counts, set(), ["还有别的资料用着它"] if protected else []

    # --- the list ---------------------------------------------------------------------------------
    def get_changelist(self, request, **kwargs):
        return StaffChangeList

    def lookup_allowed(self, lookup, value, request=None):
        return True  # StaffChangeList refuses whatever no declared filter takes

    def get_list_filter(self, request):
        """Filters over relations offer visible rows only."""
        return [(item, VisibleFilter) if isinstance(item, str) and self._leads_to_rows(item) else item for item in super().get_list_filter(request)]

    def _leads_to_rows(self, path):
        meta = self.opts
        for part in path.split("__"):
            field = meta.get_field(part)
            meta = field.related_model._meta if field.is_relation else None
        return field.is_relation

    def get_action_choices(self, request, default_choices=(("", "选要办的事"),)):
        return super().get_action_choices(request, list(default_choices))

    def _filter_actions_by_permissions(self, request, actions):
        return [action for action in actions if request.user.has_perm(action[0].perm)]

    def response_action(self, request, queryset):
        for value in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME):
            try:
                self.opts.pk.run_validators(self.opts.pk.to_python(value))
            except ValidationError:
                raise BadRequest("chosen rows") from None
        return super().response_action(request, queryset)

    def _get_list_editable_queryset(self, request, prefix):
        rows = super()._get_list_editable_queryset(request, prefix)
        return rows.filter(pk__in=visible(self.model, request.user, self.perm("change")).order_by().values("pk"))

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": StaffModelForm, **kwargs})

    # --- the trail: which row, which fields, never what was in them ---------------------------------
    def construct_change_message(self, request, form, formsets, add=False):
        message = super().construct_change_message(request, form, formsets, add)
        for part in message:
            for change in part.values():
                if "object" in change:
                    change["object"] = "#"
        return message

    def log_addition(self, request, obj, message):
        return write_log(request, obj, ADDITION, message)

    def log_change(self, request, obj, message):
        return write_log(request, obj, CHANGE, message)

    def log_deletions(self, request, queryset):
        return [write_log(request, obj, DELETION, []) for obj in queryset]

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return super().history_view(request, object_id, {"title": "修改记录", **(extra_context or {})})


def write_log(request, obj, flag, message):
    """Write one line of the admin's log. Its name of the row is `model #pk`, its message holds names of fields only."""
    return LogEntry.objects.create(
        user_id=request.user.pk,
        content_type=ContentType.objects.get_for_model(obj, for_concrete_model=False),
        object_id=obj.pk,
        object_repr=f"{obj._meta.verbose_name} #{obj.pk}",
        action_flag=flag,
        change_message=json.dumps(message) if isinstance(message, list) else message,
    )


class StaffInline(Guarded):
    """Rows that are changed on the page of another row. Each changed row is asked for on its own."""

    extra = 0
    follows = {}

    def has_add_permission(self, request, obj=None):
        """Django hands over the row of the page (obj): may she add such rows to that one?"""
        return self.allowed(request, "add", obj)

    def get_formset(self, request, obj=None, **kwargs):
        formset, inline = super().get_formset(request, obj, **kwargs), self

        class AskingForm(formset.form):
            def has_changed(self):
                changed = super().has_changed()
                return changed and (self.instance._state.adding or inline.allowed(request, "change", self.instance))

            def hand_clean_DELETE(self):  # noqa: N802  Django's name; its own names rows that may be hidden
                if self.cleaned_data.get("DELETE") and not (self.instance._state.adding or inline.allowed(request, "delete", self.instance)):
                    raise PermissionDenied

        AskingForm.follows = self.follows
        formset.form, formset.staff_inline = AskingForm, self
        return formset


class StaffTabularInline(StaffInline, admin.TabularInline):
    template = "admin/edit_inline/tabular_labels.html"


class StaffStackedInline(StaffInline, admin.StackedInline):
    pass
