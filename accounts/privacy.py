"""Her data in her hands (个人信息保护法 44-50): what is kept about her, to take along, and the closing of the account.

Each app that keeps something about a person registers a Part when it starts; `accounts` says its own here.
"""

from typing import Protocol

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from . import consents, family_privacy, guardians, kept, mandates, pickups, safe_contact, trail
from .models import SafeContact, User
from .refusals import Refusal


class StillInPost(Refusal):
    sentence = "您还有任职，账号先不能关。请让上级妇联结束您的任职，再来关。"


class Part(Protocol):
    """What one app keeps about a person."""

    title: str

    def export(self, user) -> list[dict]:
        """Return what is kept about `user`, as plain values under words that she understands."""

    def close(self, user) -> None:
        """End what is still coming and empty what names her. Raises Refusal when something cannot be ended."""


_parts: list[Part] = []


def part(what):
    """Register a Part (a module will do)."""
    if what not in _parts:
        _parts.append(what)


def export(user):
    """Return everything that is kept about `user`, ready for JSON; the trail notes that it was taken along."""
    taken = (
        {"账号": _account(user), "家人": _family(user), "同意": _consents(user)}
        | family_privacy.export(user)
        | {what.title: what.export(user) for what in _parts}
    )
    trail.note("export_own_data", about=user, by=user)
    return taken


def _account(user):
    return {
        "手机号": user.phone,
        "姓名": user.name,
        "性别": user.get_gender_display(),
        "出生日期": user.born_on,
        "社区": user.home_area.name if user.home_area else "",
        "长辈版": user.elder_view,
        "注册时间": user.joined_at,
        "怎样联系": safe_contact.words_for_staff(user)[1],
        "登录着的设备": [
            {"网络地址": device.ip, "浏览器": device.user_agent, "最后看到": device.last_seen_at} for device in UserSession.objects.filter(user=user)
        ],
    }


def _family(user):
    return [
        {
            "姓名": member.name,
            "关系": member.get_relation_display(),
            "出生日期": member.born_on,
            "学校": member.school,
            "过敏、用药或要留意的事": member.health_note or "",
        }
        for member in user.family.filter(removed_at=None).order_by("pk")
    ]


def _consents(user):
    return [
        {"事项": consent.get_purpose_display(), "第几版": consent.version, "同意": consent.given_at, "撤回": consent.withdrawn_at}
        for consent in user.consents.order_by("pk")
    ]


@transaction.atomic
def close(*, user):
    """Close the account of `user`: what is coming ends, what names her is emptied, nobody can sign in with it again.

    The rows stay, nameless, so that figures of the past still add up; her number is free for a new account. Raises
    StillInPost, and the Refusal of an app that cannot end something yet; then nothing is changed.
    """
    if user.posts.live().exists():
        raise StillInPost
    guardians.close(user)
    mandates.close(user)
    for what in reversed(_parts):  # the lower apps last: what the others end may still tell her something
        what.close(user)
    consents.end(user.consents.all())
    for member in user.family.all():
        pickups.empty(member)
    user.family.others().present().update(removed_at=timezone.now())
    user.family.update(name="", school="", born_on=None, health_note=None)
    user.circles.clear()
    kept.close(user)
    SafeContact.objects.filter(user=user).delete()
    UserSession.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(
        phone=f"gone-{user.pk}",
        phone_verified=False,
        name="",
        gender=User.Gender.UNSAID,
        born_on=None,
        home_area=None,
        elder_view=False,
        is_active=False,
    )
