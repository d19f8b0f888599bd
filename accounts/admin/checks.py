"""What a page of the admin may not be configured to do (asked at the start, StaffSite.check)."""

from django.db import models

from .changelist import VisibleFilter
from .forms import StaffModelForm


def wrong_with(page):
    """Yield a sentence for each option of a ModelAdmin by which it would show or change what is hidden."""
    for owner in (page, *(inline(page.model, page.admin_site) for inline in page.inlines)):
        if owner.raw_id_fields:
            yield f"{type(owner).__name__}: raw_id_fields name any row by its number; use autocomplete_fields"
        if not issubclass(owner.form, StaffModelForm):
            yield f"{type(owner).__name__}: its form must derive from StaffModelForm"
    if page.date_hierarchy:
        yield f"{type(page).__name__}: date_hierarchy takes look-ups of its own; use a filter"
    for action in page._get_base_actions():
        if not hasattr(action[0], "perm"):
            yield f"{type(page).__name__}: action {action[1]} must be declared with staff_action(…, perm=…)"
    for item in page.list_filter:
        if isinstance(item, tuple) and page._leads_to_rows(item[0]) and not issubclass(item[1], VisibleFilter):
            yield f"{type(page).__name__}: the filter over {item[0]} must derive from VisibleFilter"
    yield from (f"{type(page).__name__}: {word}" for word in _wrong_searches(page))


def _wrong_searches(page):
    """A search tells by its count what is in a column: only columns that the list shows, and never a sealed one."""
    shown = {name for name in page.list_display if isinstance(name, str)} | set(getattr(page, "shown", ()))
    for declared in page.search_fields:
        path = declared.lstrip("^=@").removesuffix("__exact").removesuffix("__startswith")
        if path not in shown:
            yield f"it searches {path}, which its list does not show (name it in `shown` if a column of another name shows it)"
        meta = page.opts
        for part in path.split("__"):
            field = meta.get_field(part)
            meta = field.related_model._meta if field.is_relation else None
        if isinstance(field, models.BinaryField):
            yield f"it searches the sealed field {path}"
