"""A deed: somebody says when she was born, where a service asks for her age."""

from django.db import transaction

from .models import FamilyMember, User


@transaction.atomic
def say(*, user, born_on):
    """Write the birth date of `user` where none is known, on her account and on the row by which she books for herself.

    A date that is known stays: it is changed on her own page, with a fresh sign-in, not in passing.
    """
    FamilyMember.objects.filter(guardian=user, relation=FamilyMember.Relation.SELF, born_on=None).update(born_on=born_on)
    User.objects.filter(pk=user.pk, born_on=None).update(born_on=born_on)
