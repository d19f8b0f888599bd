"""What notices keeps about a person: what she was told. Registered with accounts.privacy, which may not import us."""

from .models import Notice
from .texts import words_of

title = "消息"


def export(user):
    told = ((notice, words_of(notice)) for notice in Notice.objects.of(user))
    return [{"时间": notice.created_at, "标题": words.title, "内容": words.body, "短信": notice.sent_at} for notice, words in told if words]


def close(user):
    Notice.objects.of(user).delete()
