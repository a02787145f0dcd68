"""Many units asked at once answer as each would by itself."""

import datetime as dt

import pytest

from app import clock as clocks
from app.actions.reservations.seating import judge
from app.actions.reservations.vacant import vacant
from app.domain.asking import Ask, Party, Period
from app.queries.policies import rules
from app.queries.units import list_units
from tests import make
from tests.cast import MADRID, document

ONLY_ONE = {
    "code": "only_second",
    "name": "The second alone",
    "expression": "unit.name == 'Cabin 2'",
    "sentence": {"en": "The second alone."},
}
POLICIES = {
    "plain": document(),
    "gap": document(restrictions={"min_gap": 2}),
    "buffer": document(after_min=24 * 60),
    "own rule": document(restrictions={"expressions": [ONLY_ONE]}),
    "minimum": document(min_nights=3),
}


def ask_for(unit, first, last):
    return Ask(Period(first, last), Party(2), unit.facts, clocks.now(), MADRID)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_each_unit_is_judged_as_if_it_were_asked_alone(build, policy):
    house = build(policy, units=5)
    make.reserve(house, 10, 13, unit="cabin-2")
    make.reserve(house, 15, 18, unit="cabin-2")
    units = list_units()
    for first in range(8, 20):
        for nights in (1, 3):
            days = make.july(first), make.july(first) + dt.timedelta(days=nights)
            alone = [
                unit.ref
                for unit in units
                if not judge(rules(unit.version_id), ask_for(unit, *days), unit=unit).refusals
            ]
            assert [unit.ref for unit in vacant(units, ask_for(units[0], *days))] == alone, days


def test_a_period_without_a_shape_leaves_none(build):
    build(units=2)
    units = list_units()
    assert vacant(units, ask_for(units[0], make.july(12), make.july(10))) == []
    assert vacant([], ask_for(units[0], make.july(10), make.july(12))) == []
