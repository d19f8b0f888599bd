"""Every read of cases that has a name."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts import crypto
from accounts.querysets import VisibleQuerySet


def phone_print(digits):
    """Return by what a party's number (digits only) is found again."""
    return crypto.fingerprint(digits, purpose="mediation.party.phone")


def id_print(number):
    """Return by what a party's ID number is found again."""
    return crypto.fingerprint(number, purpose="mediation.party.id_number")


class MediatorQuerySet(VisibleQuerySet):
    def with_load(self):
        """Annotate `load`: how many cases she carries that are not done."""
        cases = apps.get_model("mediation", "Case").objects.open().filter(mediator=OuterRef("user")).order_by()
        return self.annotate(load=Coalesce(Subquery(cases.values("mediator").annotate(n=Count("pk")).values("n")), 0))


class CaseQuerySet(VisibleQuerySet):
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

    def by_urgency(self):
        """Return red before yellow before blue, and among equals the one that waits longest."""
        return self.order_by("-risk", "created_at", "pk")

    def without_content(self):
        """Leave the sealed columns in the database: for lists and states."""
        return self.defer("narrative", "wishes", "place", "sealed_key")


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
