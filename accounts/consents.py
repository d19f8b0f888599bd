"""To what people agree: the texts with their versions, giving a consent, taking it back (个人信息保护法 14, 15, 29-31).

Whoever changes the sense of a text raises its version: consents to the old one stay in the records as they were given.
What a withdrawal takes with it is done by the deed that knows it (`family.withdraw`).
"""

from dataclasses import dataclass

from django.utils import timezone

from .models import Consent

Purpose = Consent.Purpose


@dataclass(frozen=True)
class ConsentText:
    """What stands above the box: `asks` is the box itself, `points` what is to be known before."""

    version: str
    asks: str
    points: tuple[tuple[str, str], ...]


TEXTS = {
    Purpose.ACCOUNT: ConsentText(
        version="1",
        asks="我同意用手机号登录，并按说明保存我的资料",
        points=(
            ("记什么", "手机号；您自己填的姓名、性别、出生日期、社区；您的预约。"),
            ("用来做什么", "登录、预约、通知您。不做广告，不给别人。"),
            ("留多久", "您注销就删。法律要求留的，到期就删。"),
        ),
    ),
    Purpose.CHILD: ConsentText(
        version="2",  # since 2026-11-25: names who fetches the child, and a second guardian
        asks="我是监护人，同意登记这个孩子",
        points=(
            ("记什么", "姓名、出生日期、学校，您愿意说的健康情况，接送的人。"),
            ("谁看得到", "您，您请来的另一位监护人（您选 TA 看什么），和孩子去的那一场的工作人员。"),
            ("留多久", "您移除就清空，撤回同意也一样。"),
            ("不同意也行", "不留名的活动照样能来。"),
        ),
    ),
    Purpose.HEALTH: ConsentText(
        version="1",
        asks="同意保存健康情况",
        points=(
            ("为什么要", "让老师知道不能吃什么、要留意什么。"),
            ("怎么保存", "加密保存，只在去的那一场，给那一场的工作人员看。"),
            ("不同意也行", "照样能预约，到了当面告诉老师就可以。"),
        ),
    ),
    Purpose.PHOTO: ConsentText(
        version="1",
        asks="同意活动照片里有孩子",
        points=(
            ("用来做什么", "中心的墙上、公众号和本站的活动报道。不写孩子的姓名。"),
            ("不同意也行", "照样能参加，我们就不拍。"),
        ),
    ),
}


def give(*, user, purpose, about=None):
    """Write down that `user` agrees to today's text, about herself or the family member `about`; asked twice, the first one stays."""
    return Consent.objects.get_or_create(user=user, about=about, purpose=purpose, version=TEXTS[purpose].version, withdrawn_at=None)[0]


def current(member):
    """Return the purposes to whose text of today somebody has agreed for this family member."""
    return {purpose for purpose, version in member.consents.live().values_list("purpose", "version") if version == TEXTS[purpose].version}


def is_old(consent):
    """Return whether the text has changed since this consent was given."""
    return consent.version != TEXTS[consent.purpose].version


def end(consents):
    """Mark the given consents (a queryset) as withdrawn now. Returns how many were live."""
    return consents.live().update(withdrawn_at=timezone.now())
