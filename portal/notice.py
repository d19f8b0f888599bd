"""/156/: the notice as a front door. Each of its names that works is a link with its live count."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mediation.models import Partner
from positions.duty import slots
from positions.models import Center, Resource, Site, TeamMember
from programs import activities
from programs.models import Program, Project
from programs.names import NAMES
from volunteers.models import Team

SITES = (  # the five kinds of site as the notice numbers them: part, icon, heading, one line
    ("women", "k-home", "妇女之家、妇女微家、执委工作室", "姐妹们聚在一起、有事找执委的地方。"),
    ("mediation", "k-mediate", "家事纠纷调解室", "家里有事说不开，来这里关起门谈。"),
    ("children", "k-child", "儿童之家", "放学后、周末，孩子有地方去。"),
    ("parents", "k-school", "家长学校", "大人学怎么当家长的地方。"),
    ("volunteers", "k-volunteer", "巾帼志愿服务站", "想帮忙的和要帮忙的，在这里碰上。"),
)


@require_safe
def notice(request):
    counts = live_counts()
    parts = {}
    for name in NAMES:
        part = parts.setdefault(name.part, {"works": [], "later": []})
        if name.works:
            part["works"].append((name, counts.get(_key(name))))
        else:
            part["later"].append(name)
    sites = [{"icon": icon, "title": title, "line": line} | parts[f"5.{part}"] for part, icon, title, line in SITES]
    programs = [
        {"icon": program.icon, "title": program.short, "line": program.lead, "href": program.get_absolute_url()} | parts[f"6.{program.slug}"]
        for program in Program.objects.all()
    ]
    works = sum(name.works for name in NAMES)
    figures = {"all": len(NAMES), "works": works, "later": len(NAMES) - works}
    return render(request, "portal/notice_156.html", {"figures": figures, "one": parts["1"], "sites": sites, "programs": programs})


def live_counts():
    """Return {key of a count: number} for all names, in a handful of statements however many rows there are."""
    centers = Center.objects.open()
    teams = Team.objects.open()
    counts = {
        **centers.aggregate(centers=Count("pk"), party=Count("pk", filter=~Q(party_organization=""))),
        "teams": teams.count(),
        "six": teams.with_numbers().with_all_six().count(),
    }
    counts |= Resource.objects.offered().aggregate(resources=Count("pk"), activity=Count("provider", distinct=True, filter=Q(provider__kind="activity")))
    for kind, number in Site.objects.open().order_by().values_list("kind").annotate(number=Count("pk")):
        counts[f"sites:{kind}"] = number
    for team, number in TeamMember.objects.shown().order_by().values_list("team").annotate(number=Count("pk")):
        counts[f"people:{team}"] = number
    bodies = dict(Partner.objects.filter(is_used=True).order_by().values_list("kind").annotate(number=Count("pk")))
    counts |= {f"topic:{topic}": number for topic, number in slots.counsellors().items()}
    for name in NAMES:
        sort_of, _, wanted = name.count.partition(":")
        if sort_of == "bodies":
            counts[name.count] = sum(bodies.get(kind, 0) for kind in wanted.split(","))
        elif sort_of in ("sites", "people"):
            counts.setdefault(name.count, 0)
    return counts | _sessions()


def _sessions():
    """Count the coming sessions behind each name: by theme and by word as in the public list, by project as on its page."""
    found = activities.sorts()
    counts = {}
    for key in {name.count for name in NAMES}:
        sort_of, _, wanted = key.partition(":")
        if sort_of in ("theme", "word"):
            counts[key] = sum(sort.number for sort in found if sort.is_public and (sort.theme == wanted if sort_of == "theme" else wanted in sort.title))
    projects = list(Project.objects.for_lists())
    numbers = activities.count_coming(projects, found)
    return counts | {f"project:{project.program.slug}/{project.slug}": numbers[project.pk] for project in projects}


def _key(name):
    return f"project:{name.project}" if name.count == "project" else name.count
