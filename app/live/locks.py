"""Locks: who is working on which time of which unit, so that others see it and don't run into it.

A lock is a lease that its holder renews. It is never the guarantee: with Redis away nobody holds one.

Source:  semantics.md 11.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from app import tenancy
from app.domain.span import Span
from app.live.store import Away, store

LEASE = dt.timedelta(seconds=45)
IDLE = dt.timedelta(minutes=2)
CLOSED, GIVEN_BACK = 2, "-"  # as the scripts answer


@dataclass(frozen=True)
class Holder:
    """The member who holds a lock, as others see them."""

    person_id: int
    name: str
    initials: str

    def as_json(self) -> dict[str, Any]:
        """Answer it as a script reads it."""
        return {"person": self.person_id, "name": self.name, "initials": self.initials}


@dataclass(frozen=True)
class Place:
    """What a lock is about: a reservation that stands, or times of units, or both.

    Shapes:  `units` are the leaf units of which there is one each, by reference; `unit_refs` all units on whose
             rows it is shown; `starts_on` and `ends_on` are the dates people see.
    """

    reservation_ref: str
    units: tuple[str, ...]
    unit_refs: tuple[str, ...]
    span: Span
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True)
class Lock:
    """A lock that stands.

    Shapes:  `secret` is known to its holder only; `fence` grows with each lock of the tenant.
    """

    id: str
    secret: str
    holder: Holder
    place: Place
    since: dt.datetime
    seen_at: dt.datetime
    lease_ends_at: dt.datetime
    fence: int
    asked: tuple[Holder, ...]

    @property
    def takeable_at(self) -> dt.datetime:
        """Answer from when on anybody may take it over, if its holder does nothing until then."""
        return self.seen_at + IDLE


@dataclass(frozen=True)
class Held:
    """The answer to who wants a lock: theirs, or the one that is in the way; `is_new` when it was not held before."""

    lock: Lock
    is_mine: bool
    is_new: bool = False


@dataclass(frozen=True)
class Lost:
    """A lock that its holder has no longer; `by` took it over, or nobody where its time ran out or it was given back."""

    by: Holder | None
    is_given_back: bool = False


def new_id() -> tuple[str, str]:
    """Answer a name for a lock and the secret of its holder."""
    return secrets.token_urlsafe(9), secrets.token_urlsafe(18)


def take(tenant_id: int, lock_id: str, secret: str, holder: Holder, place: Place) -> Held | Lost:
    """Take a lock, or take it with to another place; one's own other locks are never in the way.

    Shapes:  Lost where it was taken over or given back before: of two requests the later one may be heard first.
    Raises:  Away.
    """
    wanted = {"id": lock_id, "secret": secret, **holder.as_json(), **_place_json(place)}
    found = store().run("take", tenant_id, json.dumps(wanted), _ms(LEASE))
    if int(found[0]) == CLOSED:
        return _lost(str(found[1]))
    return Held(_lock(str(found[1])), bool(found[0]), bool(found[2]) if len(found) > 2 else False)


def renew(tenant_id: int, lock_id: str, secret: str, *, is_active: bool) -> Lock | Lost:
    """Renew a lease; `is_active` when its holder did something since the last time.

    Raises:  Away.
    """
    stands, text = store().run("renew", tenant_id, lock_id, secret, _ms(LEASE), "1" if is_active else "")
    if stands:
        return _lock(str(text))
    return _lost(str(text))


def free(tenant_id: int, lock_id: str, secret: str) -> Lock | None:
    """Give a lock back, and answer it; None where it is not held with this secret. Its name is used no more.

    Raises:  Away.
    """
    text = store().run("free", tenant_id, lock_id, secret)
    return _lock(str(text)) if text else None


def ask(tenant_id: int, lock_id: str, who: Holder) -> Lock | None:
    """Ask a lock's holder to finish.

    Raises:  Away.
    """
    text = store().run("ask", tenant_id, lock_id, json.dumps(who.as_json()))
    return _lock(str(text)) if text else None


def take_over(tenant_id: int, lock_id: str, who: Holder, *, at_once: bool) -> Lock | dt.timedelta | None:
    """End somebody else's lock, and answer it; how long to wait while they are at work; None when it is gone.

    Raises:  Away.
    """
    after = 0 if at_once else _ms(IDLE)
    found = store().run("take_over", tenant_id, lock_id, json.dumps(who.as_json()), after)
    if int(found[0]) == 1:
        return _lock(str(found[1]))
    return dt.timedelta(milliseconds=int(found[1])) if int(found[0]) == 0 else None


def standing(tenant_id: int) -> list[Lock]:
    """List the locks that stand, the oldest first; none with Redis away."""
    try:
        found = store().run("standing", tenant_id)
    except Away:
        return []
    return sorted((_lock(text) for text in found), key=lambda lock: lock.fence)


def of_others() -> list[Lock]:
    """List the locks of everybody but the member that this transaction serves; none where it serves no member."""
    person_id = tenancy.person_id()
    if person_id is None:
        return []
    return [lock for lock in standing(tenancy.current().id) if lock.holder.person_id != person_id]


def in_the_way(locks: Sequence[Lock], units: Collection[str], span: Span) -> Lock | None:
    """Answer the first lock on one of some units at some time of a span."""
    for lock in locks:
        if lock.place.span.overlaps(span) and not set(units).isdisjoint(lock.place.units):
            return lock
    return None


def on_reservation(locks: Sequence[Lock], ref: str) -> Lock | None:
    """Answer the lock on a reservation."""
    return next((lock for lock in locks if ref and lock.place.reservation_ref == ref), None)


def _ms(length: dt.timedelta) -> int:
    return int(length.total_seconds() * 1000)


def _at(ms: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)


def _place_json(place: Place) -> dict[str, Any]:
    return {
        "reservation": place.reservation_ref,
        "units": list(place.units),
        "unit_refs": list(place.unit_refs),
        "starts_at": int(place.span.starts_at.timestamp() * 1000),
        "ends_at": int(place.span.ends_at.timestamp() * 1000),
        "starts_on": place.starts_on.isoformat(),
        "ends_on": place.ends_on.isoformat(),
    }


def _holder(facts: dict[str, Any]) -> Holder:
    return Holder(int(facts["person"]), str(facts["name"]), str(facts["initials"]))


def _lost(text: str) -> Lost:
    if text == GIVEN_BACK:
        return Lost(None, is_given_back=True)
    return Lost(_holder(json.loads(text)) if text else None)


def _lock(text: str) -> Lock:
    facts = json.loads(text)
    place = Place(
        facts["reservation"],
        tuple(facts["units"]),  # an empty list comes back from Lua as {}
        tuple(facts["unit_refs"]),
        Span(_at(facts["starts_at"]), _at(facts["ends_at"])),
        dt.date.fromisoformat(facts["starts_on"]),
        dt.date.fromisoformat(facts["ends_on"]),
    )
    return Lock(
        id=facts["id"],
        secret=facts["secret"],
        holder=_holder(facts),
        place=place,
        since=_at(facts["since"]),
        seen_at=_at(facts["seen"]),
        lease_ends_at=_at(facts["lease_ends"]),
        fence=int(facts["fence"]),
        asked=tuple(_holder(one) for one in facts["asked"]),
    )
