"""Changing the number that an account signs in with."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from . import codes, devices, masks
from .models import User
from .refusals import Refusal

WORDS = "【泉州妇联】您的账号改用{phone}登录了，这个号不再能登录。不是您本人办的，请马上打{hotline}。"


class PhoneTaken(Refusal):
    sentence = "这个手机号已经有自己的账号了。请换一个号，或者用它直接登录。"


def change(*, request, phone):
    """Give the user of `request` the new `phone`, which she has proved. The old number is told; every other device is signed out.

    If the old number cannot be told, nothing changes. Raises PhoneTaken, SmsDown.
    """
    user, old = request.user, request.user.phone
    if User.objects.filter(phone=phone).exists():
        raise PhoneTaken
    # Told first: a provider's answer may take seconds, and no row may be locked meanwhile.
    codes.tell(old, WORDS.format(phone=masks.phone(phone), hotline=settings.HOTLINE), key=f"phone:{user.pk}:{get_random_string(8)}")
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk, phone=old).update(phone=phone, phone_verified=True, epoch=F("epoch") + 1)
    except IntegrityError:
        raise PhoneTaken from None
    user.refresh_from_db(fields=["phone", "epoch"])
    devices.end_others(request)
