"""How much one client may hold under a policy: in a row, and in a week, a month, a year or ever."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import Field

from app.domain.asking import Ask, Check, Period
from app.domain.fields import Part
from app.domain.rules import Stay, verdict

MOST_WINDOWS = 60

Each = Literal["week", "month", "year", "ever"]


class Quota(Part):
    """At most so many reservations, or units of time, of one client in each week, month or year, or ever.

    Shapes:  a week begins on Monday; a reservation counts where it begins, a unit of time where it lies.
    """

    maximum: Annotated[int, Field(ge=1, le=10_000, strict=True)]
    per: Each
    counts: Literal["reservations", "units"] = "reservations"


def with_ends(ask: Ask, ends_at: Callable[[Period], datetime]) -> Ask:
    """Return a request whose periods all say when they end, for a kind in which only their start is said."""

    def ended(period: Period) -> Period:
        local = ends_at(period).astimezone(ask.zone)
        return replace(period, ends_on=local.date(), ends_time=local.time())

    return replace(
        ask,
        period=ended(ask.period),
        held=ended(ask.held) if ask.held else None,
        client_periods=tuple(ended(each) for each in ask.client_periods or ()),
    )


def holding_checks(in_a_row: int | None, quotas: Sequence[Quota], *, stay: Stay, ask: Ask) -> list[Check]:
    """Check a stay together with the others that its client holds; who is not known yet holds none.

    Refuses: client_in_a_row, client_quota.
    """
    others = ask.client_periods or ()
    checks = [] if in_a_row is None else [_in_a_row(in_a_row, stay, ask=ask, others=others)]
    return checks + [_quota(quota, stay, others=others) for quota in quotas]


def _in_a_row(maximum: int, stay: Stay, *, ask: Ask, others: Sequence[Period]) -> Check:
    row = _row(ask.period, others, stay)
    count = _length(row, stay)
    left = maximum - _length([period for period in row if _start(period) < _start(ask.period)], stay)
    facts: dict[str, object] = {
        "maximum": maximum,
        "count": count,
        "noun": stay.noun,
        "read_on": min(period.starts_on for period in row).isoformat(),
        "last_on": max(period.ends_on for period in row).isoformat(),
        "ends_on": _shorter_end(maximum, stay, ask=ask, others=others, left=left),
    }
    return verdict("client_in_a_row", facts, broken=count > maximum, field=stay.end_field)


def _shorter_end(maximum: int, stay: Stay, *, ask: Ask, others: Sequence[Period], left: int) -> str | None:
    """Return until when a shorter stay would do, or None; what other periods touch its end is looked at again."""
    if not 0 < left < stay.count:
        return None
    ends_on = date.fromisoformat(stay.ending_after(left))
    shorter = replace(ask.period, ends_on=ends_on)
    is_kept = _length(_row(shorter, others, stay), stay) <= maximum
    return ends_on.isoformat() if is_kept and ends_on > stay.starts_on else None


def _row(period: Period, others: Iterable[Period], stay: Stay) -> list[Period]:
    """Return a period with all that touch or overlap it, directly or through each other."""
    stretches: list[list[Period]] = []
    for each in sorted({period, *others}, key=_start):
        if stretches and _touches(stretches[-1], each, stay):
            stretches[-1].append(each)
        else:
            stretches.append([each])
    return next(stretch for stretch in stretches if period in stretch)


def _touches(stretch: Sequence[Period], later: Period, stay: Stay) -> bool:
    """Tell whether a period begins before a stretch has ended, or as it ends: by time within a day, else by date."""
    end = max(_end(period) for period in stretch)
    if stay.is_one_unit or later.starts_on == later.ends_on:
        return _start(later) <= end
    return later.starts_on <= end[0]


def _length(row: Sequence[Period], stay: Stay) -> int:
    """Return how many units of time a row has: what two of them share counts once."""
    if not row:
        return 0
    if stay.is_one_unit:
        return len({_start(period) for period in row})
    first, last = min(row, key=_start), max(row, key=_end)
    return len(stay.days_of(replace(first, ends_on=last.ends_on, ends_time=last.ends_time)))


def _start(period: Period) -> tuple[date, time]:
    return period.starts_on, period.starts_time or time(0)


def _end(period: Period) -> tuple[date, time]:
    return period.ends_on, period.ends_time or time(0)


def _quota(quota: Quota, stay: Stay, *, others: Sequence[Period]) -> Check:
    """Check a stay against one quota, window by window; the first that would be too full is named."""
    counts_units = quota.counts == "units"
    wanted = list(stay.days) if counts_units else [stay.starts_on]
    held = Counter(
        _window(day, quota.per)
        for period in others
        for day in (stay.days_of(period) if counts_units else [period.starts_on])
    )
    kept = _fitting(quota, wanted, held=held)
    is_broken = kept < len(wanted)
    window = _window(wanted[kept if is_broken else 0], quota.per)
    can_shorten = counts_units and is_broken and kept > 0
    facts: dict[str, object] = {
        "maximum": quota.maximum,
        "per": quota.per,
        "counts": quota.counts,
        "noun": stay.noun,
        "count": held[window] + sum(_window(day, quota.per) == window for day in wanted),
        "held": held[window],
        "read_on": max(window, stay.starts_on).isoformat(),
        "ends_on": stay.ending_after(kept) if can_shorten else None,
        "next_on": _next_free(quota, wanted, held=held, window=window) if is_broken else None,
    }
    field = stay.end_field if can_shorten else stay.start_field
    return verdict("client_quota", facts, broken=is_broken, field=field)


def _fitting(quota: Quota, wanted: Sequence[date], *, held: Counter[date]) -> int:
    """Return how many dates, one after the other, still find room."""
    full = Counter(held)
    for place, day in enumerate(wanted):
        window = _window(day, quota.per)
        full[window] += 1
        if full[window] > quota.maximum:
            return place
    return len(wanted)


def _next_free(quota: Quota, wanted: Sequence[date], *, held: Counter[date], window: date) -> str | None:
    """Return the first day of the next week, month or year from which the same would find room, or None."""
    longest = {"week": 7, "month": 31, "year": 366}.get(quota.per)
    for _ in range(MOST_WINDOWS if longest else 0):
        window = _window(window + timedelta(days=longest or 0), quota.per)
        shifted = [day + (window - wanted[0]) for day in wanted]
        if _fitting(quota, shifted, held=held) == len(wanted):
            return window.isoformat()
    return None


def _window(day: date, per: Each) -> date:
    """Return the first day of the week, month or year of a date; one day stands for all time."""
    if per == "week":
        return day - timedelta(days=day.weekday())
    if per == "month":
        return day.replace(day=1)
    return date(day.year if per == "year" else 1, 1, 1)
