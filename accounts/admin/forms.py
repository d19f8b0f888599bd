"""The form of every page on which staff change a row."""

from django import forms

HIDDEN = "现在这一项（不在您管的范围，可以保留）"


def _keep_hidden(field, current):
    """Let a choice stay that the row has already but this person may not see; its name is not shown."""
    if current is None or field.queryset.filter(pk=current).exists():
        return
    shown = field.label_from_instance
    field.queryset = field.queryset.model._default_manager.filter(pk__in=[current, *field.queryset.values_list("pk", flat=True)])
    field.label_from_instance = lambda row: HIDDEN if row.pk == current else shown(row)


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
        if changed:
            self.instance.save(update_fields=changed)
        self._save_m2m()
        return self.instance
