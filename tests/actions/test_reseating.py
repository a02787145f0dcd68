"""Room made by moving stays: offered when it helps, made in one transaction, taken back in one."""

import random

import pytest
from sqlalchemy import select, update

from app.actions.closures import ClosureFields, create
from app.actions.reservations import openings, states
from app.actions.reservations.openings import RESEAT
from app.actions.reservations.reseat import Opens, Step, put_back, reseat
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Claim, Unit
from tests import make
from tests.cast import document, local


def refused_of(house, arrives: int, departs: int, **wish) -> Refused:
    with pytest.raises(Refused) as refused:
        make.reserve(house, arrives, departs, **wish)
    return refused.value


def way_of(refused: Refused):
    return next((way for way in refused.alternatives if way.kind == RESEAT), None)


def steps_of(way) -> list[Step]:
    return [Step(move["ref"], move["version"], move["from"], move["to"]) for move in way.facts["moves"]]


def take(house, way, but: str = "") -> list[Step]:
    steps = steps_of(way)
    reseat(house.actor(), steps, Opens(way.unit_ref, way.period, but))
    return steps


def tetris(house) -> dict[str, str]:
    """Three cabins of which one is always free from 10 to 14, and never the same one."""
    return {
        "ana": make.reserve(house, 10, 12, unit="cabin-1", client="Ana"),
        "bo": make.reserve(house, 12, 14, unit="cabin-2", client="Bo"),
        "cy": make.reserve(house, 9, 15, unit="cabin-3", client="Cy"),
    }


def test_one_stay_moves_and_the_request_fits_in_the_unit_that_was_asked_for(house):
    refs = tetris(house)
    way = way_of(refused_of(house, 10, 14))
    assert (way.unit_ref, way.period) == ("cabin-1", make.nights(10, 14))
    assert steps_of(way) == [Step(refs["ana"], 1, "cabin-1", "cabin-2")]
    total = make.find(refs["ana"]).total_minor
    take(house, way)
    moved = make.find(refs["ana"])
    assert (make.unit_of(house, moved), moved.version, moved.total_minor) == ("cabin-2", 2, total)
    assert make.live_claims(refs["ana"]) == [(local(2026, 7, 10, 15), local(2026, 7, 12, 11))]
    assert make.find(make.reserve(house, 10, 14)).state == "confirmed"
    (entry,) = make.audit_of("reseated")
    assert (entry.before["unit"], entry.after["unit"]) == ("cabin-1", "cabin-2")
    assert entry.after["room_for"] == {"unit": "Cabin 1", "starts_on": "2026-07-10", "ends_on": "2026-07-14"}


def test_all_moves_share_one_transaction_and_name_each_other(house):
    moving = {
        make.reserve(house, 10, 11, unit="cabin-1"),
        make.reserve(house, 13, 14, unit="cabin-1"),
    }
    create(house.actor(), ClosureFields("cabin-2", make.july(11), make.july(13), reason="maintenance"))
    make.reserve(house, 9, 15, unit="cabin-3")
    take(house, way_of(refused_of(house, 10, 14)))
    entries = make.audit_of("reseated")
    assert {entry.entity_ref for entry in entries} == moving
    assert len({entry.xid for entry in entries}) == 1
    for entry in entries:
        others = {other.entity_ref for other in entries} - {entry.entity_ref}
        assert {each["ref"] for each in entry.linked} == others


def test_a_free_unit_of_the_type_is_offered_instead_of_any_move(house):
    make.reserve(house, 10, 12, unit="cabin-1")
    ways = refused_of(house, 10, 14).alternatives
    assert RESEAT not in [way.kind for way in ways]
    assert "unit" in [way.kind for way in ways]


def test_who_is_in_the_house_never_moves(house, clock):
    refs = tetris(house)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), refs["ana"])
    way = way_of(refused_of(house, 11, 14, unit="cabin-1"))
    assert (way.unit_ref, steps_of(way)) == ("cabin-2", [Step(refs["bo"], 1, "cabin-2", "cabin-1")])
    ana = make.find(refs["ana"])
    step = Step(ana.ref, ana.version, "cabin-1", "cabin-2")
    with pytest.raises(Refused) as refused:
        reseat(house.actor(), [step], Opens("cabin-1", make.nights(10, 14)))
    assert [refusal.code for refusal in refused.value.refusals] == ["reseating_is_old"]


