"""A call that was put aside though it cannot wait: red, or of a child that is hurt. Nothing else would ring for it: it is no case yet."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import Role
from notices import outbox

from .. import watch
from ..models import HotlineCall, Kind, Risk


def cannot_wait(late):
    """Return the calls put aside since before the moment `late` that are red or of a child that is hurt (as hotline.may_end says it)."""
    signs = HotlineCall.signs.through.objects.filter(hotlinecall=OuterRef("pk"))
    violent = Q(violence=True) | Q(kind=Kind.VIOLENCE) | Exists(signs.filter(risksign__violent=True))
    child = Q(minor=True) | Exists(signs.filter(risksign__minor=True))
    aside = HotlineCall.objects.filter(handling=HotlineCall.Handling.DRAFT, sealed_key__isnull=False, called_at__lte=late)
    return aside.filter(Q(risk=Risk.RED) | (violent & child)).select_related("area", "holder").order_by("pk")


def remind_due(now=None):
    """Tell who took it and the officers of its area, once, after settings.MANDATORY_REPORT_MINUTES. Returns how many were told. A job calls it.

    Who the call is about hears nothing: an officer from whom it is kept is passed over (the county's, then the city's).
    """
    late = (now or timezone.now()) - timedelta(minutes=settings.MANDATORY_REPORT_MINUTES)
    rows = []
    for call in cannot_wait(late):
        users = {user.pk: user for user in (call.holder, *(_officers(call, *watch.OFFICERS) or _officers(call, Role.CITY_OFFICER)))}
        rows += [{"to": user, "kind": "call_put_aside", "about": call} for user in users.values()]
    with transaction.atomic():
        return outbox.tell_once(rows)


def _officers(call, *roles):
    same = HotlineCall.objects.filter(pk=call.pk)
    return [post.user for post in watch.posts_over(call.area, *roles) if not same.kept_from(post.user).exists()]
