"""A tenant's own rules: an expression over the request, and the tenant's own sentence."""

from dataclasses import replace
from datetime import time

import pytest

from app.domain.asking import Ask, Party, UnitFacts
from app.domain.expression_samples import SAMPLES
from app.domain.expressions import VARIABLES, expression
from app.domain.own_rules import own_checks, request_values
from app.domain.policies.nightly import NightlyDocument
from app.domain.rules import Stay
from tests.domain.make import MADRID, NIGHTLY, ask, codes, july, local, policy

TEXTS = {"en": "No dogs in August.", "es": "Sin perros en agosto."}
BOAT = UnitFacts("boat-1", "Boat 1", 6, tags=frozenset({"sail", "harbour"}), type="boat")


def own(source: str, **more: object) -> NightlyDocument:
    rule = {"code": "mine", "name": "Mine", "expression": source, "sentence": TEXTS}
    return policy(restrictions={"expressions": [rule]}, **more)


@pytest.mark.parametrize(
    ("source", "is_kept"),
    [
        ("nights >= 2", True),
        ("nights > 2 || party.adults == 1", False),
        ("units == nights && quantity == 1", True),
        ("arrival.weekday in ['fri', 'sat']", True),  # 10 July 2026 is a Friday
        ("departure.weekday == 'sun' && departure.day == 12", True),
        ("arrival.date >= '2026-07-10' && departure.date < '2026-07-13'", True),
        ("arrival.month == 8 ? nights >= 7 : nights >= 1", True),
        ("arrival.year == 2027", False),
        ("lead_days >= 3", False),  # asked on the 9th
        ("is_new", True),
        ("hour == 15 && minute == 30", True),  # check-in
        ("party.people - party.infants <= 4 && party.cots == 1", True),
        ("party.children == 0 || party.adults > party.children", True),
        ("unit.capacity >= party.people", True),
        ("unit.name.startsWith('Boat') && unit.type == 'boat'", True),
        ("'sail' in unit.tags && !('quiet' in unit.tags)", True),
        ("unit.tags.exists(tag, tag.contains('harb'))", True),
        ("unit.tags.all(tag, size(tag) == 4)", False),
        ("size(unit.tags) > 0 && unit.tags[0] == 'harbour'", True),  # in the order of the alphabet
    ],
)
def test_R8_an_expression_reads_the_request(source: str, is_kept: bool):
    party = Party(2, children=1, infants=1, cots=1)
    asked = ask(july(10, 12), party, unit=replace(BOAT, cots=1), now=local("2026-07-09T12:00"))
    asked = replace(asked, period=july(10, 12, starts_time=time(15, 30)))
    assert codes(own(source), asked) == ([] if is_kept else ["own_rule"])


def test_R8_the_refusal_says_the_tenants_sentence_and_what_was_read():
    [found] = NIGHTLY.restrictions(own("nights >= 3 || party.children == 0"), ask(july(10, 12), Party(1, 1)))
    assert (found.code, found.field, found.status) == ("own_rule", "adults", 422)
    assert found.facts == {
        "rule": "mine",
        "name": "Mine",
        "sentence": TEXTS,
        "expression": "nights >= 3 || party.children == 0",
        "read": {"nights": 2, "party.children": 1},
    }


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ("party.adults > 9", "adults"),
        ("nights > 9", "departs_on"),
        ("departure.day > 20", "departs_on"),
        ("arrival.day > 20", "arrives_on"),
        ("lead_days > 9999", "arrives_on"),
        ("'x' in unit.tags", "unit"),
        ("quantity > 1", "unit"),
    ],
)
def test_R8_the_refusal_stands_at_the_field_that_was_read(source: str, field: str):
    assert [each.field for each in NIGHTLY.restrictions(own(source), ask(july(10, 12)))] == [field]


def test_R8_what_cannot_be_worked_out_counts_as_broken_and_says_so():
    doc = own("[1, 2, 3][unit.capacity > 1000 ? 3 : 0] == 1")
    assert codes(doc, ask(july(10, 12))) == []
    [found] = NIGHTLY.restrictions(doc, ask(july(10, 12), unit=UnitFacts("u", "Hall", 1001)))
    assert (found.code, found.facts["name"]) == ("own_rule_failed", "Mine")
    assert found.facts["read"] == {"unit.capacity": 1001}


def test_R8_all_broken_rules_are_answered_at_once_with_the_others():
    rules = [
        {"code": f"r{n}", "name": "R", "expression": f"nights >= {n}", "sentence": TEXTS} for n in range(1, 5)
    ]
    doc = policy(min_nights=3, restrictions={"expressions": rules})
    assert codes(doc, ask(july(10, 12))) == ["too_short", "own_rule", "own_rule"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("lead_days >= 7", []),  # the arrival stays, and was judged when it was made
        ("arrival.weekday == 'mon'", []),
        ("departure.weekday == 'mon'", ["own_rule"]),  # the departure moves
        ("nights <= 3", ["own_rule"]),
        ("lead_days >= 7 || nights <= 3", ["own_rule"]),
        ("is_new", ["own_rule"]),  # whoever reads it means changes too
        ("is_new || nights == 9", ["own_rule"]),
        ("!is_new || nights == 9", []),
    ],
)
def test_R8_a_change_is_judged_by_what_reads_something_that_it_changes(source: str, expected: list[str]):
    asked = ask(july(10, 15), is_new=False, held=july(10, 13), now=local("2026-07-11T12:00"))
    assert codes(own(source), asked) == expected


def test_R8_a_change_of_people_is_judged_by_rules_about_people_alone():
    asked = ask(july(10, 13), Party(4), is_new=False, held=july(10, 13))
    assert codes(own("nights >= 7"), asked) == []
    assert codes(own("party.adults <= 3"), asked) == ["own_rule"]


def test_every_sample_and_every_request_have_every_fact_of_the_right_type():
    stay = Stay(july(10, 12).starts_on, july(10, 12).ends_on, (), "night", "arrives_on", "departs_on")
    known = {"INT": int, "BOOL": bool, "STRING": str, "LIST<STRING>": list}
    for values in (*SAMPLES, request_values(stay, ask(july(10, 12)))):
        assert values.keys() == VARIABLES.keys()
        assert {name: type(value) for name, value in values.items()} == {
            name: known[kind.name()] for name, kind in VARIABLES.items()
        }


@pytest.mark.parametrize("noun", ["night", "slot", "hour"])
def test_rules_are_free_of_the_kind(noun: str):
    rule = own("units >= 2 && hour < 12").restrictions.expressions
    stay = Stay(
        july(10, 10).starts_on,
        july(10, 10).ends_on,
        (july(10, 10).starts_on,) * 3,
        noun,
        "starts",
        "ends",
        starts_time=time(11, 30),
    )
    asked = Ask(july(10, 10), Party(1), BOAT, local("2026-07-01T12:00"), MADRID)
    assert [check.ok for check in own_checks(rule, stay, asked)] == [True]
    late = replace(stay, starts_time=time(12))
    assert [each.field for check in own_checks(rule, late, asked) for each in check.refusals] == ["ends"]


def test_an_expression_is_compiled_once():
    assert expression("nights >= 2 && is_new") is expression("nights >= 2 && is_new")
