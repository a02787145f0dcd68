"""What stays between two dates have in common, written once: the policy's own answers, as cells for COPY."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from app.actions.reservations.rows import times_of
from app.cli.seed.life import Rules
from app.cli.seed.sites import CAPACITY, CURRENCY, DOCUMENT, ZONE
from app.cli.seed.text import cells
from app.domain.asking import Ask, Party, Period, UnitFacts
from app.domain.lines import Line
from app.domain.localtime import instant
from app.domain.policies.base import kind_of
from app.domain.policies.reading import read_document
from app.domain.words import ClaimSource, State

_DOC = read_document(DOCUMENT)
RULES = Rules(kind_of(_DOC), _DOC, ZoneInfo(ZONE))
CHANGED, ANY_DAY = dt.time(9), dt.date(2026, 3, 2)
PARTY, UNIT = Party(adults=2), UnitFacts("cabin", "Cabin", capacity=CAPACITY)
RESERVATION = (
    "state", "arrives_on", "departs_on", "starts_at", "ends_at", "period", "adults", "due_at", "due_state",
    "total_minor", "paid_minor",
)  # fmt: skip
CLAIM = ("live", "source", "starts_at", "ends_at", "blocks_from", "blocks_to", "due_at", "due_ends_at")
LINE = ("position", "kind", "code", "facts", "on_date", "quantity", "amount_minor", "counts")
CHANGE = ("to_state", "happened_at", "recorded_at")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The cells of a stay's rows that neither its unit nor its client changes; a price line each."""

    reservation: str
    claim: str
    lines: tuple[str, ...]
    change: str


@lru_cache(maxsize=50_000)
def pattern(arrives_on: dt.date, departs_on: dt.date, state: State) -> Pattern:
    """Return the cells of a stay that stands in a state, made on an earlier day."""
    rules, made, period = RULES, _made(arrives_on, departs_on), Period(arrives_on, departs_on)
    due = rules.kind.deadline(rules.doc, state, period=period, zone=rules.zone, made_at=made.at)
    due_at, due_state = (due.due_at, due.due_state) if due else (None, None)
    kept = due.of_claim(made.ends_at) if due else (None, None)
    paid_minor = made.total_minor if state is State.FINISHED else 0
    return Pattern(
        reservation=f"{state}\t{made.reservation}\t{cells(due_at, due_state, made.total_minor, paid_minor)}",
        claim=f"{cells(state is not State.CANCELLED)}\t{made.claim}\t{cells(*kept)}",
        lines=made.lines,
        change=f"{state}\t{made.changed_at}\t{made.changed_at}",
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """What holds of a stay in any state: its price costs most of the time."""

    at: dt.datetime
    changed_at: dt.datetime
    ends_at: dt.datetime
    total_minor: int
    reservation: str
    claim: str
    lines: tuple[str, ...]


@lru_cache(maxsize=50_000)
def _made(arrives_on: dt.date, departs_on: dt.date) -> _Made:
    rules, period = RULES, Period(arrives_on, departs_on)
    changed_at = instant(arrives_on, CHANGED, rules.zone)
    span = rules.kind.span(rules.doc, period, rules.zone)
    blocked = rules.kind.blocked(rules.doc, span)
    price = _priced((departs_on - arrives_on).days)
    return _Made(
        changed_at - dt.timedelta(days=1), changed_at, span.ends_at, price.total_minor,
        reservation=cells(arrives_on, departs_on, span.starts_at, span.ends_at, times_of(period), PARTY.adults),
        claim=cells(ClaimSource.RESERVATION, span.starts_at, span.ends_at, blocked.starts_at, blocked.ends_at),
        lines=price.lines_from(arrives_on),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Price:
    """What a stay of some nights costs; its lines as cells before their date, days from arrival, cells behind."""

    total_minor: int
    lines: tuple[tuple[str, int, str], ...]

    def lines_from(self, arrives_on: dt.date) -> tuple[str, ...]:
        """Return the lines of a stay that begins on a day."""
        day = arrives_on.toordinal()
        return tuple(
            f"{before}\t{dt.date.fromordinal(day + after_days)}\t{behind}"
            for before, after_days, behind in self.lines
        )


@cache
def _priced(nights: int) -> _Price:
    """Return the price of a stay, which depends on nothing but its length: the load's policy asks the same on all days."""
    period = Period(ANY_DAY, ANY_DAY + dt.timedelta(days=nights))
    ask = Ask(period, PARTY, UNIT, instant(ANY_DAY, CHANGED, RULES.zone), RULES.zone)
    price = RULES.kind.quote(RULES.doc, ask, currency=CURRENCY)
    return _Price(price.total_minor, tuple(_line(*numbered) for numbered in enumerate(price.lines)))


@lru_cache(maxsize=50_000)
def noon(day: dt.date) -> str:
    """Return the instant of midday as a cell."""
    return cells(instant(day, dt.time(12), RULES.zone))


def _line(position: int, line: Line) -> tuple[str, int, str]:
    if line.on_date is None:
        raise ValueError("A load's price has nothing but nights.")
    return (
        cells(position, line.kind, line.code, dict(line.facts)),
        (line.on_date - ANY_DAY).days,
        cells(line.quantity, line.amount_minor, line.counts),
    )
