"""Spans: turnover, buffers, and what is free between claims."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking import Period
from app.domain.availability import ClaimFacts, conflicts, effective
from app.domain.policies.room import no_room
from app.domain.span import Span, free_spans
from app.domain.words import ClaimSource
from tests.domain.make import (
    LONG_BEFORE,
    MADRID,
    NIGHTLY,
    ask,
    claim,
    closure,
    july,
    local,
    policy,
    room,
    slot,
)

EPOCH = datetime(2026, 7, 1, tzinfo=UTC)


def hours(first: int, last: int) -> Span:
    return Span(EPOCH + timedelta(hours=first), EPOCH + timedelta(hours=last))


spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: hours(pair[0], pair[0] + pair[1]))


def rivals(doc, wanted: Period, *claims: ClaimFacts) -> list[ClaimFacts]:
    own = NIGHTLY.span(doc, wanted, MADRID)
    return conflicts(own, NIGHTLY.blocked(doc, own), claims=claims, now=LONG_BEFORE)


def test_T1_same_day_turnover_is_accepted():
    doc = policy()
    assert rivals(doc, july(13, 15), claim(doc, july(10, 13), "A")) == []


def test_T2_the_conflicting_night_and_the_rival_are_named():
    doc = policy()
    wanted = july(12, 14)
    refusal = no_room(NIGHTLY, doc, ask(wanted), room(claim(doc, july(10, 13), "A")))
    assert refusal is not None
    assert (refusal.code, refusal.status, refusal.field) == ("taken", 409, "unit")
    assert refusal.facts["dates"] == ["2026-07-12"]
    assert refusal.facts["rivals"] == [
        {
            "ref": "A",
            "source": "reservation",
            "starts_on": "2026-07-10",
            "ends_on": "2026-07-13",
            "starts_at": "2026-07-10T15:00:00+02:00",
            "ends_at": "2026-07-13T11:00:00+02:00",
        }
    ]


def test_T3_a_stay_has_at_least_one_night():
    refusals = NIGHTLY.shape(policy(), july(11, 11), zone=MADRID)
    assert [(refusal.code, refusal.field, refusal.status) for refusal in refusals] == [
        ("at_least_one_night", "departs_on", 422)
    ]
    with pytest.raises(ValueError, match="empty"):
        Span(EPOCH, EPOCH)


def test_T4_a_late_check_out_names_the_latest_one():
    doc = policy(after_min=180, latest_check_out="14:00")
    arriving = claim(doc, july(13, 15), "B")
    assert rivals(doc, july(10, 13), arriving) == []
    late = july(10, 13, ends_time=time(13))
    assert NIGHTLY.shape(doc, late, zone=MADRID) == []
    refusal = no_room(NIGHTLY, doc, ask(late), room(arriving))
    assert refusal is not None
    assert (refusal.code, refusal.status, refusal.facts["dates"]) == ("too_close", 409, [])
    assert (refusal.facts["latest_ends_on"], refusal.facts["latest_ends_time"]) == ("2026-07-13", "12:00")
    assert rivals(doc, july(10, 13, ends_time=time(12)), arriving) == []


def test_T4_a_check_out_later_than_the_policy_offers_is_refused_by_its_shape():
    refusals = NIGHTLY.shape(policy(), july(10, 13, ends_time=time(13)), zone=MADRID)
    assert [(refusal.code, refusal.facts) for refusal in refusals] == [
        ("late_check_out", {"asked": "13:00", "limit": "11:00"})
    ]


def test_T5_buffers_of_neighbours_add_up():
    first = slot("10:00", 60, after=30)
    for wanted, is_accepted in [
        (slot("11:29", 60), False),  # inside the buffer after
        (slot("11:30", 60), True),  # the buffer has just ended
        (slot("11:44", 60, before=15), False),  # both buffers would share a minute
        (slot("11:45", 60, before=15), True),  # they touch
    ]:
        assert room(first).left(wanted.span, wanted.blocked) == is_accepted


def test_T8_a_claim_freed_by_absence_is_no_rival_and_a_new_one_is():
    doc = policy()
    absent = claim(doc, july(10, 13), "A", due_at=local("2026-07-10T22:00"))
    taken = claim(doc, july(10, 13), "B")
    own = NIGHTLY.span(doc, july(10, 13), MADRID)
    after = local("2026-07-10T22:00")
    assert room(absent, now=after).left(own, own) == 1
    found = conflicts(own, own, claims=[absent, taken], now=after, ignoring={"A"})
    assert [rival.owner_ref for rival in found] == ["B"]


def test_T9_a_closure_may_touch_cleaning_time_but_not_own_time():
    doc = policy(after_min=180)
    for shut, is_accepted in [
        (closure("2026-07-13T11:00", "2026-07-13T14:00"), True),  # exactly the cleaning
        (closure("2026-07-13T10:59", "2026-07-13T14:00"), False),  # one minute of the stay
    ]:
        found = conflicts(
            shut.span,
            shut.blocked,
            claims=[claim(doc, july(10, 13), "A")],
            now=LONG_BEFORE,
            source=ClaimSource.CLOSURE,
        )
        assert (not found) is is_accepted
        assert (not rivals(doc, july(10, 13), shut)) is is_accepted


def test_X1_the_latest_departure_is_named():
    doc = policy()
    wanted = july(10, 15)
    refusal = no_room(NIGHTLY, doc, ask(wanted), room(claim(doc, july(14, 16), "B")))
    assert refusal is not None
    assert (refusal.field, refusal.facts["latest_ends_on"]) == ("departs_on", "2026-07-14")


@pytest.mark.parametrize(
    ("rival", "latest"),
    [
        (july(10, 12), None),  # somebody is there on the first night
        (july(11, 12), july(10, 11)),  # one night is left
        (july(15, 16), july(10, 15)),  # nothing is in the way
    ],
)
def test_the_latest_end_is_the_longest_stay_that_fits(rival: Period, latest: Period | None):
    doc = policy()
    own = NIGHTLY.span(doc, july(10, 15), MADRID)
    until = room(claim(doc, rival, "B")).free_until(own, NIGHTLY.blocked(doc, own))
    assert NIGHTLY.latest_end(doc, july(10, 15), zone=MADRID, until=until) == latest


def test_a_deadline_shortens_a_claim_and_its_buffer():
    doc = policy(after_min=180)
    until = local("2026-07-11T11:00")
    stored = claim(doc, july(10, 13), "A", due_at=local("2026-07-10T22:00"), due_ends_at=until)
    shortened = effective(stored, local("2026-07-10T22:00"))
    assert shortened is not None
    assert (shortened.span.ends_at, shortened.blocked.ends_at) == (until, until)
    assert effective(stored, local("2026-07-10T21:59:59")) == stored
    assert effective(shortened, local("2026-07-10T22:00")) == shortened


def test_a_span_is_kept_in_utc_and_needs_a_zone():
    madrid = ZoneInfo("Europe/Madrid")
    span = Span(datetime(2026, 3, 29, 1, tzinfo=madrid), datetime(2026, 3, 29, 4, tzinfo=madrid))
    assert span.length == timedelta(hours=2)
    with pytest.raises(ValueError, match="zone"):
        Span(datetime(2026, 3, 29, 1), datetime(2026, 3, 29, 4))  # noqa: DTZ001 - what is refused


@given(spans, spans)
def test_two_spans_conflict_iff_they_share_an_hour(first: Span, second: Span):
    def members(span: Span) -> set[int]:
        start = (span.starts_at - EPOCH) // timedelta(hours=1)
        return set(range(start, start + span.length // timedelta(hours=1)))

    assert first.overlaps(second) == second.overlaps(first) == bool(members(first) & members(second))
    shared = first.intersection(second)
    assert (members(shared) if shared else set()) == members(first) & members(second)


@given(st.lists(spans, max_size=12), spans)
def test_free_spans_are_the_window_without_the_claims(claims: list[Span], window: Span):
    free = free_spans(claims, window)
    assert free == sorted(free)
    assert all(first.ends_at < second.starts_at for first, second in pairwise(free))
    hour = timedelta(hours=1)
    for step in range(window.length // hour):
        at = window.starts_at + step * hour
        assert any(span.holds(at) for span in free) != any(span.holds(at) for span in claims)
    assert all(window.contains(span) for span in free)
