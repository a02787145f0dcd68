"""A reservation as its page and its card show it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from app import clock
from app.actions.transaction import NotFound
from app.domain.asking import Ask
from app.domain.cancellation import CancellationFee, tier_facts
from app.domain.lines import Line, Quote, grouped, is_given
from app.domain.localtime import local_date
from app.domain.words import State
from app.queries.lines import list_lines
from app.queries.one_reservation import (
    ReservationFacts,
    count_stays_before,
    find_reservation,
)
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, find_unit_by_id
from app.sentences import periods, prices, reservations, words
from app.sentences.base import _
from app.tenancy import current


@dataclass(frozen=True)
class Shown:
    """A reservation with its unit and the version it was made under, at one instant."""

    facts: ReservationFacts
    unit: UnitRow
    rules: Rules
    now: dt.datetime

    @property
    def ref(self) -> str:
        """Answer the reference."""
        return self.facts.ref

    @property
    def name(self) -> str:
        """Answer what to call it: by its client."""
        return self.facts.client_name or _("Erased client")

    @property
    def state(self) -> State:
        """Answer the state that is true now."""
        return self.facts.state_at(self.now)

    @property
    def is_due(self) -> bool:
        """Tell whether a deadline has made the state true and nobody has written it down yet."""
        return self.state is not self.facts.stored_state

    @property
    def has_begun(self) -> bool:
        """Tell whether its first day has come."""
        return self.facts.period.starts_on <= local_date(self.now, current().zone)

    @cached_property
    def lines(self) -> list[Line]:
        """Answer the stored lines of the price."""
        return list_lines(self.facts.id)

    @property
    def is_given(self) -> bool:
        """Tell whether it is complimentary."""
        return not self.facts.total_minor and is_given(self.lines)

    @property
    def price(self) -> list[prices.LineText]:
        """Answer the price in words."""
        return prices.explain(grouped(self.lines), noun=self.rules.kind.noun(self.rules.doc))

    @property
    def length(self) -> str:
        """Answer how long it is, as its policy counts."""
        units = self.rules.kind.units_of_time(self.rules.doc, self.facts.period, zone=current().zone)
        return words.counted(len(units), self.rules.kind.noun(self.rules.doc))

    @property
    def when(self) -> str:
        """Answer its period, with the times where people chose them."""
        return periods.said(self.facts.period)

    @property
    def ends(self) -> tuple[str, str]:
        """Answer what its first and its last day are called; one that ends the day it begins has one word."""
        return periods.both_ends(self.rules.kind)

    @property
    def is_one_date(self) -> bool:
        """Tell whether it has one date."""
        return periods.is_one_date(self.rules.kind)

    @property
    def quantity(self) -> str:
        """Answer how many of the unit it takes, where there are several."""
        return words.how_many(self.facts.quantity, self.unit.stock)

    @property
    def is_overdue(self) -> bool:
        """Tell whether what is out should have come back."""
        doc, period = self.rules.doc, self.facts.period
        is_late = self.rules.kind.is_overdue(doc, period, zone=current().zone, now=self.now)
        return self.state is State.CHECKED_IN and is_late

    @property
    def party(self) -> str:
        """Answer who comes."""
        party = self.facts.party
        return reservations.party(vars(party))

    @property
    def charged_minor(self) -> int:
        """Answer what it costs as it stands: its price, its fee, or nothing."""
        facts = self.facts
        if self.state is State.ABSENT and facts.fee_minor is None:
            return self.absence_fee_minor
        if self.state in {State.CANCELLED, State.ABSENT}:
            return facts.fee_minor or 0
        return 0 if self.state is State.EXPIRED else facts.total_minor

    @property
    def is_fee(self) -> bool:
        """Tell whether a fee is owed instead of the price."""
        return self.state in {State.CANCELLED, State.ABSENT}

    @property
    def balance_minor(self) -> int:
        """Answer what is still to pay; below zero it is to be given back."""
        return self.charged_minor - self.facts.paid_minor

    @property
    def absence_fee_minor(self) -> int:
        """Answer what an absence costs."""
        return self.rules.kind.absence_fee(self.rules.doc, self.lines)

    @cached_property
    def cancellation(self) -> CancellationFee:
        """Answer what cancelling would cost now, by the version it was made under."""
        return self.rules.kind.cancellation(
            self.rules.doc,
            self.facts.period,
            zone=current().zone,
            at=self.now,
            lines=self.lines,
            paid_minor=self.facts.paid_minor,
        )

    @property
    def cancellation_fee_minor(self) -> int:
        """Answer the fee of a cancellation now; a request costs nothing."""
        return 0 if self.state is State.PENDING else self.cancellation.fee_minor

    @property
    def terms(self) -> list[str]:
        """Answer the terms of cancelling, in words."""
        return prices.terms(tier_facts(self.rules.doc.cancellation), starts_on=self.facts.period.starts_on)

    @property
    def payment(self) -> Quote | None:
        """Answer deposit and instalments, where the version still reckons the same price and there is one."""
        facts = self.facts
        if not facts.total_minor:
            return None
        ask = Ask(
            facts.period,
            facts.party,
            self.unit.facts,
            self.now,
            current().zone,
            is_new=False,
            held=facts.period,
            quantity=facts.quantity,
            promo_code=facts.promo_code,
        )
        quote = self.rules.kind.quote(self.rules.doc, ask, currency=current().currency, sold=self.lines)
        return quote if quote.total_minor == facts.total_minor else None

    @property
    def which_stay(self) -> str:
        """Answer which stay of the client it is."""
        count = count_stays_before(self.facts.client_id, self.facts.period.starts_on) + 1
        return nth_stay(count)


def nth_stay(count: int) -> str:
    """Write which stay it is, as `Third stay`."""
    first = {
        1: _("First stay"),
        2: _("Second stay"),
        3: _("Third stay"),
        4: _("Fourth stay"),
        5: _("Fifth stay"),
    }
    return first.get(count) or _("Stay number %(count)s", count=count)


def load_shown(ref: str) -> Shown:
    """Read a reservation for showing.

    Raises:  NotFound when there is none in this tenant.
    """
    facts = find_reservation(ref)
    unit = find_unit_by_id(facts.unit_id) if facts else None
    if facts is None or unit is None:
        raise NotFound("reservation")
    return Shown(facts, unit, rules(facts.version_id), clock.now())
