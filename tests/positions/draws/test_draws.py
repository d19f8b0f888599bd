"""A draw from its announcement to the places: what each step publishes, whom it takes in, and what nobody can change any more."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import privacy
from accounts.refusals import NotAllowed
from notices import texts
from notices.models import Notice
from positions import booking, timetables
from positions.fairness import draw_privacy, draws, lots
from positions.fairness import draw_refusals as no
from positions.models import Booking, Draw, DrawEntry, Session
from positions.refusals import BusyThen, GivenByDraw, NotYourFamily, WrongAge

from .conftest import CLOSES, LOTTERY, START


def told(user):
    return list(Notice.objects.filter(to=user).order_by("pk").values_list("kind", flat=True))


def test_announcing_publishes_the_hash_and_keeps_the_secret(make_draw):
    draw = Draw.objects.get(pk=make_draw().pk)
    assert (draw.state, draw.secret_hash, draw.shown_secret) == ("open", lots.sha(draw.secret), "")
    with transaction.atomic():
        raw = Draw.objects.filter(pk=draw.pk).values_list("secret", flat=True).get()
    assert draw.secret.encode() not in bytes(raw)


def test_ordinary_booking_ends_while_a_draw_gives_the_places(make_draw, families):
    draw = make_draw()
    ((user, child),) = families(1)
    with pytest.raises(GivenByDraw):
        booking.book(session=draw.session_id, attendee=child.pk, booker=user, by=user)
    assert Session.objects.get(pk=draw.session_id).state == "draw"
    assert not Session.objects.bookable(draw.session.opens_at).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lottery_day": CLOSES.date()}, "至少晚一天"),
        ({"lottery_day": (CLOSES + timedelta(days=2)).date()}, "不开奖"),
        ({"closes_at": START - timedelta(hours=1), "opens_at": START - timedelta(days=1)}, "已经过了"),
        ({"answer_hours": 24 * 18}, "就开始了"),
        ({"places": 9}, "只有 2 个名额"),
    ],
)
def test_a_draw_that_cannot_hold_is_not_announced(make_draw, officer, fields, words):
    draw = make_draw(announced=False, **{"capacity": 2, **fields})
    with pytest.raises(no.DrawUnfit, match=words):
        draws.announce(draw=draw, by=officer)
    assert Draw.objects.get().state == "draft"


def test_whoever_has_booked_keeps_her_place(make_draw, officer, families):
    draw = make_draw(announced=False)
    Session.objects.filter(pk=draw.session_id).update(opens_at=timezone.now())
    ((user, child),) = families(1)
    booking.book(session=draw.session_id, attendee=child.pk, booker=user, by=user)
    with pytest.raises(no.DrawUnfit, match="已经有人约了"):
        draws.announce(draw=draw, by=officer)


def test_a_number_each_once_and_brothers_and_sisters_share_it(make_draw, families, enter):
    draw = make_draw(places=3)
    (anna, child), (berta, other) = families(2)
    sister = type(child).objects.create(guardian=anna, name="小妹", relation="daughter", born_on=child.born_on.replace(month=1, day=1))
    first = enter(draw, anna, child)
    assert (first.shown, enter(draw, berta, other).shown) == ("001", "002")
    assert enter(draw, anna, child) == first  # pressed again
    assert enter(draw, anna, sister) == first
    assert (first.children.count(), draw.entries.count()) == (2, 2)
    assert told(anna) == ["draw_entered", "draw_entered"]
    with pytest.raises(NotYourFamily):
        enter(draw, berta, child)


def test_rules_of_the_class_hold_for_entering(make_draw, service, families, enter, make_session):
    draw, ((user, child), (other, busy)) = make_draw(), families(2)
    at_that_time = make_session(days=25, hour=17)
    Session.objects.filter(pk=at_that_time.pk).update(opens_at=timezone.now())
    booking.book(session=at_that_time.pk, attendee=busy.pk, booker=other, by=other)
    with pytest.raises(BusyThen):
        enter(draw, other, busy)
    service.max_age = 6
    service.save()
    with pytest.raises(WrongAge):
        enter(draw, user, child)


def test_the_window_to_the_second(make_draw, families, enter, clock):
    draw, ((early, a), (last, b), (late, c)) = make_draw(opens_at=START + timedelta(hours=1)), families(3)
    with pytest.raises(no.DrawNotOpen, match="12月1日 09:00"):
        enter(draw, early, a)
    clock.move_to(CLOSES - timedelta(seconds=1))
    with pytest.raises(no.TooEarly):
        draws.close(draw=draw)
    enter(draw, last, b)
    clock.move_to(CLOSES)
    with pytest.raises(no.DrawOver):
        enter(draw, late, c)
    assert draws.close_due() == 1
    assert draws.close_due() == 0
    draw.refresh_from_db()
    assert (draw.numbers, draw.list_hash) == ("001", lots.sha("001"))
    with pytest.raises(no.DrawOver):
        enter(draw, late, c)


def test_a_number_taken_back_stays_empty(make_draw, families, enter, clock):
    draw, people = make_draw(), families(3)
    entries = [enter(draw, *pair) for pair in people]
    draws.withdraw(entry=entries[1], by=people[1][0])
    with pytest.raises(no.NotInDraw):
        draws.withdraw(entry=entries[1], by=people[1][0])
    with pytest.raises(NotAllowed):
        draws.withdraw(entry=entries[0], by=people[1][0])
    again = enter(draw, *people[1])
    assert again.shown == "004"
    clock.move_to(CLOSES)
    assert draws.close(draw=draw).numbers == "001\n003\n004"


def test_drawing_gives_the_places_and_the_line_in_the_published_order(make_draw, families, enter, finish):
    draw, people = make_draw(places=2), families(6)
    entries = {enter(draw, *pair).shown: pair for pair in people}
    draw = finish(draw)
    assert (draw.state, draw.shown_secret, draw.seed) == ("drawn", draw.secret, lots.sha(f"{draw.secret}|{LOTTERY}"))
    order = sorted(entries, key=lambda number: lots.sha(draw.seed + number))
    assert draw.result == {"kept": [], "won": order[:2], "waiting": order[2:]}
    held = {row.booker_id: row for row in Booking.objects.all()}
    assert [held[entries[n][0].pk].status for n in order] == ["confirmed"] * 2 + ["waiting"] * 4
    line = Booking.objects.waiting().filter(session=draw.session_id)
    assert [row.booker_id for row in line] == [entries[n][0].pk for n in order[2:]]
    session = Session.objects.get(pk=draw.session_id)
    assert (session.booked, session.waiting, session.by_draw) == (2, 4, False)
    assert told(entries[order[0]][0]) == ["draw_entered", "draw_won"]
    assert told(entries[order[5]][0]) == ["draw_entered", "draw_waits"]
    booking.cancel(booking=held[entries[order[0]][0].pk], by=entries[order[0]][0])
    held[entries[order[2]][0].pk].refresh_from_db()
    assert held[entries[order[2]][0].pk].status in ("confirmed", "offered")  # the next of the order drawn


def test_winners_are_asked_and_the_place_is_held(make_draw, families, enter, finish):
    draw, people = make_draw(places=1, answer_hours=72), families(2)
    for pair in people:
        enter(draw, *pair)
    draw = finish(draw)
    won = Booking.objects.get(status="offered")
    assert won.offered_until == draw.drawn_at + timedelta(hours=72)
    assert Session.objects.get(pk=draw.session_id).booked == 1


def test_a_family_comes_together_or_not_at_all(make_draw, families, enter, finish):
    draw, people = make_draw(places=2), families(3)
    twins, child = people[0]
    other = type(child).objects.create(guardian=twins, name="双双", relation="son", born_on=child.born_on)
    enter(draw, twins, child, other)
    for pair in people[1:]:
        enter(draw, *pair)
    draw = finish(draw)
    assert draw.numbers == "001 x2\n002\n003"
    held = {row.status for row in Booking.objects.filter(booker=twins)}
    assert held == ({"confirmed"} if draw.result["won"] == ["001"] else {"waiting"})
    assert Session.objects.get(pk=draw.session_id).booked == 2
    assert len({row.together_id for row in Booking.objects.filter(booker=twins)} - {None}) == 1


def test_the_share_that_is_drawn_apart(make_draw, families, enter, finish, officer):
    draw, people = make_draw(places=2, kept_places=1), families(8)
    entries = [enter(draw, *pair) for pair in people]
    for entry in entries[:2]:
        draws.keep(entry=entry, kept=True, by=officer)
    with pytest.raises(NotAllowed):
        draws.keep(entry=entries[3], kept=True, by=people[3][0])
    draw = finish(draw)
    assert draw.numbers.split("\n")[:3] == ["001 k", "002 k", "003"]
    assert draw.result["kept"] == [min(("001", "002"), key=lambda n: lots.sha(draw.seed + "k" + n))]
    assert len(draw.result["won"]) == 1


def test_taken_back_after_the_close_is_passed_over(make_draw, families, enter, clock, officer):
    draw, people = make_draw(places=1), families(3)
    entries = [enter(draw, *pair) for pair in people]
    clock.move_to(CLOSES)
    draw = draws.close(draw=draw)
    seed = lots.seed_of(Draw.objects.get().secret, LOTTERY)
    first, second, _ = sorted(("001", "002", "003"), key=lambda n: lots.sha(seed + n))
    draws.withdraw(entry=entries[int(first) - 1], by=people[int(first) - 1][0])
    clock.move_to(lots.lottery_moment(draw.lottery_day))
    draws.type_lottery(draw=draw, typed=LOTTERY, again=LOTTERY, source="公告", by=officer)
    draw = draws.draw_lots(draw=draw, by=officer)
    assert draw.result["won"] == [first]  # as anybody works it out from the list
    assert Booking.objects.filter(session=draw.session_id).exclude(status="waiting").get().booker_id == people[int(second) - 1][0].pk


def test_busy_meanwhile_is_passed_over_and_told(make_draw, families, enter, finish, make_session):
    draw, people = make_draw(places=2), families(2)
    for pair in people:
        enter(draw, *pair)
    there = make_session(days=25, hour=17)
    Session.objects.filter(pk=there.pk).update(opens_at=timezone.now())
    user, child = people[0]
    booking.book(session=there.pk, attendee=child.pk, booker=user, by=user)
    draw = finish(draw)
    assert DrawEntry.objects.get(booker=user).outcome == "busy"
    assert told(user)[-1] == "draw_busy"
    assert Session.objects.get(pk=draw.session_id).booked == 1


def test_who_may_type_and_when(make_draw, families, enter, clock, officer):
    draw, ((user, child),) = make_draw(), families(1)
    enter(draw, user, child)
    clock.move_to(CLOSES)
    draws.close(draw=draw)
    said = {"draw": draw, "typed": LOTTERY, "again": LOTTERY, "source": "公告"}
    with pytest.raises(no.TooEarly):
        draws.type_lottery(**said, by=officer)
    clock.move_to(lots.lottery_moment(draw.lottery_day))
    with pytest.raises(no.TooEarly):
        draws.draw_lots(draw=draw, by=officer)
    with pytest.raises(NotAllowed):
        draws.type_lottery(**said, by=user)
    with pytest.raises(no.LotteryUnclear):
        draws.type_lottery(**said | {"again": "03 07 15 21 26 32 + 09"}, by=officer)
    draws.type_lottery(**said, by=officer)
    with pytest.raises(no.DrawRefused):  # once for all
        draws.type_lottery(**said | {"typed": "01 02 03 04 05 06 + 07", "again": "01 02 03 04 05 06 + 07"}, by=officer)
    with pytest.raises(no.NumberIsOut):
        draws.call_off(draw=draw, reason="不喜欢", by=officer)


def test_called_off_and_a_session_that_is_cancelled(make_draw, families, enter, officer):
    draw, ((user, child),) = make_draw(), families(1)
    enter(draw, user, child)
    timetables.cancel(session=draw.session, reason="停电")
    draw.refresh_from_db()
    assert (draw.state, draw.off_reason) == ("called_off", "这一场取消了：停电")
    assert told(user)[-1] == "draw_called_off"
    again = make_draw()
    draws.call_off(draw=again, reason="改成先到先得", by=officer)
    assert not Session.objects.get(pk=again.session_id).by_draw


def test_every_notice_has_words_and_fits_an_sms(make_draw, families, enter, finish, service):
    service.title = "寒假日间托管班（四周，含午饭和午睡）"
    service.save()
    draw, people = make_draw(places=1, answer_hours=72), families(3)
    for pair in people:
        enter(draw, *pair)
    finish(draw)
    shown = [texts.words_of(notice) for notice in Notice.objects.exclude(kind="draw_entered")]
    assert len(shown) == 3
    assert all(len(words.sms) <= 70 and "小孩" not in words.sms + words.body for words in shown)


# --- what the database itself keeps -----------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"secret_hash": "0" * 64}, {"places": 5}, {"closes_at": CLOSES + timedelta(hours=1)}, {"lottery_day": CLOSES.date()}, {"lottery": "dlt"},
        {"list_hash": "0" * 64}, {"numbers": "001"}, {"lottery_number": "01 02 03 04 05 06 + 07"}, {"lottery_source": "别处"},
        {"seed": "0" * 64}, {"shown_secret": "0" * 32}, {"result": {"kept": [], "won": ["003"], "waiting": []}}, {"state": "open"}, {"state": "draft"},
    ],
)  # fmt: skip
def test_what_was_published_cannot_be_changed(make_draw, families, enter, finish, change):
    draw, people = make_draw(places=1), families(3)
    for pair in people:
        enter(draw, *pair)
    finish(draw)
    with pytest.raises(DatabaseError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**change)


def test_nobody_comes_in_through_the_back_door(make_draw, families, enter, clock):
    draw, people = make_draw(), families(2)
    entry = enter(draw, *people[0])
    for change in ({"number": 9}, {"booker": people[1][0]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            DrawEntry.objects.filter(pk=entry.pk).update(**change)
    clock.move_to(CLOSES)
    draws.close(draw=draw)
    for attempt in (
        lambda: DrawEntry.objects.create(draw=draw, booker=people[1][0], number=2),
        lambda: DrawEntry.objects.filter(pk=entry.pk).update(kept=True),
        lambda: entry.children.create(draw=draw, attendee=people[1][1]),
        lambda: Draw.objects.filter(pk=draw.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_her_data_and_a_child_that_is_removed(make_draw, families, enter, clock):
    draw, ((user, child), (other, alone)) = make_draw(places=3), families(2)
    sister = type(child).objects.create(guardian=user, name="小妹", relation="daughter", born_on=child.born_on.replace(month=1, day=1))
    enter(draw, user, child, sister)
    enter(draw, other, alone)
    assert privacy.export(user)["抽签"][0]["号"] == "001"
    assert draw_privacy.coming(child) == ["四点半课堂 抽签，001 号"]
    draw_privacy.release(sister, by=user)
    privacy.close(user=other)
    assert DrawEntry.objects.get(booker=other).withdrawn_at
    clock.move_to(CLOSES)
    assert draws.close(draw=draw).numbers == "001"
