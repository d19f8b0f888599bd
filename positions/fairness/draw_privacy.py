"""What draws keep about a person, and about a family member who is removed. Registered with accounts, which may not import us."""

from contextlib import suppress

from django.db import transaction

from accounts.refusals import Refusal

from ..models import Draw, DrawChild, DrawEntry
from . import draws

title = "抽签"
LIVE = (Draw.State.OPEN, Draw.State.CLOSED)


def export(user):
    """The numbers of `user`, with what became of them."""
    rows = DrawEntry.objects.filter(booker=user).select_related("draw__service").prefetch_related("children__attendee").order_by("pk")
    return [
        {
            "活动": row.draw.service.title,
            "号": row.shown,
            "参加的人": "、".join(child.attendee.name for child in row.children.all()),
            "报名时间": row.made_at,
            "撤回时间": row.withdrawn_at,
            "结果": row.get_outcome_display(),
        }
        for row in rows
    ]


def close(user):
    """Take back her numbers in draws that are not over."""
    for entry in DrawEntry.objects.filter(booker=user, withdrawn_at=None, draw__state__in=LIVE):
        draws.withdraw(entry=entry, by=user)


def coming(member):
    """Return a line for each draw in which `member` may still win."""
    rows = _hopes(member).select_related("draw__service", "entry")
    return [f"{row.draw.service.title} 抽签，{row.entry.shown} 号" for row in rows]


def release(member, *, by):
    """Take `member` out of draws that are not over; a number with nobody left is taken back."""
    for row in _hopes(member).select_related("entry__booker"):
        _take_out(row)


def shown_to_guardians(members):
    """Return {pk: lines} of the draws in which children may still win, without the number: it is the account's that entered."""
    lines = {}
    for row in DrawChild.objects.filter(attendee__in=members, is_in=True, draw__state__in=LIVE).select_related("draw__service"):
        lines.setdefault(row.attendee_id, []).append(f"{row.draw.service.title} 抽签")
    return lines


def hand_over(member, *, from_user):
    """Take `member` out of the numbers of `from_user`; while a draw is open, she gets a number of her first guardian's instead."""
    for row in _hopes(member).filter(entry__booker=from_user).select_related("entry__booker", "draw"):
        _take_out(row)
        with suppress(Refusal), transaction.atomic():
            draws.enter(draw=row.draw_id, attendees=[member.pk], booker=member.guardian, by=member.guardian)


def _take_out(row):
    if row.entry.children.filter(is_in=True).count() == 1:
        draws.withdraw(entry=row.entry, by=row.entry.booker)
    else:
        draws.leave(child=row)


def _hopes(member):
    return DrawChild.objects.filter(attendee=member, is_in=True, entry__withdrawn_at=None, draw__state__in=LIVE)
