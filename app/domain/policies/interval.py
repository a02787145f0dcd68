"""Intervals: things handed out and taken back at free times, counted in hours or in days."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.asking import Ask, Asked, Check, Period
from app.domain.fields import MOST_ENTRIES, Count, Days, Minutes, WallTime
from app.domain.lines import Line, Quote
from app.domain.localtime import instant, local_date
from app.domain.opening import Opening, end_refusals, hours, last_open, on_step, steps
from app.domain.policies.base import Kind, register
from app.domain.policies.document import PolicyDocument
from app.domain.policies.neighbours import SHIFT_DAYS
from app.domain.policies.wall_clock import between, ending, moved, on_steps, wall
from app.domain.pricing import quote
from app.domain.refusal import Refusal
from app.domain.restrictions import fit_checks, stay_checks
from app.domain.rules import Stay, length_checks
from app.domain.span import Span
from app.domain.tariff import Tariff
from app.domain.windows import HorizonCovers, instant_checks, not_open_at, window_checks

MOST_DAYS = 366
NEAR_STEP_MIN = 30
MINUTES = {"hour": 60, "day": 24 * 60}


class IntervalDocument(PolicyDocument):
    """The rules of a business that hands things out for a while.

    Shapes:  a started unit of time counts whole once `grace_min` of it have passed; times lie on steps of `step_min`
             from midnight; no `opening` at all: open all day, every day.
    """

    kind: Literal["interval"] = "interval"
    counts: Literal["hour", "day"] = "hour"
    step_min: Annotated[int, Field(ge=5, le=24 * 60, strict=True)] = 30
    grace_min: Minutes = 0
    opening: Annotated[tuple[Opening, ...], Field(max_length=MOST_ENTRIES)] = ()
    min_units: Count = 1
    max_units: Count | None = None
    cutoff_min: Minutes = 0
    lead_days: Days = 0
    same_day_cutoff: WallTime | None = None
    horizon_days: Days | None = None
    horizon_covers: HorizonCovers = "start"
    check_in_opens_min: Minutes = 30
    absent_after_min: Minutes | None = None
    pricing: Tariff

    @model_validator(mode="after")
    def _lengths_are_in_order(self) -> Self:
        if self.max_units is not None and self.max_units < self.min_units:
            raise PydanticCustomError("max_units_below_min", "max below min")
        if self.grace_min >= MINUTES[self.counts]:
            raise PydanticCustomError("grace_is_a_unit", "grace is a whole unit")
        return self


class Interval(Kind[IntervalDocument]):
    """Things handed out for a while."""

    key: ClassVar[str] = "interval"
    unit_noun: ClassVar[str] = "hour"
    start_field: ClassVar[str] = "starts_on"
    end_field: ClassVar[str] = "ends_on"
    asks: ClassVar[tuple[Asked, ...]] = (
        Asked("starts_on", "date"),
        Asked("starts_time", "time"),
        Asked("ends_on", "date"),
        Asked("ends_time", "time"),
    )
    Document = IntervalDocument

    def day_parts(self, doc: IntervalDocument, day: date, *, zone: ZoneInfo) -> list[Period]:
        """Return the opening hours of the day; without any at all, the whole of it."""
        if not doc.opening:
            return [Period(day, day + timedelta(days=1), time(0), time(0))]
        return [Period(day, day, opens, closes) for opens, closes in hours(doc.opening, day)]

    def step_min(self, doc: IntervalDocument) -> int:
        """Return the policy's step."""
        return doc.step_min

    def times(self, doc: IntervalDocument, day: date) -> list[time]:
        """Return the steps within the opening hours."""
        return list(steps(doc.opening, day, step_min=doc.step_min))

    def measure(self, doc: IntervalDocument, span: Span) -> int:
        """Return the minutes."""
        return span.length // timedelta(minutes=1)

    def noun(self, doc: IntervalDocument) -> str:
        """Return hour or day: what the policy counts."""
        return doc.counts

    def units_of_time(self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo) -> list[date]:
        """Return the date of each started unit of time: hours by the time that elapses, days by the wall clock."""
        if doc.counts == "hour":
            own = self.span(doc, period, zone)
            starts = (own.starts_at + timedelta(hours=place) for place in range(_count(doc, own.length)))
            return [local_date(at, zone) for at in starts]
        begins = wall(period)
        count = _count(doc, wall(period, end=True) - begins)
        return [(begins + timedelta(days=place)).date() for place in range(count)]

    def span(self, doc: IntervalDocument, period: Period, zone: ZoneInfo) -> Span:
        """Return the time from hand-out to return."""
        return Span(
            instant(period.starts_on, period.starts_time or time(0), zone, lenient=True),
            instant(period.ends_on, period.ends_time or time(0), zone, lenient=True),
        )

    def unit_spans(self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo) -> list[tuple[date, Span]]:
        """Return each local date with its part of the time."""
        own = self.span(doc, period, zone)
        cells, day = [], period.starts_on
        while day <= period.ends_on:
            begins = instant(day, time(0), zone, lenient=True)
            ends = instant(day + timedelta(days=1), time(0), zone, lenient=True)
            part = own.intersection(Span(begins, ends))
            if part:
                cells.append((day, part))
            day += timedelta(days=1)
        return cells

    def unit_ends(
        self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo
    ) -> list[tuple[date, datetime]]:
        """Return each local date with the end of its part."""
        return [(day, cell.ends_at) for day, cell in self.unit_spans(doc, period, zone=zone)]

    def shape(self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo) -> list[Refusal]:
        """Return why dates and times are no interval.

        Refuses: implausible_date, time_needed, time_does_not_exist, off_step, closed_then, ends_before_start,
                 too_many_nights.
        """
        ends = ((period.starts_on, period.starts_time, "starts"), (period.ends_on, period.ends_time, "ends"))
        refusals: list[Refusal] = []
        for day, at, end in ends:
            refusals += end_refusals(doc.opening, day, at, step_min=doc.step_min, zone=zone, end=end)
        if refusals:
            return refusals
        facts = _said(period)
        if (period.ends_on - period.starts_on).days > MOST_DAYS:
            return [Refusal("too_many_nights", "ends_on", facts | {"maximum": MOST_DAYS, "noun": "day"})]
        own_ends = instant(period.ends_on, period.ends_time or time(0), zone, lenient=True)
        if own_ends <= instant(period.starts_on, period.starts_time or time(0), zone, lenient=True):
            return [Refusal("ends_before_start", "ends_time", facts)]
        return []

    def period_checks(self, doc: IntervalDocument, ask: Ask) -> list[Check]:
        """Check dates and times; of a change only what it changes."""
        checks = self.promo_checks(doc, ask, doc.pricing)
        if ask.held == ask.period:
            return checks
        stay = self._stay(doc, ask.period, ask.zone)
        old = ask.held
        if ask.has_new_start or (old and old.starts_time != ask.period.starts_time):
            own = self.span(doc, ask.period, ask.zone)
            closes_at = own.starts_at - timedelta(minutes=doc.cutoff_min)
            checks += instant_checks(ask, closes_at=closes_at, cutoff_min=doc.cutoff_min, field="starts_time")
        checks += [check for check in window_checks(doc, stay, ask) if check.code != "in_the_past"]
        checks += length_checks(stay, minimum=doc.min_units, maximum=doc.max_units)
        return checks + stay_checks(doc.restrictions, stay, ask)

    def unit_checks(self, doc: IntervalDocument, ask: Ask) -> list[Check]:
        """Check the people and the unit."""
        stay = self._stay(doc, ask.period, ask.zone)
        return fit_checks(doc.restrictions, stay, ask, infants_count=doc.infants_count)

    def _stay(self, doc: IntervalDocument, period: Period, zone: ZoneInfo) -> Stay:
        days_of = partial(self.units_of_time, doc, zone=zone)
        return Stay(
            period.starts_on,
            period.ends_on,
            tuple(days_of(period)),
            doc.counts,
            self.start_field,
            self.end_field,
            starts_time=period.starts_time or time(0),
            days_of=days_of,
        )

    def absent_at(
        self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo, made_at: datetime
    ) -> datetime | None:
        """Return so many minutes after the start; who reserves later than that has it to the end."""
        if doc.absent_after_min is None:
            return None
        own = self.span(doc, period, zone)
        due_at = own.starts_at + timedelta(minutes=doc.absent_after_min)
        return due_at if due_at > made_at else own.ends_at if own.ends_at > made_at else None

    def finish_at(self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo) -> datetime | None:
        """Return None: what is not back is overdue, never finished by itself."""
        return None

    def quote(self, doc: IntervalDocument, ask: Ask, *, currency: str, sold: Sequence[Line] = ()) -> Quote:
        """Return the price of the started units of time with all that comes on top."""
        return quote(doc.pricing, self.priced(doc, ask, doc.pricing), currency=currency, sold=sold)

    def may_check_in_at(
        self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo, now: datetime
    ) -> Refusal | None:
        """Return why nothing is handed out yet, or None.

        Refuses: check_in_not_open, stay_is_over (both 409).
        """
        own = self.span(doc, period, zone)
        opens_at = own.starts_at - timedelta(minutes=doc.check_in_opens_min)
        return not_open_at(now, own, opens_at=opens_at, zone=zone)

    def early_span(
        self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo, now: datetime
    ) -> Span | None:
        """Return the time from `now` to the start, when it is handed out before."""
        starts_at = self.span(doc, period, zone).starts_at
        return Span(now, starts_at) if now < starts_at else None

    def latest_end(
        self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo, until: datetime
    ) -> Period | None:
        """Return the interval until the last possible return by then, on a step and in opening hours, or None."""
        local = until.astimezone(zone)
        minutes = (local.hour * 60 + local.minute) // doc.step_min * doc.step_min
        found = last_open(doc.opening, local.date(), time(*divmod(minutes, 60)))
        if found is None:
            return None
        latest = replace(period, ends_on=found[0], ends_time=on_step(found[1], doc.step_min))
        return None if self.shape(doc, latest, zone=zone) else latest

    def candidates(self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield the same length at later and earlier hours of the day, on steps, then on the days around."""
        step = timedelta(minutes=doc.step_min * -(-NEAR_STEP_MIN // doc.step_min))
        period = on_steps(period, doc.step_min)
        yield period
        for place in range(1, 17):
            yield from (moved(period, step * place), moved(period, -step * place))
        for days in range(1, SHIFT_DAYS + 1):
            yield from (self.shifted(period, days), self.shifted(period, -days))

    def reshaped(self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield the same length at every time of every day around that is open, the nearest days first."""
        period = on_steps(period, doc.step_min)
        begins, length = wall(period), wall(period, end=True) - wall(period)
        for days in sorted(range(-SHIFT_DAYS, SHIFT_DAYS + 1), key=lambda days: (abs(days), -days)):
            day = period.starts_on + timedelta(days=days)
            for at in steps(doc.opening, day, step_min=doc.step_min):
                starts = datetime.combine(day, at)
                if abs(starts - begins) <= timedelta(days=SHIFT_DAYS):
                    yield between(starts, starts + length)

    def shorter(self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield what is left with units of time taken off its end."""
        unit = timedelta(minutes=MINUTES[doc.counts])
        for less in range(1, min(len(self.units_of_time(doc, period, zone=zone)), 48)):
            yield ending(period, -unit * less)

    def longer(self, doc: IntervalDocument, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield a period with its return later and later."""
        unit = timedelta(minutes=MINUTES[doc.counts])
        for more in range(1, SHIFT_DAYS + 1):
            yield ending(period, unit * more)


def _count(doc: IntervalDocument, length: timedelta) -> int:
    """Return how many units of time have been started, the grace left out."""
    minutes, each = length // timedelta(minutes=1), MINUTES[doc.counts]
    whole, rest = divmod(max(minutes, 0), each)
    return max(whole + (rest > doc.grace_min), 1)


def _said(period: Period) -> dict[str, object]:
    return {
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "starts_time": f"{period.starts_time:%H:%M}" if period.starts_time else None,
        "ends_time": f"{period.ends_time:%H:%M}" if period.ends_time else None,
        "count": (period.ends_on - period.starts_on).days,
    }


register(Interval())
