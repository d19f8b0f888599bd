"""By which channels somebody is told: her own choice for each group of kinds, and the default where she chose nothing."""

from dataclasses import dataclass, field

from django.db import transaction

from accounts.refusals import Refusal

from .models import Channel, Choice, WeChatBinding


@dataclass(frozen=True)
class Group:
    """One line of the page of choices. An `essential` group cannot be silenced: she would stand before a closed door."""

    title: str
    words: str
    essential: bool = False
    default: frozenset = field(default=frozenset(Channel.values))


GROUPS = {
    "changes": Group("改时间、取消", "不告诉您，您会白跑一趟。", essential=True),
    "offers": Group("轮到您了", "空出来的位子要您在几点前答复。"),
    "reminders": Group("提醒", "前一天傍晚一次，开始前两小时一次。"),
    "bookings": Group("约好了、排上了", "约好以后马上告诉您，带预约码。"),
    "work": Group("待办和值班", "派给您的事。", essential=True),
    "ratings": Group("请您评价", "活动结束以后问一句。", default=frozenset({Channel.WECHAT})),
    "other": Group("其他", "申请的结果、家人和代办的事、中心的通知。"),
}


class MustHear(Refusal):
    sentence = "改时间和取消一定要告诉您，不然您会白跑一趟。短信和微信请至少留一样。"


def group(name):
    """Return the Group of this name; a name that is not on the page belongs to 其他."""
    return GROUPS.get(name, GROUPS["other"])


def wanted(user, name):
    """Return the set of channels by which `user` wants to be told of the group `name`."""
    name = name if name in GROUPS else "other"
    chosen = dict(Choice.objects.filter(user=user, group=name).values_list("channel", "wanted"))
    return {channel for channel in Channel.values if chosen.get(channel, channel in GROUPS[name].default)}


def of(user):
    """Return {group: set of channels} for the page, in one statement."""
    chosen = {(row.group, row.channel): row.wanted for row in Choice.objects.filter(user=user)}
    return {name: {c for c in Channel.values if chosen.get((name, c), c in one.default)} for name, one in GROUPS.items()}


@transaction.atomic
def choose(*, user, channels):
    """Write down her choices: `channels` is {group: set of channels}. Only what differs from the default is kept. Raises MustHear."""
    bound = WeChatBinding.objects.filter(user=user).exists()
    for name, one in GROUPS.items():
        heard = set(channels.get(name, one.default)) - (set() if bound else {Channel.WECHAT})
        if one.essential and not heard:
            raise MustHear
    for name, one in GROUPS.items():
        for channel in Channel.values:
            yes = channel in channels.get(name, one.default)
            if yes == (channel in one.default):
                Choice.objects.filter(user=user, group=name, channel=channel).delete()
            else:
                Choice.objects.update_or_create(user=user, group=name, channel=channel, defaults={"wanted": yes})
