"""What notices keeps about a person: what she was told and how, what she chose. Registered with accounts.privacy, which may not import us."""

from .choices import group
from .models import CallEntry, Choice, Notice, WeChatBinding
from .texts import words_of

title = "消息"


def export(user):
    """What she was told; then what she chose, whether a WeChat account is connected, and when somebody phoned her."""
    told = ((notice, words_of(notice)) for notice in Notice.objects.of(user))
    rows = [
        {
            "时间": notice.created_at,
            "标题": words.title,
            "内容": words.body,
            "发出": notice.sent_at,
            "走哪里": notice.get_channel_display(),
            "怎么样了": notice.get_state_display(),
        }
        for notice, words in told
        if words
    ]
    rows += [
        {"选择": f"{group(choice.group).title}：{choice.get_channel_display()}", "要": choice.wanted}
        for choice in Choice.objects.filter(user=user).order_by("pk")
    ]
    rows += [{"微信": "连着", "连上时间": binding.bound_at} for binding in WeChatBinding.objects.filter(user=user)]
    calls = CallEntry.objects.filter(user=user).order_by("pk")
    return rows + [{"电话": call.get_why_display(), "要说什么": call.note or "", "打过": call.tried_at, "结果": call.get_outcome_display()} for call in calls]


def close(user):
    for model in (CallEntry, Choice, WeChatBinding):
        model.objects.filter(user=user).delete()
    Notice.objects.filter(to=user).delete()
