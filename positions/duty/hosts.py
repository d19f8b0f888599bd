"""Who carries appointments out, and who may take one over."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Post, User
from accounts.roles import GRANTS, Reach, lineage, subtree

from ..models import Booking, Service, Session, Site, TeamMember
from .refusals import NotToHerself

OFFER = "positions.offer_session"
ROLES = [role for role, grants in GRANTS.items() if OFFER in grants.get(Reach.HOST, ())]  # a lawyer or 执委 on duty holds one of these Posts too


def is_host(user):
    """Return whether one of her Posts lets `user` offer hours."""
    return user.is_authenticated and user.has_perm(OFFER)


def at(sites):
    """Return the Users whose Posts let them carry out appointments at `sites` (a queryset or list of Sites)."""
    areas = {code for site in sites for code in lineage(site.area_id)}
    posts = Post.objects.live().filter(role__in=ROLES).filter(Q(site__in=[site.pk for site in sites]) | Q(area__in=areas))
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("name", "pk")


def services_of(user):
    """Return the Services for appointments that `user` may offer: at the sites of her 队伍 rows, else wherever her Posts reach."""
    where = Q(pk__in=[])
    for post in user.live_posts:
        if post.role not in ROLES:
            continue
        if post.site_id:
            where |= Q(pk=post.site_id)
        else:
            low, high = subtree(post.area_id)
            where |= Q(area_id__gte=low, area_id__lt=high)
    sites = Site.objects.open().filter(where)
    own = sites.filter(team_members__user=user, team_members__left_on=None)
    offered = Service.objects.offered().filter(taken=Service.Taken.APPOINTMENT).select_related("site__center").order_by("site__center", "title")
    return offered.filter(site__in=own if own.exists() else sites)


def may_take_over(session):
    """Return the Users who could carry out `session` instead: of the site's 队伍 or its Posts, and free at that time."""
    busy = Session.objects.exclude(status=Session.Status.CANCELLED).exclude(pk=session.pk)
    busy = busy.filter(host=OuterRef("pk"), starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
    return at([session.site]).exclude(pk=session.host_id).filter(~Exists(busy))


def require_not_herself(session, *, host, by):
    """Raise NotToHerself when `by` would make herself the host of a confidential session that was booked: only its host sees who did.

    `session` is the row as it is now, `host` the User who is to carry it out.
    """
    grabs = host is not None and by is not None and host.pk == by.pk and session.host_id != by.pk
    if grabs and session.service.confidential and Booking.objects.filter(session=session.pk).exists():
        raise NotToHerself


def faces(users, *, site=None):
    """Return {user pk: TeamMember} of those who agreed to be shown; one who is in several teams is shown as of this site."""
    rows = TeamMember.objects.shown().filter(user__in=users).order_by("pk")
    if site is not None:
        rows = rows.filter(sites=site)
    return {member.user_id: member for member in rows}
