"""Hold the price of a request for a while, and answer which price counts when it is saved.

What is held is the price with the version it was reckoned under. Restrictions and room are never held: today's
rules judge both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import bindparam, delete, select

from app.actions.actor import POLICY, Actor
from app.actions.refs import digest_of, is_ref, new_ref
from app.actions.sweeping import sweep_tenants
from app.actions.transaction import Attempt, Work, run
from app.domain.asking import Ask
from app.domain.lines import Line, LineKind, Quote, as_kept
from app.domain.pricing import price_refusals
from app.domain.refusal import Refusal
from app.models import StoredQuote
from app.queries.plain import rows_of
from app.queries.policies import Rules, rules

HOLDS = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=7)
BATCH = 500

_COLUMNS = select(
    StoredQuote.ref,
    StoredQuote.policy_version_id,
    StoredQuote.request_digest,
    StoredQuote.lines,
    StoredQuote.total_minor,
    StoredQuote.expires_at,
)
_BY_REF = _COLUMNS.where(StoredQuote.ref == bindparam("ref"))
_ALIKE = (
    _COLUMNS.where(
        StoredQuote.request_digest == bindparam("digest"),
        StoredQuote.policy_version_id == bindparam("version_id"),
        StoredQuote.total_minor == bindparam("total_minor"),
        StoredQuote.expires_at > bindparam("now"),
    )
    .order_by(StoredQuote.expires_at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Offer:
    """The price that counts for a request now, and the version of the policy that reckoned it.

    Shapes:  `ref` is the quote that holds it, or the one that did until the price changed; `held_until` is None
             while nothing holds it; `before_minor` is what was held before, where today's price is another;
             `too_large` says that a price can't be kept at all.
    """

    rules: Rules
    quote: Quote
    ref: str = ""
    held_until: dt.datetime | None = None
    before_minor: int | None = None
    too_large: tuple[Refusal, ...] = ()

    @property
    def refusals(self) -> list[Refusal]:
        """Answer what stands against the price; that it is another than was shown is said once.

        Refuses: price_too_large; price_changed (409), with both totals.
        """
        if self.too_large or self.before_minor is None:
            return [*self.too_large]
        facts: dict[str, object] = {"before_minor": self.before_minor, "now_minor": self.quote.total_minor}
        return [Refusal("price_changed", None, facts, status=409)]


def offer_of(today: Rules, ask: Ask, *, currency: str, ref: str = "") -> Offer | None:
    """Answer the price of a request: what a quote holds for exactly this, else today's; None without a shape.

    Shapes:  `ref` may be anything that a form carried; one that is not here, or for another request, says nothing.
    """
    if today.kind.shape(today.doc, ask.period, zone=ask.zone):
        return None
    stored = _find(ref)
    if stored is None or bytes(stored.request_digest) != request_digest(ask):
        return _today(today, ask, currency)
    under = rules(stored.policy_version_id)
    is_same_policy = under.policy_id == today.policy_id and under.kind is today.kind
    if is_same_policy and ask.now < stored.expires_at:
        return _held(under, stored, currency)
    offer = _today(today, ask, currency)
    if offer.quote.total_minor == stored.total_minor:
        return offer
    return replace(offer, ref=stored.ref, before_minor=stored.total_minor)


def keep(actor: Actor, unit_id: int, ask: Ask, *, offer: Offer) -> Offer:
    """Hold the price of an offer from now on, and answer the offer with its quote.

    A quote of the same price for the same request is used again while it holds.
    """
    values = _values(ask, offer)
    found: Any = rows_of(_ALIKE, values).first()
    if found is None:
        row = _row(unit_id, ask, offer)
        found = run(actor, Attempt("quote", "held"), lambda work: _store(work, row, values))
    held = _held(offer.rules, found, offer.quote.currency)
    return replace(held, before_minor=offer.before_minor)


def request_digest(ask: Ask) -> bytes:
    """Answer the digest of what a price was asked for: unit, period, people, number, code, and whether it is given."""
    return digest_of(
        {
            "unit": ask.unit.ref,
            "period": asdict(ask.period),
            "party": asdict(ask.party),
            "quantity": ask.quantity,
            "promo_code": ask.promo_code.strip().casefold(),
            "complimentary": bool(ask.complimentary),
        }
    )


def sweep(now: dt.datetime) -> int:
    """Delete the quotes that expired a week ago, in every tenant, in batches, and answer how many there were."""
    last = now - KEPT
    return sweep_tenants(
        "quotes", last, lambda: run(POLICY, Attempt("quote", "sweep"), lambda _work: _batch(last))
    )


def _find(ref: str) -> Any:
    return rows_of(_BY_REF, {"ref": ref}).one_or_none() if is_ref(ref) else None


def _today(today: Rules, ask: Ask, currency: str) -> Offer:
    quote = today.kind.quote(today.doc, ask, currency=currency)
    return Offer(today, quote, too_large=tuple(price_refusals(quote, ask)))


def _held(under: Rules, stored: Any, currency: str) -> Offer:
    kept = as_kept(currency, [_line(line) for line in stored.lines], stored.total_minor)
    return Offer(under, kept, stored.ref, stored.expires_at)


def _values(ask: Ask, offer: Offer) -> dict[str, Any]:
    return {
        "digest": request_digest(ask),
        "version_id": offer.rules.version_id,
        "total_minor": offer.quote.total_minor,
        "now": ask.now,
    }


def _store(work: Work, row: dict[str, Any], values: dict[str, Any]) -> Any:
    """Store a quote, unless somebody did meanwhile."""
    work.wait_for(f"quote:{work.tenant.id}:{values['digest'].hex()}")
    found = rows_of(_ALIKE, values).first()
    if found is not None:
        return found
    own = {"tenant_id": work.tenant.id, "ref": new_ref()}
    work.writer.add((StoredQuote, [{**own, **row}]))
    return rows_of(_BY_REF, {"ref": own["ref"]}).one()


def _row(unit_id: int, ask: Ask, offer: Offer) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "policy_version_id": offer.rules.version_id,
        "request_digest": request_digest(ask),
        "lines": [asdict(line) for line in offer.quote.lines],
        "total_minor": offer.quote.total_minor,
        "made_at": ask.now,
        "expires_at": ask.now + HOLDS,
    }


def _line(stored: Mapping[str, Any]) -> Line:
    on_date = dt.date.fromisoformat(stored["on_date"]) if stored["on_date"] else None
    return Line(**{**stored, "kind": LineKind(stored["kind"]), "on_date": on_date})


def _batch(last: dt.datetime) -> int:
    old = (
        select(StoredQuote.id)
        .where(StoredQuote.expires_at <= last)
        .order_by(StoredQuote.expires_at)
        .limit(BATCH)
    )
    return len(rows_of(delete(StoredQuote).where(StoredQuote.id.in_(old)).returning(StoredQuote.id)).all())
