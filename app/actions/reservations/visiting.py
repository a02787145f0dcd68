"""What clients do by themselves: until when they may, and what they are refused after that."""

from __future__ import annotations

from app.actions.reservations.rows import Held
from app.actions.transaction import Work
from app.domain.refusal import Refusal, Refused
from app.domain.visitors import by_themselves_until
from app.domain.words import ActorKind


def refuse_too_late(work: Work, held: Held) -> None:
    """Refuse a client to touch their reservation once the version it was made under lets them no more.

    Refuses: self_service_over (409).
    """
    if work.actor.kind is not ActorKind.CLIENT:
        return
    until = by_themselves_until(held.row.starts_at, held.rules.doc.self_service_until_hours)
    if until is None or until <= work.now:
        facts: dict[str, object] = {"until": until.isoformat() if until else ""}
        raise Refused([Refusal("self_service_over", None, facts, status=409)])
