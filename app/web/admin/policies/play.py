"""The playground: somebody asks for a unit under rules, which may not be saved yet, and sees the whole answer.

Its fields are the reservation form's, each with `try-` before its name, so that they can stand in another form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.actions.reservations.preview import preview_new
from app.actions.reservations.seating import alternatives
from app.domain.policies.base import Kind
from app.queries.policies import Rules, rules, today
from app.queries.units import UnitRow, list_units
from app.sentences import periods
from app.sentences.base import _
from app.web.admin.reservations import panel, ways
from app.web.admin.reservations.panel import Panel
from app.web.admin.reservations.refusing import say
from app.web.admin.reservations.ways import Button
from app.web.forms import asked
from app.web.forms.reservation import ReservationForm
from app.web.members import actor

PREFIX = "try-"
USUAL = {"adults": "2", "children": "0", "infants": "0", "cots": "0", "quantity": "1"}
DAYS_AHEAD = 14
STAY = dt.timedelta(days=2)
STARTS, ENDS = "10:00", "12:00"


@dataclass
class Play:
    """What was typed into the playground, and the answer.

    Shapes:  `is_asked` when something was typed at all; `panel` is None until it is whole; `is_unready` when the
             rules can't be asked, since the form they stand in is not right.
    """

    typed: dict[str, str]
    kind: Kind[Any]
    units: list[tuple[str, str]]
    rules: Rules | None = None
    unit: UnitRow | None = None
    is_asked: bool = False
    is_unready: bool = False
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    panel: Panel | None = None
    said: list[str] = field(default_factory=list)
    ways: list[Button] = field(default_factory=list)

    def at(self, name: str) -> list[str]:
        """Answer what is said beside a field."""
        return list(self.errors.get(name, ()))

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """Answer the fields beside the unit: name, label, type; a slot is said by its time."""
        own = [
            (each.name, periods.label(self.kind, each), "date" if each.sort == "date" else "time")
            for each in self.kind.asks
        ]
        return [*own, *((name, label, "number") for name, label in self._counts())]

    def _counts(self) -> list[tuple[str, str]]:
        """Answer the numbers that policy and unit read, as the form of a reservation asks for them."""
        if self.rules is None:
            return []
        found = asked.counts(self.rules, self.unit, self.typed, wrong=self.errors)
        people = [(each.name, each.label) for each in found if each.is_asked]
        if not asked.takes_quantity(self.rules, self.unit):
            return people
        return [("quantity", asked.quantity_label(self.unit)), *people]


def play_of(values: Mapping[str, str], kind: Kind[Any], policy_id: int | None) -> Play:
    """Answer the playground as it was filled in, or with something usual; nothing is asked yet.

    The units are those that follow the policy, or while none does those of its kind; what is asked is what the
    unit's own policy reads, until the rules are known that are tried.
    """
    rows = list_units()
    own = [row for row in rows if row.policy_id == policy_id] or [
        row for row in rows if rules(row.version_id).kind is kind
    ]
    units = [(row.ref, row.name) for row in own]
    given = {name.removeprefix(PREFIX): text for name, text in values.items() if name.startswith(PREFIX)}
    typed = {"unit": units[0][0] if units else "", **_usual(kind), **USUAL, **given}
    unit = next((row for row in own if row.ref == typed["unit"]), None)
    if unit and "adults" not in given:
        typed["adults"] = str(min(int(USUAL["adults"]), max(unit.capacity, 1)))
    return Play(
        typed,
        kind,
        units,
        rules=rules(unit.version_id) if unit else None,
        unit=unit,
        is_asked=bool(given) and bool(units),
    )


def _usual(kind: Kind[Any]) -> dict[str, str]:
    """Answer a period to begin with: some days ahead, at times of day where the kind needs them."""
    first = today() + dt.timedelta(days=DAYS_AHEAD)
    last = first if any(each.sort == "time" and each.is_needed for each in kind.asks) else first + STAY
    found = {
        each.name: STARTS if each.name == "starts_time" else ENDS
        for each in kind.asks
        if each.sort != "date" and each.is_needed
    }
    return {**found, kind.end_field: last.isoformat(), kind.start_field: first.isoformat()}


def answer(play: Play, under: Rules) -> Play:
    """Ask what was typed under rules, without locks and without writing anything."""
    play.rules = under
    form = ReservationForm(play.typed, under)
    if form.draft is None:
        play.errors = form.errors
        return play
    preview = preview_new(actor("policies"), form.draft, under=under)
    refusals = preview.verdict.refusals
    play.panel = panel.panel(preview, who=_("New reservation"), paid_minor=0)
    play.said = [text for text, _field in say(refusals, unit=form.draft.unit.name).items]
    if refusals:
        found = alternatives(preview.asked, preview.ask)
        play.ways = ways.buttons(preview, found, list_units()) if preview.has_shape else []
    return play
