"""What an editor says about its lock: that it is held, by whom else, or how it was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import clock
from app.actions import locks as actions
from app.actions.reservations.courtesy import exclusive_units
from app.domain.refusal import Refusal
from app.live import locks
from app.live.locks import Holder, Lock, Lost, Place
from app.live.store import Away
from app.tenancy import current
from app.web.forms.reservation import ReservationForm
from app.web.members import actor, me

NONE, MINE, THEIRS, LOST, AWAY = "none", "mine", "theirs", "lost", "away"


@dataclass(frozen=True)
class LockState:
    """The state of an editor's lock.

    Shapes:  `lock` is one's own, or the one in the way; `by` is who took it over.
    """

    state: str
    lock: Lock | None = None
    by: Holder | None = None

    @property
    def may_take_over(self) -> bool:
        """Tell whether this member may take it over now."""
        return self.lock is not None and actions.may_take_over(actor("editor"), self.lock, clock.now())


def myself() -> Holder:
    """Answer the member who asks, as others see them on a lock."""
    member = me()
    if member is None:
        raise AssertionError("a view of members was served to nobody")
    return Holder(member.person_id, member.name, member.initials)


def place_of(form: ReservationForm) -> Place | None:
    """Answer what a form is about, or None while its dates are no period."""
    draft, zone = form.draft, current().zone
    if draft is None or form.kind.shape(form.rules.doc, draft.period, zone=zone):
        return None
    facts, period = draft.unit.facts, draft.period
    return Place(
        reservation_ref=form.ref,
        units=tuple(exclusive_units(facts)),
        unit_refs=tuple(dict.fromkeys([draft.unit.ref, *(need.unit for need in facts.takes)])),
        span=form.kind.span(form.rules.doc, period, zone),
        starts_on=period.starts_on,
        ends_on=period.ends_on,
    )


def take(form: ReservationForm, lock_id: str = "", secret: str = "") -> LockState:
    """Take the lock of what is typed, or say who has it."""
    place = place_of(form)
    if place is None:
        return LockState(NONE)
    if not lock_id or not secret:
        lock_id, secret = locks.new_id()
    try:
        held = actions.take(actor("editor"), myself(), place, lock_id=lock_id, secret=secret)
    except Away:
        return LockState(AWAY)
    if isinstance(held, Lost):
        return _lost(held)
    return LockState(MINE if held.is_mine else THEIRS, held.lock)


def renew(lock_id: str, secret: str, *, is_active: bool) -> LockState:
    """Renew a lease, or say how the lock was lost."""
    try:
        found = locks.renew(current().id, lock_id, secret, is_active=is_active)
    except Away:
        return LockState(AWAY)
    return _lost(found) if isinstance(found, Lost) else LockState(MINE, found)


def _lost(found: Lost) -> LockState:
    """Answer how a lock was lost; who gave it back themselves needs no word."""
    return LockState(NONE if found.is_given_back else LOST, by=found.by)


def of_refusals(refusals: Sequence[Refusal]) -> LockState | None:
    """Answer whose lock a save was refused for, if it still stands."""
    names = {refusal.facts.get("lock") for refusal in refusals if refusal.code == "locked"}
    lock = next((lock for lock in locks.of_others() if lock.id in names), None) if names else None
    return LockState(THEIRS, lock) if lock else None


def on_reservation(ref: str) -> LockState | None:
    """Answer who else is changing a reservation."""
    lock = locks.on_reservation(locks.of_others(), ref)
    return LockState(THEIRS, lock) if lock else None
