"""Taking a time, moving to another without losing the first, not giving a name, and handing a time to somebody else."""

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from accounts import safe_contact
from accounts.refusals import NotAllowed
from notices.models import Notice
from positions import timetables
from positions.duty import appointments
from positions.duty.refusals import CannotTakeOver, NotHost, NotToHerself, NotYetTime, OtherKind, SameSlot, SlotOver, SlotTaken, TooLateToMove
from positions.models import Booking, Session
from positions.planning import effects, moving, previews
from positions.refusals import BusyThen


def take(slot, who, **more):
    return appointments.take(slot=slot.pk, booker=who, by=who, **more)


def counts(*sessions):
    return [Session.objects.get(pk=session.pk).booked for session in sessions]


def test_a_time_is_one_persons_and_how_to_reach_her_is_kept(slot, mother, make_user):
    at_nine = slot()
    held = take(at_nine, mother, called="林女士", unnamed=True, contact={"rule": "never"}, key="a" * 32)
    assert take(at_nine, mother, called="林女士", unnamed=True, key="a" * 32) == held
    assert (held.shown_name, held.unnamed, counts(at_nine)) == ("林女士", True, [1])
    assert safe_contact.of(mother).rule == "never"
    with pytest.raises(SlotTaken):
        take(at_nine, make_user("陈美丽", born_on=mother.born_on))


def test_moving_keeps_code_and_place_until_the_new_one_is_hers(slot, mother):
    old, new = slot(), slot(hour=10)
    held = take(old, mother)
    moved = appointments.move(booking=held, to=new, by=mother)
    assert (moved.code, moved.session_id, counts(old, new)) == (held.code, new.pk, [0, 1])
    assert Notice.objects.filter(kind="booking_moved", about=held.pk).count() == 1
    with pytest.raises(SameSlot):
        appointments.move(booking=held, to=new, by=mother)
    assert take(old, mother) != moved  # the old one is free for anybody, for her too


def test_a_move_that_cannot_be_leaves_everything_as_it_was(slot, mother, make_user, make_session, service):
    old, taken = slot(), slot(hour=10)
    held = take(old, mother)
    neighbor = make_user("陈美丽", born_on=mother.born_on)
    other = take(taken, neighbor)
    with pytest.raises(SlotTaken):
        appointments.move(booking=held, to=taken, by=mother)
    with pytest.raises(OtherKind):
        appointments.move(booking=held, to=make_session(), by=mother)
    with pytest.raises(NotAllowed):
        appointments.move(booking=held, to=slot(hour=11), by=neighbor)
    busy = slot(hour=14)
    make_session(hour=14, days=1)
    from positions import booking as deeds

    deeds.book(session=make_session(hour=14, days=1, hours=1).pk, attendee=mother.family.get(relation="self").pk, booker=mother, by=mother)
    with pytest.raises(BusyThen):
        appointments.move(booking=held, to=busy, by=mother)
    Session.objects.filter(pk=old.pk).update(cancel_by=timezone.now())
    with pytest.raises(TooLateToMove):
        appointments.move(booking=held, to=slot(hour=16), by=mother)
    held.refresh_from_db()
    assert (held.session_id, other.session_id, counts(old, taken, busy)) == (old.pk, taken.pk, [1, 1, 0])


def test_who_gives_no_name_gives_it_herself_or_at_the_door(slot, mother, mediator, keeper):
    held = take(slot(), mother, unnamed=True)
    assert held.shown_name == held.shown_masked == held.shown_booker == "不留名"
    with pytest.raises(NotHost):
        appointments.write(booking=held, by=keeper, called="小林")
    assert appointments.write(booking=held, by=mediator, called="小林", note="下周再来").shown_name == "小林"
    with pytest.raises(NotAllowed):
        appointments.give_name(booking=held, by=mediator)
    appointments.give_name(booking=held, by=mother)
    assert Booking.objects.get(pk=held.pk).shown_booker.startswith("林")


