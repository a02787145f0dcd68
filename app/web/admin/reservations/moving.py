"""Which moves a reservation may make now, and what they are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.permissions import Permission
from app.domain.words import State
from app.sentences.base import _
from app.web.admin.reservations.reading import Shown

CHANGEABLE = frozenset({State.PENDING, State.CONFIRMED, State.CHECKED_IN})


@dataclass(frozen=True)
class Move:
    """One move: where it lives, who may make it, from which states, and whether it asks first."""

    name: str
    path: str
    permission: Permission
    states: frozenset[State]
    glyph: str
    asks: bool = True
    needs_begin: bool = False

    @property
    def ask_name(self) -> str:
        """Answer the endpoint of the page that asks."""
        return f"{self.name}_ask"

    def is_open(self, shown: Shown, may: Callable[[Permission], bool]) -> bool:
        """Tell whether a reservation can make this move now, by somebody who may."""
        return (
            shown.state in self.states and may(self.permission) and (shown.has_begun or not self.needs_begin)
        )

    def asks_first(self, shown: Shown) -> bool:
        """Tell whether its button leads to a page with a question; an absent one needs a reason."""
        return self.asks or shown.state is State.ABSENT


CHANGE = Permission.CHANGE_RESERVATION

MOVES: tuple[Move, ...] = (
    Move("confirm", "confirm", CHANGE, frozenset({State.PENDING}), "check", asks=False),
    Move(
        "check_in", "check-in", CHANGE, frozenset({State.CONFIRMED, State.ABSENT}), "key-round",
        asks=False, needs_begin=True,
    ),
    Move("check_out", "check-out", CHANGE, frozenset({State.CHECKED_IN}), "log-out", asks=False),
    Move("reinstate", "reinstate", CHANGE, frozenset({State.ABSENT}), "undo-2"),
    Move("mark_absent", "absent", CHANGE, frozenset({State.CONFIRMED}), "user-x", needs_begin=True),
    Move("swap", "swap", CHANGE, CHANGEABLE, "arrow-left-right"),
    Move(
        "cancel", "cancel", Permission.CANCEL_RESERVATION, frozenset({State.PENDING, State.CONFIRMED}), "ban"
    ),
)  # fmt: skip


def verb(name: str, state: State) -> str:
    """Answer what the button of a move says."""
    if name == "cancel":
        return _("Decline") if state is State.PENDING else _("Cancel reservation")
    return {
        "confirm": _("Confirm"),
        "check_in": _("Check in"),
        "check_out": _("Check out"),
        "reinstate": _("Reinstate"),
        "mark_absent": _("Mark absent"),
        "swap": _("Swap units"),
    }[name]


def done_word(name: str, client: str) -> str:
    """Answer what is said once a move is made."""
    return {
        "confirm": _("%(client)s is confirmed.", client=client),
        "check_in": _("%(client)s is in the house.", client=client),
        "check_out": _("%(client)s has left.", client=client),
        "reinstate": _("The reservation of %(client)s stands again.", client=client),
        "mark_absent": _("%(client)s is marked absent.", client=client),
        "swap": _("The units are swapped."),
        "cancel": _("The reservation of %(client)s is cancelled.", client=client),
    }[name]
