"""What a stay would cost a visitor and whether it is free, by the very functions that members' pages ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import abort, url_for

from app.actions.reservations.asking import cheapest_free
from app.actions.reservations.preview import Preview, preview_new
from app.actions.reservations.seating import alternatives
from app.domain.cancellation import tier_facts
from app.domain.lines import Quote, grouped
from app.domain.policies.base import Kind
from app.domain.visitors import first_state
from app.queries.policies import rules, today
from app.queries.units import UnitRow, usual
from app.sentences import periods, prices, visitors
from app.sentences import reservations as words
from app.sentences.base import _
from app.web.admin.reservations import panel, ways
from app.web.forms.reservation import ReservationForm, fixed
from app.web.public.face import face_or_none
from app.web.public.face import words as words_of
from app.web.public.visiting import ANY, Groups, carried, choices, offered, one_of, visitor

USUAL_ADULTS = 2
MOST_NIGHTS = 3


@dataclass(frozen=True)
class WayOut:
    """A stay near the one that was asked for, which is free: what it is, what it costs, and where it is asked about.

    Shapes:  `value` says it in a form, as the members' buttons do.
    """

    text: str
    price: str
    url: str
    value: str


@dataclass(frozen=True)
class Estimate:
    """What was asked about, and the answer.

    Shapes:  `chosen` is what was chosen of the units: one, or any of a type; `preview` is None until a stay can be read.
             `alike` are all of a type of which any would do and none can be had; else none.
    """

    form: ReservationForm
    groups: Groups
    chosen: str
    units: Sequence[UnitRow]
    preview: Preview | None = None
    wrong: Mapping[str, list[str]] = field(default_factory=dict)
    alike: Sequence[UnitRow] = ()

    @property
    def unit(self) -> UnitRow:
        """Answer the unit that the answer is about."""
        if self.form.unit is None:
            raise LookupError("unit")
        return self.form.unit

    @property
    def is_free(self) -> bool:
        """Tell whether it would be accepted as it stands."""
        return self.preview is not None and not self.preview.verdict.refusals

    @property
    def name(self) -> str:
        """Answer what the answer is about: a unit, or a type where none of it can be had."""
        return self.alike[0].type_name if self.alike else self.unit.name

    @property
    def verdict(self) -> str:
        """Say in one line whether it can be had."""
        if self.is_free:
            return _("%(unit)s is free", unit=self.unit.name)
        if not self.alike:
            return _("%(unit)s can't be had like this", unit=self.unit.name)
        if self.preview is not None and not self.preview.verdict.broken:
            return _("None is free then: %(type)s", type=self.name)
        return _("None can be had like this: %(type)s", type=self.name)

    @property
    def way_in(self) -> str:
        """Answer how visitors come to this unit: ask, reserve, none."""
        return self.form.rules.doc.visitors if first_state(self.form.rules.doc.visitors) else "none"

    @property
    def earliest_on(self) -> dt.date:
        """Answer the business's own today, before which nothing can begin."""
        return today()

    @property
    def when(self) -> str:
        """Say the dates."""
        return periods.said(self.preview.draft.period) if self.preview else ""

    @property
    def length(self) -> str:
        """Say how long it is, and how many of the unit it takes; of a departure who comes says it all."""
        if self.preview is None or not self.preview.has_shape or self.unit.stock.by_departure:
            return ""
        return panel.length_of(self.preview)

    @property
    def people(self) -> str:
        """Say who comes."""
        return words.party(vars(self.preview.draft.party)) if self.preview else ""

    @property
    def quote(self) -> Quote | None:
        """Answer the price, where it has one."""
        return self.preview.quote if self.preview else None

    @property
    def lines(self) -> list[prices.LineText]:
        """Say the lines of the price."""
        asked = self.form.rules
        return (
            prices.explain(grouped(self.quote.lines), noun=asked.kind.noun(asked.doc)) if self.quote else []
        )

    @property
    def terms(self) -> list[str]:
        """Say what cancelling costs."""
        if self.preview is None:
            return []
        tiers = tier_facts(self.form.rules.doc.cancellation)
        return prices.terms(tiers, starts_on=self.preview.draft.period.starts_on, from_on=today())

    @property
    def how_to_pay(self) -> str:
        """Say how the business wants to be paid, in the language spoken or else in its own."""
        site = face_or_none()
        return words_of(site.doc.how_to_pay) if site else ""

    @property
    def reasons(self) -> list[str]:
        """Say all that stands against it."""
        if self.preview is None:
            return list(dict.fromkeys(text for texts in self.wrong.values() for text in texts))
        verdict = self.preview.verdict
        # Who is in the way of one unit says nothing of its type.
        return visitors.all_told(verdict.broken if self.alike else verdict.refusals, unit=self.unit.name)

    @cached_property
    def ways(self) -> list[WayOut]:
        """Answer stays near it that are free, each with its price."""
        preview = self.preview
        if preview is None or self.is_free:
            return []
        near = alternatives(
            preview.asked,
            preview.verdict.ask or preview.ask,
            units=self.units,
            takes_fewer=not self.alike,
            alike=[unit.ref for unit in self.alike],
        )
        found = []
        for button in ways.buttons(preview, near, self.units):
            typed = fixed({**self.stay, "fix": button.value}, self.form.kind)
            url = _address("estimate.show", carried(typed, self.form.kind))
            found.append(WayOut(button.text, button.price, url, button.value))
        return found

    @property
    def stay(self) -> dict[str, str]:
        """Answer what names this stay in an address."""
        unit = self.chosen if self.alike else self.unit.ref
        return {**carried(self.form.typed, self.form.kind), "unit": unit}

    @property
    def url(self) -> str:
        """Answer where other dates are chosen, from this stay on."""
        return _address("estimate.show", self.stay)

    @property
    def request_url(self) -> str:
        """Answer where this stay is asked for."""
        return _address("request.show", self.stay)


