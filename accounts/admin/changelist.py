"""Lists that answer only what was declared: filters over visible rows, no other look-up."""

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404


class StaffChangeList(ChangeList):
    """Any `?field__lookup=` that no declared filter takes is answered with 400, whether it exists or not."""

    def get_filters(self, request):
        asked = self.get_filters_params()
        if any("\0" in value for values in asked.values() for value in values):
            raise DisallowedModelAdminLookup("NUL in a filter")
        try:
            found = super().get_filters(request)
        except IncorrectLookupParameters:
            raise DisallowedModelAdminLookup("undeclared filter") from None
        if set(found[2]) & set(asked):  # what no filter took
            raise DisallowedModelAdminLookup("undeclared filter")
        return found

    def get_queryset(self, request, exclude_parameters=None):
        try:
            return super().get_queryset(request, exclude_parameters)
        except IncorrectLookupParameters:
            raise DisallowedModelAdminLookup("a filter with a value that it does not have") from None

    def get_results(self, request):
        try:
            super().get_results(request)
        except IncorrectLookupParameters:  # a page that is no longer there
            self.page_num = 1
            self.params.pop(PAGE_VAR, None)
            super().get_results(request)


class VisibleFilter(RelatedFieldListFilter):
    """A filter over a foreign key: only rows that this person may see stand in it. With more than `most` of them it is no help."""

    most = 40

    def has_output(self):
        return len(self.lookup_choices) + self.include_empty_choice > 1 and len(self.lookup_choices) <= self.most

    def field_choices(self, field, request, model_admin):
        rows = model_admin.choices_of(field, request)
        choices = [(row.pk, model_admin.label_of(field, row)) for row in rows[: self.most + 1]]
        if len({words.partition("（")[2] for _, words in choices}) == 1:  # the same centre beside each of them says nothing
            choices = [(pk, words.partition("（")[0]) for pk, words in choices]
        return choices


class FewFilter(VisibleFilter):
    most = 14


class StaffAutocomplete(AutocompleteJsonView):
    """Answers only fields that an admin declares in `autocomplete_fields`, to people who may fill them in, with visible rows."""

    def process_request(self, request):
        where = [request.GET.get(name, "") for name in ("app_label", "model_name", "field_name")]
        owner = self.admin_site.owner_of_autocomplete(request, *where)
        if owner is None:
            raise Http404
        try:
            field = owner.opts.get_field(where[2])
        except FieldDoesNotExist:
            raise Http404 from None
        target = self.admin_site.get_model_admin(field.remote_field.model)
        self.owner, self.rows = owner, owner.choices_of(field, request)
        return request.GET.get("term", "").replace("\0", "")[:100], target, field, target.opts.pk.attname

    def get_queryset(self):
        rows, distinct = self.model_admin.get_search_results(self.request, self.rows.complex_filter(self.source_field.get_limit_choices_to()), self.term)
        return rows.distinct() if distinct else rows

    def serialize_result(self, obj, to_field_name):
        return {"id": str(obj.pk), "text": self.owner.label_of(self.source_field, obj)}

    def has_perm(self, request, obj=None):
        return True  # whoever may fill in the field may see the rows that it offers; process_request asked
