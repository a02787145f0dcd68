"""Stays by the night: dates of arrival and departure, with a time of check-in and one of check-out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.asking import Ask, Asked, Check, Period
from app.domain.fields import Count, Days, Minutes, Part, WallTime
from app.domain.lines import Line, Quote
from app.domain.localtime import instant, is_plausible, local_date, local_time, nights
from app.domain.policies.base import Kind, register
from app.domain.policies.document import PolicyDocument
from app.domain.pricing import quote
from app.domain.refusal import Refusal
from app.domain.restrictions import fit_checks, stay_checks
from app.domain.rules import Stay, length_checks
from app.domain.span import Span
from app.domain.tariff import Tariff
from app.domain.windows import HorizonCovers, not_open_at, window_checks

MOST_NIGHTS = 730


class AbsentAfter(Part):
    """The wall time after which a client who has not come is absent, that many days after the arrival date."""

    time: WallTime
    day_offset: Annotated[int, Field(ge=0, le=30, strict=True)] = 0


class NightlyDocument(PolicyDocument):
    """The rules of a business that sells nights.

    Shapes:  `check_in_opens` None: at `check_in_time`; `latest_check_out` None: no later than `check_out_time`.
    """

    kind: Literal["nightly"] = "nightly"
    check_in_time: WallTime = time(15)
    check_out_time: WallTime = time(11)
    check_in_opens: WallTime | None = None
    early_check_in: bool = False
    latest_check_out: WallTime | None = None
    min_nights: Count = 1
    max_nights: Count | None = None
    lead_days: Days = 0
    same_day_cutoff: WallTime | None = None
    horizon_days: Days | None = None
    horizon_covers: HorizonCovers = "start"
    absent_after: AbsentAfter | None = None
    finish_after_min: Minutes | None = None
    pricing: Tariff

    @model_validator(mode="after")
    def _times_are_in_order(self) -> Self:
        if self.check_in_opens and self.check_in_opens > self.check_in_time:
            raise PydanticCustomError("opens_after_check_in", "opens after check in")
        if self.latest_check_out and self.latest_check_out < self.check_out_time:
            raise PydanticCustomError("latest_before_check_out", "latest before check out")
        if self.max_nights is not None and self.max_nights < self.min_nights:
            raise PydanticCustomError("max_below_min", "max below min")
        after = self.absent_after
        if after and not after.day_offset and after.time < self.check_in_time:
            raise PydanticCustomError("absent_before_check_in", "absent before check in")
        return self


class Nightly(Kind[NightlyDocument]):
    """Stays by the night."""

    key: ClassVar[str] = "nightly"
    unit_noun: ClassVar[str] = "night"
    counts_nights: ClassVar[bool] = True
    start_field: ClassVar[str] = "arrives_on"
    end_field: ClassVar[str] = "departs_on"
    asks: ClassVar[tuple[Asked, ...]] = (
        Asked("arrives_on", "date"),
        Asked("departs_on", "date"),
        Asked("ends_time", "time", is_needed=False),
    )
    Document = NightlyDocument

    def units_of_time(self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo) -> list[date]:
        """Return the date of each night."""
        return nights(period.starts_on, period.ends_on)

    def span(self, doc: NightlyDocument, period: Period, zone: ZoneInfo) -> Span:
        """Return the time from check-in to check-out; a time that the clocks jump over moves forward."""
        return Span(
            instant(period.starts_on, period.starts_time or doc.check_in_time, zone, lenient=True),
            instant(period.ends_on, period.ends_time or doc.check_out_time, zone, lenient=True),
        )

    def unit_spans(self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo) -> list[tuple[date, Span]]:
        """Return each night with its time until the next one begins, the last until check-out."""
        own = self.span(doc, period, zone)
        days = self.units_of_time(doc, period, zone=zone)
        inner = [instant(day, doc.check_in_time, zone, lenient=True) for day in days[1:]]
        cuts = [own.starts_at, *inner, own.ends_at]
        return [(day, Span(*cut)) for day, cut in zip(days, pairwise(cuts), strict=True)]

    def unit_ends(
        self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo
    ) -> list[tuple[date, datetime]]:
        """Return each night with the check-out after it."""
        days = self.units_of_time(doc, period, zone=zone)
        own_end = self.span(doc, period, zone).ends_at
        inner = [instant(day, doc.check_out_time, zone, lenient=True) for day in days[1:]]
        return list(zip(days, [*inner, own_end], strict=True))

    def shape(self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo) -> list[Refusal]:
        """Return why dates are no stay.

        Refuses: implausible_date, at_least_one_night, too_many_nights, late_check_out, early_check_in.
        """
        count = (period.ends_on - period.starts_on).days
        ends = (self.start_field, period.starts_on), (self.end_field, period.ends_on)
        refusals = [
            Refusal("implausible_date", field, _said(period)) for field, day in ends if not is_plausible(day)
        ]
        if refusals:
            return refusals
        if count < 1:
            first_end = period.starts_on + timedelta(days=1)
            refusals.append(
                Refusal(
                    "at_least_one_night",
                    self.end_field,
                    _said(period) | {"earliest_ends_on": first_end.isoformat()},
                )
            )
        if count > MOST_NIGHTS:
            refusals.append(
                Refusal("too_many_nights", self.end_field, _said(period) | {"maximum": MOST_NIGHTS})
            )
        latest = doc.latest_check_out or doc.check_out_time
        if period.ends_time is not None and period.ends_time > latest:
            refusals.append(
                _time_refusal("late_check_out", "ends_time", asked=period.ends_time, limit=latest)
            )
        earliest = time(0) if doc.early_check_in else doc.check_in_opens or doc.check_in_time
        if period.starts_time is not None and period.starts_time < earliest:
            refusals.append(
                _time_refusal("early_check_in", "starts_time", asked=period.starts_time, limit=earliest)
            )
        return refusals

    def period_checks(self, doc: NightlyDocument, ask: Ask) -> list[Check]:
        """Check the dates and the code that was typed; of a change only what it changes."""
        checks = self.promo_checks(doc, ask, doc.pricing)
        if ask.held == ask.period:
            return checks
        stay = self._stay(doc, ask)
        checks += window_checks(doc, stay, ask)
        checks += length_checks(stay, minimum=doc.min_nights, maximum=doc.max_nights)
        return checks + stay_checks(doc.restrictions, stay, ask)

    def unit_checks(self, doc: NightlyDocument, ask: Ask) -> list[Check]:
        """Check the people and the unit."""
        return fit_checks(doc.restrictions, self._stay(doc, ask), ask, infants_count=doc.infants_count)

    def _stay(self, doc: NightlyDocument, ask: Ask) -> Stay:
        period = ask.period
        return Stay(
            period.starts_on,
            period.ends_on,
            tuple(self.units_of_time(doc, period, zone=ask.zone)),
            self.unit_noun,
            self.start_field,
            self.end_field,
            starts_time=period.starts_time or doc.check_in_time,
        )

    def absent_at(
        self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo, made_at: datetime
    ) -> datetime | None:
        """Return the first such wall time on or after its day that is later than `made_at`.

        Who takes a cabin tonight after the time has until the next evening.
        """
        if doc.absent_after is None:
            return None
        first = period.starts_on + timedelta(days=doc.absent_after.day_offset)
        day = max(first, local_date(made_at, zone))
        due_at = instant(day, doc.absent_after.time, zone, lenient=True)
        if due_at <= made_at:
            due_at = instant(day + timedelta(days=1), doc.absent_after.time, zone, lenient=True)
        return due_at

    def finish_at(self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo) -> datetime | None:
        """Return that long after check-out, when the policy finishes stays by itself."""
        if doc.finish_after_min is None:
            return None
        return self.span(doc, period, zone).ends_at + timedelta(minutes=doc.finish_after_min)

    def quote(self, doc: NightlyDocument, ask: Ask, *, currency: str, sold: Sequence[Line] = ()) -> Quote:
        """Return the price of the nights with all that comes on top."""
        return quote(doc.pricing, self.priced(doc, ask, doc.pricing), currency=currency, sold=sold)

    def may_check_in_at(
        self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo, now: datetime
    ) -> Refusal | None:
        """Return why check-in is not open, or None; before its time only where the policy allows, on the day.

        Refuses: check_in_not_open, stay_is_over (both 409).
        """
        own = self.span(doc, period, zone)
        opens_at = min(own.starts_at, self._opens_at(doc, period, zone))
        if doc.early_check_in and local_date(now, zone) == period.starts_on:
            opens_at = min(opens_at, now)
        return not_open_at(now, own, opens_at=opens_at, zone=zone)

    def early_span(
        self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo, now: datetime
    ) -> Span | None:
        """Return the time from `now` to check-in, when check-in has not opened yet."""
        starts_at = self.span(doc, period, zone).starts_at
        return Span(now, starts_at) if now < min(starts_at, self._opens_at(doc, period, zone)) else None

    def _opens_at(self, doc: NightlyDocument, period: Period, zone: ZoneInfo) -> datetime:
        return instant(period.starts_on, doc.check_in_opens or doc.check_in_time, zone, lenient=True)

    def latest_end(
        self, doc: NightlyDocument, period: Period, *, zone: ZoneInfo, until: datetime
    ) -> Period | None:
        """Return the stay until the last possible check-out by then, or None.

        The check-out stays at the time asked for, or comes as near to it as the usual one allows.
        """
        ends_on = local_date(until, zone)
        free_until = local_time(until, zone).replace(second=0, microsecond=0)
        ends_time = period.ends_time
        if free_until < doc.check_out_time:
            ends_on -= timedelta(days=1)
        elif free_until < (period.ends_time or doc.check_out_time):
            ends_time = free_until
        if ends_on <= period.starts_on:
            return None
        return replace(period, ends_on=ends_on, ends_time=ends_time)


def _said(period: Period) -> dict[str, object]:
    return {
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "count": (period.ends_on - period.starts_on).days,
    }


def _time_refusal(code: str, field: str, *, asked: time, limit: time) -> Refusal:
    return Refusal(code, field, {"asked": f"{asked:%H:%M}", "limit": f"{limit:%H:%M}"})


register(Nightly())
