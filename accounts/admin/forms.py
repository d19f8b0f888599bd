"""The form of every page on which staff change a row."""

from uuid import uuid4

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ..pictures import PictureRefused, rewrite

HIDDEN = "现在这一项（不在您管的范围，可以保留）"


def _keep_hidden(field, current):
    """Let a choice stay that the row has already but this person may not see; its name is not shown."""
    if current is None or field.queryset.filter(pk=current).exists():
        return
    shown = field.label_from_instance
    field.queryset = field.queryset.model._default_manager.filter(pk__in=[current, *field.queryset.values_list("pk", flat=True)])
    field.label_from_instance = lambda row: HIDDEN if row.pk == current else shown(row)


class _Shown:
    """What stands in place of the file's name: words, and the checked address at which the picture is seen."""

    def __init__(self, url):
        self.url = url

    def __str__(self):
        return "看这张图"


class PictureInput(AdminFileWidget):
    """Shows the picture of the row through `<field>_url` of its model, never by its place on the disk."""

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp", **(attrs or {})})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["widget"]["value"] = _Shown(getattr(value.instance, f"{value.field.name}_url"))
        return context


class PictureModelField(forms.FileField):
    """One picture of a row, written anew: nothing of the file comes in but its pixels, its name is random."""

    widget = PictureInput

    def clean(self, data, initial=None):
        cleaned = super().clean(data, initial)
        if not isinstance(cleaned, UploadedFile):
            return cleaned
        try:
            jpeg, _, _ = rewrite(cleaned)
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal), code="picture") from None
        return ContentFile(jpeg, name=f"{uuid4().hex}.jpg")


def forget_replaced(form):
    """Delete the files that this change replaces, once it stands."""
    for name in form.changed_data:
        old = form.initial.get(name)
        if getattr(old, "storage", None) and old.name:
            transaction.on_commit(lambda storage=old.storage, path=old.name: storage.delete(path))


class StaffModelForm(forms.ModelForm):
    """Writes only what was changed, so that no counter or state which a deed wrote meanwhile is overwritten."""

    refusal = ""  # the sentence of a deed that said no in this request (StaffModelAdmin.changeform_view)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if type(field) is forms.ModelChoiceField and self.instance.pk and name in {f.name for f in self._meta.model._meta.fields}:
                _keep_hidden(field, getattr(self.instance, self._meta.model._meta.get_field(name).attname))

    def clean(self):
        cleaned = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned

    def changed_columns(self, follows):
        """Return the names of the columns to write: those changed here, and what `follows` says is derived from them."""
        columns = {f.name for f in self._meta.model._meta.concrete_fields}
        changed = [name for name in self.changed_data if name in columns]
        return sorted({*changed, *(also for name in changed for also in follows.get(name, ()))})

    def save(self, commit=True):
        if not commit or self.errors or self.instance._state.adding:
            return super().save(commit)
        changed = self.changed_columns(getattr(self, "follows", {}))
        forget_replaced(self)
        if changed:
            self.instance.save(update_fields=changed)
        self._save_m2m()
        return self.instance
