"""Who may be named as the one who carries a session out."""

from django.db.models import Q

from accounts.models import Post, User
from accounts.querysets import visible
from accounts.roles import lineage, reachable

from .duty.hosts import ROLES
from .models import Site


def may_host(user):
    """Return the people whose Post lets them carry out sessions at the sites that `user` sees: their staff, the area's mediators."""
    sites = visible(Site, user)
    above = {code for area in sites.order_by().values_list("area_id", flat=True).distinct() for code in lineage(area)}
    posts = Post.objects.live().filter(role__in=ROLES).filter(Q(site__in=sites) | Q(area__in=above) | reachable_posts(user))
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("name", "pk")


def reachable_posts(user):
    """Return the Q of Posts over areas inside hers: an officer of a county may name a mediator of one of its streets."""
    return reachable(user, "positions.view_site", Post)
