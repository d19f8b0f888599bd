"""What leads from a project to something that can be booked: the coming sessions of its services."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.querysets import ring
from positions.models import Center, Session

from .models import Project


def matching(project):
    """Return the Q of the sessions that belong to a Project: all that is filled in must hold, or the service is named one by one."""
    named = Project.services.through.objects.filter(project=project).values("service")
    found = Q(service__in=named)
    if project.seeks_services:
        wanted = {"theme": project.theme, "site__kind": project.site_kind, "site__mark__contains": project.mark, "title__contains": project.word}
        found |= Q(**{f"service__{path}": value for path, value in wanted.items() if value})
    return found


def coming(*projects):
    """Return the published sessions of `projects` (of all services without any) that are not over.

    A team's shifts are among them: everybody may see that they take place, only members sign up.
    """
    sessions = Session.objects.published().upcoming().filter(service__is_offered=True)
    if not projects:
        return sessions
    found = Q(pk__in=[])
    for project in projects:
        found |= matching(project)
    return sessions.filter(found)


@dataclass(frozen=True)
class Sort:
    """Coming sessions that no project tells apart, and how many they are."""

    theme: str
    kind: str
    mark: str
    title: str
    is_public: bool
    number: int


def sorts():
    """Return the coming sessions as Sorts. One statement; its rows are as many as there are different services, not sites."""
    columns = ("service__theme", "site__kind", "site__mark", "service__title")
    grouped = coming().order_by().annotate(is_public=Q(service__circle=None)).values_list(*columns, "is_public").annotate(number=Count("pk"))
    return [Sort(*row) for row in grouped]


def belongs(sort, project):
    """The same as `matching`, for a Sort: all that is filled in holds."""
    return (
        project.seeks_services
        and project.theme in ("", sort.theme)
        and project.site_kind in ("", sort.kind)
        and project.mark in sort.mark
        and project.word in sort.title
    )


def count_coming(projects, found=None):
    """Return {project pk: number of coming sessions}. Two statements, however many projects and sessions there are; `found`: sorts()."""
    found = sorts() if found is None else found
    counts = {project.pk: sum(sort.number for sort in found if belongs(sort, project)) for project in projects}
    one_by_one = coming().filter(service__projects__in=counts).order_by()
    columns = ("service__theme", "site__kind", "site__mark", "service__title", "service__projects")
    wanted = {project.pk: project for project in projects}
    for *row, pk, number in one_by_one.values_list(*columns).annotate(number=Count("pk")):
        if pk in wanted and not belongs(Sort(*row, is_public=True, number=number), wanted[pk]):
            counts[pk] += number
    return counts


def near(sessions, county):
    """Return (sessions in the Area `county`, True), or (all of them, False) when there are none or no county is known."""
    if county:
        local = sessions.in_area(county.code)
        if local.exists():
            return local, True
    return sessions, False


def county_of(area):
    """Return the county of an Area read with its parents; None without one."""
    while area and area.level > area.Level.COUNTY:
        area = area.parent
    return area if area and area.level == area.Level.COUNTY else None


def nearest_center(area):
    """Return the open centre with a phone that is nearest to `area` (read with its parents), within its county, or None."""
    county = county_of(area)
    if not county:
        return None
    return Center.objects.open().in_area(county.code).exclude(phone="").annotate(ring=ring(area.code)).order_by("ring", "name").first()
