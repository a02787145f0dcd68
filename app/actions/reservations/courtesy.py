"""Nobody runs into what a colleague is just working on: their lock is told like something in the way.

It is a courtesy among members, on top of the guarantee: the policy, the command line and visitors meet no locks,
and with Redis away nobody does.

Source:  semantics.md 11, L1.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.asking import Ask, UnitFacts
from app.domain.refusal import Refusal, Refused
from app.domain.stock import Stock
from app.live import locks
from app.live.locks import Lock
from app.queries.policies import Rules


def exclusive_units(unit: UnitFacts) -> list[str]:
    """Answer the leaf units that a unit takes whole; of pools and slots others may take at the same time."""
    return [need.unit for need in unit.takes if need.stock is Stock.SINGLE]


def held_by_another(asked: Rules, ask: Ask) -> Refusal | None:
    """Refuse a request, which has a shape, whose time a colleague is working on.

    Refuses: locked (409), naming the colleague.
    """
    return held_of(locks.of_others(), asked, ask)


def held_of(others: Sequence[Lock], asked: Rules, ask: Ask) -> Refusal | None:
    """Refuse a request whose time one of some locks is about; the one on its own reservation was refused before."""
    if not others:
        return None
    span = asked.kind.span(asked.doc, ask.period, ask.zone)
    lock = locks.in_the_way(others, exclusive_units(ask.unit), span)
    return _refusal(lock) if lock else None


def refuse_held(refs: Sequence[str]) -> None:
    """Refuse to touch reservations that a colleague is changing.

    Raises:  Refused: locked (409), for each.
    """
    others = locks.of_others()
    held = [lock for ref in refs if (lock := locks.on_reservation(others, ref)) is not None]
    if held:
        raise Refused([_refusal(lock) for lock in held])


def _refusal(lock: Lock) -> Refusal:
    facts: dict[str, object] = {
        "lock": lock.id,
        "who": lock.holder.name,
        "since": lock.since.isoformat(),
        "until": lock.lease_ends_at.isoformat(),
        "starts_on": lock.place.starts_on.isoformat(),
        "ends_on": lock.place.ends_on.isoformat(),
        "starts_at": lock.place.span.starts_at.isoformat(),
        "ends_at": lock.place.span.ends_at.isoformat(),
        "reservation": lock.place.reservation_ref,
    }
    return Refusal("locked", "unit", facts, status=409)
