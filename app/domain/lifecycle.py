"""What a reservation's state is at an instant, and where it may go from there."""

from datetime import datetime

from app.domain.refusal import Refusal
from app.domain.words import FINAL, TRANSITIONS, State


def effective(state: State, due_at: datetime | None, *, due_state: State | None, now: datetime) -> State:
    """Return the state that is true at `now`: a due deadline counts before anyone has written it down.

    Source:  semantics.md 4; the SQL expression says the same.
    """
    if due_at is None or due_state is None or state in FINAL or now < due_at:
        return state
    return due_state


def may_become(state: State, wanted: State) -> bool:
    """Tell whether a reservation in `state` may become `wanted`."""
    return wanted in TRANSITIONS[state]


def transition_refusal(state: State, wanted: State) -> Refusal | None:
    """Return why a reservation in `state` may not become `wanted`, or None.

    Refuses: is_final, wrong_state (both 409: somebody or a deadline was first).
    """
    if may_become(state, wanted):
        return None
    code = "is_final" if state in FINAL else "wrong_state"
    return Refusal(code, None, {"state": state.value, "wanted": wanted.value}, status=409)


def change_refusal(state: State) -> Refusal | None:
    """Return why the dates, unit, people or price of a reservation in `state` may not change, or None."""
    if state in FINAL:
        return Refusal("is_final", None, {"state": state.value}, status=409)
    if state == State.ABSENT:
        return Refusal("wrong_state", None, {"state": state.value}, status=409)
    return None
