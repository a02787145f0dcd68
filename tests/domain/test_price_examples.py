"""The examples of the documentation are documents, and cost what it says."""

import json
import re
from pathlib import Path

import pytest

from app.domain.asking import Party
from app.domain.policies.nightly import NightlyDocument
from app.domain.policies.reading import read_document
from app.domain.tariff import Tariff
from tests.domain.make import NIGHTLY, ask, euros, july

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "policies-prices.md").read_text(encoding="utf-8")
FOUND = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)

COSTS = [
    (july(9, 13), Party(2), "", "616.00"),
    (july(9, 17), Party(2), "", "600.00"),
    (july(10, 11), Party(2, children=1, infants=1), "", "113.00"),
    (july(10, 11), Party(2, children=1, infants=1), "", "67.50"),
    (july(10, 13), Party(2), "", "255.00"),
    (july(10, 13), Party(2), "summer", "270.00"),
    (july(10, 12), Party(2), "", "268.00"),
    (july(10, 11), Party(2), "", "121.00"),
    (july(10, 19), Party(3), "", "952.50"),
    (july(10, 12), Party(2), "", "212.00"),
    (july(10, 11), Party(2), "", "486.50"),
]


@pytest.mark.parametrize(("example", "cost"), list(zip(FOUND, COSTS, strict=True)))
def test_an_example_is_read_and_costs_what_it_says(example: str, cost: tuple):
    period, party, promo_code, expected = cost
    document = read_document(json.loads(example))
    assert read_document(document.model_dump(mode="json")) == document
    asked = ask(period, party, promo_code=promo_code)
    assert NIGHTLY.restrictions(document, asked) == []
    assert euros(NIGHTLY.quote(document, asked, currency="EUR").total_minor) == expected
    before = TEXT.split(example)[0].rsplit("```json", 1)[0].rsplit("\n\n", 2)[1]
    assert expected in before


def test_every_field_of_a_tariff_is_written_about():
    assert [name for name in Tariff.model_fields if f"`{name}`" not in TEXT and f'"{name}"' not in TEXT] == []
    assert "ages" in NightlyDocument.model_fields
