"""Bad policies: every one is refused where it is bad, in a sentence of ours, and quickly."""

import re
import time
from collections import Counter
from functools import lru_cache

import pytest

from app.domain.policies.reading import MOST_CHARACTERS, MOST_DEPTH, read_document
from app.domain.refusal import Refusal, Refused
from app.sentences import documents
from tests.domain.hostile import MANY, Mutant, Schema, deep, is_at, mutants

MOST_SECONDS = 0.1
BASE = {"kind": "nightly", "pricing": {"base_minor": 1}}
OWN = {"code": "a", "name": "A", "expression": "nights > 1", "sentence": {"en": "No."}}


def refusals(document: object) -> list[Refusal]:
    """Why a document is refused; it takes no longer than it may, by the processor's own time."""
    seconds = []
    for _ in range(3):
        begun = time.process_time()
        with pytest.raises(Refused) as caught:
            read_document(document)
        seconds.append(time.process_time() - begun)
        if seconds[-1] < MOST_SECONDS:
            return caught.value.refusals
    pytest.fail(f"it took {min(seconds):.3f} s")


@lru_cache(maxsize=1)
def corpus() -> tuple[Mutant, ...]:
    return tuple(mutants())


@pytest.mark.parametrize("name", sorted({mutant.name for mutant in corpus()}))
def test_what_is_wrong_anywhere_in_a_document_is_told_there(name: str):
    found = [mutant for mutant in corpus() if mutant.name == name]
    for mutant in found:
        told = refusals(mutant.document)
        if mutant.name == "many" and [each.code for each in told] == ["document_too_large"]:
            continue
        assert any(is_at(each.field, mutant.place) for each in told), mutant.place
        assert {each.code.removeprefix(documents.PREFIX) for each in told} <= documents.SENTENCES.keys()


def test_the_corpus_covers_every_part_of_every_document():
    places = Counter(re.sub(r"\.0\b", "", mutant.place).partition(".")[0] for mutant in corpus())
    assert {"kind", *places} >= set(Schema("nightly").root["properties"])
    assert len(corpus()) > 1_000
    assert places["restrictions"] > 300


def test_a_document_with_every_part_once_has_only_the_problems_that_exclude_each_other():
    assert {each.code for each in refusals(Schema("nightly").sample())} == {"document_one_price"}


def restricted(**restrictions: object) -> dict:
    return BASE | {"restrictions": restrictions}


def own(**changes: object) -> dict:
    return restricted(expressions=[OWN | changes])


