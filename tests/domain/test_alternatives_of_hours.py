"""Ways out of slots and intervals, generated: each is accepted, and none is missed where a neighbour is free."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from app.domain.alternatives import Judge, neighbours, search
from app.domain.asking import Alternative, Ask, Party, Period, UnitFacts
from app.domain.availability import Calendar, ClaimFacts, Room, effective
from app.domain.policies.base import KINDS
from app.domain.policies.document import PolicyDocument
from app.domain.policies.reading import read_document
from app.domain.policies.room import no_room
from app.domain.screening import free
from app.domain.span import Span
from app.domain.stock import Need, Stock
from app.domain.words import ClaimSource
from tests.domain.make import MADRID, as_taken, local

CASES = {"slot": 25, "interval": 20}
TODAY = date(2026, 10, 12)  # the clocks go back on the 25th
NOW = local("2026-10-12T09:00")
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
RULES: list[dict[str, Any]] = [
    {}, {}, {"closed_to_arrival": [{"weekdays": ["sat", "sun"]}]}, {"party": {"max_adults": 3}},
    {"expressions": [{"code": "a", "name": "A", "expression": "hour < 15", "sentence": {"en": "No."}}]},
]  # fmt: skip

Case = tuple[PolicyDocument, Ask, list[UnitFacts], Calendar]


def slots(rng: random.Random) -> dict[str, Any]:
    times = rng.sample(["02:30", "09:00", "10:00", "10:45", "15:00", "18:30"], rng.randint(1, 4))
    entries = [
        {
            "weekdays": rng.sample(WEEK, rng.randint(1, 7)), "time": at, "duration_min": rng.choice([45, 60, 120]),
            "seats": rng.choice([None, 2, 6]),
        }
        for at in times
    ]  # fmt: skip
    called_off = [{"on": str(TODAY + timedelta(days=rng.randrange(30)))} for _ in range(rng.randrange(3))]
    return {"kind": "slot", "slots": entries, "called_off": called_off, "until_end": rng.random() < 0.2}


def hours(rng: random.Random) -> dict[str, Any]:
    opening = [
        {
            "weekdays": rng.sample(WEEK, rng.randint(2, 7)), "opens": rng.choice(["08:10", "09:00"]),
            "closes": rng.choice(["12:00", "17:50"]),
        }
        for _ in range(rng.randrange(3))
    ]  # fmt: skip
    limits = {"min_units": rng.choice([1, 1, 2]), "max_units": rng.choice([None, 6])}
    steps = {"step_min": rng.choice([20, 30, 60, 90]), "counts": rng.choice(["hour", "hour", "day"])}
    return {"kind": "interval", "opening": opening} | steps | limits


DOCUMENTS: dict[str, Callable[[random.Random], dict[str, Any]]] = {"slot": slots, "interval": hours}


def wall(rng: random.Random, step: int) -> time:
    return time(*divmod(rng.randrange(0, 24 * 60, step), 60))


def wanted(rng: random.Random, doc: Any) -> Period:
    """What somebody asks for: now and then something that is not offered."""
    day = TODAY + timedelta(days=rng.randrange(25))
    if doc.kind == "slot":
        return Period(day, day, rng.choice([each.time for each in doc.slots] * 3 + [time(11, 11)]))
    begins = datetime.combine(day, wall(rng, doc.step_min))
    ends = begins + timedelta(minutes=doc.step_min * rng.randint(1, 8), days=rng.choice([0, 0, 0, 1, 3]))
    return Period(day, ends.date(), begins.time(), ends.time())


def unit_of(rng: random.Random, place: int, kind: str) -> UnitFacts:
    name, count = f"unit-{place}", rng.choice([1, 3, 8])
    facts = UnitFacts(name, name.title(), rng.choice([2, 6]), stock=Stock.SEATS, quantity=count)
    if kind == "slot":
        boat = [Need("boat", serves=name)] if rng.random() < 0.5 else []
        return replace(facts, needs=(Need(name, quantity=count, stock=Stock.SEATS), *boat))
    stock = rng.choice([Stock.SINGLE, Stock.POOL])
    facts = replace(facts, stock=stock, quantity=count if stock is Stock.POOL else 1)
    if rng.random() < 0.3:
        parts = (Need("boat"), Need(name, 2, 5, Stock.POOL))
        return replace(facts, stock=Stock.COMPOSITE, quantity=1, needs=parts)
    return facts


def taken(rng: random.Random, doc: Any, units: list[UnitFacts], how_much: int) -> Calendar:
    """A calendar that is nearly empty, or nearly full."""
    kind, claims = KINDS[doc.kind], dict[str, list[ClaimFacts]]()
    leaves = {need.unit: need for unit in units for need in unit.takes}
    for number in range(how_much * len(leaves)):
        need = rng.choice(list(leaves.values()))
        is_closure = rng.random() < 0.1
        period = wanted(rng, doc)
        while not is_closure and kind.shape(doc, period, zone=MADRID):
            period = wanted(rng, doc)
        if is_closure:
            starts_at = NOW + timedelta(hours=rng.randrange(600))
            own = Span(starts_at, starts_at + timedelta(hours=rng.choice([2, 30, 400])))
        else:
            own = kind.span(doc, period, MADRID)
        claim = ClaimFacts(
            need.unit, own, own if is_closure else kind.blocked(doc, own),
            ClaimSource.CLOSURE if is_closure else ClaimSource.RESERVATION, str(number),
            due_at=rng.choice([None, None, None, NOW]),
            quantity=rng.randint(1, need.quantity), occurrence=own.starts_at if need.stock is Stock.SEATS else None,
        )  # fmt: skip
        claims.setdefault(need.unit, []).append(claim)
    return Calendar(claims)


def case(kind: str, number: int) -> Case:
    rng = random.Random(f"{kind} {number}")
    restrictions = rng.choice(RULES)
    buffers = {"before_min": rng.choice([0, 0, 10]), "after_min": rng.choice([0, 30, 24 * 60])}
    doc = read_document(
        {"pricing": {"base_minor": 1}, "restrictions": restrictions} | buffers | DOCUMENTS[kind](rng)
    )
    units = [unit_of(rng, place, kind) for place in range(3)]
    party, period = Party(rng.randint(1, 4), rng.choice([0, 0, 1])), wanted(rng, doc)
    while kind == "interval" and [r.code for r in KINDS[kind].shape(doc, period, zone=MADRID)] == [
        "ends_before_start"
    ]:
        period = wanted(rng, doc)
    ask = Ask(period, party, units[0], NOW, MADRID, quantity=rng.choice([1, 1, 2]))
    return doc, ask, units, taken(rng, doc, units, rng.choice([2, 20, 120]))


def passes(doc: PolicyDocument, ask: Ask, calendar: Calendar) -> bool:
    """Ask the long way, as an action would: the shape, then the room, then every rule."""
    kind = KINDS[doc.kind]
    if kind.shape(doc, ask.period, zone=MADRID):
        return False
    room = Room(ask.unit.takes, calendar, now=NOW)
    return no_room(kind, doc, ask, room) is None and not kind.restrictions(doc, ask)


def ways_out(doc: PolicyDocument, ask: Ask, units: list[UnitFacts], calendar: Calendar) -> list[Alternative]:
    kind = KINDS[doc.kind]
    near, judge = neighbours(kind, doc, ask.period, zone=MADRID), Judge(kind, doc, ask=ask, calendar=calendar)
    live = {
        unit: [as_taken(claim) for each in stored if (claim := effective(each, NOW))]
        for unit, stored in calendar.claims.items()
    }

    def screen(among: Sequence[UnitFacts], periods: Sequence[Period]) -> list[int]:
        own, blocked = judge.spans(periods)
        return [free(unit.takes, live, own=own, blocked=blocked, wanted=judge.wanted) for unit in among]

    return search(ask, units, near=near, is_acceptable=judge, screen=screen)


def feasible(doc: Any, ask: Ask, units: list[UnitFacts], calendar: Calendar) -> Iterator[tuple[str, Period]]:
    """What is free near a request, found without the engine's neighbours.

    The asked unit at every slot, or at every step of every day, within 14 days; the others in the asked period, and
    in every slot of those days.
    """
    for days in range(-14, 15):
        day = ask.period.starts_on + timedelta(days=days)
        for period in at_every_step(doc, ask.period, day):
            among = units if doc.kind == "slot" or period == ask.period else [ask.unit]
            for unit in among:
                if passes(doc, replace(ask, unit=unit, period=period), calendar):
                    yield unit.ref, period


def at_every_step(doc: Any, period: Period, day: date) -> Iterator[Period]:
    if doc.kind == "slot":
        yield from (Period(day, day, at) for at in {each.time for each in doc.slots})
        return
    begins = datetime.combine(period.starts_on, period.starts_time)
    length = datetime.combine(period.ends_on, period.ends_time) - begins
    for minute in range(0, 24 * 60, doc.step_min):
        starts = datetime.combine(day, time(*divmod(minute, 60)))
        ends = starts + length
        if abs(starts - begins) <= timedelta(days=14):
            yield Period(day, ends.date(), starts.time(), ends.time())


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_every_way_out_of_a_slot_or_an_interval_would_be_accepted(kind: str):
    offered = 0
    for number in range(CASES[kind]):
        doc, ask, units, calendar = case(kind, number)
        found = [] if passes(doc, ask, calendar) else ways_out(doc, ask, units, calendar)
        assert len({(way.unit_ref, way.period) for way in found}) == len(found) <= 3
        for way in found:
            [unit] = [unit for unit in units if unit.ref == way.unit_ref]
            assert passes(doc, replace(ask, unit=unit, period=way.period), calendar), (number, way)
        offered += len(found)
    assert offered > CASES[kind] // 3


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_no_refusal_of_a_slot_or_an_interval_is_without_a_way_out_while_a_neighbour_is_free(kind: str):
    missed, without = [], 0
    for number in range(CASES[kind]):
        doc, ask, units, calendar = case(kind, number)
        if passes(doc, ask, calendar) or ways_out(doc, ask, units, calendar):
            continue
        without += 1
        if (near := next(feasible(doc, ask, units, calendar), None)) is not None:
            missed.append((number, ask.unit.ref, ask.period, near))
    assert missed == []
    assert without  # some of the calendars are full