def test_a_substitute_sees_it_and_who_fell_ill_no_longer(slot, mother, mediator, counsellor, keeper):
    session = slot()
    held = take(session, mother)
    appointments.write(booking=held, by=mediator, called="小林", note="怕丈夫知道")
    seen = {user: Booking.objects.visible_to(user).filter(pk=held.pk).exists() for user in (mediator, counsellor, keeper)}
    assert seen == {mediator: True, counsellor: False, keeper: False}
    with pytest.raises(NotAllowed):
        appointments.hand_over(session=session, to=counsellor, by=mother)
    appointments.hand_over(session=session, to=counsellor, by=keeper)  # she sees that there is a slot, not whose
    seen = {user: Booking.objects.visible_to(user).filter(pk=held.pk).exists() for user in (mediator, counsellor, keeper)}
    assert seen == {mediator: False, counsellor: True, keeper: False}
    handed = Booking.objects.get(pk=held.pk)
    assert (handed.called, handed.host_note) == ("小林", None)  # how she is called goes along, what was noted for herself does not
    assert Notice.objects.filter(kind="host_changed", about=held.pk).count() == 1


def test_only_somebody_who_may_and_is_free_takes_over(slot, mother, mediator, counsellor, keeper):
    session = slot()
    slot(host=counsellor)
    for nobody in (mother, mediator, counsellor, None):  # no Post, herself, busy then
        with pytest.raises(CannotTakeOver):
            appointments.hand_over(session=session, to=nobody, by=mediator)
    appointments.hand_over(session=session, to=keeper, by=mediator)
    Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timezone.timedelta(hours=2), ends_at=timezone.now())
    with pytest.raises(SlotOver):
        appointments.hand_over(session=session, to=mediator, by=keeper)


def test_a_slot_given_up_tells_and_a_no_show_waits_for_the_hour(slot, mother, mediator):
    session = slot()
    held = take(session, mother)
    with pytest.raises(NotYetTime):
        appointments.no_show(booking=held, by=mediator)
    appointments.withdraw(session=session, by=mediator, reason="病了")
    held.refresh_from_db()
    assert held.status == "cancelled"
    with pytest.raises(SlotOver):
        appointments.withdraw(session=session, by=mediator, reason="病了")
    later = slot(hour=10)
    held = take(later, mother)
    Session.objects.filter(pk=later.pk).update(starts_at=timezone.now() - timezone.timedelta(minutes=20))
    assert appointments.no_show(booking=held, by=mediator).status == "absent"


def test_nobody_opens_to_herself_who_booked_in_confidence(slot, mother, mediator, counsellor, keeper):
    session = slot()
    held = take(session, mother)
    to_her = {"starts_at": session.starts_at, "ends_at": session.ends_at, "room": None, "host": keeper, "host_name": ""}
    with pytest.raises(NotToHerself):
        appointments.hand_over(session=session, to=keeper, by=keeper)
    with pytest.raises(NotToHerself):
        timetables.rearrange(session=session, by=keeper, **to_her)
    with pytest.raises(NotToHerself):
        moving.move(session=session, by=keeper, **to_her)
    assert not Booking.objects.visible_to(keeper).filter(pk=held.pk).exists()
    appointments.hand_over(session=session, to=counsellor, by=keeper)
    assert LogEntry.objects.filter(object_id=session.pk, additional_data__deed="hand_over", actor=keeper).exists()
    empty = slot(days=2)
    appointments.hand_over(session=empty, to=keeper, by=keeper)  # nobody has said anything in it yet


def test_a_preview_names_nobody_who_gave_no_name(slot, mother, mediator):
    session = slot()
    take(session, mother, unnamed=True, called="云间小姐")
    later = {"starts_at": session.starts_at + timezone.timedelta(hours=3), "ends_at": session.ends_at + timezone.timedelta(hours=3)}
    shown = previews.of(effects.look([effects.moved(session, **later)]), user=mediator, reason="")
    assert [row.people for row in shown.rows] == [["云间小姐"]]
