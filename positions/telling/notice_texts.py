"""The words of a message to many are those that staff wrote; they end with the session that they are about."""

from notices.texts import Text, text

from ..models import GroupMessage
from ..notice_texts import SIGN


def sms_of(words):
    """Return what is sent to a phone."""
    return f"{SIGN}{words}"


@text("group_message", "群发通知")
def group_message(about):
    message = GroupMessage.objects.select_related("session", "site__center").filter(pk=about).first()
    if message is None:
        return None
    return Text(
        title=f"{message.site.center.name}的通知",
        body=message.words,
        link="/my/bookings/",
        sms=sms_of(message.words),
        before=message.session and message.session.ends_at,
        area=message.area_id,
        site=message.site_id,
    )