def test_a_stay_that_should_have_begun_does_not_move_although_nobody_checked_it_in(house, clock):
    tetris(house)
    clock.move_to(local(2026, 7, 10, 16))
    way = way_of(refused_of(house, 11, 14, unit="cabin-1"))
    assert way.unit_ref == "cabin-2"


def test_a_closure_never_moves(house):
    fields = ClosureFields("cabin-1", make.july(10), make.july(12), reason="maintenance")
    create(house.actor(), fields)
    bo = make.reserve(house, 12, 14, unit="cabin-2")
    make.reserve(house, 9, 15, unit="cabin-3")
    way = way_of(refused_of(house, 10, 14))
    assert (way.unit_ref, steps_of(way)) == ("cabin-2", [Step(bo, 1, "cabin-2", "cabin-1")])


def test_a_request_that_holds_its_nights_moves_like_a_stay(house):
    asked = make.request(house, 10, 12, unit="cabin-1")
    make.reserve(house, 12, 14, unit="cabin-2")
    make.reserve(house, 9, 15, unit="cabin-3")
    way = way_of(refused_of(house, 10, 14))
    assert (way.unit_ref, [step.ref for step in steps_of(way)]) == ("cabin-1", [asked])
    take(house, way)
    assert (make.find(asked).state, make.unit_of(house, make.find(asked))) == ("pending", "cabin-2")
    make.reserve(house, 10, 14, unit=way.unit_ref)


def test_a_stay_moves_only_where_its_people_have_room(house):
    db.session.execute(update(Unit).where(Unit.ref == "cabin-2").values(capacity=2))
    make.reserve(house, 10, 12, unit="cabin-1", adults=3)
    bo = make.reserve(house, 12, 14, unit="cabin-2")
    make.reserve(house, 9, 15, unit="cabin-3")
    way = way_of(refused_of(house, 10, 14))
    assert (way.unit_ref, [step.ref for step in steps_of(way)]) == ("cabin-2", [bo])


def test_when_the_peak_does_not_fit_nothing_is_offered(house):
    tetris(house)
    make.reserve(house, 11, 12, unit="cabin-2")
    assert way_of(refused_of(house, 10, 14)) is None


def test_of_a_full_house_nothing_but_its_claims_is_read(house, monkeypatch):
    read, stays = [], openings._stays
    monkeypatch.setattr(openings, "_stays", lambda *given: read.append(given) or stays(*given))
    tetris(house)
    assert way_of(refused_of(house, 10, 14)) is not None
    assert len(read) == 1
    make.reserve(house, 11, 12, unit="cabin-2")
    assert way_of(refused_of(house, 10, 14)) is None
    assert len(read) == 1


def test_the_moves_are_taken_back_while_nobody_took_the_unit(house):
    refs = tetris(house)
    steps = take(house, way_of(refused_of(house, 10, 14)))
    put_back(house.actor(), [step.back() for step in steps])
    row = make.find(refs["ana"])
    assert (make.unit_of(house, row), row.version) == ("cabin-1", 3)
    put_back(house.actor(), [step.back() for step in steps])
    assert make.find(refs["ana"]).version == 3
    steps = take(house, way_of(refused_of(house, 10, 14)))
    make.reserve(house, 10, 14, client="Dee")
    with pytest.raises(Refused) as refused:
        put_back(house.actor(), [step.back() for step in steps])
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.status, refusal.facts["unit"]) == ("taken", 409, "Cabin 1")
    assert make.unit_of(house, make.find(refs["ana"])) == "cabin-2"


def test_a_plan_that_no_longer_holds_moves_nobody(house):
    refs = tetris(house)
    way = way_of(refused_of(house, 10, 14))
    make.reserve(house, 10, 11, unit="cabin-2")
    with pytest.raises(Refused) as refused:
        take(house, way)
    assert refused.value.status == 409
    assert make.unit_of(house, make.find(refs["ana"])) == "cabin-1"
    assert make.live_claims(refs["ana"]) == [(local(2026, 7, 10, 15), local(2026, 7, 12, 11))]


def test_nobody_moves_when_the_unit_would_not_become_free(house):
    refs = tetris(house)
    way = way_of(refused_of(house, 10, 14))
    make.reserve(house, 12, 13, unit="cabin-1")
    with pytest.raises(Refused) as refused:
        take(house, way)
    assert [refusal.code for refusal in refused.value.refusals] == ["reseating_is_old"]
    assert make.unit_of(house, make.find(refs["ana"])) == "cabin-1"
    assert make.audit_of("reseated") == []


