"""Write down what was paid for a reservation, whatever state it is in: money comes, or goes back, also afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.actor import Actor
from app.actions.reservations import rows
from app.actions.reservations.rows import Held
from app.actions.transaction import Attempt, Work, run
from app.domain.refusal import Refusal, Refused


@dataclass(frozen=True)
class Payment:
    """What is paid in all, and what was shown as paid when that was typed; both in minor units."""

    paid_minor: int
    shown_minor: int


def record_payment(actor: Actor, ref: str, payment: Payment) -> None:
    """Write down how much was paid for a reservation in all; what stands already is not written twice.

    Refuses: other_payment (409, when another payment was written down meanwhile).
    """
    attempt = Attempt("reservation", "paid", entity_ref=ref, request={"paid_minor": payment.paid_minor})
    run(actor, attempt, lambda work: pay_held(work, rows.lock(work, ref), payment))


def pay_held(work: Work, held: Held, payment: Payment) -> None:
    """Write down how much was paid for a reservation that is under lock.

    Refuses: other_payment (409).
    """
    row = held.row
    if row.paid_minor == payment.paid_minor:
        return
    if row.paid_minor != payment.shown_minor:
        facts: dict[str, object] = {"paid_minor": row.paid_minor, "shown_minor": payment.shown_minor}
        raise Refused([Refusal("other_payment", "paid", facts, status=409)])
    before = rows.snapshot(row, held.unit.ref)
    row.paid_minor = payment.paid_minor
    row.version += 1
    rows.record(work, held, "paid", before=before)
