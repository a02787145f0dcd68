"""Weeks and months around a date, and what of a year before a period is compared with."""

from datetime import date, timedelta

ONE_WEEK = timedelta(weeks=1)
WEEKS_OF_A_YEAR = timedelta(weeks=52)  # so that a Monday is compared with a Monday


def week_of(day: date, begins: int) -> tuple[date, date]:
    """Return the week in which a date lies, its last date left out.

    Units:   `begins` is the weekday on which weeks begin, 0 is Monday.
    """
    first = day - timedelta(days=(day.weekday() - begins) % 7)
    return first, first + ONE_WEEK


def a_year_before(span: str, first: date, last: date) -> tuple[date, date]:
    """Return what the dates from `first` to before `last` are compared with, of a year before.

    Shapes:  days and weeks are compared by the weekday, months and years by the calendar, `dates` by their length.
    """
    if span in ("day", "week"):
        return first - WEEKS_OF_A_YEAR, last - WEEKS_OF_A_YEAR
    begins = _same_date(first)
    return begins, _same_date(last) if span in ("month", "year") else begins + (last - first)


def _same_date(day: date) -> date:
    """Return the same date a year before; of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
