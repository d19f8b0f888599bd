"""Choosing: the list of sessions with its filters, and the page of one session."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts import areas, headers
from accounts.models import FamilyMember

from .. import rules, scopes, tickets
from ..forms import SessionFilter
from ..models import Center, Service, Session, Site

PAGE = 12
DAYS = 14  # as far ahead as most services open
OTHERS = 4


@dataclass(frozen=True)
class Day:
    date: object  # None is all days
    count: int
    query: str
    is_chosen: bool


@require_safe
def sessions(request):
    """The list, filtered by the query; with htmx only what changes, and with the target "more" only the next cards."""
    said = SessionFilter(request.GET).said()
    narrow = _narrowed(said)
    scope = scopes.around("" if narrow else said.get("area") or areas.chosen_code(request), said.get("near", ""))
    family = _family(request.user)
    found = _filtered(said, scope, family)
    today = timezone.localdate()
    dates = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    day = said.get("day")
    counts = found.tally(dates, day)
    shown = counts["shown"]
    page = min(said.get("page", 1), max(-(-shown // PAGE), 1))
    start = (page - 1) * PAGE
    part = {"res": "#changes", "more": "#more"}.get(request.htmx.target, "") if request.htmx and not request.htmx.history_restore_request else ""
    # The card before the first one tells whether its day has its heading above already.
    first = max(start - 1, 0) if part == "#more" else start
    cards = found.on_day(day) if day else found
    cards = list(cards.for_cards().with_mine(request.user)[first : start + PAGE]) if shown else []
    before = cards.pop(0).day if first < start and cards else None
    kept = {name: value for name, value in said.items() if name not in ("day", "page")}
    context = {
        "cards": _by_day(cards, before),
        "counts": counts,
        "is_part": bool(part),
        "days": [_day(None, counts["all"], kept, day)] + [_day(date, counts[date], kept, day) for date in dates],
        "day": day,
        "scope": scope,
        "narrow": narrow,
        "said": said,
        "family": family,
        "kinds": Site.Kind.choices,
        "themes": [theme for theme in Service.Theme.choices if theme[0] != Service.Theme.SHIFT],
        "chosen": sum(name in said for name in ("kind", "theme", "age", "who", "free")),
        "left": max(shown - page * PAGE, 0),
        "page_size": PAGE,
        "previous_query": _query({**said, "page": page - 1}) if page > 1 and not part else "",
        "next_size": min(max(shown - page * PAGE, 0), PAGE),
        "next_query": _query({**said, "page": page + 1}),
        "wider_query": _query({**kept, "near": scope.wider[0]}) if scope.wider else "",
        "bare_query": _query({name: said[name] for name in ("near", "area") if name in said}),
        "any_day_query": _query(kept),
    }
    response = render(request, f"positions/sessions.html{part}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target", "Cookie"])
    return response


def _narrowed(said):
    """The name of the centre, site or service to which the list is narrowed, or ""; one that does not exist is taken out of `said`."""
    for name, places in (
        ("center", Center.objects.open()),
        ("site", Site.objects.open().select_related("center")),
        ("service", Service.objects.public()),
    ):
        if name in said:
            place = places.filter(pk=said[name]).first()
            if place:
                return f"{place.center.name}·{place}" if name == "site" else str(place)
            del said[name]
    return ""


def _family(user):
    if not user.is_authenticated:
        return []
    return list(FamilyMember.objects.present().filter(guardian=user).exclude(born_on=None).only("name", "relation", "born_on").order_by("pk"))


def _filtered(said, scope, family):
    found = scope.narrow(Session.objects.public().upcoming())
    if "kind" in said:
        found = found.filter(site__kind=said["kind"])
    if "theme" in said:
        found = found.filter(service__theme=said["theme"])
    for name, column in (("center", "site__center"), ("site", "site"), ("service", "service")):
        if name in said:
            found = found.filter(**{column: said[name]})
    if said.get("free"):
        found = found.bookable().with_places()
    who = next((member for member in family if member.pk == said.get("who")), None)
    if who:
        return found.fitting_born(who.born_on, timezone.localdate())
    if "age" in said:
        return found.fitting(said["age"])
    return found


def _query(values):
    return "?" + urlencode({name: "on" if value is True else value for name, value in values.items()})


def _day(date, count, kept, chosen):
    return Day(date=date, count=count, query=_query({**kept, "day": date} if date else kept), is_chosen=date == chosen)


def _by_day(cards, before=None):
    """Return [(day or None, cards)]: None where the day's heading stands above already."""
    groups = []
    for card in cards:
        if groups and groups[-1][1][-1].day == card.day:
            groups[-1][1].append(card)
        else:
            groups.append((None if card.day == before else card.day, [card]))
    return groups


@require_safe
def session(request, pk):
    """One session: what, when, where, by which rule the places go, and the one button that fits its state."""
    user = request.user
    page = get_object_or_404(
        Session.objects.shown_to(user).select_related("service__circle", "site__center", "room").with_mine(user).with_my_code(user),
        pk=pk,
    )
    service = page.service
    if service.confidential:
        page.my_status = page.my_code = None  # the open phone tells nobody that she has booked here
    others = Session.objects.filter(service=service).published().upcoming().exclude(pk=pk).for_cards().with_mine(user)[:OTHERS]
    state = page.state
    response = render(
        request,
        "positions/session.html",
        {
            "session": page,
            "state": state,
            "rule": rules.of_session(page),
            "others": others,
            "map_link": tickets.map_link(page.site.center),
            "can_book": state in ("free", "few", "full"),
            "is_neutral": service.confidential,
        },
    )
    return headers.leave_nothing(response) if service.confidential else response
