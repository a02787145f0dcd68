"""How far ahead, by dates and by instants; how long, by every night; and who may come."""

from datetime import timedelta

import pytest

from app.domain.asking import Party, Period
from app.domain.windows import instant_checks
from tests.domain.make import MADRID, NIGHTLY, ask, codes, july, local, policy, stay

NOW = local("2026-07-09T12:00")


@pytest.mark.parametrize(
    ("covers", "period", "expected"),
    [
        ("start", stay("2026-08-08", "2026-08-20"), []),  # it begins on the last day
        ("start", stay("2026-08-09", "2026-08-10"), ["beyond_horizon"]),
        ("stay", stay("2026-08-07", "2026-08-09"), []),  # its last night is the last day's
        ("stay", stay("2026-08-07", "2026-08-10"), ["stay_beyond_horizon"]),
        ("stay", stay("2026-08-09", "2026-08-10"), ["beyond_horizon"]),  # not even the start
    ],
)
def test_the_horizon_covers_the_start_or_the_whole_stay(covers: str, period: Period, expected: list[str]):
    doc = policy(horizon_days=30, horizon_covers=covers)
    assert codes(doc, ask(period, now=NOW)) == expected


def test_a_stay_beyond_the_horizon_is_told_until_when_it_would_pass():
    doc = policy(horizon_days=30, horizon_covers="stay")
    [found] = NIGHTLY.restrictions(doc, ask(stay("2026-08-07", "2026-08-12"), now=NOW))
    assert found.field == "departs_on"
    assert found.facts == {
        "starts_on": "2026-08-07",
        "today": "2026-07-09",
        "horizon_days": 30,
        "latest_on": "2026-08-08",
        "read_on": "2026-08-11",
        "ends_on": "2026-08-09",
    }


def test_an_extension_is_asked_for_the_horizon_only_where_it_covers_the_stay():
    held, longer = stay("2026-08-07", "2026-08-09"), stay("2026-08-07", "2026-08-12")
    changed = ask(longer, now=NOW, is_new=False, held=held)
    assert codes(policy(horizon_days=30), changed) == []
    assert codes(policy(horizon_days=30, horizon_covers="stay"), changed) == ["stay_beyond_horizon"]


@pytest.mark.parametrize(
    ("starts", "now", "expected"),
    [
        ("2026-07-09T14:00", "2026-07-09T11:59:59", []),
        ("2026-07-09T14:00", "2026-07-09T12:00", ["closed_by_now"]),  # two hours before it closes
        ("2026-07-09T14:00", "2026-07-09T14:00", ["closed_by_now"]),
        ("2026-03-29T03:30", "2026-03-29T00:30", ["closed_by_now"]),  # the clocks jump: 2 h really
        ("2026-03-29T03:30", "2026-03-29T00:29", []),
    ],
)
def test_R5_a_cut_off_in_minutes_is_counted_back_from_the_instant(starts: str, now: str, expected: list[str]):
    asked = ask(july(9, 9), now=local(now))
    closes_at = local(starts) - timedelta(minutes=120)
    checks = instant_checks(asked, closes_at=closes_at, cutoff_min=120, field="starts_time")
    refusals = [each for check in checks for each in check.refusals]
    assert [each.code for each in refusals] == expected
    for each in refusals:
        assert (
            each.facts["earliest_at"] == (local(now) + timedelta(minutes=120)).astimezone(MADRID).isoformat()
        )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("max_stay_through", ["max_through"]),  # the night of the 11th allows it
        ("max_stay", []),  # nobody arrives on the 11th
    ],
)
def test_R1_a_maximum_reads_the_arrival_or_every_night(rule: str, expected: list[str]):
    doc = policy(restrictions={rule: [{"first_on": "2026-07-11", "last_on": "2026-07-11", "maximum": 2}]})
    assert codes(doc, ask(july(10, 14))) == expected
    assert codes(doc, ask(july(11, 14))) == [expected[0] if expected else "max_on_arrival"]
    assert codes(doc, ask(july(10, 12))) == []
    if expected:
        [found] = NIGHTLY.restrictions(doc, ask(july(10, 14)))
        assert (found.facts["read_on"], found.facts["ends_on"]) == ("2026-07-11", "2026-07-12")


def test_a_change_of_one_end_is_not_asked_for_the_other():
    friday = policy(restrictions={"closed_to_arrival": [{"weekdays": ["fri"]}]})
    assert codes(friday, ask(july(10, 15), is_new=False, held=july(10, 13))) == []
    assert codes(friday, ask(july(10, 15), is_new=False, held=july(9, 15))) == ["closed_to_arrival"]
    wednesday = policy(restrictions={"closed_to_departure": [{"weekdays": ["wed"]}]})
    assert codes(wednesday, ask(july(9, 15), is_new=False, held=july(10, 15))) == []
    assert codes(wednesday, ask(july(10, 15), is_new=False, held=july(10, 14))) == ["closed_to_departure"]
    saturdays = policy(restrictions={"changeover": [{"weekdays": ["sat"]}]})
    assert codes(saturdays, ask(july(10, 18), is_new=False, held=july(10, 14))) == []


@pytest.mark.parametrize(
    ("party", "who", "expected"),
    [
        ({"min_adults": 2}, Party(1, 1), ["too_few_adults"]),
        ({"min_adults": 2}, Party(2), []),
        ({"max_adults": 2}, Party(3), ["too_many_adults"]),
        ({"max_adults": 0}, Party(0, 2), []),  # a camp for children
        ({"children": False}, Party(2, 1), ["no_children"]),
        ({"children": False}, Party(2, 0, 1), []),  # infants are no children
        ({"infants": False}, Party(2, 1, 1), ["no_infants"]),
        ({"adult_with_minors": True}, Party(0, 2), ["adult_needed"]),
        ({"adult_with_minors": True}, Party(0, 1, 1), ["adult_needed"]),
        ({"adult_with_minors": True}, Party(1, 2, 1), []),
        ({}, Party(0, 2), []),
        ({"min_adults": 1, "children": False, "infants": False}, Party(0, 1, 1), ["too_few_adults", "no_children", "no_infants"]),
    ],
)  # fmt: skip
def test_R7_who_may_come(party: dict, who: Party, expected: list[str]):
    assert codes(policy(restrictions={"party": party}), ask(july(10, 12), who)) == expected


def test_R7_the_refusal_says_who_was_asked_for_and_who_may_come():
    doc = policy(restrictions={"party": {"max_adults": 2, "infants": False}})
    adults, infants = NIGHTLY.restrictions(doc, ask(july(10, 12), Party(3, 0, 1)))
    assert (adults.field, infants.field) == ("adults", "infants")
    assert adults.facts == {"adults": 3, "children": 0, "infants": 1, "maximum": 2}
