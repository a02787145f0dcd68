"""What every kind of policy answers, and the register in which kinds are found by their key."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from app.domain import cancellation as cancelling
from app.domain.asking import Alternative, Ask, Asked, Check, Deadline, Minimum, Party, Period, UnitFacts
from app.domain.cancellation import CancellationFee
from app.domain.lines import Line, Quote, first_night_minor, total
from app.domain.localtime import local_date
from app.domain.policies.document import PolicyDocument
from app.domain.policies.neighbours import D, Neighbours
from app.domain.priced import Priced
from app.domain.promos import promo_checks
from app.domain.refusal import Refusal
from app.domain.span import Span
from app.domain.stock import Stock
from app.domain.tariff import Tariff
from app.domain.words import State

__all__ = [
    "KINDS", "Alternative", "Ask", "CancellationFee", "Check", "Deadline", "Kind", "Line", "Party", "Period",
    "PolicyDocument", "Quote", "UnitFacts", "kind_of", "register",
]  # fmt: skip


class Kind(Neighbours[D], ABC):
    """One way of reserving time; the engine asks it and knows nothing else of it."""

    key: ClassVar[str]
    unit_noun: ClassVar[str]
    start_field: ClassVar[str]
    end_field: ClassVar[str]
    asks: ClassVar[tuple[Asked, ...]]
    counts_nights: ClassVar[bool] = False  # so its pages may say night where others say unit of time
    new_stock: ClassVar[Stock] = Stock.SINGLE  # of a unit that is made for it
    Document: type[D]

    @property
    def asks_whole_days(self) -> bool:
        """Tell whether people say where a period begins by its date alone."""
        return not any(asked.name == "starts_time" for asked in self.asks)

    @property
    def by_the_hour(self) -> bool:
        """Tell whether its days have hours: whoever says at what time a period begins lives by them."""
        return not self.asks_whole_days

    @abstractmethod
    def units_of_time(self, doc: D, period: Period, *, zone: ZoneInfo) -> list[date]:
        """Return the date of each unit of time that is priced and counted."""

    @abstractmethod
    def span(self, doc: D, period: Period, zone: ZoneInfo) -> Span:
        """Return the own time of a period; the period has the right shape."""

    @abstractmethod
    def unit_spans(self, doc: D, period: Period, *, zone: ZoneInfo) -> list[tuple[date, Span]]:
        """Return the own time cut into its units of time, without a gap."""

    @abstractmethod
    def unit_ends(self, doc: D, period: Period, *, zone: ZoneInfo) -> list[tuple[date, datetime]]:
        """Return the instant at which each unit of time has entirely ended."""

    @abstractmethod
    def shape(self, doc: D, period: Period, *, zone: ZoneInfo) -> list[Refusal]:
        """Return why a period can't be a span at all; asked before anything else."""

    @abstractmethod
    def period_checks(self, doc: D, ask: Ask) -> list[Check]:
        """Return each rule that reads dates and the clock, kept or broken, with all breaches."""

    @abstractmethod
    def unit_checks(self, doc: D, ask: Ask) -> list[Check]:
        """Return each rule that reads the unit and the people."""

    @abstractmethod
    def absent_at(self, doc: D, period: Period, *, zone: ZoneInfo, made_at: datetime) -> datetime | None:
        """Return when a confirmed reservation becomes absent, later than `made_at`."""

    @abstractmethod
    def finish_at(self, doc: D, period: Period, *, zone: ZoneInfo) -> datetime | None:
        """Return when a checked-in reservation finishes by itself."""

    @abstractmethod
    def quote(self, doc: D, ask: Ask, *, currency: str, sold: Sequence[Line] = ()) -> Quote:
        """Return the price; units of time in `sold` keep theirs."""

    @abstractmethod
    def may_check_in_at(self, doc: D, period: Period, *, zone: ZoneInfo, now: datetime) -> Refusal | None:
        """Return why nobody may be checked in at `now`, or None."""

    @abstractmethod
    def early_span(self, doc: D, period: Period, *, zone: ZoneInfo, now: datetime) -> Span | None:
        """Return the time before the own time that must be free for a check-in at `now`, or None."""

    @abstractmethod
    def latest_end(self, doc: D, period: Period, *, zone: ZoneInfo, until: datetime) -> Period | None:
        """Return the longest period with the same start that ends at an instant or before it, or None."""

    def offers(self, doc: D, day: date, *, zone: ZoneInfo) -> list[Period]:
        """Return the periods that are offered on a day, where people choose one of them."""
        return []

    def day_parts(self, doc: D, day: date, *, zone: ZoneInfo) -> list[Period]:
        """Return what of a day can be reserved, as periods that share no time with those of other days."""
        return self.offers(doc, day, zone=zone) or [Period(day, day + timedelta(days=1))]

    def step_min(self, doc: D) -> int:
        """Return how many minutes lie between the times of day that may be said."""
        return 15

    def times(self, doc: D, day: date) -> list[time]:
        """Return the times of a day from which people choose, none where any on a step will do."""
        return []

    def measure(self, doc: D, span: Span) -> int:
        """Return what a part of a day, or a piece of it, weighs when use is set against what was offered."""
        return 1

    def read(self, values: Mapping[str, date | time | None]) -> Period | None:
        """Return the period that the fields of a form say, or None while one that is needed is missing.

        Shapes:  values by the names in `asks`.
        """
        starts_on, ends_on = values.get(self.start_field), values.get(self.end_field)
        if not isinstance(starts_on, date) or not isinstance(ends_on, date):
            return None
        starts_time, ends_time = values.get("starts_time"), values.get("ends_time")
        return Period(
            starts_on,
            ends_on,
            starts_time if isinstance(starts_time, time) else None,
            ends_time if isinstance(ends_time, time) else None,
        )

    def noun(self, doc: D) -> str:
        """Return what one of its units of time is called."""
        return self.unit_noun

    def wanted(self, doc: D, ask: Ask) -> int:
        """Return how many of the unit a request takes."""
        party = ask.party
        if not doc.each_person_takes_one:
            return ask.quantity
        return max(party.adults + party.children + (party.infants if doc.infants_count else 0), 1)

    def priced(self, doc: D, ask: Ask, tariff: Tariff) -> Priced:
        """Return what a request asks a price for; a price for each person does not count them twice."""
        days = self.units_of_time(doc, ask.period, zone=ask.zone)
        priced = Priced.of(ask, days, noun=self.noun(doc))
        if not doc.each_person_takes_one:
            return priced
        return replace(priced, quantity=1 if tariff.per_person else self.wanted(doc, ask))

    def promo_checks(self, doc: D, ask: Ask, tariff: Tariff) -> list[Check]:
        """Check the code that was typed; of a change only what it changes."""
        if ask.keeps_code and ask.held == ask.period:
            return []
        return promo_checks(tariff, self.priced(doc, ask, tariff), is_held=ask.keeps_code)

    def seats(self, doc: D, period: Period) -> int | None:
        """Return how many seats a period has by the policy; None: as many as the unit has."""
        return None

    def minimum(self, doc: D, period: Period, *, zone: ZoneInfo) -> Minimum | None:
        """Return what must be sold by when, so that a period takes place; None: it does in any case."""
        return None

    def blocked(self, doc: D, span: Span) -> Span:
        """Return a span with the policy's buffers around it."""
        return span.widened(timedelta(minutes=doc.before_min), timedelta(minutes=doc.after_min))

    def checks(self, doc: D, ask: Ask) -> list[Check]:
        """Return every rule of the policy, kept or broken."""
        return [*self.period_checks(doc, ask), *self.unit_checks(doc, ask)]

    def restrictions(self, doc: D, ask: Ask) -> list[Refusal]:
        """Return all broken rules at once."""
        return [refusal for check in self.checks(doc, ask) for refusal in check.refusals]

    def deadline(
        self, doc: D, state: State, *, period: Period, zone: ZoneInfo, made_at: datetime
    ) -> Deadline | None:
        """Return what becomes of a reservation in `state` by itself.

        Units:   `made_at` is the instant since when it stands in that state.
        """
        if state == State.PENDING and doc.pending_expires_hours is not None:
            return Deadline(made_at + timedelta(hours=doc.pending_expires_hours), State.EXPIRED, None)
        if state == State.CONFIRMED and (due_at := self.absent_at(doc, period, zone=zone, made_at=made_at)):
            return Deadline(due_at, State.ABSENT, self.frees_from(doc, period, zone=zone, at=due_at))
        if state == State.CHECKED_IN and (due_at := self.finish_at(doc, period, zone=zone)):
            return Deadline(due_at, State.FINISHED, self.span(doc, period, zone).ends_at)
        return None

    def absence_kept(self, doc: D, period: Period, *, zone: ZoneInfo, at: datetime) -> list[date]:
        """Return the units of time that stay taken when somebody becomes absent at an instant."""
        ends = self.unit_ends(doc, period, zone=zone)
        first_stays = doc.absence.frees == "after_first_unit"
        return [
            day for place, (day, ends_at) in enumerate(ends) if ends_at <= at or (first_stays and not place)
        ]

    def frees_from(self, doc: D, period: Period, *, zone: ZoneInfo, at: datetime) -> datetime | None:
        """Return from when a unit is free when somebody becomes absent at an instant; None: wholly."""
        kept = self.absence_kept(doc, period, zone=zone, at=at)
        return dict(self.unit_ends(doc, period, zone=zone))[kept[-1]] if kept else None

    def absence_fee(self, doc: D, lines: Sequence[Line]) -> int:
        """Return what an absence costs, at most the total."""
        if doc.absence.charges == "nothing":
            return 0
        charges = {"first_unit": first_night_minor(lines), "all": total(lines)}
        return min(charges[doc.absence.charges], total(lines))

    def cancellation(
        self,
        doc: D,
        period: Period,
        *,
        zone: ZoneInfo,
        at: datetime,
        lines: Sequence[Line],
        paid_minor: int = 0,
    ) -> CancellationFee:
        """Return what cancelling at an instant costs; `doc` is the version the reservation was made under."""
        return cancelling.fee(
            doc.cancellation,
            (period.starts_on - local_date(at, zone)).days,
            total_minor=total(lines),
            first_unit_minor=first_night_minor(lines),
            paid_minor=paid_minor,
        )

    def is_overdue(self, doc: D, period: Period, *, zone: ZoneInfo, now: datetime) -> bool:
        """Tell whether something that is out by now should have come back."""
        return self.span(doc, period, zone).ends_at <= now

    def passed(self, doc: D, period: Period, *, zone: ZoneInfo, now: datetime) -> list[date]:
        """Return the units of time that are over and can't change any more."""
        today = local_date(now, zone)
        return [day for day in self.units_of_time(doc, period, zone=zone) if day < today]

    def change_refusals(
        self, doc: D, held: Period, *, wanted: Period, zone: ZoneInfo, now: datetime
    ) -> list[Refusal]:
        """Return why the period of a checked-in reservation can't become `wanted`.

        Refuses: past_cannot_change, when its start or a unit of time that is over would change.
        """
        over = self.passed(doc, held, zone=zone, now=now)
        kept = set(self.units_of_time(doc, wanted, zone=zone))
        moved = (held.starts_on, held.starts_time) != (wanted.starts_on, wanted.starts_time)
        lost = [day for day in over if day not in kept]
        if not moved and not lost:
            return []
        facts: dict[str, object] = {
            "dates": [day.isoformat() for day in over],
            "starts_on": held.starts_on.isoformat(),
            "first_free_on": local_date(now, zone).isoformat(),
        }
        return [
            Refusal("past_cannot_change", self.start_field if moved else self.end_field, facts, status=409)
        ]


KINDS: dict[str, Kind[Any]] = {}


def register(kind: Kind[Any]) -> None:
    """Make a kind known by its key."""
    KINDS[kind.key] = kind


def kind_of(document: PolicyDocument | Mapping[str, object]) -> Kind[Any]:
    """Return the kind that a document belongs to.

    Raises:  KeyError when no such kind is registered.
    """
    return KINDS[str(document.kind if isinstance(document, PolicyDocument) else document["kind"])]
