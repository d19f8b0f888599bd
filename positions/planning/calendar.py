"""China's public holidays and make-up workdays: from chinesecalendar for the years that it covers, else from our own table.

The table goes before the package. A year that neither knows is not guessed: YearUnknown says so.
"""

from dataclasses import dataclass, field
from datetime import date

import chinese_calendar
from chinese_calendar import constants

from accounts.refusals import Refusal

from ..models import Holiday, HolidayYear

WORKDAY, WEEKEND, HOLIDAY, MAKEUP = "workday", "weekend", "holiday", "makeup"
COVERED = {day.year for day in constants.holidays}  # the years of the package
NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节", "Dragon Boat Festival": "端午节",
    "National Day": "国庆节", "Mid-autumn Festival": "中秋节", "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip


class YearUnknown(Refusal):
    """Nobody has filled in the holidays of `year`."""

    def __init__(self, year):
        super().__init__(f"{year} 年的放假安排还没有填，排课先停在 {year - 1} 年年底。请到“放假安排”里填好，再接着排。")
        self.year = year


@dataclass
class Calendar:
    """The days of some years, read once."""

    complete: set = field(default_factory=set)  # years of the table that somebody said are complete
    days: dict = field(default_factory=dict)  # date → (kind, name), what the table says

    def knows(self, year):
        return year in COVERED or year in self.complete

    def require(self, day):
        if not self.knows(day.year):
            raise YearUnknown(day.year)

    def kind_of(self, day):
        """Return "workday", "weekend", "holiday" or "makeup" (a weekend day on which people work). Raises YearUnknown."""
        self.require(day)
        is_weekend = day.weekday() >= 5
        said = self.days.get(day)
        if said:
            if said[0] == Holiday.Kind.HOLIDAY:
                return HOLIDAY
            return MAKEUP if is_weekend else WORKDAY
        if day.year in COVERED:
            is_off, name = chinese_calendar.get_holiday_detail(day)
            if is_off:
                return HOLIDAY if name else WEEKEND
            return MAKEUP if is_weekend else WORKDAY
        return WEEKEND if is_weekend else WORKDAY

    def name_of(self, day):
        """Return what a holiday or make-up day is called (元旦), "" for other days."""
        if day in self.days:
            return self.days[day][1]
        if day.year not in COVERED:
            return ""
        name = chinese_calendar.get_holiday_detail(day)[1]
        return NAMES.get(name, "放假") if name else ""

    def known_until(self, first):
        """Return the last day, from the date `first` on, before a year that nobody knows; None when `first` lies in one."""
        year = first.year
        while self.knows(year):
            year += 1
        return date(year - 1, 12, 31) if year > first.year else None


def read(first, last):
    """Return the Calendar of the dates first..last. Two statements."""
    years = range(first.year, last.year + 2)  # a year more, so that it can say how far it knows
    complete = set(HolidayYear.objects.filter(year__in=years, is_complete=True).values_list("year", flat=True))
    rows = Holiday.objects.filter(year__in=years).values_list("date", "kind", "name", "year")
    return Calendar(complete, {day: (kind, name) for day, kind, name, year in rows if year in complete or year in COVERED})


def kind_of(day):
    """Return the kind of one day. Raises YearUnknown."""
    return read(day, day).kind_of(day)
