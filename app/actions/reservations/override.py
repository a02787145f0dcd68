"""Who may pass over a broken rule, and what can't be passed over by anybody."""

from __future__ import annotations

from app.actions.actor import Actor
from app.actions.reservations.seating import Verdict
from app.domain.permissions import Permission
from app.domain.refusal import Refusal

FIRM = frozenset(
    {
        "at_least_one_night",
        "implausible_date",
        "too_many_nights",
        "nobody",
        "not_yet_in_service",
        "no_longer_in_service",
        "past_cannot_change",
        "price_too_large",
    }
)


def may_pass_over(actor: Actor, verdict: Verdict) -> bool:
    """Tell whether only rules stand in the way, and the actor may pass over them with a reason."""
    return (
        bool(verdict.broken)
        and verdict.ask is not None
        and not verdict.in_the_way
        and not any(refusal.code in FIRM for refusal in verdict.broken)
        and actor.may(Permission.OVERRIDE_RULES)
    )


def may_not_give(actor: Actor, *, wanted: bool | None, is_given: bool = False) -> list[Refusal]:
    """Answer why an actor may not make a reservation complimentary, or end that.

    Shapes:  `wanted` None: as it stands.
    Refuses: complimentary_not_allowed.
    """
    if wanted is None or wanted == is_given or actor.may(Permission.OVERRIDE_RULES):
        return []
    return [Refusal("complimentary_not_allowed", "complimentary")]


def passed_over(actor: Actor, verdict: Verdict, reason: str) -> list[Refusal]:
    """Answer what still stands against a request once a reason was given.

    Refuses: all of the verdict; an actor who may override is also told that a reason would do.
    """
    if not may_pass_over(actor, verdict):
        return verdict.refusals
    if reason.strip():
        return []
    return [*verdict.broken, Refusal("reason_would_do", "override_reason", {})]
