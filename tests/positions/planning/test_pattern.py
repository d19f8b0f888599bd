"""The dates of a rule, by themselves: properties that hold for any rule, and the days on which such things go wrong."""

from datetime import UTC, date, time, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as some

from positions.planning import pattern

DAYS = some.dates(date(2019, 1, 1), date(2033, 12, 31))
WEEKDAYS = some.sets(some.sampled_from("0123456"), min_size=1).map(lambda days: "".join(sorted(days)))


def rule(weekdays, since, *, every=1, nth=None, until=None):
    return SimpleNamespace(weekdays=weekdays, since=since, every=every, nth=nth, until=until)


@given(weekdays=WEEKDAYS, since=DAYS, every=some.sampled_from([1, 2]), first=DAYS, length=some.integers(0, 90), cut=some.integers(0, 90))
def test_dates_are_of_the_weekdays_and_do_not_depend_on_where_one_looks(weekdays, since, every, first, length, cut):
    said, last = rule(weekdays, since, every=every), first + timedelta(days=length)
    found = pattern.dates(said, first, last)
    assert found == sorted(set(found))
    assert all(str(day.weekday()) in weekdays and since <= day and first <= day <= last for day in found)
    middle = first + timedelta(days=min(cut, length))
    assert found == pattern.dates(said, first, middle) + pattern.dates(said, middle + timedelta(days=1), last)


@given(weekday=some.sampled_from("0123456"), since=DAYS)
def test_every_other_week_is_each_second_one_from_the_week_of_since(weekday, since):
    weekly = pattern.dates(rule(weekday, since - timedelta(days=since.weekday())), since - timedelta(days=since.weekday()), since + timedelta(days=200))
    other = pattern.dates(rule(weekday, since, every=2), since, since + timedelta(days=200))
    assert other == [day for day in weekly[::2] if day >= since]


@given(weekday=some.sampled_from("0123456"), nth=some.sampled_from([1, 2, 3, 4, -1]), year=some.integers(2019, 2033))
def test_one_nth_weekday_in_each_month(weekday, nth, year):
    found = pattern.dates(rule(weekday, date(2018, 1, 1), nth=nth), date(year, 1, 1), date(year, 12, 31))
    assert [day.month for day in found] == list(range(1, 13))
    for day in found:
        same = [each for each in pattern.days(day.replace(day=1), day + timedelta(days=40)) if each.month == day.month and each.weekday() == day.weekday()]
        assert day == (same[-1] if nth == -1 else same[nth - 1])


def test_the_leap_day_is_a_day_like_others():
    assert pattern.dates(rule("1", date(2028, 2, 1)), date(2028, 2, 25), date(2028, 3, 8)) == [date(2028, 2, 29), date(2028, 3, 7)]
    assert pattern.dates(rule("1", date(2028, 1, 1), nth=5), date(2028, 2, 1), date(2028, 3, 31)) == [date(2028, 2, 29)]
    assert pattern.dates(rule("1", date(2028, 1, 1), nth=-1), date(2028, 2, 1), date(2028, 2, 29)) == [date(2028, 2, 29)]


def test_over_midnight_it_belongs_to_the_evening_on_which_it_begins():
    ((_, start, end),) = pattern.times(date(2028, 2, 28), starts=time(22), minutes=180)
    assert (start.astimezone(UTC).isoformat(), end.astimezone(UTC).isoformat()) == ("2028-02-28T14:00:00+00:00", "2028-02-28T17:00:00+00:00")


def test_slots_fill_the_stretch_and_a_rest_is_none():
    found = pattern.times(date(2026, 12, 1), starts=time(9), minutes=100, slot_minutes=30)
    assert [(slot, start.strftime("%H:%M"), end.strftime("%H:%M")) for slot, start, end in found] == [
        (0, "09:00", "09:30"), (1, "09:30", "10:00"), (2, "10:00", "10:30"),
    ]  # fmt: skip
