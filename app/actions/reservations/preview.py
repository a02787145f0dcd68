"""What a save would answer, asked without locks and without writing anything.

The editor's panel reads this while people type; it asks the same functions as the save does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app import clock
from app.actions import quotes
from app.actions.actor import Actor
from app.actions.quotes import Offer, offer_of
from app.actions.reservations import rows
from app.actions.reservations.change import (
    asks_other_price,
    judge_change,
    look_at,
    over_refusals,
    price_of_change,
)
from app.actions.reservations.override import may_not_give, may_pass_over
from app.actions.reservations.rows import Held
from app.actions.reservations.seating import Shows, Verdict, judge, judge_under, opened
from app.actions.transaction import Attempt, Work
from app.domain.asking import Alternative, Ask, Check, Party, Period
from app.domain.availability import ClaimFacts
from app.domain.lines import Line, Quote, as_kept, is_given
from app.domain.policies.base import Kind, PolicyDocument
from app.domain.pricing import price_refusals
from app.domain.refusal import Refusal
from app.domain.span import Span
from app.domain.taking import claims_of
from app.extensions import db
from app.queries.lines import list_lines
from app.queries.policies import Rules
from app.queries.units import UnitRow
from app.tenancy import current


@dataclass(frozen=True)
class Draft:
    """What somebody has typed so far, once it is whole enough to be asked about.

    Shapes:  `complimentary` None: as it stands.
    """

    unit: UnitRow
    period: Period
    party: Party
    quantity: int = 1
    promo_code: str = ""
    complimentary: bool | None = None


@dataclass(frozen=True)
class Way:
    """A way out with what all of it costs, and what its unit is called."""

    alternative: Alternative
    unit_name: str
    total_minor: int


@dataclass(frozen=True)
class Preview:
    """The verdict, the rules and the price of a draft, as a save would have them now.

    Shapes:  `own` and `quote` are None for dates that are no period, `quote` and `offer` also for a price that can't
             be kept; `before_minor` is None for a new one; `offer` is the price of a new one with the quote that
             holds it.
    """

    work: Work
    draft: Draft
    asked: Rules
    ask: Ask
    verdict: Verdict
    checks: Sequence[Check]
    own: Span | None
    quote: Quote | None
    held: Held | None = None
    before_minor: int | None = None
    offer: Offer | None = None

    @property
    def has_shape(self) -> bool:
        """Tell whether the dates are a period at all."""
        return self.own is not None

    @property
    def may_be_passed_over(self) -> bool:
        """Tell whether this member may save it with a reason although rules are broken."""
        return may_pass_over(self.work.actor, self.verdict)

    def takes(self, owner_ref: str) -> list[ClaimFacts]:
        """Answer what the draft would claim under a name, where it has room; nothing else can clash with it."""
        if not self.has_shape or self.verdict.in_the_way:
            return []
        return claims_of(self.asked.kind, self.asked.doc, self.ask, owner_ref=owner_ref)

    def ways(self, alternatives: Sequence[Alternative], units: Iterable[UnitRow]) -> list[Way]:
        """Answer ways out with what each would cost; `units` are those that there are."""
        known = {unit.ref: unit for unit in units}
        found = []
        for alternative in [*self._at_an_earlier_time(), *alternatives]:
            unit = known.get(alternative.unit_ref)
            if unit is not None and rows.rules_today(unit).kind is self.asked.kind:
                parts = [*self._before_it_goes_on(alternative), self._price(unit, alternative)]
                if any(price_refusals(quote, self.ask) for quote in parts):
                    continue
                total_minor = sum(quote.total_minor for quote in parts)
                found.append(Way(alternative, unit.name, total_minor))
        return found

    def opening(self, *, only: str = "") -> Alternative | None:
        """Answer who may move so that the draft fits, where it does not fit as it is.

        Shapes:  `only` names the one unit that shall be freed, '' any of the draft's type.
        """
        if not self.has_shape or not self.verdict.refusals:
            return None
        held, ask = self.held, self.verdict.ask or self.ask
        if held is None:
            return opened(self.asked, ask, only=only)
        return opened(
            self.asked,
            ask,
            ignoring={held.row.ref},
            allows=lambda facts, period: not over_refusals(held, replace(ask, unit=facts, period=period)),
            only=only,
        )

    def _before_it_goes_on(self, way: Alternative) -> list[Quote]:
        """Price what is left of a stay that goes on in another unit: its way out costs both parts."""
        if self.held is None or way.kind != "continue":
            return []
        ask = replace(self.ask, period=replace(self.ask.period, ends_on=way.period.starts_on))
        stored = list_lines(self.held.row.id)
        return [_price(self.work, self.held, ask, unit=self.draft.unit, stored=stored)]

    def _price(self, unit: UnitRow, way: Alternative) -> Quote:
        ask = replace(
            self.ask,
            period=way.period,
            unit=unit.facts,
            quantity=way.quantity or self.ask.quantity,
            party=way.party or self.ask.party,
        )
        if self.held is not None and way.kind != "continue":
            return _price(self.work, self.held, ask, unit=unit, stored=list_lines(self.held.row.id))
        if way.kind == "continue":
            # It is a reservation of its own, which begins with a form that gives nothing.
            ask = replace(ask, complimentary=None)
        is_asked = self.held is None and unit.policy_id == self.asked.policy_id
        today = self.asked if is_asked else rows.rules_today(unit)
        return today.kind.quote(today.doc, ask, currency=self.work.tenant.currency)

    def _at_an_earlier_time(self) -> list[Alternative]:
        """Answer the same dates with the latest time of leaving, where that is all that is in the way."""
        period = self.draft.period
        for refusal in self.verdict.in_the_way:
            at, on = refusal.facts.get("latest_ends_time"), refusal.facts.get("latest_ends_on")
            if on != period.ends_on.isoformat() or not isinstance(at, str):
                continue
            earlier = replace(period, ends_time=dt.time.fromisoformat(at))
            found = _judged(self, replace(self.ask, period=earlier))
            if not found.refusals:
                return [Alternative("earlier", self.draft.unit.ref, earlier)]
        return []


def preview_new(
    actor: Actor,
    draft: Draft,
    *,
    under: Rules | None = None,
    quote_ref: str = "",
    beside: Sequence[ClaimFacts] = (),
    shows: Shows | None = None,
) -> Preview:
    """Ask about a reservation that is not made yet, under the rules that apply or others of the unit's policy.

    Shapes:  `beside` is what is wanted together with it; `shows` answers what is looked at around it.
    """
    work = _work(actor)
    asked = under or rows.rules_today(draft.unit)
    ask = _ask(work, draft, None)
    own = _own(asked.kind, asked.doc, ask)
    offer = offer_of(asked, ask, currency=work.tenant.currency, ref=quote_ref)
    terms = offer.rules if offer else asked
    verdict = judge_under(asked, terms, ask, unit=draft.unit, beside=beside, shows=shows)
    verdict = _with(verdict, may_not_give(actor, wanted=draft.complimentary))
    checks = _checks(asked, verdict.ask or ask, own)
    found = Preview(
        work, draft, asked, ask, verdict, checks, own, offer.quote if offer else None, offer=offer
    )
    return _payable(found)


def keep(preview: Preview, *, is_told: bool = False) -> Preview:
    """Hold the price that a preview shows, where it is of something new that could be saved.

    Shapes:  `is_told` when somebody was just refused because the price changed: until then a price that is not
             the one they were shown is held for nobody.
    """
    offer = preview.offer
    if offer is None or offer.held_until is not None or (offer.before_minor is not None and not is_told):
        return preview
    if preview.verdict.refusals and not preview.may_be_passed_over:
        return preview
    held = quotes.keep(preview.work.actor, preview.draft.unit.id, preview.ask, offer=offer)
    return replace(preview, offer=held, quote=held.quote)


def preview_change(actor: Actor, ref: str, draft: Draft, *, shows: Shows | None = None) -> Preview:
    """Ask about a change of a reservation; `shows` as in `preview_new`.

    Raises:  NotFound when there is none in this tenant.
    """
    work = _work(actor)
    held = look_at(ref)
    asked = held.rules
    ask = _ask(work, draft, held)
    own = _own(asked.kind, asked.doc, ask)
    stored = list_lines(held.row.id)
    verdict = judge_change(held, ask, unit=draft.unit, shows=shows)
    verdict = _with(verdict, may_not_give(actor, wanted=draft.complimentary, is_given=is_given(stored)))
    found = Preview(
        work,
        draft,
        asked,
        ask,
        verdict,
        _checks(asked, verdict.ask or ask, own),
        own,
        _price(work, held, ask, unit=draft.unit, stored=stored) if own else None,
        held,
        held.row.total_minor,
    )
    return _payable(found)


def _payable(preview: Preview) -> Preview:
    """Say of a price that can't be kept why, instead of showing it."""
    too_large = price_refusals(preview.quote, preview.ask) if preview.quote else []
    if not too_large:
        return preview
    return replace(preview, verdict=_with(preview.verdict, too_large), quote=None, offer=None)