def estimate(given: Mapping[str, str], *, unit_ref: str = "") -> Estimate | None:
    """Answer what an address asks about; None for a business that offers nothing.

    Shapes:  `unit_ref` is the unit that stands chosen where the address names none. 404 for a unit that is not offered.
    """
    units = offered()
    if not units:
        return None
    chosen = given.get("unit") or (ANY + given["type"] if given.get("type") else unit_ref)
    alike = _chosen(units, chosen)
    kind = rules(alike[0].version_id).kind
    form = _form(given, kind, alike[0])
    shown = [unit for unit in alike if rules(unit.version_id).kind is kind]
    best = None
    if chosen.startswith(ANY) and form.draft is not None:
        best = cheapest_free(visitor(), form.draft, shown)
        # Where none is free, a rule about people that even the roomiest breaks stands against all.
        form = _form(given, kind, best or max(shown, key=lambda unit: unit.capacity))
    found = Estimate(form, choices(units), chosen or alike[0].ref, units)
    if not _is_asked(form):
        return found
    preview = preview_new(visitor(), form.draft) if form.draft is not None else None
    none_free = chosen.startswith(ANY) and preview is not None and best is None
    return replace(found, preview=preview, wrong=dict(form.errors), alike=shown if none_free else ())


def _address(endpoint: str, stay: Mapping[str, Any]) -> str:
    return url_for(endpoint, **stay)


def _chosen(units: Sequence[UnitRow], chosen: str) -> Sequence[UnitRow]:
    """Answer the units that are meant, one at least."""
    if not chosen:
        first = usual(units)
        return [first] if first else []
    if not chosen.startswith(ANY):
        return [one_of(units, chosen)]
    found = [unit for unit in units if unit.type_ref == chosen.removeprefix(ANY)]
    return found or abort(404)


def _form(given: Mapping[str, str], kind: Kind[Any], unit: UnitRow) -> ReservationForm:
    adults = str(max(min(USUAL_ADULTS, unit.capacity), 1))
    typed = {"adults": adults, **carried(given, kind), "unit": unit.ref}
    if kind.counts_nights and not typed.get(kind.end_field):
        typed |= _after_nights(given.get("nights", ""), kind, typed.get(kind.start_field, ""))
    return ReservationForm(typed, rules(unit.version_id), known=unit)


def _after_nights(nights: str, kind: Kind[Any], first: str) -> dict[str, str]:
    """Answer the last day of a stay whose length was said instead."""
    if not (nights.isascii() and nights.isdigit() and len(nights) <= MOST_NIGHTS):
        return {}
    try:
        return {kind.end_field: (dt.date.fromisoformat(first) + dt.timedelta(days=int(nights))).isoformat()}
    except (ValueError, OverflowError):
        return {}


def _is_asked(form: ReservationForm) -> bool:
    """Tell whether anything of a stay was said."""
    return any(form.typed.get(asked.name) for asked in form.kind.asks)
