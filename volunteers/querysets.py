"""Every read of teams and volunteers that has a name."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Circle
from accounts.querysets import VisibleQuerySet, ring
from accounts.roles import subtree
from positions.models import Session

LATELY = timedelta(days=90)  # 有开展活动: what counts as active


class TeamQuerySet(VisibleQuerySet):
    def open(self):
        return self.filter(closed_on=None, site__closed_on=None, site__center__closed_on=None)

    def in_area(self, code):
        low, high = subtree(code)
        return self.filter(area_id__gte=low, area_id__lt=high)

    def nearest_first(self, code):
        """Order by nearness to the 12-digit area `code`: its community, its street, its county, then all others; `code` may be empty."""
        return self.annotate(ring=ring(code)).order_by("ring", "area_id", "pk")

    def with_numbers(self, at=None):
        """Annotate `members`, `shifts_coming`, and `shifts_lately` (held in the 90 days before `at`)."""
        at = at or timezone.now()
        members = Circle.members.through.objects.filter(circle=OuterRef("circle")).order_by().values("circle").annotate(n=Count("pk")).values("n")
        shifts = Session.objects.published().filter(service__circle=OuterRef("circle"))
        return self.annotate(
            members=Coalesce(Subquery(members), 0),
            shifts_coming=_count(shifts.filter(ends_at__gt=at)),
            shifts_lately=_count(shifts.filter(ends_at__lte=at, ends_at__gt=at - LATELY)),
        )

    def with_all_six(self):
        """Return the teams that have all six haves (`sixhaves.lights`), in SQL; needs with_numbers()."""
        entered = self.model._meta.get_field("checks").related_model.objects.filter(team=OuterRef("pk"), is_met=True).order_by()
        met = Coalesce(Subquery(entered.values("team").annotate(n=Count("pk")).values("n"), output_field=models.IntegerField()), 0)
        return self.annotate(entered_met=met).filter(entered_met=3, members__gt=0, shifts_lately__gt=0, site__closed_on=None)

    def for_cards(self):
        """Bring what a card in a list shows, in one statement."""
        return self.select_related("site__center", "area").with_numbers()

    def of(self, user):
        """Return the teams to which `user` belongs."""
        return self.filter(circle__members=user)


class VolunteerQuerySet(VisibleQuerySet):
    def of(self, user):
        return self.filter(user=user)

    def live(self):
        """Return who has applied or belongs to a team."""
        return self.filter(status__in=self.model.LIVE)

    def applied(self):
        """Return who waits for an answer, the longest first."""
        return self.filter(status=self.model.Status.APPLIED).order_by("applied_at", "pk")

    def accepted(self):
        return self.filter(status=self.model.Status.ACCEPTED).order_by("decided_at", "pk")

    def for_leaders(self):
        """Bring what the leader's list shows, in one statement."""
        return self.select_related("user", "team")


def _count(sessions):
    """Count correlated sessions of one circle."""
    return Coalesce(Subquery(sessions.order_by().values("service__circle").annotate(n=Count("pk")).values("n"), output_field=models.IntegerField()), 0)