def test_a_stay_that_changed_since_the_plan_moves_nobody(house):
    refs = tetris(house)
    way = way_of(refused_of(house, 10, 14))
    make.alter(house, refs["ana"], note="late")
    with pytest.raises(Refused) as refused:
        take(house, way)
    assert [refusal.code for refusal in refused.value.refusals] == ["reseating_is_old"]


def test_an_extension_is_made_possible_by_moving_the_next_stay(house):
    mine = make.reserve(house, 10, 12, unit="cabin-1")
    nearby = make.reserve(house, 12, 14, unit="cabin-1")
    make.reserve(house, 10, 12, unit="cabin-2")
    make.reserve(house, 9, 15, unit="cabin-3")
    with pytest.raises(Refused) as refused:
        make.alter(house, mine, period=make.nights(10, 14))
    way = way_of(refused.value)
    assert [(step.ref, step.to_ref) for step in steps_of(way)] == [(nearby, "cabin-2")]
    take(house, way, but=mine)
    make.alter(house, mine, period=make.nights(10, 14))


@pytest.mark.parametrize("seed", [0, 1, 2, 5, 6, 7])
def test_a_request_fits_whenever_its_peak_does_and_nothing_is_fixed(build, seed):
    rng, house = random.Random(seed), build(units=4)
    made: list[tuple[int, int]] = []
    for _ in range(45):
        arrives = rng.randint(2, 24)
        departs = arrives + rng.randint(2, 7)
        fits = all(sum(first <= day < last for first, last in made) < 4 for day in range(arrives, departs))
        unit = f"cabin-{rng.randint(1, 4)}"
        try:
            make.reserve(house, arrives, departs, unit=unit)
        except Refused as refused:
            ways = [way for way in refused.alternatives if way.period == make.nights(arrives, departs)]
            assert bool(ways) == fits, (arrives, departs)
            if not ways:
                continue
            if ways[0].kind == RESEAT:
                take(house, ways[0])
            make.reserve(house, arrives, departs, unit=ways[0].unit_ref)
        made.append((arrives, departs))
    assert make.audit_of("reseated")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_offered_holds_among_closures_small_units_gaps_and_stays_in_the_house(build, clock, seed):
    rng = random.Random(seed)
    house = build(document(after_min=60 * rng.choice([0, 5]), restrictions={"min_gap": 2}), units=5)
    db.session.execute(update(Unit).where(Unit.ref.in_(["cabin-1", "cabin-2"])).values(capacity=2))
    create(house.actor(), ClosureFields("cabin-3", make.july(14), make.july(16), reason="maintenance"))
    clock.move_to(local(2026, 7, 4, 16))
    for unit in ("cabin-3", "cabin-4"):
        states.check_in(house.actor(), make.reserve(house, 4, 4 + rng.randint(2, 6), unit=unit))
    fixed = {claim for ref in ("cabin-3", "cabin-4") for claim in ids_in(house, ref)}
    taken = 0
    for _ in range(50):
        arrives = rng.randint(4, 24)
        departs, adults = arrives + rng.randint(2, 6), rng.choice([2, 4])
        unit = f"cabin-{rng.randint(1, 5)}"
        try:
            make.reserve(house, arrives, departs, unit=unit, adults=adults)
        except Refused as refused:
            ways = refused.alternatives
            if ways:
                way = next((way for way in ways if way.kind == RESEAT), ways[0])
                if way.kind == RESEAT:
                    take(house, way)
                    taken += 1
                period = way.period
                make.reserve(
                    house, day_of(period.starts_on), day_of(period.ends_on),
                    unit=way.unit_ref, adults=adults,
                )  # fmt: skip
    assert fixed <= {claim for ref in ("cabin-3", "cabin-4") for claim in ids_in(house, ref)}
    assert taken


def day_of(date) -> int:
    """The number that makes this day of July or August."""
    return (date - make.july(1)).days + 1


def ids_in(house, unit: str) -> set[tuple[int, str]]:
    """The claims that stand in a unit and can't move."""
    asked = select(Claim.id, Claim.source).where(
        Claim.unit_id == house.units[unit], Claim.live, Claim.starts_at <= local(2026, 7, 4, 16)
    )
    return {tuple(row) for row in db.session.execute(asked)}
