"""What visitors ask for: the cheapest unit of a type that is free, and a reservation as the policy lets them make it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app import clock
from app.actions.actor import Actor
from app.actions.reservations import rows
from app.actions.reservations.make import Wish, make_in
from app.actions.reservations.preview import Draft
from app.actions.reservations.vacant import vacant
from app.actions.transaction import Attempt, Idempotency, Work, run
from app.domain.pricing import price_refusals
from app.domain.refusal import Refusal, Refused
from app.domain.visitors import first_state
from app.extensions import db
from app.queries.policies import rules
from app.queries.units import UnitRow
from app.tenancy import current


def ask(actor: Actor, wish: Wish, *, idempotency: Idempotency) -> str:
    """Make what a visitor asks for and answer its reference: a request, or confirmed at once, as the policy says.

    Refuses: not_for_visitors; else as `make` does, without ways out.
    """
    attempt = Attempt("reservation", "made", request=wish.as_request())
    return run(actor, attempt, lambda work: _ask(work, wish), idempotency=idempotency)


def _ask(work: Work, wish: Wish) -> str:
    unit = rows.lock_units(work, [wish.unit_ref])[wish.unit_ref]
    state = first_state(rows.rules_today(unit).doc.visitors)
    if state is None:
        raise Refused([Refusal("not_for_visitors", "unit", {"unit": unit.name})])
    work.attempt.request["state"] = state.value
    return make_in(work, replace(wish, state=state))


def cheapest_free(actor: Actor, draft: Draft, units: Sequence[UnitRow]) -> UnitRow | None:
    """Answer which of some units costs least among those that would be accepted, the first of equals; None without."""
    if not units:
        return None
    work = Work(actor, Attempt("reservation", "previewed"), current(), clock.now(), db.session)
    wanted = rows.ask_of(
        work, units[0], draft.period, draft.party, quantity=draft.quantity, promo_code=draft.promo_code
    )
    costs: dict[str, int] = {}
    free = vacant(units, wanted)
    for unit in free:
        asked, own = rules(unit.version_id), replace(wanted, unit=unit.facts)
        quote = asked.kind.quote(asked.doc, own, currency=work.tenant.currency)
        if not price_refusals(quote, own):
            costs[unit.ref] = quote.total_minor
    payable = [unit for unit in free if unit.ref in costs]
    return min(payable, key=lambda unit: costs[unit.ref], default=None)
