"""What a resident chooses from: the kinds of appointment, the services around her that have free times, and the times of one week."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, F, Min, OuterRef, Subquery
from django.utils import timezone

from ..models import Service, Session, Site, TeamMember, Topic

Theme = Service.Theme
KINDS = {
    # theme: (name, what it is, icon)
    Theme.LEGAL: ("法律维权咨询", "离婚、抚养、财产、被打被骂，问清楚再决定", "shield"),
    Theme.MARRIAGE: ("婚姻家庭纠纷调解", "夫妻、婆媳、亲子、邻里，关起门慢慢谈", "k-mediate"),
    Theme.MIND: ("心理疏导咨询", "睡不好、提不起劲、心里堵，来坐一坐", "heart"),
    Theme.DUTY: ("执委值班", "邻里、办事、想法，当面说，说了有回音", "k-studio"),
}
SOME = 30  # services of one kind in a list: more than a county has


@dataclass
class Slot:
    session: Session
    who: TeamMember | None  # whose face may be shown
    is_free: bool

    @property
    def words(self):
        """Under the time: who, if that may be said, or that it is gone."""
        if not self.is_free:
            return "已约走"
        return self.who.name if self.who else self.session.host_name


@dataclass
class Week:
    monday: object
    days: list  # [(day, [Slot])]
    people: list  # of the service, as far as they agreed to be shown
    chosen: TeamMember | None = None
    before: object = None  # the Monday to go back to, or None
    after: object = None  # the next Monday on which there is something, or None

    @property
    def has_free(self):
        return any(slot.is_free for _, slots in self.days for slot in slots)

    def find(self, pk):
        return next((slot for _, slots in self.days for slot in slots if slot.session.pk == pk), None)


@dataclass
class Kind:
    theme: str
    title: str
    words: str
    icon: str
    services: list = field(default_factory=list)


def kinds():
    return [Kind(theme, *facts) for theme, facts in KINDS.items()]


def services(theme, scope, topic=""):
    """Return the services of a kind around her, the one that is free first before the others. One statement.

    With a `topic` (a Topic) only those where somebody who counsels on it gives times, and of the times only hers.
    """
    free = Session.objects.bookable().with_places().filter(service=OuterRef("pk")).order_by().values("service")
    found = Service.objects.public().filter(taken=Service.Taken.APPOINTMENT, theme=theme, site__center__closed_on=None)
    if topic:
        hers = _hosts(topic)
        free = free.filter(host__in=hers)
        found = found.filter(Exists(Session.objects.published().upcoming().filter(service=OuterRef("pk"), host__in=hers)))
    if scope.code:
        found = found.filter(site__in=Site.objects.in_area(scope.code))
    return list(
        found.annotate(next_at=Subquery(free.annotate(at=Min("starts_at")).values("at")))
        .select_related("site__center", "site__area")
        .order_by(F("next_at").asc(nulls_last=True), "pk")[:SOME]
    )


def _hosts(topic):
    """Return the accounts of those who counsel on a topic and agreed that residents see it."""
    return TeamMember.objects.shown().on(topic).exclude(user=None).order_by().values("user")


def counsellors():
    """Return {Topic: how many give appointments on it}, of those who may be shown. One statement."""
    what = Service.objects.public().filter(taken=Service.Taken.APPOINTMENT, theme=Theme.MARRIAGE, site__center__closed_on=None)
    coming = Session.objects.published().upcoming().filter(service__in=what.order_by().values("pk"), host=OuterRef("user"))
    found = TeamMember.objects.shown().exclude(topics="").filter(Exists(coming)).order_by().values_list("user", "topics")
    return {topic: len({user for user, topics in found if topic in topics.split(",")}) for topic in Topic.values}


def week(service, *, monday, who=None, topic=""):
    """Return the Week of `service` from `monday` (a date) on; `who` (pk of a TeamMember) narrows it to her, `topic` to those who
    counsel on it. Three statements."""
    now = timezone.now()
    coming = Session.objects.published().filter(service=service, closes_at__gt=now)
    members = list(TeamMember.objects.shown().on(topic).hosting(service, now))
    of_user = {member.user_id: member for member in members}
    chosen = next((member for member in members if member.pk == who), None)
    if topic:
        coming = coming.filter(host__in=_hosts(topic))
    if chosen:
        coming = coming.filter(host=chosen.user_id)
    rows = list(coming.between(monday, monday + timedelta(days=6)).filter(opens_at__lte=now).order_by("starts_at", "pk")[:200])
    days = {}
    for row in rows:
        row.service = service
        days.setdefault(row.day, []).append(Slot(row, of_user.get(row.host_id), not row.is_full))
    later = coming.filter(opens_at__lte=now, booked__lt=1).between(monday + timedelta(days=7), monday + timedelta(days=370))
    after = later.order_by("starts_at").values_list("starts_at", flat=True).first()
    this = monday_of(timezone.localdate())
    return Week(
        monday=monday,
        days=list(days.items()),
        people=members,
        chosen=chosen,
        before=max(monday - timedelta(days=7), this) if monday > this else None,
        after=monday_of(timezone.localdate(after)) if after else None,
    )


def first_monday(service, topic=""):
    """Return the Monday of the first week in which something is free (of those on `topic`), this week's when nothing is."""
    free = Session.objects.bookable().with_places().filter(service=service)
    free = free.filter(host__in=_hosts(topic)) if topic else free
    first = free.order_by("starts_at").values_list("starts_at", flat=True).first()
    return monday_of(timezone.localdate(first) if first else timezone.localdate())


def monday_of(day):
    return day - timedelta(days=day.weekday())
