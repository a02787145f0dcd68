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
from app.queries.policies import Rules, today
from app.queries.units import list_units
from app.sentences.base import _
from app.web.admin.reservations import panel, ways
from app.web.admin.reservations.panel import Panel
from app.web.admin.reservations.refusing import say
from app.web.admin.reservations.ways import Button
from app.web.forms.reservation import ReservationForm
from app.web.members import actor

PREFIX = "try-"
USUAL = {"adults": "2", "children": "0", "infants": "0", "cots": "0"}
DAYS_AHEAD = 14


@dataclass
class Play:
    """What was typed into the playground, and the answer.

    Shapes:  `is_asked` when something was typed at all; `panel` is None until it is whole; `is_unready` when the
             rules can't be asked, since the form they stand in is not right.
    """

    typed: dict[str, str]
    kind: Kind[Any]
    units: list[tuple[str, str]]
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
        """Answer the fields beside the unit: name, label, type."""
        return [
            (self.kind.start_field, _("From"), "date"),
            (self.kind.end_field, _("Until"), "date"),
            ("ends_time", _("Leaves at"), "time"),
            *((name, label, "number") for name, label in _people()),
        ]


def _people() -> list[tuple[str, str]]:
    return [
        ("adults", _("Adults")),
        ("children", _("Children")),
        ("infants", _("Infants")),
        ("cots", _("Cots")),
    ]


def play_of(values: Mapping[str, str], kind: Kind[Any], policy_id: int | None) -> Play:
    """Answer the playground as it was filled in, or with something usual; nothing is asked yet.

    The units are those that follow the policy, or all while none does.
    """
    rows = list_units()
    own = [row for row in rows if row.policy_id == policy_id] or rows
    units = [(row.ref, row.name) for row in own]
    given = {name.removeprefix(PREFIX): text for name, text in values.items() if name.startswith(PREFIX)}
    first = today() + dt.timedelta(days=DAYS_AHEAD)
    usual = {
        "unit": units[0][0] if units else "",
        kind.start_field: first.isoformat(),
        kind.end_field: (first + dt.timedelta(days=2)).isoformat(),
        **USUAL,
    }
    return Play({**usual, **given}, kind, units, is_asked=bool(given) and bool(units))


def answer(play: Play, rules: Rules) -> Play:
    """Ask what was typed under rules, without locks and without writing anything."""
    form = ReservationForm(play.typed, rules)
    if form.draft is None:
        play.errors = form.errors
        return play
    preview = preview_new(actor("policies"), form.draft, under=rules)
    refusals = preview.verdict.refusals
    play.panel = panel.panel(preview, who=_("New reservation"), paid_minor=0)
    play.said = [text for text, _field in say(refusals, unit=form.draft.unit.name).items]
    if refusals:
        found = alternatives(preview.asked, preview.ask)
        play.ways = ways.buttons(preview, found, list_units()) if preview.has_shape else []
    return play
