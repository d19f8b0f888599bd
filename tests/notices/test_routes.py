"""Which way a notice takes and when: the night, her safe contact, her choice."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts import safe_contact
from notices import calls, choices, outbox, routes, texts
from notices.models import CallEntry, Notice

HERE = ZoneInfo("Asia/Shanghai")
State = Notice.State
TEXT = texts.Text(title="约好了：四点半课堂", sms="【泉州妇联】约好了：四点半课堂，陈小满。")


def at(clock, day=25):
    hour, _, minute = clock.partition(":")
    return datetime(2026, 11, day, int(hour), int(minute or 0), tzinfo=HERE)


@pytest.fixture
def night(settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = 22, 7


@pytest.mark.parametrize(
    ("now", "before", "essential", "rings"),
    [
        ("12:00", None, False, at("12:00")),
        ("21:59", None, True, at("21:59")),
        ("22:00", None, True, at("7:00", 26)),
        ("23:30", at("16:30", 26), True, at("7:00", 26)),
        ("3:00", at("16:30"), False, at("7:00")),
        ("6:59", None, False, at("7:00")),
        ("7:00", None, False, at("7:00")),
        ("23:30", at("6:00", 26), False, at("23:30")),  # what is about a moment before the morning goes at once
        ("23:30", at("8:00", 26), False, at("7:00", 26)),  # a reminder is in time at seven
        ("23:30", at("8:00", 26), True, at("23:30")),  # cancelled: at seven she might be on her way
        ("23:30", at("9:00", 26), True, at("7:00", 26)),
    ],
)
def test_the_night(night, now, before, essential, rings):
    words = texts.Text(title="一", sms="一", before=before)
    assert routes.next_moment(None, words, essential=essential, now=at(now)) == rings


def test_an_urgent_case_goes_by_night(night):
    assert routes.next_moment(None, texts.Text(title="一", sms="一", urgent=True), essential=True, now=at("3:00")) == at("3:00")


def test_hours_that_end_in_the_night_hold_until_the_next_day(night, mother):
    contact = safe_contact.choose(user=mother, rule="hours", starts=time(19), ends=time(20))
    assert routes.next_moment(contact, TEXT, essential=True, now=at("21:00")) == at("19:00", 26)
    assert routes.next_moment(contact, TEXT, essential=True, now=at("19:30")) == at("19:30")


@pytest.fixture
def told(mother, provider, monkeypatch, time_machine):
    """told(kind group, text): write one notice to her at noon and send it. Returns it as it is then."""
    time_machine.move_to(at("12:00"), tick=False)
    numbers = iter(range(1, 1000))

    def tell(group="bookings", words=TEXT):
        monkeypatch.setitem(texts._makers, "trial", lambda about: words)
        monkeypatch.setitem(texts._groups, "trial", group)
        provider.words = []
        monkeypatch.setattr(provider, "send", lambda phone, words, key: provider.words.append(words))
        notice = Notice.objects.create(
            to=mother, kind="trial", about=next(numbers), key=f"trial:{group}:{next(numbers)}", due_at=at("12:00"), lease_until=at("12:00")
        )
        outbox.send_due()
        notice.refresh_from_db()
        return notice

    return tell


def test_never_means_on_the_site_only(told, mother, provider):
    safe_contact.choose(user=mother, rule="never")
    assert told("changes").state == State.INSIDE
    assert provider.words == []


def test_her_hours_are_kept(told, mother, provider, time_machine):
    safe_contact.choose(user=mother, rule="hours", starts=time(14), ends=time(17))
    notice = told()
    assert (notice.state, notice.due_at, provider.words) == (State.WAITING, at("14:00"), [])
    time_machine.move_to(at("14:00"))
    outbox.send_due()
    assert provider.words == [TEXT.sms]


@pytest.mark.parametrize("group", list(choices.GROUPS))
def test_as_the_center_says_nothing_of_the_matter(told, mother, provider, group):
    choices.choose(user=mother, channels={name: {"sms"} for name in choices.GROUPS})
    safe_contact.choose(user=mother, rule="as_center")
    told(group, texts.Text(title="约好了：四点半课堂", sms=TEXT.sms, before=at("16:30")))
    [words] = provider.words
    assert words.startswith("【邻里中心】")
    assert not {"四点半", "陈小满", "泉州妇联"} & {part for part in ("四点半", "陈小满", "泉州妇联") if part in words}
    assert len(words) <= 70


def test_what_she_does_not_want_stays_on_the_site(told, mother, provider):
    choices.choose(user=mother, channels={"reminders": set()})
    assert told("reminders").state == State.INSIDE
    assert told("bookings").state == State.SENT
    assert told("ratings").state == State.INSIDE  # that is how it is where nothing was chosen


def test_only_what_differs_is_kept(mother):
    choices.choose(user=mother, channels={"reminders": set()})
    choices.choose(user=mother, channels={})
    assert choices.of(mother)["reminders"] == {"sms", "wechat"}
    assert mother.notice_choices.count() == 0


@pytest.mark.parametrize("channels", [set(), {"wechat"}])
def test_a_change_cannot_be_silenced(mother, channels):
    with pytest.raises(choices.MustHear):
        choices.choose(user=mother, channels={"changes": channels})
    assert mother.notice_choices.count() == 0


def test_hours_have_to_be_whole(mother):
    for starts, ends in ((None, None), (time(9), None), (time(17), time(14))):
        with pytest.raises(safe_contact.HoursMissing):
            safe_contact.choose(user=mother, rule="hours", starts=starts, ends=ends)


def test_what_fails_at_last_is_to_be_phoned(told, mother, provider, area, monkeypatch):
    from notices.backends import Refused

    def refuse(phone, words, key):
        raise Refused("isv.MOBILE_NUMBER_ILLEGAL")

    words = texts.Text(title="改期", sms="【泉州妇联】改期", area=area.pk, before=at("16:30"))
    monkeypatch.setitem(texts._makers, "trial", lambda about: words)
    monkeypatch.setitem(texts._groups, "trial", "changes")
    monkeypatch.setattr(provider, "send", refuse)
    for number in (1, 2):
        Notice.objects.create(
            to=mother, kind="trial", about=number, key=f"trial:{number}", due_at=at("12:00") - timedelta(1), lease_until=at("12:00") - timedelta(1)
        )
    outbox.send_due()
    assert set(Notice.objects.values_list("state", flat=True)) == {State.FAILED}
    assert [(call.user, call.area, call.until) for call in CallEntry.objects.open(at("12:00"))] == [(mother, area, at("16:30"))] * 2
    assert not CallEntry.objects.open(at("16:30")).exists()  # nothing to say any more


def test_who_has_no_phone_is_told_by_mouth(told, mother, provider, area, site, monkeypatch):
    from accounts.models import KeptPerson

    KeptPerson.objects.create(user=mother, site=site, contact_phone="+8613700001111", contact_index="x", contact_of="女儿")
    type(mother).objects.filter(pk=mother.pk).update(phone="kept-0a1b")
    words = texts.Text(title="周四停一次", sms="【泉州妇联】周四停一次", area=area.pk, site=site.pk)
    assert told("bookings", words).state == State.INSIDE
    assert told("changes", words).state == State.FAILED
    [entry] = calls.sort(CallEntry.objects.open().select_related("user__kept"), at("12:00"))["now"]
    assert (entry.number, calls.name_of(entry)) == ("+8613700001111", "林晓梅（女儿的电话）")
    assert provider.words == []
