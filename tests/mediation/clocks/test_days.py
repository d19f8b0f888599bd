"""Days until something is due."""

from datetime import date

import pytest

from mediation.clocks import working_days
from mediation.clocks.days import a_month_after
from positions.models import Holiday, HolidayYear


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        ("2026-11-25", 0, "2026-11-25"),
        ("2026-11-25", 2, "2026-11-27"),
        ("2026-11-27", 1, "2026-11-30"),  # Friday, then Monday
        ("2026-09-30", 1, "2026-10-08"),  # the National Day week of 2026
        ("2031-01-03", 1, "2031-01-06"),  # a year that nobody filled in: Monday to Friday
    ],
)
def test_working_days_of_china(day, n, due):
    assert str(working_days(date.fromisoformat(day), n)) == due


@pytest.mark.django_db
def test_our_own_table_of_holidays_counts():
    year = HolidayYear.objects.create(year=2031, is_complete=True, source="国办发明电")
    Holiday.objects.create(year=year, date=date(2031, 1, 6), kind=Holiday.Kind.HOLIDAY, name="元旦")
    assert working_days(date(2031, 1, 3), 1) == date(2031, 1, 7)


@pytest.mark.parametrize(("day", "due"), [("2026-01-31", "2026-02-28"), ("2028-01-31", "2028-02-29"), ("2026-12-15", "2027-01-15")])
def test_a_month(day, due):
    assert str(a_month_after(date.fromisoformat(day))) == due
