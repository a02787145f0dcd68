"""The period that a page of statistics is about, as its address says it, and the one it is compared with."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from flask import request

from app.domain.compared import a_year_before, week_of
from app.language import gettext as _
from app.web import filters
from app.web.dates import asked_day, asked_month, first_weekday, month_later, today

Span = Literal["day", "week", "month", "year", "dates"]
Against = Literal["year", "before"]
SPANS: tuple[Span, ...] = ("day", "week", "month", "year", "dates")
ONE_DAY = dt.timedelta(days=1)
LONGEST = dt.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Period:
    """The dates from `first` to before `last`, as a day, a week, a month, a year, or any dates.

    Shapes:  `errors` are sentences by the field they are about.
    """

    span: Span
    first: dt.date
    last: dt.date
    against: Against = "year"
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def last_day(self) -> dt.date:
        """Answer the last date that belongs to it."""
        return self.last - ONE_DAY

    @property
    def days(self) -> int:
        """Answer how many dates it has."""
        return (self.last - self.first).days

    @property
    def by_month(self) -> bool:
        """Tell whether its charts show months, since days would be too many."""
        return self.days > 62

    @property
    def name(self) -> str:
        """Write which it is."""
        if self.span == "year":
            return str(self.first.year)
        if self.span == "month":
            return filters.month(self.first)
        if self.days == 1:
            return f"{filters.weekday(self.first)} {filters.day_full(self.first)}"
        return filters.date_range(self.first, self.last_day)

    @property
    def name_within(self) -> str:
        """Write which it is within a sentence."""
        return filters.month_within(self.first) if self.span == "month" else self.name

    @property
    def key(self) -> str:
        """Write it for the name of a file."""
        if self.span == "year":
            return f"{self.first:%Y}"
        return f"{self.first:%Y-%m}" if self.span == "month" else f"{self.first}-{self.last_day}"

    def shifted(self, count: int) -> Period:
        """Answer the period that many later (earlier when negative)."""
        if self.span == "year":
            return _year(self.first.replace(year=self.first.year + count), self.against)
        if self.span == "month":
            return _month(month_later(self.first, count), self.against)
        by = (self.last - self.first) * count
        return replace(self, first=self.first + by, last=self.last + by, errors=())

    @property
    def compared(self) -> Period:
        """Answer the period that it is compared with."""
        if self.against == "before":
            return self.shifted(-1)
        first, last = a_year_before(self.span, self.first, self.last)
        return replace(self, first=first, last=last, errors=())

    def as_query(self, **changes: str) -> dict[str, str]:
        """Write what an address says of it."""
        said: dict[str, str] = {"span": self.span}
        if self.span == "dates":
            said |= {"from": self.first.isoformat(), "until": self.last_day.isoformat()}
        else:
            said["on"] = self.first.isoformat()
        if self.against == "before":
            said["against"] = "before"
        return said | changes


def asked_period() -> Period:
    """Read the period of the request's address; a bare one means this month."""
    against: Against = "before" if request.args.get("against") == "before" else "year"
    if (month := asked_month("month")) is not None:
        return _month(month, against)
    span = request.args.get("span", "month")
    if span == "dates":
        return _dates(against)
    return _around(span, asked_day("on") or today(), against)


def around(span: Span, day: dt.date, against: Against = "year") -> Period:
    """Answer the day, week, month or year in which a date lies."""
    return _around(span, day, against)


def _around(span: str, day: dt.date, against: Against) -> Period:
    if span == "day":
        return Period("day", day, day + ONE_DAY, against)
    if span == "week":
        return Period("week", *week_of(day, first_weekday()), against)
    if span == "year":
        return _year(day, against)
    return _month(day.replace(day=1), against)


def _dates(against: Against) -> Period:
    """Read two dates; what can't be meant gets a sentence, and the month around what can."""
    first, until = asked_day("from"), asked_day("until")
    errors = []
    if request.args.get("from") and first is None:
        errors.append(("from", _("This is no date. Write it as 2026-07-31.")))
    if request.args.get("until") and until is None:
        errors.append(("until", _("This is no date. Write it as 2026-07-31.")))
    first = first or (until or today()).replace(day=1)
    until = until or first.replace(day=calendar.monthrange(first.year, first.month)[1])
    if until < first:
        errors.append(("until", _("The last day lies before the first. Choose one on or after it.")))
        until = first
    if until - first >= LONGEST:
        errors.append(("until", _("More than three years at once are too many. The first three are shown.")))
        until = first + LONGEST - ONE_DAY
    return (None if errors else _whole(first, until + ONE_DAY, against)) or Period(
        "dates", first, until + ONE_DAY, against, tuple(errors)
    )


def _whole(first: dt.date, last: dt.date, against: Against) -> Period | None:
    """Answer the day, week, month or year that two dates are, so that it is compared and turned like one."""
    found = (_around(span, first, against) for span in SPANS if span != "dates")
    return next((period for period in found if (period.first, period.last) == (first, last)), None)


def _month(first: dt.date, against: Against) -> Period:
    return Period("month", first, month_later(first), against)


def _year(day: dt.date, against: Against) -> Period:
    return Period("year", dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1), against)
