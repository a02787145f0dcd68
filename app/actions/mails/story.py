"""What a mail tells: the reservations it is about, and what its placeholders stand for in the language spoken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.cancellation import tier_facts
from app.domain.mails import LINK, SEEN_BY_CLIENTS, one_line
from app.domain.words import State
from app.queries.mails import list_refs
from app.queries.one_reservation import ReservationFacts, find_reservation
from app.queries.policies import Rules, rules, today
from app.queries.tenants import Business, load_business
from app.queries.units import UnitRow, find_unit, find_unit_by_id
from app.sentences import mails as sentences
from app.sentences import periods, prices, records, reservations, words
from app.sentences.shown import clock, day_full, moment, money, weekday
from app.tenancy import Tenant


@dataclass(frozen=True)
class Stay:
    """A reservation with its unit and the version it was made under."""

    facts: ReservationFacts
    unit: UnitRow
    rules: Rules

    def length(self, tenant: Tenant) -> str:
        """Say how long it is, as its policy counts."""
        units = self.rules.kind.units_of_time(self.rules.doc, self.facts.period, zone=tenant.zone)
        return words.counted(len(units), self.rules.kind.noun(self.rules.doc))

    @property
    def terms(self) -> list[str]:
        """Say what cancelling costs from today on, tier by tier."""
        tiers = tier_facts(self.rules.doc.cancellation)
        return prices.terms(tiers, starts_on=self.facts.period.starts_on, from_on=today())


@dataclass(frozen=True)
class Story:
    """The reservations that one mail is about, and what one entry of the record changed on them."""

    stays: Sequence[Stay]
    business: Business
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ends_at(self) -> dt.datetime:
        """Answer when the last of it is over."""
        return max(stay.facts.ends_at for stay in self.stays)

    @property
    def changes(self) -> list[str]:
        """Say what a client can see of what changed, a line each."""
        before, after = (_readable(side) for side in (self.before, self.after))
        return [
            f"{one.name}: {one.before or '–'} → {one.after or '–'}"
            for one in records.differences(before, after)
        ]


def load_story(
    reservation_ids: Sequence[int],
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Story | None:
    """Read what a mail is to tell; None where none of the reservations is there."""
    stays = [stay for ref in list_refs(reservation_ids) if (stay := load_stay(ref))]
    return Story(stays, load_business(), before or {}, after or {}) if stays else None


def load_stay(ref: str) -> Stay | None:
    """Read a reservation for telling of it."""
    facts = find_reservation(ref)
    unit = find_unit_by_id(facts.unit_id) if facts else None
    return Stay(facts, unit, rules(facts.version_id)) if facts and unit else None


def _readable(side: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is between members, and call units by their names."""
    seen = {name: side[name] for name in SEEN_BY_CLIENTS if name in side}
    if "unit" in seen:
        unit = find_unit(str(seen["unit"]))
        seen["unit"] = unit.name if unit else seen["unit"]
    return seen


def values(story: Story, *, tenant: Tenant, reference: str) -> dict[str, str]:
    """Say each placeholder in the language spoken.

    Shapes:  `reference` is the group's where a mail is about several.
    """
    stays, facts = story.stays, story.stays[0].facts
    last = max(stays, key=lambda stay: stay.facts.ends_at).facts
    fees = sum(stay.facts.fee_minor or 0 for stay in stays)
    said = {
        "client": facts.client_name,
        "business": tenant.name,
        "reference": reference,
        "unit": ", ".join(dict.fromkeys(_unit(stay) for stay in stays)),
        "arrives": _instant(facts.period.starts_on, facts.starts_at),
        "departs": _instant(last.period.ends_on, last.ends_at),
        "dates": ", ".join(dict.fromkeys(periods.said(stay.facts.period) for stay in stays)),
        "length": ", ".join(dict.fromkeys(stay.length(tenant) for stay in stays)),
        "people": ", ".join(dict.fromkeys(reservations.party(vars(stay.facts.party)) for stay in stays)),
        "total": money(sum(stay.facts.total_minor for stay in stays)),
        "fee": sentences.with_fee(money(fees) if fees else ""),
        "expires": _expires(facts),
    }
    lines = {
        "changes": "\n".join(story.changes),
        "terms": "\n".join(dict.fromkeys(term for stay in stays for term in stay.terms)),
        "contact": _contact(story.business),
    }
    plain = {name: one_line(text).replace(LINK, "") for name, text in said.items()}
    return plain | {name: text.replace(LINK, "") for name, text in lines.items()} | {"link": LINK}


def _unit(stay: Stay) -> str:
    quantity = words.how_many(stay.facts.quantity, stay.unit.stock)
    return f"{stay.unit.name} ({quantity})" if quantity else stay.unit.name


def _instant(day: dt.date, at: dt.datetime) -> str:
    return f"{weekday(day)} {day_full(day)}, {clock(at)}"


def _expires(facts: ReservationFacts) -> str:
    if facts.due_at is None or facts.due_state is not State.EXPIRED:
        return ""
    return sentences.until_expiry(moment(facts.due_at))


def _contact(business: Business) -> str:
    return "\n".join(text for text in (business.phone, business.email, business.address) if text)
