"""Who carries appointments out, and who may take one over."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Post, User
from accounts.roles import Role, lineage

from ..models import Session, TeamMember

# Their Posts let them see what they carry out; in a community the 执委 on duty is often its officer.
ROLES = (Role.SITE_STAFF, Role.MEDIATOR, Role.COUNSELLOR, Role.COMMUNITY_OFFICER)


def is_host(user):
    """Return whether one of her Posts lets `user` offer hours."""
    return user.is_authenticated and any(post.role in ROLES for post in user.live_posts)


def at(sites):
    """Return the Users whose Posts let them carry out appointments at `sites` (a queryset or list of Sites)."""
    areas = {code for site in sites for code in lineage(site.area_id)}
    posts = Post.objects.live().filter(role__in=ROLES).filter(Q(site__in=[site.pk for site in sites]) | Q(area__in=areas))
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("name", "pk")


def may_take_over(session):
    """Return the Users who could carry out `session` instead: of the site's 队伍 or its Posts, and free at that time."""
    busy = Session.objects.exclude(status=Session.Status.CANCELLED).exclude(pk=session.pk)
    busy = busy.filter(host=OuterRef("pk"), starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
    return at([session.site]).exclude(pk=session.host_id).filter(~Exists(busy))


def faces(users, *, site=None):
    """Return {user pk: TeamMember} of those who agreed to be shown; one who is in several teams is shown as of this site."""
    rows = TeamMember.objects.shown().filter(user__in=users).order_by("pk")
    if site is not None:
        rows = rows.filter(sites=site)
    return {member.user_id: member for member in rows}
