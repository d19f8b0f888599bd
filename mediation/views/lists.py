"""/mediation/: the cases of her area, what is due first at the top; her filters; and the exact search by phone or number.

No list counts its rows, and each reads an index that holds nothing else: a city with 100,000 cases answers as one with 1,000
(script/bench cases).
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import text
from accounts.client import ip_of
from accounts.models import Area

from ..access import VIEW
from ..fields import AnyPhoneField
from ..models import LETTERS, AccessLog, Case, Deadline, Kind, Party, Purpose, Risk
from .opening import mediators_only

A_PAGE = 20
MOST_PAGES = 50  # further down nobody reads: the filters lead there
LISTS = {"": "没办结的", "waiting": "等人接的", "mine": "我经办的", "late": "过期的", "complaints": "投诉", "done": "已经办结的"}
NUMBER = re.compile(rf"\d{{6}}-[{LETTERS}]{{6}}", re.ASCII)


@dataclass
class Page:
    """A part of a list of which only the next row is known, not how many there are. Stands in for Django's Page in frame/pages.html."""

    object_list: list
    number: int
    has_next: bool

    @property
    def has_previous(self):
        return self.number > 1

    @property
    def has_other_pages(self):
        return self.has_next or self.has_previous

    @property
    def next_page_number(self):
        return self.number + 1

    @property
    def previous_page_number(self):
        return self.number - 1


def page_of(rows, number):
    """Return the Page `number` (text or None) of a queryset: one statement, which stops behind the page."""
    number = min(int(number), MOST_PAGES) if number and number.isascii() and number.isdecimal() and len(number) < 4 and int(number) else 1
    first = (number - 1) * A_PAGE
    found = list(rows[first : first + A_PAGE + 1])
    return Page(found[:A_PAGE], number, len(found) > A_PAGE and number < MOST_PAGES)


class FilterForm(forms.Form):
    """Which of them. What is not understood is left out; nothing is refused for it."""

    risk = forms.TypedChoiceField(label="颜色", choices=[("", "各种颜色"), *Risk.choices], coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label="类型", choices=[("", "各类"), *Kind.choices], required=False)
    source = forms.ChoiceField(label="来源", choices=[("", "各种来源"), *Case.Source.choices], required=False)
    area = forms.ChoiceField(label="哪里", required=False)

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "全部"), *((area.code, area.short_name) for area in areas)]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    @property
    def chosen(self):
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PhoneForm(forms.Form):
    """One number, whole: of a party's phone or of a case."""

    number = forms.CharField(
        label="电话或案件编号", max_length=30, error_messages={"required": "还没写电话或编号，请写上。", "max_length": "太长了。请写一个电话，或一个案件编号。"}
    )

    def clean_number(self):
        typed = text.fold(self.cleaned_data["number"]).strip().upper()
        if NUMBER.fullmatch(typed):
            return {"number": typed}
        # Read by themselves: joined, PostgreSQL walks through all cases of the city. The 0 is no case: what nobody has asks as much.
        return {"pk__in": [0, *Party.objects.known_as(phone=AnyPhoneField().clean(typed)).values_list("case", flat=True)]}


@require_safe
@mediators_only
def cases(request):
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else ""
    areas = areas_of(request.user)
    filters = FilterForm(request.GET, areas=areas)
    page = page_of(_listed(request.user, chosen, filters.chosen), request.GET.get("page"))
    return _page(request, page, filters, chosen)


@require_POST
@mediators_only
def search(request):
    """Find cases by a party's phone or their own number, typed whole. By POST: a number stands in no address and in no log."""
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return render(request, "mediation/found.html", {"form": form, "page": Page([], 1, False)}, status=422)
    rows = Case.objects.visible_to(request.user).filter(**form.cleaned_data["number"]).order_by("-created_at", "-pk")
    page = Page(list(shown(rows)[:A_PAGE]), 1, False)
    _write_down(request, page.object_list)
    return render(request, "mediation/found.html", {"form": form, "page": page, "asked": True})


def _listed(user, chosen, filters):
    rows = Case.objects.visible_to(user)
    if "area" in filters:
        rows = rows.in_area(filters.pop("area"))
    rows = rows.filter(**filters)
    if chosen == "done":
        return shown(rows.filter(due_on=None, erased_at=None).order_by("-created_at", "-pk"))
    rows = rows.by_due()
    if chosen == "waiting":
        rows = rows.waiting()
    elif chosen == "mine":
        rows = rows.carried_by(user)
    elif chosen == "complaints":
        rows = rows.filter(purpose=Purpose.COMPLAINT)
    elif chosen == "late":
        rows = rows.filter(due_on__lt=timezone.localdate())
    return shown(rows)


def shown(rows):
    running = Prefetch("deadlines", Deadline.objects.filter(done_at=None).order_by("due_on", "pk"), to_attr="running")
    return rows.without_content().select_related("area", "mediator").prefetch_related(running)


def areas_of(user):
    """Return the areas that lie one level below hers: by them the list can be narrowed."""
    codes = sorted({post.area_id for post in user.live_posts if post.area_id})
    return Area.objects.visible_to(user, VIEW).filter(parent__in=codes).open().order_by("pk")


def _page(request, page, filters, chosen):
    facts = {
        "page": page,
        "lists": LISTS,
        "chosen": chosen,
        "filters": filters,
        "narrowed": len(filters.chosen),
        "form": PhoneForm(),
        "soon": timezone.localdate() + timedelta(days=3),
    }
    return render(request, "mediation/cases.html", facts)


def _write_down(request, found):
    """A search is a look at each case that it showed; one that showed nothing is written down as well."""
    user = request.user
    here = next((post.area_id for post in user.live_posts if post.area_id), "")
    facts = {"user": user, "what": AccessLog.What.SEARCH, "ip": ip_of(request)}
    looks = [AccessLog(case=case, number=case.number, area_code=case.area_id, **facts) for case in found] or [AccessLog(area_code=here, **facts)]
    if len(looks) == 1:
        looks[0].save(force_insert=True)  # the common one, without a transaction of its own
    else:
        AccessLog.objects.bulk_create(looks)
