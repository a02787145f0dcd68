"""Makers of policies, stays and claims in few words."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.asking import Ask, Party, Period, UnitFacts
from app.domain.availability import Calendar, ClaimFacts, Room
from app.domain.lines import LineKind, Quote
from app.domain.policies.base import KINDS
from app.domain.policies.nightly import NightlyDocument
from app.domain.policies.reading import read_document
from app.domain.priced import Priced
from app.domain.pricing import quote
from app.domain.screening import EPOCH, TICK, Taken
from app.domain.span import Span
from app.domain.tariff import Tariff
from app.domain.words import BUFFERED, ClaimSource

MADRID = ZoneInfo("Europe/Madrid")
NIGHTLY = KINDS["nightly"]
CABIN = UnitFacts("cabin-1", "Cabin 1", capacity=4, cots=1)
LONG_BEFORE = datetime(2026, 1, 2, 12, tzinfo=UTC)


def policy(pricing: dict[str, Any] | None = None, **document: Any) -> NightlyDocument:
    """Return a nightly policy at 100.00 a night, unless told otherwise."""
    read = read_document({"kind": "nightly", "pricing": {"base_minor": 10_000} | (pricing or {})} | document)
    assert isinstance(read, NightlyDocument)
    return read


def july(first: int, last: int, **times: time) -> Period:
    """Return a stay in July 2026."""
    return Period(date(2026, 7, first), date(2026, 7, last), **times)


def stay(first: str, last: str) -> Period:
    """Return a stay between two ISO dates."""
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def local(text: str, zone: ZoneInfo = MADRID) -> datetime:
    """Return an instant from an ISO wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def ask(period: Period, party: Party | None = None, **more: Any) -> Ask:
    """Return a request for the cabin by two adults, made long before."""
    facts: dict[str, Any] = {"unit": CABIN, "now": LONG_BEFORE, "zone": MADRID} | more
    return Ask(period, party or Party(adults=2), **facts)


def codes(doc: NightlyDocument, asked: Ask) -> list[str]:
    """Return the codes of all rules that a request breaks."""
    return [refusal.code for refusal in NIGHTLY.restrictions(doc, asked)]


def euros(minor: int) -> str:
    """Return minor units as the examples write them."""
    return str(Decimal(minor).scaleb(-2))


def claim(
    doc: NightlyDocument,
    period: Period,
    ref: str,
    *,
    unit: str = CABIN.ref,
    due_at: datetime | None = None,
    due_ends_at: datetime | None = None,
) -> ClaimFacts:
    """Return a reservation's claim for a stay."""
    own = NIGHTLY.span(doc, period, MADRID)
    return ClaimFacts(
        unit, own, NIGHTLY.blocked(doc, own), owner_ref=ref, due_at=due_at, due_ends_at=due_ends_at
    )


def closure(first: str, last: str) -> ClaimFacts:
    """Return a closure's claim between two wall times."""
    own = Span(local(first), local(last))
    return ClaimFacts(CABIN.ref, own, own, source=ClaimSource.CLOSURE, owner_ref="closure")


def slot(start: str, minutes: int, *, before: int = 0, after: int = 0, ref: str = "rival") -> ClaimFacts:
    """Return a claim of some minutes with buffers, in UTC on 10 July 2026."""
    starts_at = datetime.fromisoformat(f"2026-07-10T{start}+00:00")
    own = Span(starts_at, starts_at + timedelta(minutes=minutes))
    return ClaimFacts(
        CABIN.ref, own, own.widened(timedelta(minutes=before), timedelta(minutes=after)), owner_ref=ref
    )


def room(*claims: ClaimFacts, unit: UnitFacts = CABIN, now: datetime = LONG_BEFORE, ignoring=()) -> Room:
    """Return what some claims leave of a unit."""
    by_unit: dict[str, list[ClaimFacts]] = {}
    for each in claims:
        by_unit.setdefault(each.unit, []).append(each)
    return Room(unit.takes, Calendar(by_unit), now=now, ignoring=ignoring)


def price(
    pricing: dict, period: Period, party: Party | None = None, *, currency: str = "EUR", sold=(), **more: Any
) -> Quote:
    """The price of a stay under a tariff."""
    return NIGHTLY.quote(policy(pricing), ask(period, party, **more), currency=currency, sold=sold)


def dates(first: str, count: int, *, each: int = 1) -> list[date]:
    """Return neighbouring dates, each as often as it has units of time."""
    start = date.fromisoformat(first)
    return [start + timedelta(days=place) for place in range(count) for _ in range(each)]


def tariff(pricing: dict[str, Any] | None = None) -> Tariff:
    """Return a tariff at 100.00 a unit of time, unless told otherwise."""
    return Tariff.model_validate({"base_minor": 10_000} | (pricing or {}))


def quoted(
    pricing: dict[str, Any],
    days: list[date],
    party: Party | None = None,
    *,
    currency: str = "EUR",
    sold=(),
    **more: Any,
) -> Quote:
    """The price of some units of time of any kind, for two adults and asked long before."""
    priced = Priced(days, party or Party(2), **{"made_on": LONG_BEFORE.date(), **more})
    return quote(tariff(pricing), priced, currency=currency, sold=sold)


def amounts(found: Quote, *kinds: LineKind) -> list[str]:
    """Return the amounts of the lines of some kinds as the examples write them."""
    return [euros(line.amount_minor) for line in found.lines if line.kind in kinds]


def as_taken(claim: ClaimFacts) -> Taken:
    """Return what a claim takes as a screen reads it."""
    ends = (claim.span.starts_at, claim.span.ends_at, claim.blocked.starts_at, claim.blocked.ends_at)
    return [*[(at - EPOCH) // TICK for at in ends], claim.quantity, claim.source in BUFFERED]