def _with(verdict: Verdict, refusals: Sequence[Refusal]) -> Verdict:
    return replace(verdict, broken=[*verdict.broken, *refusals]) if refusals else verdict


def _ask(work: Work, draft: Draft, held: Held | None) -> Ask:
    return rows.ask_of(
        work,
        draft.unit,
        draft.period,
        draft.party,
        held=held,
        quantity=draft.quantity,
        promo_code=draft.promo_code,
        complimentary=draft.complimentary,
    )


def _work(actor: Actor) -> Work:
    return Work(actor, Attempt("reservation", "previewed"), current(), clock.now(), db.session)


def _own(kind: Kind[PolicyDocument], doc: PolicyDocument, ask: Ask) -> Span | None:
    return None if kind.shape(doc, ask.period, zone=ask.zone) else kind.span(doc, ask.period, ask.zone)


def _checks(asked: Rules, ask: Ask, own: Span | None) -> list[Check]:
    return asked.kind.checks(asked.doc, ask) if own else []


def _judged(preview: Preview, ask: Ask) -> Verdict:
    unit, held = preview.draft.unit, preview.held
    if held is None:
        return judge(preview.asked, ask, unit=unit)
    return judge_change(held, ask, unit=unit)


def _price(work: Work, held: Held, ask: Ask, *, unit: UnitRow, stored: Sequence[Line]) -> Quote:
    """Price a change as the save does: people and place unchanged, the price stays as it was sold."""
    if asks_other_price(held, ask, unit=unit, stored=stored):
        return price_of_change(work, held, ask, unit=unit, stored=stored)
    return as_kept(work.tenant.currency, stored, held.row.total_minor)
