"""Pages with one deed on one row: some words, a form, a button. The deed itself is a function of a module named for it."""

from dataclasses import dataclass, field
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path, reverse

from accounts import trail
from accounts.refusals import Refusal


class NoQuestions(forms.Form):
    """A deed that needs a press only."""


@dataclass(frozen=True)
class Deed:
    """One deed on a row of a model's page.

    `run(row, by, **data)` does it and may return the row to go to; `when(row)` says whether it makes sense now; `form` asks what it
    needs, built with `row` and `user` where it takes them (`of_row`). `done` is what she reads afterwards.
    """

    name: str
    words: str
    perm: str
    run: object
    done: str
    when: object = lambda row: True
    form: type = NoQuestions
    of_row: bool = False
    lines: object = lambda row: []
    danger: bool = False
    button: str = ""
    to: object = None
    initial: object = field(default=lambda row: {})


class DeedsMixin:
    """A StaffModelAdmin whose rows have `deeds`, each with an address of its own below the row's."""

    change_form_template = "admin/deeds_form.html"
    deeds = ()

    def get_urls(self):
        views = [
            path(f"<int:pk>/{deed.name}/", self.admin_site.admin_view(partial(self.deed_view, deed=deed)), name=self._url_name(deed)) for deed in self.deeds
        ]
        return [*views, *super().get_urls()]

    def _url_name(self, deed):
        return f"{self.opts.app_label}_{self.opts.model_name}_{deed.name}"

    def deeds_of(self, user, row):
        """Return the deeds that `user` can do on `row` now."""
        return [deed for deed in self.deeds if deed.when(row) and user.has_perm(deed.perm, row)]

    def deed_view(self, request, pk, *, deed):
        row = self.get_object(request, str(pk))
        if not request.user.has_perm(deed.perm, row):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        if not deed.when(row):
            messages.warning(request, "这一条已经有结果了，不用再办。")
            return redirect(back)
        extra = {"row": row, "user": request.user} if deed.of_row else {}
        form = deed.form(request.POST if request.method == "POST" else None, initial=deed.initial(row), **extra)
        if form.is_valid():
            try:
                result = deed.run(row, request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                trail.note(deed.name, about=row, by=request.user)
                messages.success(request, deed.done)
                return redirect(deed.to(result) if deed.to else back)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": deed.words, "row": row, "form": form, "lines": deed.lines(row),
            "back_url": back, "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "button": deed.button or deed.words, "danger": deed.danger,
        }  # fmt: skip
        return render(request, "admin/deed.html", context, status=422 if form.is_bound else 200)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        deeds = [{"url": reverse(f"admin:{self._url_name(deed)}", args=[row.pk]), "words": f"{deed.words}…"} for deed in self.deeds_of(request.user, row)]
        return super().change_view(request, object_id, form_url, {"row_deeds": deeds, **(extra_context or {})})
