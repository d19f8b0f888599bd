"""Every read of cases that has a name."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts import roles
from accounts.models import Post
from accounts.querysets import VisibleQuerySet

from .prints import id_print, kin_prints, own_print, phone_print

__all__ = ["CaseQuerySet", "MediatorQuerySet", "PartyQuerySet", "id_print", "phone_print"]


class MediatorQuerySet(VisibleQuerySet):
    def with_load(self):
        """Annotate `load`: how many cases she carries that are not done."""
        cases = apps.get_model("mediation", "Case").objects.open().filter(mediator=OuterRef("user")).order_by()
        return self.annotate(load=Coalesce(Subquery(cases.values("mediator").annotate(n=Count("pk")).values("n")), 0))


class CaseQuerySet(VisibleQuerySet):
    def visible_to(self, user, perm=None):
        """Return the cases on which a Post of hers grants `perm`, without those that concern herself: that beats every role."""
        rows = super().visible_to(user, perm)
        return rows.without_conflict(user) if roles.may_ever(user, perm or "mediation.view_case") else rows

    def without_conflict(self, user):
        """Leave out the cases in which `user` is a party, of a party's family, or said to stay away (casework.conflicts says why)."""
        rows = self
        for cases in _in_conflict(user):
            rows = rows.exclude(pk__in=cases)
        return rows

    def in_conflict(self, user):
        """Return just those that without_conflict() leaves out."""
        where = Q(pk__in=[])
        for cases in _in_conflict(user):
            where |= Q(pk__in=cases)
        return self.filter(where)

    def at_the_desk(self):
        """Return cases that an officer must give to somebody: sent to her, or carried by nobody who still holds a mediator's Post."""
        posts = Post.objects.live().filter(role=roles.Role.MEDIATOR).order_by()
        left = Q(status__in=self.model.CARRIED) & ~Q(mediator__in=posts.values("user"))
        return self.filter(Q(desk_at__isnull=False) | left)

    def of(self, user):
        """Return what `user` reported: for its state, never for its content."""
        return self.filter(reporter=user)

    def open(self):
        """Return cases on which there is something left to do."""
        return self.filter(status__in=self.model.OPEN)

    def waiting(self):
        return self.filter(status=self.model.Status.WAITING)

    def carried_by(self, user):
        return self.filter(mediator=user)

    def in_area(self, code):
        """Return the cases of the area `code` and all below it."""
        low, high = roles.subtree(code)
        return self.filter(area__gte=low, area__lt=high)

    def by_due(self):
        """Return what is left to do: first what is due first, then red before yellow before blue, then what waits longest."""
        return self.filter(due_on__isnull=False).order_by("due_on", "-risk", "created_at", "pk")

    def without_content(self):
        """Leave the sealed columns in the database: for lists and states."""
        return self.defer("narrative", "wishes", "place", "sealed_key")


def _marks(user):
    """Return the prints of her own number and of her family's."""
    return [mark for mark in (own_print(user), *kin_prints(user)) if mark]


def _in_conflict(user):
    """Return subqueries of the cases from which `user` must stay away: by a number, by an ID, as it was declared.

    Each is a question of an index: as one with OR it would read every party of the city for every list.
    """
    model = apps.get_model
    ids = model("mediation", "Mediator").objects.filter(user=user).exclude(id_print="").values("id_print")
    parties = model("mediation", "Party").objects.order_by()
    declared = model("mediation", "ConflictOfInterest").objects.filter(user=user).order_by()
    return [rows.values("case") for rows in (parties.filter(phone_print__in=_marks(user)), parties.filter(id_print__in=ids), declared)]


class OfCaseQuerySet(VisibleQuerySet):
    """Rows that tell of one case: what is kept from somebody of the case is kept from her here."""

    def visible_to(self, user, perm=None):
        perm = perm or f"mediation.view_{self.model._meta.model_name}"
        rows = super().visible_to(user, perm)
        if not roles.may_ever(user, perm):
            return rows
        cases = apps.get_model("mediation", "Case").objects.without_conflict(user).order_by()
        return rows.filter(Q(case=None) | Q(case__in=cases.values("pk")))


class LookQuerySet(VisibleQuerySet):
    def visible_to(self, user, perm=None):
        """Leave out the looks at what is kept from her: who opened the case of her own family, also who knocked at it in vain or saw the call.

        A knock in vain names no case, only the number that was typed; a look at a call names the call's.
        """
        perm = perm or "mediation.view_accesslog"
        rows = super().visible_to(user, perm)
        if not roles.may_ever(user, perm):
            return rows
        cases = apps.get_model("mediation", "Case").objects.in_conflict(user).order_by()
        calls = apps.get_model("mediation", "HotlineCall").objects.kept_from(user).order_by()
        rows = rows.exclude(case__in=cases.values("pk")).exclude(case=None, number__in=cases.values("number"))
        return rows.exclude(case=None, number__in=calls.values("number"))


class CallQuerySet(OfCaseQuerySet):
    def visible_to(self, user, perm=None):
        """Leave out also the calls from her own number and from her family's, which became no case; what she wrote herself stays."""
        rows = super().visible_to(user, perm)
        if not roles.may_ever(user, perm or "mediation.view_hotlinecall"):
            return rows
        return rows.exclude(~Q(answered_by=user), phone_print__in=_marks(user))

    def kept_from(self, user):
        """Return the calls that concern her: by their number, or as the case that they became. What she wrote herself is not kept from her."""
        cases = apps.get_model("mediation", "Case").objects.in_conflict(user).order_by()
        return self.filter(Q(phone_print__in=_marks(user)) | Q(case__in=cases.values("pk"))).exclude(answered_by=user)


class PartyQuerySet(VisibleQuerySet):
    def known_as(self, *, phone="", id_number=""):
        """Return the parties with exactly this number (digits) or this ID number; the sealed columns cannot be searched."""
        where = Q(pk__in=[])
        if phone:
            where |= Q(phone_print=phone_print(phone))
        if id_number:
            where |= Q(id_print=id_print(id_number))
        return self.filter(where)


class AlarmQuerySet(VisibleQuerySet):
    def open(self):
        """Return the alarms that nobody has answered yet."""
        return self.filter(ended_at=None)


class OrderQuerySet(VisibleQuerySet):
    def in_force(self, day):
        """Return the orders that hold on `day` and that no later one has taken the place of."""
        return self.filter(Q(until=None) | Q(until__gte=day), issued_on__lte=day, renewed_by=None)

    def ending(self, day, *, within):
        """Return those whose last day is `day` or at most `within` days (int) later."""
        return self.in_force(day).filter(until__lte=day + timedelta(days=within))
