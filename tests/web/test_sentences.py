"""Every code that can refuse something has a sentence of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from app.domain.refusal import Refusal
from app.language import speaking
from app.sentences import SENTENCES, documents, sentence, visitors
from app.sentences.checks import CHECKS
from app.sentences.pictures import SENTENCES as PICTURES
from app.sentences.reservations import SENTENCES as OURS
from app.sentences.words import counted
from app.web.context import LANGUAGES

APP = Path(__file__).resolve().parents[2] / "app"
MAKERS = {"Refusal", "verdict", "at_least", "at_most", "_time_refusal", "_closed", "_changes", "_strictest_minimum", "_date_check"}  # fmt: skip
NO_CODES = {
    "ends_time", "starts_time", "type", "read_document", "password_refusals", "text_refusals", "site_refusals", "alt_refusals",
    "unit_refusals", "page_refusals", "slug_refusals",
}  # fmt: skip
SAID_BY_THE_COMMAND_LINE = {
    "slug_is_bad",
    "slug_is_reserved",
    "host_is_bad",
    "host_is_taken",
    "host_is_not_its_own",
}
FACTS = {
    "lock": "L", "who": "Ana Robles", "since": "2026-07-10T09:00:00+00:00", "until": "2026-07-10T09:01:00+00:00", "reservation": "",
    "ends_at": "2026-07-13T10:00:00+00:00",
    "unit": "Cabin 1", "dates": ["2026-07-12"], "latest_ends_on": "2026-07-12", "latest_ends_time": "12:00",
    "rivals": [{"ref": "A", "source": "reservation", "name": "Ada", "starts_on": "2026-07-12", "ends_on": "2026-07-14"}],
    "minimum": 3, "maximum": 5, "count": 2, "noun": "night", "read_on": "2026-07-10", "ends_on": "2026-07-13",
    "starts_on": "2026-07-10", "today": "2026-07-10", "earliest_on": "2026-07-11", "latest_on": "2026-08-01",
    "cutoff": None, "lead_days": 1, "horizon_days": 30, "weekdays": ["sat"], "next_on": "2026-07-11",
    "previous_on": None, "people": 5, "capacity": 4, "cots": 2, "cots_left": 0, "in_service_from": "2026-08-01",
    "in_service_until": "2026-06-01", "earliest_ends_on": "2026-07-11", "limit": "12:00", "asked": "13:00",
    "state": "cancelled", "wanted": "confirmed", "opens_on": "2026-07-10", "opens_time": "14:00",
    "ended_on": "2026-07-13", "starts_at": "2026-07-10T13:00:00+00:00", "free_at": "2026-07-10T13:00:00+00:00",
    "fee_minor": 100, "before_minor": 300, "now_minor": 360, "paid_minor": 100, "shown_minor": 0, "first_free_on": "2026-07-12", "free": 1, "touching_on": "2026-07-09",
    "leaving_on": "2026-07-12", "fills_from": "2026-07-09", "fills_until": "2026-07-16", "last_on": "2026-07-16",
    "per": "week", "counts": "units", "held": 2, "adults": 1, "children": 2, "infants": 0, "name": "Dogs",
    "sentence": {"es": "Sin perros.", "en": "No dogs."}, "earliest_at": "2026-07-10T13:00:00+00:00",
    "promo_code": "SUMMER", "broken": ["made", "stay", "units"],
    "left": 3, "time": "10:00", "times": ["11:00", "13:00"], "next_time": "10:00", "on": "2026-07-10", "hours": ["09:00-18:00"],
    "end": "starts", "step_min": 30, "nearest": "10:00", "starts_time": "10:00", "ends_time": "09:00",
    "made_first_on": "2026-06-01", "made_last_on": "2026-06-30", "stay_first_on": None, "stay_last_on": "2026-08-31",
    "ratio": 2.5, "better": "lake-cabin", "slug": "heron", "host": "x/y", "fewest": 2, "most": 30, "most_minor": 10**15, "quantity": 2, "side": 16_000,
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


@pytest.mark.parametrize("code", sorted({*OURS, *PICTURES}))
def test_a_sentence_can_be_said_from_its_facts(app, house, code):
    with app.test_request_context(
        f"/{house.tenant.slug}/", environ_overrides={"reservations.tenant": house.tenant}
    ):
        app.preprocess_request()
        said = sentence(Refusal(code, None, FACTS))
    assert said.endswith(".")
    assert "%(" not in said
    assert "None" not in said


@pytest.mark.parametrize("code", sorted(visitors.OWN))
def test_a_visitor_is_told_nothing_of_others(app, house, code):
    with app.test_request_context(
        f"/{house.tenant.slug}/", environ_overrides={"reservations.tenant": house.tenant}
    ):
        app.preprocess_request()
        said = visitors.told(Refusal(code, None, FACTS), unit="Cabin 1")
        plain = sentence(Refusal(code, None, FACTS))
    assert said.endswith(".")
    assert "%(" not in said
    assert "None" not in said
    assert said != plain
    assert not any(name in said for name in ("Ada", "Ana Robles"))


PROBLEM = {
    "max_length": 5, "ge": 1, "gt": 1, "le": 9, "lt": 9, "decimal_places": 3, "position": 7, "name": "foo",
    "known": "nights, units", "sign": "==", "types": "int, string", "found": "int", "values": "nights = 1", "currency": "EUR",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(documents.SENTENCES))
def test_a_problem_of_a_document_is_said_in_each_language(app, code):
    with app.test_request_context("/"):
        said = {}
        for language in LANGUAGES:
            with speaking(language):
                said[language] = sentence(Refusal(documents.PREFIX + code, None, PROBLEM))
                assert said[language] != documents.say("document_of_no_such_kind", {})
    assert all(text.endswith(".") and "%(" not in text for text in said.values())
    assert len(set(said.values())) == len(LANGUAGES)


def test_R8_the_tenants_own_sentence_is_said_in_the_readers_language_or_in_the_first(app):
    both, one = {"es": "Sin perros.", "en": "No dogs."}, {"es": "Sin perros."}
    with app.test_request_context("/"):
        for language, texts, expected in (
            ("en", both, "No dogs."),
            ("es", both, "Sin perros."),
            ("en", one, "Sin perros."),
        ):
            with speaking(language):
                assert sentence(Refusal("own_rule", None, {"sentence": texts})) == expected


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("not_enough_left", {"left": 3}, "not enough: 3 left. 3 would do."),
        ("not_enough_left", {"left": 0}, "is full then: none is left."),
        ("slot_not_offered", {}, "no slot at 10:00. On Fri 10 Jul there are: 11:00 and 13:00."),
        ("slot_not_offered", {"times": []}, "The next slot is on Sat 11 Jul at 10:00."),
        ("slot_not_offered", {"time": None}, "Choose a time of day."),
        ("slot_not_offered", {"times": [], "next_on": None}, "No slot is offered in the two months"),
        ("closed_then", {}, "closed on Fri 10 Jul at 10:00. That day it is open 09:00-18:00."),
        ("closed_then", {"hours": []}, "closed on Fri 10 Jul. The next open day is Sat 11 Jul."),
        ("time_needed", {"end": "ends"}, "Choose the time at which it ends."),
        ("off_step", {}, "steps of 30 minutes. The nearest one is 10:00."),
        ("off_step", {"step_min": 120}, "steps of 2 hours."),
        ("time_does_not_exist", {}, "10:00 does not exist that day."),
        ("ends_before_start", {}, "it begins on Fri 10 Jul at 10:00."),
    ],
)
def test_what_would_pass_is_said_of_times_and_quantities(app, house, clock, code, facts, said):
    with app.test_request_context(
        f"/{house.tenant.slug}/", environ_overrides={"reservations.tenant": house.tenant}
    ):
        app.preprocess_request()
        assert said in sentence(Refusal(code, None, FACTS | facts))


@pytest.mark.parametrize(
    ("noun", "one", "two"),
    [
        ("night", "1 night", "2 nights"),
        ("day", "1 day", "2 days"),
        ("hour", "1 hour", "2 hours"),
        ("slot", "1 slot", "2 slots"),
        ("half_day", "1 unit of time", "2 units of time"),
    ],
)
def test_a_unit_of_time_is_counted_by_its_noun_or_by_one_that_every_kind_understands(app, noun, one, two):
    with app.test_request_context("/"):
        assert (counted(1, noun), counted(2, noun)) == (one, two)


@pytest.mark.parametrize("per", ["week", "month", "year", "ever"])
@pytest.mark.parametrize("counts", ["reservations", "units"])
def test_a_quota_is_said_whatever_it_counts(app, house, per, counts):
    facts = FACTS | {"per": per, "counts": counts, "ends_on": None, "next_on": None}
    with app.test_request_context("/"):
        said = sentence(Refusal("client_quota", None, facts))
    assert said.startswith("One client may have at most 5 ")
    assert said.endswith(".")


def test_every_rule_of_a_policy_has_a_name():
    window = {"in_the_past", "lead_time", "beyond_horizon"}
    rules = codes() & set(OURS) & (set(CHECKS) | window)
    assert rules <= set(CHECKS)
    assert len(CHECKS) >= 18
