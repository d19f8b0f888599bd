"""Holidays: from the package for its years, from our table for the others and before the package; no guess."""

from datetime import date

import pytest

from positions.models import Holiday, HolidayYear
from positions.planning import calendar

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 10, 1), "holiday"), (date(2026, 10, 3), "holiday"), (date(2026, 10, 10), "makeup"), (date(2026, 11, 28), "weekend"),
        (date(2026, 11, 25), "workday"), (date(2024, 2, 29), "workday"),
    ],
)  # fmt: skip
def test_the_package_says_it_for_its_years(day, kind):
    assert calendar.kind_of(day) == kind


def test_a_year_that_nobody_filled_in_is_said_not_guessed():
    with pytest.raises(calendar.YearUnknown, match="2040 年的放假安排还没有填"):
        calendar.kind_of(date(2040, 5, 1))
    year = HolidayYear.objects.create(year=2040)
    Holiday.objects.create(year=year, date=date(2040, 5, 1), name="劳动节")
    with pytest.raises(calendar.YearUnknown):  # some days are there, yet nobody has said that these are all
        calendar.kind_of(date(2040, 5, 1))
    HolidayYear.objects.filter(pk=2040).update(is_complete=True)
    assert [calendar.kind_of(date(2040, 5, day)) for day in (1, 2, 5)] == ["holiday", "workday", "weekend"]


def test_our_table_goes_before_the_package():
    year = HolidayYear.objects.create(year=2026, is_complete=False)
    Holiday.objects.create(year=year, date=date(2026, 11, 25), name="台风停课")
    Holiday.objects.create(year=year, date=date(2026, 11, 28), name="台风补班", kind="makeup")
    Holiday.objects.create(year=year, date=date(2026, 10, 2), name="照常", kind="makeup")
    assert [calendar.kind_of(day) for day in (date(2026, 11, 25), date(2026, 11, 28), date(2026, 10, 2))] == ["holiday", "makeup", "workday"]
    assert calendar.read(date(2026, 11, 25), date(2026, 11, 25)).name_of(date(2026, 11, 25)) == "台风停课"


def test_how_far_it_knows():
    HolidayYear.objects.create(year=2027, is_complete=True)
    assert calendar.read(date(2026, 3, 1), date(2028, 3, 1)).known_until(date(2026, 3, 1)) == date(2027, 12, 31)
    assert calendar.read(date(2041, 3, 1), date(2041, 3, 1)).known_until(date(2041, 3, 1)) is None
