"""Take, give back, ask for and take over a lock: in Redis, and in the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.actions.actor import Actor
from app.actions.transaction import Attempt, Work, run
from app.domain.permissions import Permission
from app.live import locks
from app.live.locks import Held, Holder, Lock, Lost, Place
from app.tenancy import current


def take(actor: Actor, holder: Holder, place: Place, *, lock_id: str, secret: str) -> Held | Lost:
    """Take a lock, or take it with to another place; taking is recorded, renewing and moving is not.

    Shapes:  Lost where it was taken over or given back before.
    Raises:  Away.
    """
    held = locks.take(current().id, lock_id, secret, holder, place)
    if isinstance(held, Held) and held.is_new:
        _record(actor, held.lock, "taken")
    return held


def free(actor: Actor, lock_id: str, secret: str) -> None:
    """Give a lock back, if it is still held.

    Raises:  Away.
    """
    freed = locks.free(current().id, lock_id, secret)
    if freed is not None:
        _record(actor, freed, "freed")


def ask(actor: Actor, who: Holder, lock_id: str) -> Lock | None:
    """Ask a lock's holder to finish; None when it is gone.

    Raises:  Away.
    """
    asked = locks.ask(current().id, lock_id, who)
    if asked is not None:
        _record(actor, asked, "asked", linked=[_holder(asked)])
    return asked


def take_over(actor: Actor, who: Holder, lock_id: str) -> Lock | dt.timedelta | None:
    """End somebody else's lock: who may pass over rules at once, anybody once its holder was idle for two minutes.

    Shapes:  the lock that was ended; how long to wait; None when it is gone.
    Raises:  Away.
    """
    found = locks.take_over(current().id, lock_id, who, at_once=_may_at_once(actor))
    if isinstance(found, Lock):
        _record(actor, found, "taken_over", linked=[_holder(found)])
    return found


def may_take_over(actor: Actor, lock: Lock, now: dt.datetime) -> bool:
    """Tell whether an actor may take a lock over now; the taking itself asks Redis' own clock."""
    return _may_at_once(actor) or lock.takeable_at <= now


def _may_at_once(actor: Actor) -> bool:
    return actor.may(Permission.OVERRIDE_RULES)


def _holder(lock: Lock) -> dict[str, Any]:
    return {"entity": "person", "id": lock.holder.person_id}


def _record(actor: Actor, lock: Lock, action: str, *, linked: Sequence[dict[str, Any]] = ()) -> None:
    place = lock.place
    after = {"unit": place.unit_refs[0], "starts_on": place.starts_on, "ends_on": place.ends_on}

    def write(work: Work) -> None:
        work.record("lock", action=action, entity_ref=place.reservation_ref, after=after, linked=list(linked))

    run(actor, Attempt("lock", action), write)
