"""The first time somebody comes in."""

from django.db import IntegrityError, transaction

from . import consents
from .models import Consent, User


def known_or_new(*, phone):
    """Return the User of `phone`, who has just proved that the number is hers; a new one is laid here and now.

    Her consent, which the form asks of everybody alike, is written once for each version of the text.
    """
    user = User.objects.filter(phone=phone).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(phone, phone_verified=True)
        except IntegrityError:  # the same number came in by another door at this moment
            user = User.objects.get(phone=phone)
    if not user.phone_verified:
        user.phone_verified = True
        user.save(update_fields=["phone_verified"])
    consents.give(user=user, purpose=Consent.Purpose.ACCOUNT)
    return user
