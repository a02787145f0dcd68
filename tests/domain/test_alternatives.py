"""Ways out: each is accepted when posted, and there is one whenever a neighbour is free."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alternatives import Judge, continued, fewer, neighbours, search
from app.domain.asking import Alternative, Ask, Party, Period, UnitFacts
from app.domain.availability import Calendar, ClaimFacts, conflicts
from app.domain.policies.base import KINDS
from app.domain.policies.reading import read_document
from app.domain.stock import Stock
from tests.domain.make import CABIN, MADRID, NIGHTLY, ask, claim, july, local, policy, room, stay

UNITS = [CABIN, UnitFacts("cabin-2", "Cabin 2", 2), UnitFacts("cabin-3", "Cabin 3", 4)]


def ways_out(doc, asked: Ask, *, taken: list[ClaimFacts], units=UNITS) -> list[Alternative]:
    claims = {unit.ref: [each for each in taken if each.unit == unit.ref] for unit in units}
    judge = Judge(NIGHTLY, doc, ask=asked, calendar=Calendar(claims))
    return search(asked, units, near=neighbours(NIGHTLY, doc, asked.period, zone=MADRID), is_acceptable=judge)


def short(found: list[Alternative]) -> list[tuple[str, str, Period]]:
    return [(way.kind, way.unit_ref, way.period) for way in found]


def test_T2_other_dates_another_unit_and_fewer_nights_are_offered():
    doc = policy()
    taken = [claim(doc, july(10, 13), "A")]
    assert short(ways_out(doc, ask(july(12, 14)), taken=taken)) == [
        ("shift", "cabin-1", july(13, 15)),
        ("unit", "cabin-2", july(12, 14)),
        ("shorten", "cabin-1", july(13, 14)),
    ]


def test_an_alternative_says_what_is_different():
    doc = policy()
    [first, *_] = ways_out(doc, ask(july(12, 14)), taken=[claim(doc, july(10, 13), "A")])
    assert first.facts == {
        "unit": "Cabin 1",
        "starts_on": "2026-07-13",
        "ends_on": "2026-07-15",
        "days_later": 1,
    }


@pytest.mark.parametrize(
    ("document", "period", "party", "expected"),
    [
        # too many people for cabin 2: only cabin 3 is another unit
        ({}, july(12, 14), Party(3), ("unit", "cabin-3", july(12, 14))),
        # too short everywhere: a longer stay
        ({"min_nights": 3}, july(20, 21), Party(2), ("extend", "cabin-1", july(20, 23))),
        # no stay at all: one night
        ({}, july(20, 20), Party(2), ("extend", "cabin-1", july(20, 21))),
        # Saturday to Saturday only: other dates and another length
        (
            {"restrictions": {"changeover": [{"weekdays": ["sat"]}]}},
            stay("2026-07-19", "2026-07-23"),
            Party(2),
            ("shift", "cabin-1", stay("2026-07-18", "2026-07-25")),
        ),
    ],
)
def test_the_way_out_fits_the_refusal(document: dict, period: Period, party: Party, expected: tuple):
    doc = policy(**document)
    found = ways_out(doc, ask(period, party), taken=[claim(doc, july(10, 13), "A")])
    assert expected in short(found)


def test_X1_the_rest_of_a_stay_is_offered_in_another_unit():
    doc = policy()
    taken = [claim(doc, july(14, 16), "B"), claim(doc, july(13, 15), "C", unit="cabin-2")]
    wanted = july(10, 15)
    asked = ask(wanted, is_new=False, held=july(10, 13))
    own = NIGHTLY.span(doc, wanted, MADRID)
    latest = NIGHTLY.latest_end(doc, wanted, zone=MADRID, until=room(*taken[:1]).free_until(own, own))
    assert latest == july(10, 14)
    judge = Judge(
        NIGHTLY, doc, ask=ask(july(14, 15)), calendar=Calendar({"cabin-1": taken[:1], "cabin-2": taken[1:]})
    )
    offered = continued(asked, latest, rest=july(14, 15), units=UNITS, is_acceptable=judge)
    assert short(offered) == [("continue", "cabin-3", july(14, 15))]
    assert offered[0].facts["latest_ends_on"] == "2026-07-14"


def test_S6_a_claim_that_absence_has_freed_is_a_way_out():
    doc = policy()
    absent = claim(doc, july(10, 13), "A", due_at=local("2026-07-10T22:00"))
    judge = Judge(
        NIGHTLY,
        doc,
        ask=ask(july(11, 12), now=local("2026-07-11T09:00")),
        calendar=Calendar({"cabin-1": [absent]}),
    )
    assert judge(CABIN, july(11, 13))


def test_one_s_own_claim_is_not_in_the_way():
    doc = policy()
    own = {"cabin-1": [claim(doc, july(10, 13), "A")]}
    asked = ask(july(10, 14), is_new=False, held=july(10, 13))
    assert not Judge(NIGHTLY, doc, ask=asked, calendar=Calendar(own))(CABIN, july(10, 14))
    assert Judge(NIGHTLY, doc, ask=asked, calendar=Calendar(own), ignoring=["A"])(CABIN, july(10, 14))


def test_X4_no_way_out_changes_nights_that_are_over():
    doc = policy()
    asked = ask(july(10, 18), is_new=False, held=july(10, 15), now=local("2026-07-12T09:00"))

    def allows(period: Period) -> bool:
        return not NIGHTLY.change_refusals(doc, july(10, 15), wanted=period, zone=MADRID, now=asked.now)

    claims = {"cabin-1": [claim(doc, july(16, 20), "B")]}
    judge = Judge(NIGHTLY, doc, ask=asked, calendar=Calendar(claims), allows=allows)
    found = search(
        asked, [CABIN], near=neighbours(NIGHTLY, doc, asked.period, zone=MADRID), is_acceptable=judge
    )
    assert short(found) == [
        ("shorten", "cabin-1", july(10, 16)),
        ("shorten", "cabin-1", july(10, 15)),
        ("shorten", "cabin-1", july(10, 14)),
    ]


def test_nothing_is_near_a_date_that_nobody_means():
    assert ways_out(policy(), ask(Period(date.min, date.max)), taken=[]) == []


stays = st.tuples(st.sampled_from(UNITS), st.integers(1, 28), st.integers(1, 14))
documents = st.fixed_dictionaries(
    {
        "min_nights": st.integers(1, 3),
        "after_min": st.sampled_from([0, 180, 300]),
        "restrictions": st.fixed_dictionaries(
            {
                "closed_to_arrival": st.sampled_from([[], [{"weekdays": ["sun"]}]]),
                "changeover": st.sampled_from([[], [{"weekdays": ["sat", "wed"]}]]),
            }
        ),
    }
)


@given(documents, st.lists(stays, max_size=8), st.integers(1, 28), st.integers(1, 7), st.integers(1, 4))
def test_every_way_out_would_be_accepted_and_a_free_neighbour_is_never_missed(
    document: dict, taken: list, first: int, count: int, people: int
):
    doc = policy(**document)
    claims = [
        claim(doc, july_from(day, nights), str(number), unit=unit.ref)
        for number, (unit, day, nights) in enumerate(taken)
    ]
    asked = ask(july_from(first, count), Party(people))
    found = ways_out(doc, asked, taken=claims)
    assert len(set(short(found))) == len(found) <= 3
    for way in found:
        unit = next(unit for unit in UNITS if unit.ref == way.unit_ref)
        assert accepted(doc, Ask(way.period, asked.party, unit, asked.now, asked.zone), claims)
    near = [NIGHTLY.shifted(asked.period, days) for days in range(-14, 15)]
    if any(
        accepted(doc, Ask(period, asked.party, unit, asked.now, asked.zone), claims)
        for unit in UNITS
        for period in near
        if (unit, period) != (asked.unit, asked.period)
    ):
        assert found


def july_from(first: int, count: int) -> Period:
    starts_on = date(2026, 7, 1) + timedelta(days=first)
    return Period(starts_on, starts_on + timedelta(days=count))


def accepted(doc, asked: Ask, claims: list[ClaimFacts]) -> bool:
    """Ask the long way, as an action would."""
    own = NIGHTLY.span(doc, asked.period, asked.zone)
    among = [each for each in claims if each.unit == asked.unit.ref]
    return not (
        NIGHTLY.shape(doc, asked.period, zone=asked.zone)
        or NIGHTLY.restrictions(doc, asked)
        or conflicts(own, NIGHTLY.blocked(doc, own), claims=among, now=asked.now)
    )


TOUR = {
    "kind": "slot",
    "slots": [{"weekdays": ["fri"], "time": "10:00", "duration_min": 60}],
    "pricing": {"base_minor": 2_500},
}


@pytest.mark.parametrize(
    ("more", "asked", "left", "expected"),
    [
        # so many adults less
        ({}, {"party": Party(4)}, 3, (1, Party(3))),
        # a child keeps an adult, and comes before another one
        ({}, {"party": Party(2, 2)}, 3, (1, Party(1, 2))),
        ({}, {"party": Party(1, 3)}, 2, (1, Party(1, 1))),
        # where two adults have to come, a child stays at home
        ({"restrictions": {"party": {"min_adults": 2}}}, {"party": Party(2, 2)}, 3, (1, Party(2, 1))),
        # infants take a seat only where they count
        ({}, {"party": Party(2, 0, 2)}, 1, (1, Party(1, 0, 2))),
        ({"infants_count": True}, {"party": Party(1, 0, 2)}, 2, (1, Party(1, 0, 1))),
        # pieces, not people
        ({"each_person_takes_one": False}, {"quantity": 4}, 3, (3, Party(2))),
        # nothing is left, or enough
        ({}, {"party": Party(4)}, 0, None),
        ({}, {"party": Party(3)}, 3, None),
        # three would be too few for a rule
        ({"restrictions": {"party": {"min_adults": 4}}}, {"party": Party(4)}, 3, None),
    ],
)
def test_P4_as_many_as_are_left_are_offered_where_they_would_be_accepted(more, asked, left, expected):
    doc, kind = read_document(TOUR | more), KINDS["slot"]
    period = Period(date(2026, 7, 10), date(2026, 7, 10), time(10))
    unit = UnitFacts("bus", "Bus", 12, stock=Stock.SEATS, quantity=12)
    wanted = ask(period, asked.get("party"), unit=unit, quantity=asked.get("quantity", 1))

    def is_acceptable(less: Ask) -> bool:
        return not kind.restrictions(doc, less) and kind.wanted(doc, less) <= left

    way = fewer(wanted, doc, left=left, is_acceptable=is_acceptable)
    assert (way and (way.quantity, way.party)) == expected
    assert way is None or (way.kind, way.period) == ("fewer", period)
