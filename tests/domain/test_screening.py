"""The screen and the room say the same of every span: which are free, and of nothing else."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.availability import Calendar, ClaimFacts, Room
from app.domain.screening import EPOCH, TICK, Spans, free, is_full
from app.domain.span import Span
from app.domain.stock import Need, Stock
from app.domain.words import BUFFERED, ClaimSource
from tests.domain.make import as_taken

NOW = datetime(2026, 7, 1, tzinfo=UTC)
CABIN, KAYAKS = Need("cabin"), Need("kayaks", 1, 5, Stock.POOL)
FAMILY = (Need("cabin"), Need("kayaks", 2, 5, Stock.POOL))


def span(rng: random.Random) -> Span:
    begins = NOW + timedelta(hours=rng.randrange(60))
    return Span(begins, begins + timedelta(hours=rng.randint(1, 12), microseconds=rng.choice([0, 0, 1])))


def claim(rng: random.Random, need: Need) -> ClaimFacts:
    own, source = span(rng), rng.choice(list(ClaimSource))
    buffers = timedelta(hours=rng.choice([0, 1, 5])) if source in BUFFERED else timedelta(0)
    return ClaimFacts(
        need.unit, own, own.widened(buffers, buffers), source, quantity=rng.randint(1, need.quantity)
    )


@pytest.mark.parametrize("needs", [(CABIN,), (KAYAKS,), FAMILY], ids=["single", "pool", "composite"])
@pytest.mark.parametrize("wanted", [1, 2])
def test_the_screen_leaves_exactly_what_has_room(needs, wanted):
    rng, seen = random.Random(f"{needs} {wanted}"), set[bool]()
    for _ in range(60):
        claims = {need.unit: [claim(rng, need) for _ in range(rng.randrange(6))] for need in needs}
        room = Room(needs, Calendar(claims), now=NOW)
        own = [span(rng) for _ in range(20)]
        blocked = [each.widened(timedelta(hours=1), timedelta(hours=2)) for each in own]
        left = free(
            needs,
            {unit: [as_taken(each) for each in stored] for unit, stored in claims.items()},
            own=Spans(own),
            blocked=Spans(blocked),
            wanted=wanted,
        )
        said = [bool(left >> place & 1) for place in range(len(own))]
        assert said == [room.left(*both) >= wanted for both in zip(own, blocked, strict=True)]
        seen |= set(said)
    assert seen == ({False} if wanted == 2 and CABIN in needs else {True, False})


def test_a_house_is_full_exactly_where_no_unit_is_left_at_some_instant():
    rng, seen = random.Random("full"), []
    units = [Need(f"cabin-{number}") for number in range(1, 3)]
    for _ in range(200):
        claims = {need.unit: apart([claim(rng, need) for _ in range(rng.randrange(20))]) for need in units}
        taken, asked = (
            {unit: [as_taken(each) for each in stored] for unit, stored in claims.items()},
            span(rng),
        )
        instants = {asked.starts_at, *(each.span.starts_at for stored in claims.values() for each in stored)}
        found = any(
            all(any(each.span.holds(at) for each in claims[need.unit]) for need in units)
            for at in instants
            if asked.holds(at)
        )
        assert is_full([need.unit for need in units], taken, asked) == found
        seen.append(found)
    assert 20 < sum(seen) < 180


def apart(claims: list[ClaimFacts]) -> list[ClaimFacts]:
    """Those that can stand in one unit."""
    kept: list[ClaimFacts] = []
    for each in claims:
        if not any(each.span.overlaps(other.span) for other in kept):
            kept.append(each)
    return kept


def test_what_only_touches_is_free_and_no_span_is_not():
    day = Span(NOW, NOW + timedelta(days=1))
    spans = Spans([day, None, Span(day.ends_at, day.ends_at + timedelta(days=1))])
    first, last = (day.starts_at - EPOCH) // TICK, (day.ends_at - EPOCH) // TICK
    assert spans.all == 0b101
    assert spans.touched((first, last)) == 0b001
    assert spans.touched((last, last + 1)) == 0b100
    assert spans.touched((0, first)) == 0


def test_of_seats_and_of_what_a_slot_runs_with_everything_is_left_to_ask():
    spans = Spans([Span(NOW, NOW + timedelta(hours=1))])
    claims = {"tour": [(0, 2**62, 0, 2**62, 99, True)], "boat": [(0, 2**62, 0, 2**62, 1, True)]}
    needs = [Need("tour", 1, 12, Stock.SEATS), Need("boat", serves="tour")]
    assert free(needs, claims, own=spans, blocked=spans, wanted=1) == 1
