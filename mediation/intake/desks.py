"""Where somebody's own request goes who may not want to say where she lives."""

from django.db.models import Count, Q

from accounts.models import Area, Post
from accounts.roles import Role, subtree

from .. import watch
from ..models import Case


def desk(area=None):
    """Return the Area under which a request is kept so that a mediator sees it: the street she named when somebody works there,
    else the city's desk, else the mediators who have least to do. Raises Area.DoesNotExist when there is no area at all.
    """
    if area and watch.posts_over(area, Role.MEDIATOR):
        return area
    posts = Post.objects.live().filter(role=Role.MEDIATOR, user__is_active=True, area__isnull=False).select_related("area")
    places = sorted({post.area for post in posts}, key=lambda place: (place.level, place.pk))
    if not places:
        return area or Area.objects.order_by("level", "pk").first()
    highest = [place for place in places if place.level == places[0].level]
    return min(highest, key=_work_in) if len(highest) > 1 else highest[0]


def _work_in(place):
    """How much waits and goes on below a place; a sort key."""
    low, high = subtree(place.pk)
    rows = Case.objects.filter(area__gte=low, area__lt=high).aggregate(n=Count("pk", filter=Q(status__in=Case.OPEN)))
    return rows["n"], place.pk
