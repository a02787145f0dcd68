"""Each example of the handbook of restrictions is read, and together they name every restriction there is."""

import json
import re
from pathlib import Path

import pytest

from app.domain.expressions import FUNCTIONS, VARIABLES
from app.domain.policies.reading import read_document
from app.domain.restrictions import Restrictions

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "policies-restrictions.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json (\w+)\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("part", "example"), EXAMPLES)
def test_an_example_of_the_handbook_can_be_saved(part: str, example: str):
    said = json.loads(example)
    document = {"kind": "nightly", "pricing": {"base_minor": 10_000}}
    read = read_document(document | (said if part == "nightly" else {part: said}))
    kept = read.model_dump(mode="json", exclude_unset=True)
    assert (kept if part == "nightly" else kept[part]).keys() >= said.keys()
    assert read_document(read.model_dump(mode="json")) == read


def test_every_restriction_has_an_example():
    named = {name for part, example in EXAMPLES if part == "restrictions" for name in json.loads(example)}
    assert named == set(Restrictions.model_fields)


def test_the_handbook_names_all_that_an_expression_may_use():
    rows = re.findall(r"^\| (`.*?) \| ", TEXT.partition("An expression can read")[2], re.MULTILINE)
    named: set[str] = set()
    for row in rows:
        beginning = ""
        for name in re.findall(r"`([\w.]+)`", row):
            named.add(beginning + name if name.startswith(".") else name)
            beginning = beginning if name.startswith(".") else name.partition(".")[0]
    assert named == set(VARIABLES)
    assert all(f"`{name}" in TEXT or f"{name}(" in TEXT for name in FUNCTIONS)
