"""States and deadlines: true when read, and no way out of the end."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lifecycle import change_refusal, effective, may_become, transition_refusal
from app.domain.permissions import Permission, may
from app.domain.words import FINAL, TRANSITIONS, Role, State
from tests.domain.make import LONG_BEFORE, MADRID, NIGHTLY, july, local, policy

TEN = {"absent_after": {"time": "22:00"}}
HALIFAX_IN_SUMMER_IS_UTC_MINUS_3, LA_PAZ_IS_UTC_MINUS_4 = (
    ZoneInfo("America/Halifax"),
    ZoneInfo("America/La_Paz"),
)

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
maybe_states = st.none() | st.sampled_from(State)


def state_at(now: datetime, zone: ZoneInfo = MADRID, **document) -> State:
    deadline = NIGHTLY.deadline(
        policy(**(TEN | document)), State.CONFIRMED, period=july(10, 13), zone=zone, made_at=LONG_BEFORE
    )
    return effective(State.CONFIRMED, deadline.due_at, due_state=deadline.due_state, now=now)


def test_S1_a_client_is_absent_from_the_very_second():
    assert state_at(local("2026-07-10T21:59:59")) is State.CONFIRMED
    assert state_at(local("2026-07-10T22:00:00")) is State.ABSENT


def test_S2_who_reads_absent_may_be_checked_in_and_then_has_no_such_deadline():
    assert state_at(local("2026-07-10T23:00")) is State.ABSENT
    assert may_become(State.ABSENT, State.CHECKED_IN)
    assert (
        NIGHTLY.deadline(
            policy(**TEN),
            State.CHECKED_IN,
            period=july(10, 13),
            zone=MADRID,
            made_at=local("2026-07-10T23:00"),
        )
        is None
    )
    assert (
        effective(State.CHECKED_IN, None, due_state=None, now=local("2026-07-11T09:00")) is State.CHECKED_IN
    )


def test_S4_a_deadline_is_a_wall_time_of_the_tenants_zone():
    at = datetime(2026, 7, 11, 0, 30, tzinfo=UTC)
    assert state_at(at, LA_PAZ_IS_UTC_MINUS_4) is State.CONFIRMED
    assert state_at(datetime(2026, 7, 11, 2, tzinfo=UTC), LA_PAZ_IS_UTC_MINUS_4) is State.ABSENT
    assert state_at(datetime(2026, 7, 11, 1, tzinfo=UTC), HALIFAX_IN_SUMMER_IS_UTC_MINUS_3) is State.ABSENT


@pytest.mark.parametrize(
    ("absent_after", "absence", "kept", "frees_from"),
    [
        # the first evening: nothing has passed, all is freed
        ({"time": "22:00"}, {}, [], None),
        # the next noon: one night has entirely passed
        ({"time": "12:00", "day_offset": 1}, {}, [10], "2026-07-11T11:00"),
        # the next morning before check-out: none has
        ({"time": "10:59", "day_offset": 1}, {}, [], None),
        # the policy keeps the first night
        ({"time": "22:00"}, {"frees": "after_first_unit"}, [10], "2026-07-11T11:00"),
        # it keeps the first, and the second had passed too
        ({"time": "12:00", "day_offset": 2}, {"frees": "after_first_unit"}, [10, 11], "2026-07-12T11:00"),
        # all had passed
        ({"time": "12:00", "day_offset": 5}, {}, [10, 11, 12], "2026-07-13T11:00"),
    ],
)
def test_S5_absence_frees_what_has_not_passed_or_all_but_the_first_night(
    absent_after: dict, absence: dict, kept: list[int], frees_from: str | None
):
    doc = policy(absent_after=absent_after, absence=absence)
    deadline = NIGHTLY.deadline(doc, State.CONFIRMED, period=july(10, 13), zone=MADRID, made_at=LONG_BEFORE)
    days = NIGHTLY.absence_kept(doc, july(10, 13), zone=MADRID, at=deadline.due_at)
    assert [day.day for day in days] == kept
    assert deadline.frees_from == (local(frees_from) if frees_from else None)


def test_a_reservation_made_after_the_time_has_until_the_next_evening():
    deadline = NIGHTLY.deadline(
        policy(**TEN), State.CONFIRMED, period=july(10, 13), zone=MADRID, made_at=local("2026-07-10T22:00")
    )
    assert deadline.due_at == local("2026-07-11T22:00")


def test_a_pending_one_expires_and_frees_everything():
    deadline = NIGHTLY.deadline(
        policy(pending_expires_hours=48), State.PENDING, period=july(10, 13), zone=MADRID, made_at=LONG_BEFORE
    )
    assert (deadline.due_at, deadline.due_state, deadline.frees_from) == (
        LONG_BEFORE + timedelta(hours=48),
        State.EXPIRED,
        None,
    )


def test_a_stay_finishes_by_itself_only_where_the_policy_says_so():
    asked = {"period": july(10, 13), "zone": MADRID, "made_at": local("2026-07-10T16:00")}
    assert NIGHTLY.deadline(policy(), State.CHECKED_IN, **asked) is None
    deadline = NIGHTLY.deadline(policy(finish_after_min=120), State.CHECKED_IN, **asked)
    assert (deadline.due_at, deadline.due_state) == (local("2026-07-13T13:00"), State.FINISHED)
    assert deadline.frees_from == local("2026-07-13T11:00")


@pytest.mark.parametrize("state", sorted(FINAL))
def test_S7_a_final_one_refuses_every_state_and_every_change(state: State):
    for wanted in State:
        refusal = transition_refusal(state, wanted)
        assert refusal
        assert (refusal.code, refusal.status) == ("is_final", 409)
    refusal = change_refusal(state)
    assert refusal
    assert refusal.status == 409


def test_T8_an_absent_one_can_be_reinstated_and_a_cancelled_one_can_not():
    assert transition_refusal(State.ABSENT, State.CONFIRMED) is None
    assert transition_refusal(State.CANCELLED, State.CONFIRMED).code == "is_final"


@pytest.mark.parametrize(
    ("now", "document", "is_open"),
    [
        ("2026-07-10T09:00", {}, False),  # five hours early
        ("2026-07-10T13:59", {}, False),
        ("2026-07-10T14:00", {}, True),
        ("2026-07-10T09:00", {"early_check_in": True}, True),  # if the unit is free until then
        ("2026-07-09T15:00", {"early_check_in": True}, False),  # not on another day
        ("2026-07-13T10:59", {}, True),  # late, and still the client's
        ("2026-07-13T11:00", {}, False),  # the stay is over
    ],
)
def test_S10_check_in_opens_at_its_time(now: str, document: dict, is_open: bool):
    doc = policy(check_in_opens="14:00", **document)
    refusal = NIGHTLY.may_check_in_at(doc, july(10, 13), zone=MADRID, now=local(now))
    assert (refusal is None) is is_open
    if refusal:
        assert refusal.facts["opens_time"] == "14:00"


def test_S10_an_early_check_in_needs_the_unit_until_the_usual_time():
    doc = policy(check_in_opens="14:00", early_check_in=True)
    early = NIGHTLY.early_span(doc, july(10, 13), zone=MADRID, now=local("2026-07-10T09:00"))
    assert early
    assert (early.starts_at, early.ends_at) == (local("2026-07-10T09:00"), local("2026-07-10T15:00"))
    assert NIGHTLY.early_span(doc, july(10, 13), zone=MADRID, now=local("2026-07-10T14:00")) is None


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (july(10, 12), None),  # leaves today
        (july(10, 13), None),  # one more night than that
        (july(10, 18), None),  # longer
        (july(10, 11), "past_cannot_change"),  # night 11 is over
        (july(11, 15), "past_cannot_change"),  # so is night 10
        (july(9, 15), "past_cannot_change"),  # nobody arrives earlier than they did
    ],
)
def test_X4_nights_that_are_over_can_not_change(wanted, code: str | None):
    refusals = NIGHTLY.change_refusals(
        policy(), july(10, 15), wanted=wanted, zone=MADRID, now=local("2026-07-12T09:00")
    )
    assert [refusal.code for refusal in refusals] == ([code] if code else [])
    if refusals:
        assert refusals[0].facts["dates"] == ["2026-07-10", "2026-07-11"]


@pytest.mark.parametrize(
    ("role", "permission", "is_allowed"),
    [
        (Role.STAFF, Permission.OVERRIDE_RULES, False),  # X3: staff can't
        (Role.MANAGER, Permission.OVERRIDE_RULES, True),  # X3: a manager may, with a reason
        (Role.VIEWER, Permission.SEE_RESERVATIONS, True),
        (Role.VIEWER, Permission.MAKE_RESERVATION, False),
        (Role.MANAGER, Permission.MANAGE_TEAM, False),
        (Role.OWNER, Permission.MANAGE_TEAM, True),
        (None, Permission.SEE_CALENDAR, False),
    ],
)
def test_a_role_may_do_what_its_row_says(role: Role | None, permission: Permission, is_allowed: bool):
    assert may(role, permission) is is_allowed


def test_each_role_may_do_all_that_the_one_below_may():
    ladder = [Role.VIEWER, Role.STAFF, Role.MANAGER, Role.OWNER]
    allowed = [{permission for permission in Permission if may(role, permission)} for role in ladder]
    assert all(lower < higher for lower, higher in pairwise(allowed))
    assert allowed[-1] == set(Permission)


@given(st.lists(st.sampled_from(State), max_size=12))
def test_no_path_leads_out_of_the_end(wishes: list[State]):
    state, ended = State.PENDING, None
    for wanted in wishes:
        if may_become(state, wanted):
            state = wanted
        ended = ended or (state if state in FINAL else None)
    assert ended in (None, state)


@given(st.sampled_from(State), st.none() | instants, maybe_states, instants, instants)
def test_the_effective_state_is_stable(
    state: State, due_at: datetime | None, due_state: State | None, now: datetime, later: datetime
):
    once = effective(state, due_at, due_state=due_state, now=now)
    assert effective(once, due_at, due_state=due_state, now=now) == once
    if state in FINAL:
        assert once == state
    now, later = sorted((now, later))
    if due_at and due_state and effective(state, due_at, due_state=due_state, now=now) != state:
        assert effective(state, due_at, due_state=due_state, now=later) == due_state


def test_every_deadline_is_a_transition():
    assert State.EXPIRED in TRANSITIONS[State.PENDING]
    assert State.ABSENT in TRANSITIONS[State.CONFIRMED]
    assert State.FINISHED in TRANSITIONS[State.CHECKED_IN]
