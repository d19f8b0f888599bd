"""What is counted, said once for the page, the Excel and the rows behind a figure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Aggregate, Model


@dataclass(frozen=True)
class Figure:
    """How many of a cohort have the mark `is_<key>`; the first figure of a subject counts all of them."""

    key: str
    words: str
    of: str = ""  # the figure that it is a part of
    among: str = ""  # the name of the parts of `of` that exclude one another; with what is shown of them the rest can be worked out
    unit, digits = "件", "-0g"  # how it is written, as floatformat reads it

    @property
    def opens(self):
        return self.key


@dataclass(frozen=True)
class Measure:
    """A sum or a mean over what the figure `of` counts. It stands only where that figure stands."""

    key: str
    words: str
    unit: str
    of: str
    how: Aggregate  # over the columns of the cohort, of the rows that `of` counts
    read: Callable  # what the database answers (None: nothing) -> the number that is shown
    note: str = ""
    digits: str = "-2g"

    @property
    def opens(self):
        return self.of


@dataclass(frozen=True)
class Rate:
    """The figure `part` as a share of `of`, in percent with one decimal. It stands only where both stand."""

    key: str
    words: str
    part: str
    of: str
    unit, digits = "%", "-1g"

    @property
    def opens(self):
        return self.of


@dataclass(frozen=True)
class Subject:
    """Cases or calls: who counts them, what is counted, how the rows behind a figure are listed."""

    name: str  # of its pages: reports:<name>, reports:<name>_xlsx, reports:<name>_rows
    title: str
    lead: str
    note: str
    model: type[Model]
    perm: str  # counts, within the area of her Post
    opens: str  # opens a row
    columns: tuple  # Figure, Measure, Rate in the order in which they are read
    boxes: tuple  # the keys of the columns, in the groups in which the page shows them
    parts: tuple  # (words, column, choices, values that another sheet tells): the first figure broken down
    cohort: Callable  # scope -> rows with the marks of the figures and the columns of the measures
    listed: Callable  # (rows, user) -> what a list shows of those that she may open
    rows: str  # the template of such a list

    @cached_property
    def figures(self):
        return tuple(column for column in self.columns if isinstance(column, Figure))

    @cached_property
    def measures(self):
        return tuple(column for column in self.columns if isinstance(column, Measure))

    @cached_property
    def rates(self):
        return tuple(column for column in self.columns if isinstance(column, Rate))

    def column(self, key):
        return next((column for column in self.columns if column.key == key), None)

    def one(self, cohort, key):
        """Return those of a cohort that the figure `key` counts."""
        return cohort if key == self.figures[0].key else cohort.filter(**{f"is_{key}": True})
