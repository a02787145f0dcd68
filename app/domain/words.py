"""The words that every layer shares: states, roles, actors, and the named sets of them."""

from enum import StrEnum


class State(StrEnum):
    """Where a reservation stands in its life."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ABSENT = "absent"
    EXPIRED = "expired"


class Role(StrEnum):
    """What a member is in a tenant."""

    OWNER = "owner"
    MANAGER = "manager"
    STAFF = "staff"
    VIEWER = "viewer"


class ActorKind(StrEnum):
    """Who did something: a person, a deadline of the policy, or the command line."""

    MEMBER = "member"
    POLICY = "policy"
    CLIENT = "client"
    CLI = "cli"


class ClaimSource(StrEnum):
    """What a claim was made by."""

    RESERVATION = "reservation"
    CLOSURE = "closure"
    EVENT = "event"
    SLOT = "slot"


BUFFERED = frozenset({ClaimSource.RESERVATION, ClaimSource.SLOT})
FINAL = frozenset({State.FINISHED, State.CANCELLED, State.EXPIRED})
ACTIVE = frozenset({State.CONFIRMED, State.CHECKED_IN})
PAID_STATES = frozenset({State.CONFIRMED, State.CHECKED_IN, State.FINISHED})
OPEN = frozenset({State.PENDING, State.CONFIRMED, State.CHECKED_IN})
GONE = frozenset({State.CANCELLED, State.ABSENT, State.EXPIRED})

TRANSITIONS: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.CONFIRMED, State.CANCELLED, State.EXPIRED}),
    State.CONFIRMED: frozenset({State.CHECKED_IN, State.CANCELLED, State.ABSENT}),
    State.CHECKED_IN: frozenset({State.FINISHED}),
    State.ABSENT: frozenset({State.CONFIRMED, State.CHECKED_IN}),
    State.FINISHED: frozenset(),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
}
