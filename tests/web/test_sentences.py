"""Every code that can refuse something has a sentence of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from app.domain.refusal import Refusal
from app.sentences import SENTENCES, documents, sentence
from app.sentences.checks import CHECKS
from app.sentences.reservations import SENTENCES as OURS

APP = Path(__file__).resolve().parents[2] / "app"
MAKERS = {"Refusal", "verdict", "at_least", "at_most", "_time_refusal", "_closed", "_changes", "_strictest_minimum", "_date_check"}  # fmt: skip
NO_CODES = {"ends_time", "starts_time", "type", "read_document", "password_refusals"}
SAID_BY_THE_COMMAND_LINE = {"slug_is_bad", "slug_is_reserved"}
FACTS = {
    "unit": "Cabin 1", "dates": ["2026-07-12"], "latest_ends_on": "2026-07-12", "latest_ends_time": "12:00",
    "rivals": [{"ref": "A", "source": "reservation", "name": "Ada", "starts_on": "2026-07-12", "ends_on": "2026-07-14"}],
    "minimum": 3, "maximum": 5, "count": 2, "noun": "night", "read_on": "2026-07-10", "ends_on": "2026-07-13",
    "starts_on": "2026-07-10", "today": "2026-07-10", "earliest_on": "2026-07-11", "latest_on": "2026-08-01",
    "cutoff": None, "lead_days": 1, "horizon_days": 30, "weekdays": ["sat"], "next_on": "2026-07-11",
    "previous_on": None, "people": 5, "capacity": 4, "cots": 2, "cots_left": 0, "in_service_from": "2026-08-01",
    "in_service_until": "2026-06-01", "earliest_ends_on": "2026-07-11", "limit": "12:00", "asked": "13:00",
    "state": "cancelled", "wanted": "confirmed", "opens_on": "2026-07-10", "opens_time": "14:00",
    "ended_on": "2026-07-13", "starts_at": "2026-07-10T13:00:00+00:00", "free_at": "2026-07-10T13:00:00+00:00",
    "fee_minor": 100, "first_free_on": "2026-07-12", "promo_code": "SUMMER", "broken": ["made", "stay", "units"],
    "made_first_on": "2026-06-01", "made_last_on": "2026-06-30", "stay_first_on": None, "stay_last_on": "2026-08-31",
}  # fmt: skip


def codes() -> set[str]:
    """Read every code that the domain and the actions may refuse with, from their source."""
    found = set()
    for path in [*(APP / "domain").rglob("*.py"), *(APP / "actions").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS:
                first = ast.walk(node.args[0]) if node.func.id == "Refusal" else node.args[:2]
                found |= {
                    one.value for one in first if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
        for line in re.findall(r"Refuses:([^.(\"]*)", text):
            found |= set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", line))
    return {code for code in found if not code.startswith("_")} - NO_CODES


def test_every_code_has_a_sentence():
    known = (
        set(SENTENCES) | SAID_BY_THE_COMMAND_LINE | {documents.PREFIX + code for code in documents.SENTENCES}
    )
    assert sorted(code for code in codes() - known if not code.startswith(documents.PREFIX)) == []
    assert len(codes()) > 50


@pytest.mark.parametrize("code", sorted(OURS))
def test_a_sentence_can_be_said_from_its_facts(app, house, code):
    with app.test_request_context(
        f"/{house.tenant.slug}/", environ_overrides={"reservations.tenant": house.tenant}
    ):
        app.preprocess_request()
        said = sentence(Refusal(code, None, FACTS))
    assert said.endswith(".")
    assert "%(" not in said
    assert "None" not in said


def test_every_rule_of_a_policy_has_a_name():
    window = {"in_the_past", "lead_time", "beyond_horizon"}
    rules = codes() & set(OURS) & (set(CHECKS) | window)
    assert rules <= set(CHECKS)
    assert len(CHECKS) >= 18
