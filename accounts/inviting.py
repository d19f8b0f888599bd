"""The one way in which a tie between two accounts begins: a number is named, and the person with that number says yes, signed in.

The answer to whoever names a number is the same whether it has an account or not. Somebody to whom a wrong number belongs
cannot say yes: she would have to write down the name of the one it is about.
"""

from datetime import timedelta

from django.utils import timezone

from . import limits, telling, text
from .models import User
from .querysets import invited_index
from .refusals import Refusal

INVITES = limits.Limit("invite", 10, timedelta(days=1), "今天请的人够多了。请等 {wait}再请，着急就打 {hotline}，工作人员帮您办。")
GUESSES = limits.Limit("invited-name", 5, timedelta(hours=1), "姓名对不上的次数多了。请等 {wait}再试，也问一问请您的人。")


class YourOwnNumber(Refusal):
    sentence = "这是您自己的手机号。请写对方的手机号。"


class InvitationGone(Refusal):
    sentence = "这份邀请已经过期或收回了。请让请您的人再请一次。"


class OtherName(Refusal):
    sentence = "姓名对不上。请问一问请您的人，照对方登记的写。"


class AlreadyEnded(Refusal):
    sentence = "这一项已经结束了，不用再办。"


def require_another(user, phone):
    if user.phone == phone:
        raise YourOwnNumber


def named(row, *, phone, by):
    """Write the number into a new row of an Invited model, and who named it. The day's count of a resident goes up. Raises TooOften."""
    if not row.on_paper:
        limits.take((INVITES, str(by.pk)))
    row.phone, row.phone_index, row.invited_by = phone, invited_index(phone), by
    return row


def tell_invited(row, kind):
    """Tell the person with that number, if she is known and has proved that it is hers. Nobody is told whether she was."""
    user = User.objects.filter(phone=row.phone, is_active=True, phone_verified=True).first()
    if user:
        telling.tell(user, kind, row)


def require_name(row, *, said, name, by):
    """Compare the name that `by` wrote with the one it is about. Raises OtherName, TooOften (both counted and kept)."""
    subject = f"{row._meta.label_lower}:{row.pk}:{by.pk}"
    if text.person_name(said) == text.person_name(name):
        limits.forget(GUESSES, subject)
        return
    if not limits.taken(GUESSES, subject):
        raise limits.refusal(GUESSES, subject)
    raise OtherName


def finish(row, **columns):
    """End one row that nobody has ended; of two who press, one does it. Raises AlreadyEnded."""
    now = timezone.now()
    if not type(row).objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, **columns):
        raise AlreadyEnded
    row.ended_at = now
    return row


def forget(rows):
    """Empty the number and the paper of ended ties whose account or child goes; that there was one, and when, stays."""
    for row in rows.exclude(ended_at=None).defer("paper"):
        row.phone, row.phone_index, row.paper = "", "", None
        row.save(update_fields=["phone", "phone_index", "paper"])


def accept(row, *, by, who):
    """Let the invitation become `by`'s (column `who`). Raises InvitationGone."""
    open_ones = type(row).objects.open().for_number_of(by).filter(pk=row.pk)
    if not open_ones.update(**{who: by, "since": timezone.now()}):
        raise InvitationGone
    row.refresh_from_db(fields=["since", who])
    return row
