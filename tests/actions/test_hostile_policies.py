"""Policies and parts that nobody means well, sent to the actions that save: refused at the place, quickly, nothing kept."""

from __future__ import annotations

import random
import time

import pytest
from sqlalchemy import func, select

from app.actions import policies
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Policy, PolicyVersion, UnitPart
from tests.actions.test_stock import stock
from tests.cast import document
from tests.domain.hostile import deep, is_at, mutants

DOCUMENTS = 200
MOST_CPU_S = 0.1
RULE = {"code": "own", "name": "Own", "sentence": {"en": "No."}}
AT = "restrictions.expressions.0.expression"
EXPRESSIONS = [
    "nights >", "nothing > 1", "nights.__class__ == 1", "(" * 500 + "nights" + ")" * 500, "!" * 900 + "true",
    "nights + 1", "'a'.matches('(a+)+$')", "unit.tags.exists(x, x.matches('(.*a){30}'))", "1" * 900 + " > nights",
    "[1,2].all(x, [1,2].all(y, [1,2].all(z, x > y && y > z)))", "\x00", "nights > 1; true", "import('os')", "",
    "nights in " + "[" * 200 + "]" * 200, "'" + "a" * 5_000 + "' == 'b'", "nights " + "- 1 " * 900 + "> 0",
]  # fmt: skip
BOMBS = [deep(100_000), [1] * 1_000_000, 10**300_000, "x" * 1_000_000, {"a": deep(60)}]


def hostile() -> list[tuple[str, dict]]:
    """Every expression and bomb, and so many of the generated documents of all kinds."""
    own = [
        (AT, document(restrictions={"expressions": [RULE | {"expression": text}]})) for text in EXPRESSIONS
    ]
    bombs = [("", document(**{part: {"x": bomb}})) for part in ("surprise", "pricing") for bomb in BOMBS]
    chosen = random.Random(5).sample(mutants(), DOCUMENTS - len(own) - len(bombs))
    return [*own, *bombs, *((each.place, each.document) for each in chosen)]


def rows() -> list[int]:
    counted = (Policy, PolicyVersion, UnitPart)
    return [db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in counted]


def refused(work) -> tuple[list, float]:
    """Do what must be refused; answer why, and how long the processor worked."""
    begun = time.process_time()
    with pytest.raises(Refused) as told:
        work()
    return list(told.value.refusals), time.process_time() - begun


def test_hostile_documents_are_refused_at_their_place_in_time_and_nothing_is_kept(house):
    actor, before, wrong = house.actor("manager"), rows(), []
    cases = hostile()
    assert len(cases) == DOCUMENTS
    for number, (place, sent) in enumerate(cases):
        saves = [
            lambda sent=sent: policies.create(actor, policies.Draft("Traps", sent, "")),
            lambda sent=sent: policies.change(actor, "cabins", policies.Draft("Cabins", sent, ""), number=1),
        ]
        told, cpu_s = refused(saves[number % 2])
        if cpu_s > MOST_CPU_S or not told or (place and not any(is_at(each.field, place) for each in told)):
            wrong.append((number, place, cpu_s, [(each.code, each.field) for each in told][:3]))
    assert wrong == []
    assert rows() == before


@pytest.mark.parametrize("length", [1, 2, 3])
def test_parts_in_a_circle_are_refused_and_nothing_is_kept(house, length):
    refs = [f"cabin-{number}" for number in range(1, length + 1)]
    for ref, part in zip(refs[1:], refs, strict=False):
        stock(house, ref, stock="composite", parts=((part, 1),))
    before = rows()
    told, cpu_s = refused(lambda: stock(house, refs[0], stock="composite", parts=((refs[-1], 1),)))
    assert [(each.code, each.field) for each in told] == [("composite_in_circle", "parts")]
    assert cpu_s <= MOST_CPU_S
    assert rows() == before
