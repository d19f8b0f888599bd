"""The six programmes, each with its brand projects, and from a project to what can be booked."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.areas import chosen

from . import activities
from .models import Program, Project

SESSIONS_A_PAGE = 12
SESSIONS_OF_A_PROGRAM = 6


@require_safe
def programs(request):
    return render(request, "programs/list.html", {"programs": Program.objects.with_projects()})


@require_safe
def program(request, slug):
    """One programme: its projects by kind, each with how many sessions are coming, and the next ones near her."""
    program = get_object_or_404(Program, slug=slug)
    projects = list(program.projects.for_lists())
    counts = activities.count_coming(projects)
    for project in projects:
        project.coming = counts[project.pk]
    place = _place(request)
    sessions, is_near = activities.near(activities.coming(*projects), place["county"])
    sessions = sessions.for_cards().with_mine(request.user)[:SESSIONS_OF_A_PROGRAM]
    return render(
        request,
        "programs/program.html",
        {"program": program, "groups": _by_kind(projects), "sessions": sessions, "is_near": is_near, "my_circles": _circles(request.user)} | place,
    )


@require_safe
def project(request, slug, project):
    """One brand project: what it is, for whom, the coming sessions, and where to ask."""
    project = get_object_or_404(Project.objects.for_lists(), program__slug=slug, slug=project)
    place = _place(request)
    sessions, is_near = activities.near(activities.coming(project), place["county"])
    page = Paginator(sessions.for_cards().with_mine(request.user), SESSIONS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "programs/project.html",
        {
            "project": project,
            "program": project.program,
            "parts": project.parts.for_lists(),
            "page": page,
            "is_near": is_near,
            "my_circles": _circles(request.user),
        }
        | place,
    )


def _place(request):
    """Where she is, and whom she can ask there."""
    area = chosen(request)
    return {"area": area, "county": activities.county_of(area), "center": activities.nearest_center(area)}


def _circles(user):
    """The closed circles whose sessions she may book."""
    return set(user.circles.values_list("pk", flat=True)) if user.is_authenticated else set()


def _by_kind(projects):
    """Return [(Kind, projects)] in the order of the kinds, without empty ones."""
    groups = [(kind, [project for project in projects if project.kind == kind]) for kind in Project.Kind]
    return [(kind, found) for kind, found in groups if found]
