"""What other rules would have answered to requests that were made: rules and prices, never availability."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.asking import Ask, Party, Period, UnitFacts
from app.domain.policies.base import Kind
from app.domain.policies.document import PolicyDocument
from app.domain.pricing import price_refusals
from app.domain.refusal import Refusal


@dataclass(frozen=True)
class Past:
    """A request as it was made.

    Shapes:  `ref` is the reservation that came of it, '' when it was refused.
    """

    asked_at: datetime
    unit: UnitFacts
    period: Period
    party: Party
    ref: str = ""
    quantity: int = 1
    promo_code: str = ""
    complimentary: bool = False


@dataclass(frozen=True)
class Answer:
    """What rules say to a request: why not, or for how much; `total_minor` is None for what is refused."""

    refusals: tuple[Refusal, ...]
    total_minor: int | None


@dataclass(frozen=True)
class Outcome:
    """A request with the answers of two sets of rules."""

    past: Past
    before: Answer
    after: Answer

    @property
    def is_newly_refused(self) -> bool:
        """Tell whether only the later rules refuse it."""
        return not self.before.refusals and bool(self.after.refusals)

    @property
    def is_newly_accepted(self) -> bool:
        """Tell whether only the earlier rules refuse it."""
        return bool(self.before.refusals) and not self.after.refusals

    @property
    def difference_minor(self) -> int:
        """Return how much more the later rules bring in; what is refused brings in nothing."""
        return (self.after.total_minor or 0) - (self.before.total_minor or 0)

    @property
    def is_repriced(self) -> bool:
        """Tell whether both accept it, for another price."""
        is_accepted = not self.before.refusals and not self.after.refusals
        return is_accepted and bool(self.difference_minor)


class Replay:
    """Asks one document about past requests."""

    def __init__(self, kind: Kind[Any], doc: PolicyDocument, *, zone: ZoneInfo, currency: str) -> None:
        self._kind, self._doc, self._zone, self._currency = kind, doc, zone, currency

    def answer(self, past: Past) -> Answer:
        """Return what the document says to a request at the instant at which it was made."""
        ask = Ask(
            past.period,
            past.party,
            past.unit,
            past.asked_at,
            self._zone,
            quantity=past.quantity,
            promo_code=past.promo_code,
            complimentary=past.complimentary,
        )
        refusals = self._kind.shape(self._doc, past.period, zone=self._zone) or self._kind.restrictions(
            self._doc, ask
        )
        if refusals:
            return Answer(tuple(refusals), None)
        quote = self._kind.quote(self._doc, ask, currency=self._currency)
        too_large = price_refusals(quote, ask)
        return Answer(tuple(too_large), None if too_large else quote.total_minor)


def compare(before: Replay, after: Replay, *, requests: Iterable[Past]) -> list[Outcome]:
    """Return what each request would have been answered under both."""
    return [Outcome(past, before.answer(past), after.answer(past)) for past in requests]
