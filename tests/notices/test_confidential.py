"""CANARY over all kinds about a booking, by every channel: a confidential service leaves no word of itself anywhere else."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import FamilyMember
from notices import choices, routes, sms_templates, texts
from positions import booking
from positions.models import Booking, Center, Room, Service, Session, Site, Together

PLANTED = ["蝴蝶谷倾诉", "榕树巷邻里", "红门小间", "小满满", "欧阳雪莲", "锁阁楼的事", "砖埕路"]
Status = Booking.Status


@pytest.fixture
def confidential(area, make_user):
    center = Center.objects.create(area=area, name="榕树巷邻里中心", address="砖埕路 1 号")
    room = Room.objects.create(center=center, name="红门小间")
    site = Site.objects.create(center=center, kind=Site.Kind.MEDIATION, name="锁阁楼的事调解室", room=room)
    return Service.objects.create(site=site, title="蝴蝶谷倾诉", summary="锁阁楼的事。", theme="care", confidential=True, household_limit=0)


@pytest.fixture
def places(confidential, make_session, make_user):
    """Two places of one family in a confidential session."""
    host = make_user("欧阳雪莲")
    session = make_session(service=confidential, capacity=4, days=1, host=host, host_name="欧阳雪莲")
    user = make_user("林晓梅")
    made = []
    for name in ("小满满", "小满满妹"):
        child = FamilyMember.objects.create(guardian=user, name=name, relation="daughter", born_on=date(2016, 1, 1))
        made.append(booking.book(session=session.pk, attendee=child.pk, booker=user, by=user))
    return made


def said(kind, abouts):
    """Return every text of the kind: of one row, of several, and as somebody gets it who asked for 邻里中心 only."""
    found = [texts._makers[kind](abouts[0])]
    if kind in texts._together:
        found.append(texts._together[kind](abouts))
    found = [words for words in found if words]
    return found + [routes.neutral(words, group) for words in found for group in choices.GROUPS]


@pytest.mark.parametrize("at", ["days before", "an hour before", "afterwards"])
def test_no_word_of_it_in_any_message(places, time_machine, at):
    assert len(texts.kinds_about("positions.booking")) > 7
    session = places[0].session
    moment = {"days before": session.starts_at - timedelta(days=1), "an hour before": session.starts_at - timedelta(hours=1)}
    time_machine.move_to(moment.get(at, session.ends_at + timedelta(hours=2)), tick=False)
    together = Together.objects.create(session=session, booker=places[0].booker, at_least=1)
    spoken = set()
    for status in Status.values:
        for cancelled in (False, True):
            rows = Booking.objects.filter(pk__in=[place.pk for place in places])
            rows.update(status=status, together=together, offered_until=timezone.now() + timedelta(hours=1), rank=F("pk"))
            Session.objects.filter(pk=session.pk).update(
                status="cancelled" if cancelled else "published", cancel_reason="锁阁楼的事", booked=0, capacity=4, waiting=0
            )
            for kind in texts.kinds_about("positions.booking"):
                for words in said(kind, [place.pk for place in places]):
                    spoken.add(kind)
                    everything = f"{words.title}|{words.body}|{words.sms}|{words.link}"
                    assert not [word for word in PLANTED if word in everything], (kind, everything)
                    assert words.neutral or not words.sms, kind  # the list of calls shows no name either
                    assert len(words.sms) <= 70
                    assert not words.sms or sms_templates.fits(words.sms), words.sms  # it can leave through the provider as it is
                    assert not words.sms or words.sms.startswith("【邻里中心】"), kind
    assert len(spoken) > 3


def test_the_search_notices_what_is_not_confidential(places, confidential):
    """BREAK: the same search finds the words of a service that is not confidential."""
    Service.objects.filter(pk=confidential.pk).update(confidential=False)
    words = texts._makers["booking_confirmed"](places[0].pk)
    assert "蝴蝶谷倾诉" in words.title


@pytest.mark.parametrize("at", ["an evening before", "an hour before", "afterwards"])
def test_no_sms_names_the_child(places, confidential, time_machine, at):
    """Whoever holds the phone, or has the number after her, does not read which child is where and when."""
    Service.objects.filter(pk=confidential.pk).update(confidential=False)
    session, spoken = places[0].session, set()
    Session.objects.filter(pk=session.pk).update(cancel_reason="停电")
    moment = {"an evening before": session.starts_at - timedelta(hours=20), "an hour before": session.starts_at - timedelta(hours=1)}
    time_machine.move_to(moment.get(at, session.ends_at + timedelta(hours=2)), tick=False)
    for status in Status.values:
        came = timezone.now() if status == Status.ATTENDED else None
        Booking.objects.filter(pk__in=[place.pk for place in places]).update(
            status=status, came_at=came, left_at=came and came + timedelta(minutes=5), rank=F("pk"), offered_until=timezone.now() + timedelta(hours=1)
        )
        for place in places:
            place.fetched_by = "林阿香（外婆）" if came else None
            place.save(update_fields=["fetched_by"])
        for kind in texts.kinds_about("positions.booking"):
            for words in said(kind, [place.pk for place in places]):
                if words.sms:
                    spoken.add(kind)
                assert not [name for name in ("小满满", "林阿香") if name in words.sms], (kind, words.sms)
                assert len(words.sms) <= 70
                assert not words.sms or sms_templates.fits(words.sms), words.sms
    assert "child_left" in spoken
