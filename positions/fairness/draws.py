"""The deeds of a draw: announce, enter, withdraw, close, type the lottery number, draw, call off. The only place that writes its states.

Nobody can choose who wins: the secret is fixed (by its hash) before anybody enters, the list is fixed at the close, and the number
that joins them is drawn by a public lottery on a later day that was named before (docs/decisions/0012, docs/draw.md). Every step locks the
row of the draw, so that whoever enters in the second of the closing is either on the list or told that it is over.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import FamilyMember
from accounts.refusals import NotAllowed
from notices import outbox

from ..models import Booking, Draw, DrawChild, DrawEntry, Session
from ..refusals import AgeUnknown, BusyThen, HouseholdLimit, NotYourFamily, SessionCancelled, WrongAge
from . import lots, seating
from .draw_refusals import (
    AlreadyEntered,
    DrawNotOpen,
    DrawOver,
    DrawRefused,
    DrawUnfit,
    LotteryUnclear,
    NotInDraw,
    NumberIsOut,
    TooEarly,
)  # fmt: skip

State = Draw.State
MOST = 999  # numbers of three digits


def _locked(draw):
    pk = draw if isinstance(draw, int) else draw.pk
    return Draw.objects.select_for_update(of=("self",)).select_related("session__service", "timetable__service", "service__site").get(pk=pk)


def _require_step(draw, to):
    if to not in Draw.TRANSITIONS[draw.state]:
        raise DrawRefused


def _require(by, perm, draw):
    if not by.has_perm(f"positions.{perm}_draw", draw):
        raise NotAllowed


# --- before -------------------------------------------------------------------------------------------
def faults(draw, now=None):
    """Return why the draft `draw` cannot be announced, as sentences; an empty list is good."""
    now = now or timezone.now()
    found, service, session = [], draw.service, draw.session
    if service.confidential or service.circle_id:
        found.append("保密的服务和服务队的班次不能抽签。")
    if service.audience == service.Audience.PAIRS:
        found.append("大人带孩子的课一次要两个位子，不能抽签。")
    if service.taken != service.Taken.SESSION:
        found.append("约时段的、不用约的服务不能抽签。")
    if draw.closes_at <= now:
        found.append("报名截止的时间已经过了。请改到以后。")
    if draw.lottery_day <= timezone.localdate(draw.closes_at):
        found.append("开奖的日子要在截止以后，至少晚一天。")
    if draw.lottery_day.weekday() not in lots.WEEKDAYS[draw.lottery]:
        found.append(f"{draw.get_lottery_display()}那天不开奖。双色球周二、四、日，大乐透周一、三、六。")
    if session:
        if session.status != Session.Status.PUBLISHED:
            found.append("这一场还没有发布，或者取消了。")
        if session.booked or session.waiting:
            found.append("这一场已经有人约了，不能再改成抽签。")
        if draw.places > session.capacity - session.kept:
            found.append(f"这一场只有 {session.capacity - session.kept} 个名额可以抽。")
        if session.starts_at <= lots.lottery_moment(draw.lottery_day) + timedelta(hours=draw.answer_hours):
            found.append("等抽出来、答复完，这一场就开始了。请早一点抽，或少留几个小时答复。")
    else:
        found += seating.term_faults(draw)
    return found


@transaction.atomic
def announce(*, draw, by):
    """Show a draft to everybody: the rules are fixed, a secret is made and its hash published, ordinary booking of it ends.

    Raises DrawRefused, DrawUnfit, NotAllowed.
    """
    draw = _locked(draw)
    _require(by, "announce", draw)
    _require_step(draw, State.OPEN)
    if found := faults(draw):
        raise DrawUnfit(" ".join(found))
    if draw.session_id:
        free = Session.objects.filter(pk=draw.session_id, status=Session.Status.PUBLISHED, booked=0, waiting=0, by_draw=False)
        if not free.update(by_draw=True):  # somebody booked at this moment
            raise DrawUnfit("这一场刚刚有人约了，不能再改成抽签。")
    else:
        seating.hold_term(draw)
    draw.secret = lots.new_secret()
    draw.secret_hash, draw.announced_at, draw.state = lots.sha(draw.secret), timezone.now(), State.OPEN
    draw.save(update_fields=["secret", "secret_hash", "announced_at", "state"])
    return draw


# --- entering -----------------------------------------------------------------------------------------
@transaction.atomic
def enter(*, draw, attendees, booker, by, key=None, source=Booking.Source.SELF):
    """Give `booker` a number for `attendees` (primary keys of her people); brothers and sisters share it and win together.

    Whoever has a number already adds to it. Asked twice, nothing changes. `by` is who presses; by phone and counter staff with
    `enter_draw`. Returns the DrawEntry. Raises DrawNotOpen, DrawOver, AlreadyEntered, NotYourFamily, WrongAge, AgeUnknown, BusyThen,
    HouseholdLimit, NotAllowed.
    """
    draw = _locked(draw)
    if by.pk != booker.pk:
        _require(by, "enter", draw)
    _require_taking(draw)
    mine = draw.entries.filter(booker=booker, withdrawn_at=None).first()
    there = set(mine.children.values_list("attendee", flat=True)) if mine else set()
    new = [member for member in _members(attendees, booker) if member.pk not in there]
    if mine and not new:
        return mine
    _require_fit(draw, new, len(there))
    if mine is None:
        if draw.entered >= MOST:
            raise DrawNotOpen("号已经发完了，抽签不再收报名。请打电话给邻里中心。")
        draw.entered += 1
        draw.save(update_fields=["entered"])
        mine = DrawEntry.objects.create(draw=draw, booker=booker, number=draw.entered, source=source, made_by=by, key=key, made_at=timezone.now())
    DrawChild.objects.bulk_create([DrawChild(entry=mine, draw=draw, attendee=member) for member in new])
    outbox.tell(booker, "draw_entered", mine, again=str(len(there) + len(new)))
    return mine


def _require_taking(draw):
    now = timezone.now()
    if draw.state in (State.CLOSED, State.DRAWN) or (draw.state == State.OPEN and draw.closes_at <= now):
        raise DrawOver
    if draw.state != State.OPEN:
        raise DrawNotOpen
    if draw.opens_at > now:
        raise DrawNotOpen(f"{date_format(timezone.localtime(draw.opens_at), 'n月j日 H:i')} 开始报名，请到时候再来。早报晚报一样。")


def _members(attendees, booker):
    members = list(FamilyMember.objects.present().of(booker).filter(pk__in=attendees).order_by("pk"))
    if not members or len(members) != len(set(attendees)):
        raise NotYourFamily
    return members


def _require_fit(draw, members, already):
    service, day = draw.service, draw.first_day
    if service.household_limit and already + len(members) > service.household_limit:
        raise HouseholdLimit(f"一个账号最多报 {service.household_limit} 位，一起中。")
    if already + len(members) > draw.places:
        raise HouseholdLimit(f"一共只抽 {draw.places} 个位子，一个号不能报更多人。")
    if DrawChild.objects.filter(draw=draw, attendee__in=members, is_in=True).exists():
        raise AlreadyEntered
    for member in members:
        age = member.age_on(day)
        if not service.fits(age):
            if age is None:
                raise AgeUnknown
            raise WrongAge(f"这门课要 {service.ages}，参加的人那天 {age} 岁。请换一位家人，或看看别的活动。")
    if draw.session_id and seating.busy(members, draw.session):
        raise BusyThen


@transaction.atomic
def withdraw(*, entry, by, by_staff=False):
    """Take a number back: before the close it stays empty, after it it is passed over. Raises NotInDraw, NotAllowed."""
    draw = _locked(entry.draw_id)
    entry = DrawEntry.objects.get(pk=entry.pk)
    if by_staff:
        _require(by, "enter", draw)
    elif entry.booker_id != by.pk:
        raise NotAllowed
    if entry.withdrawn_at or draw.state not in (State.OPEN, State.CLOSED):
        raise NotInDraw
    entry.withdrawn_at = timezone.now()
    entry.save(update_fields=["withdrawn_at"])
    entry.children.update(is_in=False)
    return entry


@transaction.atomic
def leave(*, child):
    """Take one of several children out of a number. After the close the list stays as it was locked; she is passed over."""
    _locked(child.draw_id)
    DrawChild.objects.filter(pk=child.pk).update(is_in=False)


@transaction.atomic
def keep(*, entry, kept, by):
    """Put a number into the share that is drawn apart, or take it out, before the list is locked; staff have seen why.

    Raises DrawOver, NotInDraw, NotAllowed.
    """
    draw = _locked(entry.draw_id)
    _require(by, "enter", draw)
    if draw.state != State.OPEN:
        raise DrawOver
    if not DrawEntry.objects.filter(pk=entry.pk, withdrawn_at=None).update(kept=kept):
        raise NotInDraw
    entry.refresh_from_db()
    return entry


# --- closing and drawing ---------------------------------------------------------------------------------
@transaction.atomic
def close(*, draw):
    """Lock the list at the hour that was printed, and publish its hash. Raises DrawRefused, TooEarly."""
    draw, now = _locked(draw), timezone.now()
    _require_step(draw, State.CLOSED)
    if draw.closes_at > now:
        raise TooEarly("报名还没截止，名单不能提前锁。")
    lines = [lots.Line(entry.shown, len([child for child in entry.children.all() if child.is_in]), entry.kept) for entry in _live(draw)]
    draw.numbers = lots.written(lines)
    draw.list_hash, draw.closed_at, draw.state = lots.sha(draw.numbers), now, State.CLOSED
    draw.save(update_fields=["numbers", "list_hash", "closed_at", "state"])
    return draw


def _live(draw):
    return draw.entries.filter(withdrawn_at=None).prefetch_related("children").order_by("number")


def close_due():
    """Lock every list whose hour has come. Returns how many."""
    due = list(Draw.objects.due_to_close(timezone.now()).values_list("pk", flat=True))
    done = 0
    for pk in due:
        try:
            close(draw=pk)
            done += 1
        except DrawRefused:  # another worker was quicker
            continue
    return done


@transaction.atomic
def type_lottery(*, draw, typed, again, source, by):
    """Write down the lottery number, typed twice, with where it can be read. It cannot be changed afterwards.

    Raises NotAllowed, DrawRefused, TooEarly, LotteryUnclear.
    """
    draw, now = _locked(draw), timezone.now()
    _require(by, "decide", draw)
    if draw.state != State.CLOSED or draw.lottery_number:
        raise DrawRefused
    if now < lots.lottery_moment(draw.lottery_day):
        raise TooEarly("那天还没有开奖。请开奖以后对着公告来写。")
    try:
        number = lots.lottery_number(draw.lottery, typed)
        if number != lots.lottery_number(draw.lottery, again):
            raise LotteryUnclear
    except lots.Unreadable as unreadable:
        raise LotteryUnclear(str(unreadable)) from None
    draw.lottery_number, draw.lottery_source, draw.lottery_by, draw.lottery_at = number, source, by, now
    draw.save(update_fields=["lottery_number", "lottery_source", "lottery_by", "lottery_at"])
    return draw


@transaction.atomic
def draw_lots(*, draw, by):
    """Work out the order, publish secret and seed, give the places, and tell everybody. Raises NotAllowed, DrawRefused, SessionCancelled."""
    draw, now = _locked(draw), timezone.now()
    _require(by, "decide", draw)
    _require_step(draw, State.DRAWN)
    if not draw.lottery_number:
        raise TooEarly("还没有写开奖号。")
    if draw.session_id and draw.session.status != Session.Status.PUBLISHED:
        raise SessionCancelled
    seed = lots.seed_of(draw.secret, draw.lottery_number)
    found = lots.order(lots.read(draw.numbers), seed=seed, places=draw.places, kept_places=draw.kept_places)
    draw.seed, draw.shown_secret, draw.drawn_at, draw.state = seed, draw.secret, now, State.DRAWN
    draw.result = {"kept": list(found.kept), "won": list(found.won), "waiting": list(found.waiting)}
    draw.save(update_fields=["seed", "shown_secret", "result", "drawn_at", "state"])
    by_number = {entry.shown: entry for entry in draw.entries.select_related("booker").prefetch_related("children__attendee")}
    for place, number in enumerate(found.all, 1):
        by_number[number].order = place
    DrawEntry.objects.bulk_update([by_number[number] for number in found.all], ["order"])
    live = [[by_number[n] for n in group if by_number[n].withdrawn_at is None] for group in (found.kept + found.won, found.waiting)]
    seating.seat(draw, won=live[0], waiting=live[1], by=by)
    return draw


def wrong_at(draw):
    """Work a drawn draw out again from what it published. Returns "" when all is the same, else what differs, in words."""
    if lots.sha(draw.shown_secret) != draw.secret_hash:
        return "密数的指纹对不上"
    if lots.sha(draw.numbers) != draw.list_hash:
        return "号码表的指纹对不上"
    seed = lots.seed_of(draw.shown_secret, draw.lottery_number)
    found = lots.order(lots.read(draw.numbers), seed=seed, places=draw.places, kept_places=draw.kept_places)
    shown = [*draw.result["kept"], *draw.result["won"], *draw.result["waiting"]]
    counts = [len(draw.result[group]) for group in ("kept", "won", "waiting")]
    if [len(found.kept), len(found.won), len(found.waiting)] != counts:
        return "有位子的号的个数对不上"
    place = next((n for n, pair in enumerate(zip(found.all, shown, strict=True), 1) if pair[0] != pair[1]), 0)
    return f"第 {place} 个号对不上" if place else ""


@transaction.atomic
def call_off(*, draw, reason, by):
    """Say that there will be no draw; everybody who entered is told, ordinary booking opens. Raises NotAllowed, DrawRefused, NumberIsOut."""
    draw = _locked(draw)
    _require(by, "announce", draw)
    if draw.state != State.DRAFT and timezone.now() >= lots.lottery_moment(draw.lottery_day):
        raise NumberIsOut  # else whoever dislikes the number could stop the draw
    return _end(draw, reason)


def session_cancelled(session, reason):
    """End the draw of a session that does not take place; within the transaction that cancels it."""
    for draw in Draw.objects.filter(session=session, state__in=[State.DRAFT, State.OPEN, State.CLOSED]):
        _end(_locked(draw), f"这一场取消了：{reason}"[:120])


def _end(draw, reason):
    _require_step(draw, State.CALLED_OFF)
    draw.state, draw.off_reason = State.CALLED_OFF, reason
    draw.save(update_fields=["state", "off_reason"])
    if draw.session_id:
        Session.objects.filter(pk=draw.session_id).update(by_draw=False)
    for entry in draw.entries.filter(withdrawn_at=None).select_related("booker"):
        outbox.tell(entry.booker, "draw_called_off", entry)
    DrawChild.objects.filter(draw=draw).update(is_in=False)
    return draw
