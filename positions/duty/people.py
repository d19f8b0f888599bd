"""队伍: who may be put with children, and whose record must be asked for again soon."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.refusals import Refusal

from ..models import RECORD_HOLDS, Session, TeamMember

AHEAD = timedelta(days=30)


class NotChecked(Refusal):
    """Somebody would be put with children whose record was not asked for in the 365 days before (未成年人保护法 62)."""

    sentence = "这门课有孩子参加，带课的人要先查过违法犯罪记录，一年查一次。请先在“队伍”里登记查询日期，或换一位。"


def require_checked(host, service, *, host_name="", on=None):
    """Return the moment until which whoever carries out `service` may be with children, None where there are none or nobody is named yet.

    `host` is a User or None; without one, `host_name` (what the timetable says) must be somebody of the site's 队伍. Raises NotChecked
    when her record was not asked for in the 365 days before `on` (a date; today).
    """
    if not service.is_for_children or not (host or host_name):
        return None
    day = on or timezone.localdate()
    people = TeamMember.objects.present().checked(day)
    known = people.filter(user=host) if host else people.filter(name=host_name).at(service.site_id)
    asked = known.order_by("-record_checked_on").values_list("record_checked_on", flat=True).first()
    if asked is None:
        who = host.get_full_name() if host else host_name
        raise NotChecked(f"{who}在 {day.month}月{day.day}日 以前的一年里没有查询记录，不能带孩子。请先在“队伍”里登记查询日期和阵地，或换一位。")
    return timezone.make_aware(datetime.combine(asked + RECORD_HOLDS + timedelta(days=1), time.min))


def vouch(session):
    """Set on an unsaved Session what the database asks of one with children. Raises NotChecked. Every deed that puts a host on one calls it."""
    session.with_children = session.service.is_for_children
    session.checked_until = require_checked(session.host, session.service, host_name=session.host_name, on=session.day)


def with_children(user):
    """Return the team members in the reach of `user` who are put with children in coming sessions."""
    service = Q(service__audience__in=("children", "pairs")) | Q(service__max_age__lt=18)
    coming = Session.objects.exclude(status=Session.Status.CANCELLED).upcoming().filter(service)
    hers = coming.filter(host=OuterRef("user"))
    named = coming.filter(host=None, host_name=OuterRef("name"), site__team_members=OuterRef("pk"))
    return TeamMember.objects.visible_to(user).present().filter(Exists(hers) | Exists(named) | Q(team=TeamMember.Team.CHILDREN))


def to_check(user, *, today=None):
    """Return (never asked for or run out, running out within 30 days): how many of `with_children(user)`, in one statement."""
    today = today or timezone.localdate()
    days = with_children(user).distinct().values_list("record_checked_on", flat=True)
    out = [day for day in days if day is None or day + RECORD_HOLDS < today]
    soon = [day for day in days if day is not None and today <= day + RECORD_HOLDS < today + AHEAD]
    return len(out), len(soon)


def by_record():
    """Return the order in which records must be asked for: never first, then the oldest."""
    return F("record_checked_on").asc(nulls_first=True)
