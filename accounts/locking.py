"""Lock an account, open it again. A locked account is signed out from its next request; nothing of hers is deleted."""

from auditlog.models import LogEntry
from django.db import transaction

from . import devices
from .models import User
from .refusals import NotAllowed, Refusal


class NotOneself(Refusal):
    sentence = "不能停用自己的账号。请让另一位系统管理员来办。"


@transaction.atomic
def set_active(*, user, active, by):
    """Let `user` sign in (or not any more), and write down who said so. Raises NotOneself, NotAllowed."""
    if user.pk == by.pk:
        raise NotOneself
    if not by.has_perm("accounts.change_user", user):
        raise NotAllowed
    if User.objects.filter(pk=user.pk).exclude(is_active=active).update(is_active=active):
        LogEntry.objects.log_create(user, force_log=True, action=LogEntry.Action.UPDATE, changes={"is_active": [str(not active), str(active)]}, actor=by)
        if not active:
            devices.end_all(user)
    user.is_active = active
    return user
