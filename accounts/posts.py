"""The deeds on Posts 任职: appoint and end. Who may give which Post stands in `roles.APPOINTS`, where it can be held in `roles.PLACES`."""

from django.db import transaction
from django.utils import timezone

from . import roles
from .models import Post, User
from .refusals import NotAllowed, Refusal
from .roles import APART, Role


class WrongPlace(Refusal):
    sentence = "这个岗位不能设在这里。请看岗位说明，换一片区划或一个阵地。"


class MustStayApart(Refusal):
    """等保三级: the system administrator, the auditor and the data-protection officer are three people with no other Post."""

    sentence = "系统管理员、审计员、个人信息保护负责人要由三个人分别担任，也不能兼别的岗位。请另选一位，或先结束现在的任职。"


class NothingElse(Refusal):
    """Whoever comes from a partner body sees what was handed to it, and nothing else of the house."""

    sentence = "合作单位的人只看得到交给本单位的材料，不能兼别的岗位。请另选一位，或先结束现在的任职。"


class NotForOneself(Refusal):
    sentence = "不能给自己任职。请让上级妇联或另一位系统管理员来办。"


class LastAdministrator(Refusal):
    sentence = "这是最后一位系统管理员，先任命另一位，再结束这一条。"


class EndsBeforeItBegins(Refusal):
    sentence = "结束的日子不能早于开始的日子。"


@transaction.atomic
def appoint(*, user, role, by, area=None, site=None, partner=None, since=None, until=None):
    """Give `user` a Post in `area`, at `site` or of the body `partner`, from `since` (a date, today by default) until `until` (included).

    `by` is None only on the server's own console. A Post that she holds there already is returned as it is.
    Raises NotAllowed, NotForOneself, WrongPlace, MustStayApart, NothingElse, EndsBeforeItBegins.
    """
    since = since or timezone.localdate()
    if [area, site, partner].count(None) != 2 or (roles.SITE if site else roles.BODY if partner else area.level) not in roles.PLACES[role]:
        raise WrongPlace
    if area and area.closed_on:
        raise WrongPlace
    if until and until < since:
        raise EndsBeforeItBegins
    if by is not None and by.pk == user.pk:
        raise NotForOneself
    _require_may(by, "accounts.add_post", role, area.code if area else (site or partner).area_id)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two appointments of one person come one after the other
    there = Post.objects.unended().filter(user=user, role=role, area=area, site=site, partner=partner, since__lte=since)
    same = there.filter(until=until).first()
    if same:
        return same
    _require_apart(user, role, since, until)
    return Post.objects.create(user=user, role=role, area=area, site=site, partner=partner, since=since, until=until)


@transaction.atomic
def end(*, post, by):
    """End a Post now: from her next request she cannot do what it let her do. Asked twice, the first time stays.

    Raises NotAllowed, LastAdministrator.
    """
    _require_may(by, "accounts.change_post", post.role, post.place_id)
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    if post.role == Role.SYSTEM_ADMIN:
        admins = Post.objects.live().filter(role=Role.SYSTEM_ADMIN, user__is_active=True).select_for_update(no_key=True)
        if not {admin.user_id for admin in admins if admin.pk != post.pk}:
            raise LastAdministrator
    if post.ended_at is None:
        post.ended_at = timezone.now()
        post.save(update_fields=["ended_at"])
    return post


def _require_may(by, perm, role, code):
    """Raise NotAllowed unless a live Post of `by` grants `perm`, appoints `role`, and reaches the area `code`."""
    if by is None:
        return
    for post in by.live_posts:
        for reach, perms in roles.GRANTS[post.role].items():
            if perm not in perms or role not in roles.APPOINTS.get(post.role, ()):
                continue
            low, high = roles.subtree(post.area_id) if post.area_id else ("", "")
            if reach is roles.Reach.ALL or low <= code < high:
                return
    raise NotAllowed


def _require_apart(user, role, since, until):
    """Raise MustStayApart (the database says the same, migration 0003) or NothingElse."""
    others = Post.objects.unended(since).filter(user=user).exclude(role=role)
    if until:
        others = others.filter(since__lte=until)
    if role == Role.PARTNER or others.filter(role=Role.PARTNER).exists():
        if others.exists():
            raise NothingElse
        return
    if role not in APART:
        others = others.filter(role__in=APART)
    if others.exists():
        raise MustStayApart
