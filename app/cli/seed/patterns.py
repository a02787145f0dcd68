"""What stays between two dates have in common, written once: the policy's own answers, as cells for COPY."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
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
CHANGED = dt.time(9)
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
    at = changed_at - dt.timedelta(days=1)
    span = rules.kind.span(rules.doc, period, rules.zone)
    blocked = rules.kind.blocked(rules.doc, span)
    price = rules.kind.quote(rules.doc, Ask(period, PARTY, UNIT, at, rules.zone), currency=CURRENCY)
    return _Made(
        at, changed_at, span.ends_at, price.total_minor,
        reservation=cells(arrives_on, departs_on, span.starts_at, span.ends_at, times_of(period), PARTY.adults),
        claim=cells(ClaimSource.RESERVATION, span.starts_at, span.ends_at, blocked.starts_at, blocked.ends_at),
        lines=tuple(_line(position, line) for position, line in enumerate(price.lines)),
    )  # fmt: skip


@lru_cache(maxsize=50_000)
def noon(day: dt.date) -> str:
    """Return the instant of midday as a cell."""
    return cells(instant(day, dt.time(12), RULES.zone))


def _line(position: int, line: Line) -> str:
    return cells(
        position, line.kind, line.code, dict(line.facts), line.on_date, line.quantity, line.amount_minor, line.counts
    )  # fmt: skip
