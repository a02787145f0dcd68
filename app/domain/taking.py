"""What a request would take of each leaf unit: claims that nobody has written yet."""

from typing import Any

from app.domain.asking import Ask
from app.domain.availability import ClaimFacts
from app.domain.policies.base import Kind
from app.domain.policies.document import PolicyDocument
from app.domain.stock import Need, Stock, occurrence_key
from app.domain.words import ClaimSource


def claims_of(kind: Kind[Any], doc: PolicyDocument, ask: Ask, *, owner_ref: str) -> list[ClaimFacts]:
    """Return the claims of a request whose period has a shape, as saving it would write them.

    Shapes:  `owner_ref` is whose they are; an asset's is its occurrence's.
    """
    own = kind.span(doc, ask.period, ask.zone)
    blocked, wanted = kind.blocked(doc, own), kind.wanted(doc, ask)

    def claim(need: Need) -> ClaimFacts:
        if need.serves:
            key = occurrence_key(need.serves, own.starts_at)
            return ClaimFacts(need.unit, own, blocked, ClaimSource.SLOT, key)
        has_seats = need.stock is Stock.SEATS
        return ClaimFacts(
            need.unit,
            own,
            blocked,
            owner_ref=owner_ref,
            quantity=need.per * wanted,
            occurrence=own.starts_at if has_seats else None,
        )

    return [claim(need) for need in ask.unit.takes]
