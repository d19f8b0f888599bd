"""Choosing: the list of sessions with its filters, and the page of one session."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts import areas, headers
from accounts.models import FamilyMember

from .. import rules, scopes, tickets
from ..fairness import freed
from ..forms import SessionFilter
from ..models import Center, Service, Session, Site, Timetable
from ..wanted import first

PAGE = 12
DAYS = 14  # as far ahead as most services open
OTHERS = 3


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
    part = ""
    if request.htmx and not request.htmx.history_restore_request:
        part = {"res": "#changes", "more": "#more"}.get(request.htmx.target, "")
    context = {
        **_cut(found, said, request.user, is_added=part == "#more"),
        **_ways(said, scope),
        "is_part": bool(part),
        "scope": scope,
        "narrow": narrow,
        "said": said,
        "family": family,
        "kinds": Site.Kind.choices,
        "themes": [theme for theme in Service.Theme.choices if theme[0] != Service.Theme.SHIFT],
        "taken": Service.Taken.choices,
        "chosen": sum(name in said for name in ("kind", "theme", "taken", "age", "who", "free")),
    }
    response = render(request, f"positions/sessions.html{part}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target", "Cookie"])
    return response


def _cut(found, said, user, *, is_added):
    """The counts of the days and one page of cards; with `is_added` they are put below the cards of the page before."""
    day, tally = said.get("day"), found.tally()
    total = sum(count for count, _ in tally.values())
    shown, free = tally.get(day, (0, 0)) if day else (total, sum(free for _, free in tally.values()))
    page = min(said.get("page", 1), max(-(-shown // PAGE), 1))
    start = (page - 1) * PAGE
    first = max(start - 1, 0) if is_added else start  # the card before tells whether its day has its heading above already
    of_day = found.on_day(day) if day else found
    cards = list(of_day.for_cards().with_mine(user)[first : start + PAGE]) if shown else []
    before = cards.pop(0).day if first < start and cards else None
    left = max(shown - page * PAGE, 0)
    dates = [None, *(timezone.localdate() + timedelta(days=ahead) for ahead in range(DAYS))]
    kept = _without_page(said)
    return {
        "cards": _by_day(cards, before),
        "is_added": is_added,
        "days": [_day(date, tally.get(date, (0, 0))[0] if date else total, kept, day) for date in dates],
        "day": day,
        "total": total,
        "shown": shown,
        "free": free,
        "left": left,
        "page_size": PAGE,
        "next_size": min(left, PAGE),
        "next_query": _query({**said, "page": page + 1}),
        "previous_query": _query({**said, "page": page - 1}) if page > 1 and not is_added else "",
    }


def _ways(said, scope):
    """The queries of the ways out of an empty list."""
    kept = _without_page(said)
    return {
        "wider_query": _query({**kept, "near": scope.wider[0]}) if scope.wider else "",
        "bare_query": _query({name: said[name] for name in ("near", "area") if name in said}),
        "any_day_query": _query(kept),
    }


def _without_page(said):
    return {name: value for name, value in said.items() if name not in ("day", "page")}


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
    return list(FamilyMember.objects.present().of(user).exclude(born_on=None).only("name", "relation", "born_on").order_by("pk"))


def _filtered(said, scope, family):
    found = scope.narrow(Session.objects.public().upcoming())
    if "kind" in said:
        found = found.filter(site__kind=said["kind"])
    if "theme" in said:
        found = found.filter(service__theme=said["theme"])
    if "taken" in said:
        found = found.filter(service__taken=said["taken"])
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
    """Return "?kind=women&free=on"."""
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
    sessions = Session.objects.with_page()
    page = get_object_or_404(sessions.with_my_booking(user) if user.is_authenticated else sessions, pk=pk)
    service = page.service
    if not service.is_open_to(user):
        raise Http404
    others = Session.objects.filter(service=service).published().upcoming().exclude(pk=pk)
    if user.is_authenticated and not service.confidential:  # an open phone tells nobody that she has booked such a one
        page.my_status, _, page.my_code = (page.my_booking or "").partition(" ")
        others = others.with_mine(user)
    others = others[:OTHERS]
    for other in others:
        other.service, other.site = service, page.site
    state = first.state(page, request.user)
    response = render(
        request,
        "positions/session.html",
        {
            "session": page,
            "state": state,
            "rule": rules.of_session(page),
            "term": Timetable.objects.for_enrolling().filter(pk=page.timetable_id).first() if page.timetable_id else None,
            "place": freed.before(page, user).place if state == "full" and user.is_authenticated and not service.confidential else None,
            "others": others,
            "map_link": tickets.map_link(page.site.center),
            "can_book": state in ("free", "few", "full") and service.taken != Service.Taken.WALK_IN,
            "is_neutral": service.confidential,
        },
    )
    return headers.leave_nothing(response) if service.confidential else response
