"""The form of a reservation: what was typed, read into what the actions want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations.change import Change
from app.actions.reservations.make import Wish
from app.actions.reservations.preview import Draft
from app.domain.asking import Alternative, Party, Period
from app.domain.policies.base import Kind
from app.domain.words import State
from app.queries.units import UnitRow, find_unit
from app.sentences.base import _
from app.web.forms.reader import Reader

STATES = (State.CONFIRMED, State.PENDING)
IN_DRAFT = ("unit", "ends_time", "adults", "children", "infants", "cots")
MOST_VERSION = 2**31 - 1
KEPT_OUT = frozenset({"csrf_token", "idem", "fix", "do", "next"})
GOES_ON = "continue"


@dataclass
class ReservationForm:
    """What was typed, and what could be read of it.

    Shapes:  `draft` is None while unit, dates or numbers are missing or can't be read; `known` is a unit that
             was read already, whether or not it is the one that was typed.
    """

    typed: dict[str, str]
    kind: Kind[Any]
    known: UnitRow | None = None
    reader: Reader = field(init=False)
    draft: Draft | None = None

    def __post_init__(self) -> None:
        self.reader = Reader(self.typed)
        self.draft = self._draft()

    @property
    def errors(self) -> dict[str, list[str]]:
        """Answer what could not be read, field by field."""
        return self.reader.errors

    def _draft(self) -> Draft | None:
        reader, kind = self.reader, self.kind
        named = reader.text("unit", most=80)
        unit = self.known if self.known and self.known.ref == named else find_unit(named) if named else None
        if unit is None:
            reader.blame("unit", _("Choose a unit."))
        starts_on = reader.date(kind.start_field, needed=_("Choose the first day."))
        ends_on = reader.date(kind.end_field, needed=_("Choose the last day."))
        ends_time = reader.time("ends_time")
        adults = reader.whole("adults", default=0)
        party = Party(adults, *(reader.whole(name) for name in ("children", "infants", "cots")))
        if unit is None or starts_on is None or ends_on is None or self.errors:
            return None
        return Draft(unit, Period(starts_on, ends_on, ends_time=ends_time), party)

    def wish(self) -> Wish | None:
        """Answer the reservation to be made, or None when something can't be read."""
        reader = self.reader
        expected, note, client = reader.time("expected_time"), reader.text("note"), self._client()
        named = self.typed.get("state", "")
        if self.draft is None or self.errors or client is None:
            return None
        return Wish(
            unit_ref=self.draft.unit.ref,
            period=self.draft.period,
            party=self.draft.party,
            client=client,
            state=State(named) if named in set(STATES) else State.CONFIRMED,
            expected_time=expected,
            note=note,
            override_reason=reader.text("override_reason", most=500),
        )

    def change(self, currency: str) -> Change | None:
        """Answer the change to be saved, or None when something can't be read."""
        reader = self.reader
        expected, note, paid = (
            reader.time("expected_time"),
            reader.text("note"),
            reader.money("paid", currency),
        )
        version = self.reader.whole("version", most=MOST_VERSION)
        if self.draft is None or self.errors:
            return None
        return Change(
            unit_ref=self.draft.unit.ref,
            period=self.draft.period,
            party=self.draft.party,
            version=version,
            expected_time=expected,
            note=note,
            paid_minor=paid,
            override_reason=reader.text("override_reason", most=500),
        )

    def _client(self) -> ClientChoice | None:
        reader = self.reader
        chosen = reader.text("client", most=40)
        if chosen:
            return ClientChoice(ref=chosen)
        fields = ClientFields(
            name=reader.text("client_name", most=200),
            email=reader.text("client_email", most=200),
            phone=reader.text("client_phone", most=60),
        )
        if not fields.name:
            reader.blame("client", _("Write the client's name."))
        if fields.email and "@" not in fields.email[1:-1]:
            reader.blame("client_email", _("This does not look like an email address."))
        return (
            None if "client" in self.errors or "client_email" in self.errors else ClientChoice(fields=fields)
        )

    def body(self) -> dict[str, Any]:
        """Answer what tells two sendings of one form apart."""
        return {name: text for name, text in self.typed.items() if name not in KEPT_OUT}


def as_fix(way: Alternative, latest_on: str = "") -> str:
    """Write a way out as the value of its button: what it is, unit, first day, last day, time of leaving."""
    period = way.period
    ends = f"{period.ends_time:%H:%M}" if period.ends_time else ""
    starts_on = latest_on or period.starts_on.isoformat()
    return "|".join([way.kind, way.unit_ref, starts_on, period.ends_on.isoformat(), ends])


def fixed(typed: Mapping[str, str], kind: Kind[Any]) -> dict[str, str]:
    """Answer what was typed with the way out that was pressed; everything else stays as it is.

    Who goes on elsewhere leaves this unit on the day on which the other stay begins.
    """
    parts = typed.get("fix", "").split("|")
    if len(parts) != 5:
        return dict(typed)
    how, unit, starts_on, ends_on, ends_time = parts
    if how == GOES_ON:
        return {**typed, kind.end_field: starts_on}
    return {
        **typed,
        "unit": unit,
        kind.start_field: starts_on,
        kind.end_field: ends_on,
        "ends_time": ends_time,
    }
