"""Reads of people, and the one read that every list of staff goes through."""

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from . import crypto, roles


def invited_index(phone):
    """Return the index by which an invitation to `phone` is found by the person who has that number."""
    return crypto.fingerprint(phone, purpose="invited")


def ring(code, path="area_id"):
    """Return an expression that orders rows by nearness to the 12-digit area `code`: 0 in its community, 1 street, 2 county, 3 beyond.

    `path` leads to the area code of a row; an empty `code` makes all rows equally near.
    """
    if not code:
        return Value(0)
    rings = (code, code[:9].ljust(12, "0"), code[:6].ljust(12, "0"))
    bounds = enumerate(map(roles.subtree, rings))
    return Case(*(When(**{f"{path}__gte": low, f"{path}__lt": high}, then=Value(n)) for n, (low, high) in bounds), default=Value(len(rings)))


class VisibleQuerySet(models.QuerySet):
    """Rows that a person may see because of her Posts. The model says in `reach` which column holds site, area, host."""

    def visible_to(self, user, perm=None):
        """Return the rows on which `user` has `perm`; the default asks for viewing."""
        meta = self.model._meta
        return self.filter(roles.reachable(user, perm or f"{meta.app_label}.view_{meta.model_name}", self.model))


class AreaQuerySet(VisibleQuerySet):
    def under(self, code):
        """Return the area `code` and all below it."""
        low, high = roles.subtree(code)
        return self.filter(code__gte=low, code__lt=high)

    def open(self):
        return self.filter(closed_on=None)

    def with_parents(self):
        """Bring the street, county and city of a community, in one statement."""
        return self.select_related("parent__parent__parent")

    def with_center_count(self):
        """Annotate `center_count`: how many open centres lie in exactly this area."""
        centers = self.model._meta.get_field("centers").related_model.objects.filter(area=OuterRef("pk"), closed_on=None)
        return self.annotate(center_count=Coalesce(Subquery(centers.order_by().values("area").annotate(n=Count("pk")).values("n")), 0))

    def with_communities(self):
        """Annotate `communities`: how many open villages and communities lie below a street or a county."""
        below = self.model.objects.filter(level=self.model.Level.VILLAGE, closed_on=None)
        below = below.filter(Q(parent=OuterRef("pk")) | Q(parent__parent=OuterRef("pk"))).order_by()
        return self.annotate(communities=Coalesce(Subquery(below.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")), 0))


class FamilyQuerySet(models.QuerySet):
    def present(self):
        """Return those who are not removed."""
        return self.filter(removed_at=None)

    def others(self):
        """Return those besides the account's owner herself."""
        return self.exclude(relation=self.model.Relation.SELF)

    def of(self, user):
        """Return for whom `user` books: her own people, and the children whose bookings another guardian shares with her."""
        shared = self.model._meta.get_field("guardianships").related_model.objects.live().sharing_bookings().filter(member=OuterRef("pk"), user=user)
        return self.filter(Q(guardian=user) | Exists(shared))


class InvitedQuerySet(VisibleQuerySet):
    def unended(self):
        return self.filter(ended_at=None)

    def accepted(self):
        return self.unended().filter(since__isnull=False)

    def once(self):
        """Return those that were ever accepted: who was family yesterday has not become a stranger by ending it."""
        return self.filter(since__isnull=False)

    def open(self, at=None):
        """Return invitations that nobody has answered yet."""
        return self.unended().filter(since=None, expires_at__gt=at or timezone.now())

    def for_number_of(self, user):
        """Return those that name the number which `user` has proved to be hers."""
        if not user.phone_verified:
            return self.none()
        return self.filter(phone_index=invited_index(user.phone))


class GuardianshipQuerySet(InvitedQuerySet):
    def live(self):
        return self.accepted()

    def sharing_bookings(self):
        return self.filter(shares=self.model.Shares.BOOKINGS)


class MandateQuerySet(InvitedQuerySet):
    def live(self, day=None):
        """Return the mandates that hold on `day` (today by default)."""
        return self.accepted().filter(until__gte=day or timezone.localdate())


class PickUpQuerySet(models.QuerySet):
    def present(self):
        return self.filter(removed_at=None)


class ConsentQuerySet(VisibleQuerySet):
    def live(self):
        """Return consents that were not taken back."""
        return self.filter(withdrawn_at=None)


class PostQuerySet(VisibleQuerySet):
    def live(self, at=None):
        """Return the Posts that hold on the day `at` (a date, today by default)."""
        at = at or timezone.localdate()
        return self.filter(ended_at=None, since__lte=at).filter(Q(until=None) | Q(until__gte=at))

    def unended(self, at=None):
        """Return the Posts that hold on the day `at` or will hold later."""
        return self.filter(Q(until=None) | Q(until__gte=at or timezone.localdate()), ended_at=None)


class UserManager(BaseUserManager.from_queryset(VisibleQuerySet)):
    def create_user(self, phone, **fields):
        """Create somebody who signs in with `phone` (+86 and 11 digits), and the row by which she books for herself."""
        from .models import FamilyMember

        user = self.create(phone=phone, **fields)
        FamilyMember.objects.create(guardian=user, name=user.name, relation=FamilyMember.Relation.SELF, born_on=user.born_on)
        return user

    def get_by_natural_key(self, phone):
        return self.get(phone=phone)


def visible(model, user, perm=None):
    """Return the rows of any `model` on which `user` has `perm` (the default asks for viewing); nothing where no grant reaches."""
    manager, meta = model._default_manager, model._meta
    if hasattr(manager, "visible_to"):
        return manager.visible_to(user, perm)
    return manager.filter(roles.reachable(user, perm or f"{meta.app_label}.view_{meta.model_name}", model))