MEANT_BADLY = [
    (restricted(min_stay_through=[{"minimum": 2, "first_on": "2026-09-01", "last_on": "2026-08-31"}]), "dates_out_of_order", "restrictions.min_stay_through.0"),
    (restricted(max_stay_through=[{"maximum": 0}]), "greater_than_equal", "restrictions.max_stay_through.0.maximum"),
    (restricted(max_stay_through=[{"maximum": 731}]), "less_than_equal", "restrictions.max_stay_through.0.maximum"),
    (restricted(max_stay_through=[{}]), "missing", "restrictions.max_stay_through.0.maximum"),
    (restricted(closed_to_arrival=[{"first_on": 0}]), "date_type", "restrictions.closed_to_arrival.0.first_on"),
    (restricted(closed_to_arrival=[{"first_on": "86400"}]), "date_type", "restrictions.closed_to_arrival.0.first_on"),
    (restricted(closed_to_arrival=[{"first_on": "2026-02-30"}]), "date_from_datetime_parsing", "restrictions.closed_to_arrival.0.first_on"),
    (restricted(changeover=[{"weekdays": ["sat"] * 8}]), "too_long", "restrictions.changeover.0.weekdays"),
    (restricted(changeover=[{"weekdays": ["sat", "SAT"]}]), "enum", "restrictions.changeover.0.weekdays.1"),
    (restricted(min_gap=1), "greater_than_equal", "restrictions.min_gap"),
    (restricted(min_gap=-2), "greater_than_equal", "restrictions.min_gap"),
    (restricted(min_gap=[2]), "int_type", "restrictions.min_gap"),
    (restricted(client_max_contiguous=0), "greater_than_equal", "restrictions.client_max_contiguous"),
    (restricted(client_quota={"maximum": 2, "per": "week"}), "tuple_type", "restrictions.client_quota"),
    (restricted(client_quota=[{"maximum": 0, "per": "week"}]), "greater_than_equal", "restrictions.client_quota.0.maximum"),
    (restricted(client_quota=[{"maximum": 2, "per": "day"}]), "literal_error", "restrictions.client_quota.0.per"),
    (restricted(client_quota=[{"maximum": 2}]), "missing", "restrictions.client_quota.0.per"),
    (restricted(client_quota=[{"maximum": 2, "per": "week", "counts": "nights"}]), "literal_error", "restrictions.client_quota.0.counts"),
    (restricted(client_quota=[{"maximum": 2, "per": "week"}] * 11), "too_long", "restrictions.client_quota"),
    (restricted(party={"min_adults": 3, "max_adults": 2}), "max_below_min", "restrictions.party"),
    (restricted(party={"min_adults": -1}), "greater_than_equal", "restrictions.party.min_adults"),
    (restricted(party={"children": "perhaps"}), "bool_parsing", "restrictions.party.children"),
    (restricted(party=None), "model_type", "restrictions.party"),
    (restricted(party={"pets": True}), "extra_forbidden", "restrictions.party.pets"),
    (restricted(__class__="x"), "extra_forbidden", "restrictions.__class__"),
    (BASE | {"horizon_covers": "end"}, "literal_error", "horizon_covers"),
    (BASE | {"horizon_days": 4_000}, "less_than_equal", "horizon_days"),
    (BASE | {"check_in_time": 54_000}, "time_type", "check_in_time"),
    (BASE | {"check_in_time": "54000"}, "time_type", "check_in_time"),
    (restricted(expressions=[OWN, OWN]), "duplicate_code", "restrictions.expressions"),
    (restricted(expressions=[OWN | {"code": f"c{n}"} for n in range(11)]), "too_long", "restrictions.expressions"),
    (restricted(expressions=OWN), "tuple_type", "restrictions.expressions"),
    (own(code="Ünïcode"), "string_pattern_mismatch", "restrictions.expressions.0.code"),
    (own(code="a\n"), "string_pattern_mismatch", "restrictions.expressions.0.code"),
    (own(name=" "), "string_too_short", "restrictions.expressions.0.name"),
    (own(name="A\u202eB"), "unprintable", "restrictions.expressions.0.name"),
    (own(name="A\u200bB"), "unprintable", "restrictions.expressions.0.name"),
    (own(sentence="No."), "dict_type", "restrictions.expressions.0.sentence"),
    (own(sentence={}), "too_short", "restrictions.expressions.0.sentence"),
    (own(sentence={"en": ""}), "string_too_short", "restrictions.expressions.0.sentence.en"),
    (own(sentence={"en": "x" * 301}), "string_too_long", "restrictions.expressions.0.sentence.en"),
    (own(sentence={"en": "No.\x00"}), "unprintable", "restrictions.expressions.0.sentence.en"),
    (own(sentence={"english": "No."}), "string_pattern_mismatch", "restrictions.expressions.0.sentence.english.[key]"),
    (own(sentence={f"{chr(97 + n)}a": "No." for n in range(11)}), "too_long", "restrictions.expressions.0.sentence"),
    (own(expression="nights > 1" + " " * 600 + "x"), "string_too_long", "restrictions.expressions.0.expression"),
    (own(expression=["nights > 1"]), "string_type", "restrictions.expressions.0.expression"),
    (own(expression=b"nights > 1\xff"), "string_unicode", "restrictions.expressions.0.expression"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "code", "field"), MEANT_BADLY)
def test_a_bad_restriction_is_refused_at_its_field(document: dict, code: str, field: str):
    assert [(each.code, each.field) for each in refusals(document)] == [(documents.PREFIX + code, field)]
    assert code in documents.SENTENCES


def itself() -> list:
    value: list = []
    value.append(value)
    return value


def doubled(times: int) -> list:
    """A few lists that stand for more values than there is memory for."""
    value: list = []
    for _ in range(times):
        value = [value, value]
    return value


BOMBS = {
    "deeper than the stack": deep(100_000),
    "a little too deep": deep(MOST_DEPTH),
    "in itself": itself(),
    "doubled": doubled(40),
    "ten million entries": [1] * 10_000_000,
    "a million fields": dict.fromkeys(map(str, range(1_000_000))),
    "a field with a long name": {"x" * MOST_CHARACTERS: 1},
    "names that are no texts": {1: 2, None: 3},
    "a long text": "x" * 5_000_000,
    "a long number": 10**300_000,
    "many small objects": [{"a": 1}] * MANY * 10,
}


@pytest.mark.parametrize("part", ["surprise", "restrictions", "pricing"])
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=list(BOMBS))
def test_a_document_that_would_burst_is_not_looked_at_to_its_end(bomb: object, part: str):
    [told] = refusals(BASE | {part: {"x": bomb}})
    assert (told.code, told.field) == ("document_too_large", None)


def test_the_most_problems_that_a_document_can_have_are_told_in_time():
    lists = [name for name, part in Schema("nightly").root["$defs"]["Restrictions"]["properties"].items() if part.get("type") == "array"]  # fmt: skip
    told = refusals(restricted(**{name: [{"a": 1}] * 200 for name in lists}))
    assert len(told) > 1_000


def test_all_expressions_that_a_document_may_have_are_checked_in_time():
    longest = "[" + "1," * 200 + "1].all(x, x + nights > "
    expressions = [
        OWN | {"code": f"c{n}", "expression": f"{longest}{'0 + ' * 15}{n}) && nights"} for n in range(10)
    ]
    told = refusals(restricted(expressions=expressions))
    assert {each.code for each in told} == {"document_expression_mixed"}
    assert len(told) == 10
