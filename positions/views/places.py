"""Finding: centres, their sites, the services that they offer."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import areas, headers

from .. import hours, rules, scopes, tickets
from ..after import doors, rating
from ..forms import PlaceFilter
from ..models import Center, ChecklistItem, Service, Session, Site, TeamMember, Timetable
from ..planning import words as weekly

Kind = Site.Kind
ORDER = (Kind.WOMEN, Kind.MEDIATION, Kind.CHILDREN, Kind.PARENTS, Kind.VOLUNTEERS, Kind.MICRO, Kind.STUDIO)  # as the notice names them
PAGE = 12
NEXT = 5
FACES = 12


@require_safe
def centers(request):
    """The open centres around the chosen community, or those with one kind of site; a name is looked for in the whole city."""
    said = PlaceFilter(request.GET).said()
    scope = scopes.around(said.get("area") or areas.chosen_code(request), said.get("near", ""), start="county")
    found = Center.objects.open().select_related("area__parent").order_by("area", "name")
    found = found.called(said["q"]) if "q" in said else scope.narrow(found)
    if "kind" in said:
        found = found.having(said["kind"])
    page = Paginator(found.prefetch_related("opening_hours"), PAGE).get_page(said.get("page", 1))
    for center in page:
        center.open_state = hours.now(center.opening_hours.all())
    return render(
        request,
        "positions/centers.html",
        {"page": page, "scope": scope, "said": said, "kinds": ORDER, "kind": Kind(said["kind"]) if "kind" in said else None},
    )


@require_safe
def center(request, pk):
    """One centre: its sites, when it is open, how to get there, what comes next."""
    place = get_object_or_404(Center.objects.open().with_confirmed().select_related("area__parent"), pk=pk)
    now = timezone.now()
    coming = Session.objects.public().upcoming(now)
    week = coming.filter(site=OuterRef("pk"), starts_at__lt=now + timedelta(days=7)).order_by().values("site").annotate(n=Count("pk")).values("n")
    sites = place.sites.filter(closed_on=None).select_related("room").annotate(soon=Subquery(week))
    stretches = list(place.opening_hours.all())
    return render(
        request,
        "positions/center.html",
        {
            "center": place,
            "sites": sorted(sites, key=lambda site: (ORDER.index(site.kind), site.name)),
            "week": hours.week(stretches),
            "open_state": hours.now(stretches),
            "is_stale": doors.is_stale(place.confirmed_at, now),
            "is_promised": doors.is_promised(place, now, stretches),
            "map_link": tickets.map_link(place),
            "sessions": coming.filter(site__center=place).select_related("service", "site").with_mine(request.user)[:NEXT],
        },
    )


@require_safe
def site(request, pk):
    """One site: who keeps it, what it offers, how far it meets the standard of its kind."""
    place = get_object_or_404(Site.objects.open().select_related("center", "room"), pk=pk)
    checks = (
        ChecklistItem.objects.filter(kind=place.kind)
        .annotate(seen=FilteredRelation("sitecheck", condition=Q(sitecheck__site=place)))
        .order_by("position", "pk")
        .values("group", "words", "seen__is_met", "seen__checked_on")
    )
    return render(
        request,
        "positions/site.html",
        {
            "site": place,
            "groups": _groups(checks),
            "faces": TeamMember.objects.shown().at(place).order_by("name", "pk")[:FACES],
            "services": _with_weekly(Service.objects.offered().shown_to(request.user).filter(site=place)),
            "sessions": Session.objects.public().upcoming().filter(site=place).select_related("service").with_mine(request.user)[:NEXT],
        },
    )


def _groups(checks):
    """Return [(group, how many are met, checks)] in the order of the list."""
    groups = {}
    for check in checks:
        groups.setdefault(check["group"], []).append(check)
    return [(group, sum(bool(check["seen__is_met"]) for check in of), of) for group, of in groups.items()]


def _with_weekly(services):
    """Give each service the sentences of its timetables."""
    services = list(services)
    said = weekly.of_services(services)
    for row in services:
        row.weekly = said.get(row.pk, [])
    return services


@require_safe
def service(request, pk):
    """One service: what it is, for whom, by which rule, and when."""
    what = get_object_or_404(Service.objects.with_page(request.user).select_related("site__center", "circle"), pk=pk)
    marks, marked, said = rating.of_page(what)
    response = render(
        request,
        "positions/service.html",
        {
            "marks": marks,
            "marked": marked,
            "said": said,
            "service": what,
            "rule": rules.of_service(what),
            "weekly": weekly.of_services([what]).get(what.pk, []),
            "sessions": Session.objects.filter(service=what).published().upcoming().select_related("service").with_mine(request.user)[: 2 * NEXT],
            "terms": Timetable.objects.for_enrolling().filter(service=what),
            "faces": TeamMember.objects.shown().at(what.site_id).hosting(what) if what.is_by_appointment else (),
            "is_neutral": what.confidential,
        },
    )
    return headers.leave_nothing(response) if what.confidential else response


@require_safe
def sketch(request, pk):
    """The drawing of how to get there, if staff gave one."""
    center = get_object_or_404(Center.objects.exclude(sketch=""), pk=pk)
    return FileResponse(center.sketch.open(), content_type="image/jpeg")
