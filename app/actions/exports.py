"""Write down that somebody took data along: what left in a file can't be called back."""

from __future__ import annotations

from app.actions.actor import Actor
from app.actions.transaction import Attempt, Work, run

RESERVATIONS, ACTIVITY = "took_reservations", "took_activity"


def note(actor: Actor, what: str, *, first: str, last: str) -> None:
    """Record that the reservations, or the record itself, were handed out as a file; `what` is the action.

    Shapes:  `first` and `last` are the dates it was filtered by, '' where it was not. What else was asked for may name
             people, and is left out.
    """
    after = {name: day for name, day in (("starts_on", first), ("ends_on", last)) if day}

    def write(work: Work) -> None:
        work.record("export", action=what, after=after)

    run(actor, Attempt("export", what), write)
