"""Slots: departures at declared times of some weekdays, each with its seats."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from app.domain.asking import Ask, Asked, Check, Minimum, Period
from app.domain.fields import MOST_ENTRIES, Day, Days, Minutes, Part, WallTime, Weekdays, Window, weekday
from app.domain.holding import with_ends
from app.domain.lines import Line, Quote
from app.domain.localtime import NonexistentTime, instant, is_plausible
from app.domain.policies.base import Kind, register
from app.domain.policies.document import PolicyDocument
from app.domain.policies.neighbours import SHIFT_DAYS
from app.domain.pricing import quote
from app.domain.refusal import Refusal
from app.domain.restrictions import fit_checks, stay_checks
from app.domain.rules import Stay
from app.domain.span import Span
from app.domain.stock import Stock
from app.domain.tariff import Tariff
from app.domain.windows import horizon_checks, instant_checks, not_open_at

LOOK_AHEAD_DAYS = 62


class SlotTime(Window):
    """One departure on some weekdays of a season.

    Shapes:  `seats` None: as many as the unit has.
    """

    weekdays: Annotated[Weekdays, Field(min_length=1)]
    time: WallTime
    duration_min: Annotated[int, Field(ge=1, le=7 * 24 * 60, strict=True)]
    seats: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None

    def leaves_on(self, day: date) -> bool:
        """Tell whether it is offered on a date."""
        return self.covers(day) and weekday(day) in self.weekdays


class CalledOff(Part):
    """A date on which no slot is offered, or only that one is not."""

    on: Day
    time: WallTime | None = None


class SlotDocument(PolicyDocument):
    """The rules of a business that sells places at a time of day.

    Shapes:  `cutoff_min` before the start nobody can reserve any more; with `until_end`, what is left of a slot that
             has begun can still be taken; a slot with fewer than `least_seats` at its cut-off does not run.
    """

    kind: Literal["slot"] = "slot"
    each_person_takes_one: bool = True
    slots: Annotated[tuple[SlotTime, ...], Field(min_length=1, max_length=MOST_ENTRIES)]
    called_off: Annotated[tuple[CalledOff, ...], Field(max_length=MOST_ENTRIES)] = ()
    cutoff_min: Minutes = 0
    until_end: bool = False
    least_seats: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None
    horizon_days: Days | None = None
    check_in_opens_min: Minutes = 60
    absent_after_min: Minutes | None = None
    finish_after_min: Minutes | None = None
    pricing: Tariff


class Slot(Kind[SlotDocument]):
    """Places at declared times."""

    key: ClassVar[str] = "slot"
    unit_noun: ClassVar[str] = "slot"
    start_field: ClassVar[str] = "starts_on"
    end_field: ClassVar[str] = "starts_on"
    asks: ClassVar[tuple[Asked, ...]] = (Asked("starts_on", "date"), Asked("starts_time", "slot"))
    new_stock: ClassVar[Stock] = Stock.SEATS
    Document = SlotDocument

    def day_parts(self, doc: SlotDocument, day: date, *, zone: ZoneInfo) -> list[Period]:
        """Return the slots of the day."""
        return self.offers(doc, day, zone=zone)

    def read(self, values: Mapping[str, date | time | None]) -> Period | None:
        """Return the slot that a date and a time name; it ends when it ends."""
        day, at = values.get("starts_on"), values.get("starts_time")
        if not isinstance(day, date) or not isinstance(at, time):
            return None
        return Period(day, day, at)

    def offers(self, doc: SlotDocument, day: date, *, zone: ZoneInfo) -> list[Period]:
        """Return the slots of a day in order; one at a time that the clocks jump over is not offered."""
        times = {entry.time for entry in doc.slots if entry.leaves_on(day)}
        return [Period(day, day, at) for at in sorted(times) if self._runs(doc, day, at, zone)]

    def _runs(self, doc: SlotDocument, day: date, at: time, zone: ZoneInfo) -> bool:
        if any(off.on == day and off.time in {None, at} for off in doc.called_off):
            return False
        try:
            instant(day, at, zone)
        except NonexistentTime:
            return False
        return True

    def _entry(self, doc: SlotDocument, period: Period) -> SlotTime | None:
        at = period.starts_time
        return next(
            (each for each in doc.slots if each.time == at and each.leaves_on(period.starts_on)), None
        )

    def seats(self, doc: SlotDocument, period: Period) -> int | None:
        """Return how many seats the slot has; None: as many as the unit has."""
        entry = self._entry(doc, period)
        return entry.seats if entry else None

    def minimum(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> Minimum | None:
        """Return the least seats with which a slot runs, judged at its cut-off."""
        if doc.least_seats is None:
            return None
        closes_at = self.span(doc, period, zone).starts_at - timedelta(minutes=doc.cutoff_min)
        return Minimum(doc.least_seats, closes_at)

    def units_of_time(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> list[date]:
        """Return the date of the slot: it is one unit of time."""
        return [period.starts_on]

    def span(self, doc: SlotDocument, period: Period, zone: ZoneInfo) -> Span:
        """Return the slot's time; one that has left the policy since keeps at least a minute."""
        entry = self._entry(doc, period)
        starts_at = instant(period.starts_on, period.starts_time or time(0), zone, lenient=True)
        return Span(starts_at, starts_at + timedelta(minutes=entry.duration_min if entry else 1))

    def unit_spans(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> list[tuple[date, Span]]:
        """Return the slot itself."""
        return [(period.starts_on, self.span(doc, period, zone))]

    def unit_ends(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> list[tuple[date, datetime]]:
        """Return the slot's end."""
        return [(period.starts_on, self.span(doc, period, zone).ends_at)]

    def shape(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> list[Refusal]:
        """Return why a date and a time are no slot.

        Refuses: implausible_date, slot_not_offered (with the slots of the day, or the next day that has any).
        """
        day = period.starts_on
        if not is_plausible(day):
            facts: dict[str, object] = {"starts_on": day.isoformat(), "ends_on": day.isoformat(), "count": 0}
            return [Refusal("implausible_date", "starts_on", facts)]
        offered = self.offers(doc, day, zone=zone)
        if any(each.starts_time == period.starts_time for each in offered):
            return []
        following = next(
            (each for each in self._after(doc, day, zone) if each.starts_on != day or offered), None
        )
        facts = {
            "starts_on": day.isoformat(),
            "time": f"{period.starts_time:%H:%M}" if period.starts_time else None,
            "times": [f"{each.starts_time:%H:%M}" for each in offered],
            "next_on": following.starts_on.isoformat() if following else None,
            "next_time": f"{following.starts_time:%H:%M}" if following else None,
        }
        return [Refusal("slot_not_offered", "starts_time", facts)]

    def _after(self, doc: SlotDocument, day: date, zone: ZoneInfo) -> Iterator[Period]:
        for ahead in range(LOOK_AHEAD_DAYS):
            later = day + timedelta(days=ahead)
            if is_plausible(later):
                yield from self.offers(doc, later, zone=zone)

    def period_checks(self, doc: SlotDocument, ask: Ask) -> list[Check]:
        """Check the slot against the clock and the restrictions; of a change only what it changes."""
        promos = self.promo_checks(doc, ask, doc.pricing)
        if ask.held == ask.period:
            return promos
        own = self.span(doc, ask.period, ask.zone)
        stay = self._stay(ask.period)
        closes_at = own.ends_at if doc.until_end else own.starts_at - timedelta(minutes=doc.cutoff_min)
        checks = promos + instant_checks(
            ask, closes_at=closes_at, cutoff_min=doc.cutoff_min, field="starts_time"
        )
        checks += horizon_checks(stay, ask, horizon_days=doc.horizon_days)
        timed = with_ends(ask, lambda period: self.span(doc, period, ask.zone).ends_at)
        return checks + stay_checks(doc.restrictions, stay, timed)

    def unit_checks(self, doc: SlotDocument, ask: Ask) -> list[Check]:
        """Check the people and the unit."""
        return fit_checks(doc.restrictions, self._stay(ask.period), ask, infants_count=doc.infants_count)

    def _stay(self, period: Period) -> Stay:
        return Stay(
            period.starts_on,
            period.starts_on,
            (period.starts_on,),
            self.unit_noun,
            self.start_field,
            self.end_field,
            starts_time=period.starts_time or time(0),
            days_of=lambda other: (other.starts_on,),
            is_one_unit=True,
        )

    def absent_at(
        self, doc: SlotDocument, period: Period, *, zone: ZoneInfo, made_at: datetime
    ) -> datetime | None:
        """Return so many minutes after the start; who takes what is left of a slot has it to its end."""
        if doc.absent_after_min is None:
            return None
        own = self.span(doc, period, zone)
        due_at = own.starts_at + timedelta(minutes=doc.absent_after_min)
        return due_at if due_at > made_at else own.ends_at if own.ends_at > made_at else None

    def finish_at(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> datetime | None:
        """Return that long after the slot's end, when the policy finishes by itself."""
        if doc.finish_after_min is None:
            return None
        return self.span(doc, period, zone).ends_at + timedelta(minutes=doc.finish_after_min)

    def quote(self, doc: SlotDocument, ask: Ask, *, currency: str, sold: Sequence[Line] = ()) -> Quote:
        """Return the price of the places with all that comes on top."""
        return quote(doc.pricing, self.priced(doc, ask, doc.pricing), currency=currency, sold=sold)

    def may_check_in_at(
        self, doc: SlotDocument, period: Period, *, zone: ZoneInfo, now: datetime
    ) -> Refusal | None:
        """Return why check-in is not open, or None.

        Refuses: check_in_not_open, stay_is_over (both 409).
        """
        own = self.span(doc, period, zone)
        opens_at = own.starts_at - timedelta(minutes=doc.check_in_opens_min)
        return not_open_at(now, own, opens_at=opens_at, zone=zone)

    def early_span(
        self,
        doc: SlotDocument,
        period: Period,
        *,
        zone: ZoneInfo,
        now: datetime,
    ) -> Span | None:
        """Return None: who comes early waits, and takes nothing more."""
        return None

    def latest_end(
        self,
        doc: SlotDocument,
        period: Period,
        *,
        zone: ZoneInfo,
        until: datetime,
    ) -> Period | None:
        """Return None: a slot is taken whole."""
        return None

    def candidates(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield the other slots of the day, then those of the days around, later before earlier."""
        yield from self._others(doc, period, zone)
        for days in range(1, SHIFT_DAYS + 1):
            for day in (period.starts_on + timedelta(days=days), period.starts_on - timedelta(days=days)):
                yield from self._others(doc, replace(period, starts_on=day), zone)

    def _others(self, doc: SlotDocument, period: Period, zone: ZoneInfo) -> list[Period]:
        """Return the slots of a day, the nearest to the time that was asked for first."""
        wanted = period.starts_time or time(12)
        offered = [each for each in self.offers(doc, period.starts_on, zone=zone) if each != period]
        return sorted(offered, key=lambda each: _minutes_apart(each.starts_time or wanted, wanted))

    def shorter(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield nothing: a slot has one length."""
        return iter(())

    def longer(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield nothing: a slot has one length."""
        return iter(())

    def reshaped(self, doc: SlotDocument, period: Period, *, zone: ZoneInfo) -> Iterator[Period]:
        """Yield nothing: a slot has one length."""
        return iter(())


def _minutes_apart(one: time, other: time) -> int:
    return abs(one.hour * 60 + one.minute - other.hour * 60 - other.minute)


register(Slot())
