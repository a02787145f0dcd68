"""The form of a group: one client, dates for all, and a row a unit that may have dates of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.actions.reservations.group import FEWEST, MOST, GroupWish, Item
from app.domain.stock import Stock
from app.domain.words import State
from app.queries.policies import rules
from app.queries.units import UnitRow
from app.web.forms.reader import Reader
from app.web.forms.reservation import KEPT_OUT, STATES, ReservationForm, read_client

PREFIX = "items"
DATES = ("starts_on", "ends_on")
SAID = ("adults", "children", "infants", "cots", "quantity", "promo_code", "starts_time", "ends_time")
OWN = (*SAID, "unit", "complimentary", "shown_for", "arrives_on", "departs_on", *DATES)
MORE = ("infants", "cots", "promo_code")


@dataclass
class Row:
    """A unit of the group: what was typed for it, and the form that reads it with the dates of all.

    Shapes:  `dates` are the first and the last day as they were typed, which sort as dates do; `left_out` are units
             that it does not offer, since other rows have them in the same nights.
    """

    number: int
    typed: dict[str, str]
    form: ReservationForm
    dates: tuple[str, str]
    left_out: frozenset[str] = frozenset()

    def name(self, field_name: str) -> str:
        """Answer what a field of this row is called."""
        return f"{PREFIX}-{self.number}-{field_name}"

    def wrong(self, errors: Mapping[str, Any]) -> set[str]:
        """Answer beside which of its fields something is said."""
        own = self.name("")
        return {name.removeprefix(own) for name in errors if name.startswith(own)}

    @property
    def own_dates(self) -> list[str]:
        """Answer the names of the dates that its kind asks for."""
        kind = self.form.kind
        return list(dict.fromkeys((kind.start_field, kind.end_field)))

    @property
    def shown_for(self) -> str:
        """Answer for what the row is right: its fields, and the units that it offers."""
        return " ".join([self.form.shown_for, *sorted(self.left_out)])

    @property
    def is_other(self) -> bool:
        """Tell whether it asks for other things than the row that was sent: another kind, another day of slots."""
        return self.typed.get("shown_for") != self.shown_for

    def has_all_of(self, other: Row) -> bool:
        """Tell whether it wants a single unit for nights that another row asks for as well."""
        unit, own, theirs = self.form.unit, self.dates, other.dates
        if unit is None or unit.stock is not Stock.SINGLE or not self.form.kind.asks_whole_days:
            return False
        return own == theirs or (own[0] < theirs[1] and theirs[0] < own[1])

    @property
    def has_more(self) -> bool:
        """Tell whether it says anything that most rows leave out."""
        return any(self.typed.get(name, "") not in {"", "0"} for name in (*MORE, *self.own_dates))


@dataclass
class GroupForm:
    """What was typed, and what could be read of it.

    Shapes:  rows are counted from 1, as people count them, and their fields are called `items-2-unit`.
    """

    typed: dict[str, str]
    units: Mapping[str, UnitRow]
    reader: Reader = field(init=False)
    rows: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.typed)
        found = [row for _number, row in sorted(_numbered(self.typed).items())][:MOST]
        self._set_rows(found)

    def _set_rows(self, found: list[dict[str, str]]) -> None:
        found = [*found, *([{"adults": "2"}] * max(FEWEST - len(found), 0))]
        self.rows = [self._row(number, dict(typed)) for number, typed in enumerate(found, start=1)]
        for row in self.rows:
            own = row.typed.get("unit")
            others = {one.typed["unit"] for one in self.rows if one is not row and one.has_all_of(row)}
            row.left_out = frozenset(others - {own})

    def _row(self, number: int, typed: dict[str, str]) -> Row:
        unit = self.units.get(typed.get("unit", "")) or next(iter(self.units.values()))
        asked = rules(unit.version_id)
        kind = asked.kind
        own = {
            kind.end_field: typed.get(kind.end_field) or self.typed.get("ends_on", ""),
            kind.start_field: typed.get(kind.start_field) or self.typed.get("starts_on", ""),
        }
        common = self.typed.get("starts_on", ""), self.typed.get("ends_on", "")
        dates = (own[kind.start_field], own[kind.end_field]) if typed.get("unit") else common
        return Row(number, typed, ReservationForm({**typed, **own}, asked), dates)

    def add_row(self) -> None:
        """Add an empty row."""
        if len(self.rows) < MOST:
            self._set_rows([*(row.typed for row in self.rows), {"adults": "2"}])

    def remove_row(self, number: int) -> None:
        """Take a row away; a form of too few keeps an empty one in its place."""
        self._set_rows([row.typed for row in self.rows if row.number != number])

    def leave_out_empty(self) -> None:
        """Take away the rows for which no unit was chosen."""
        self._set_rows([row.typed for row in self.rows if row.typed.get("unit")])

    @property
    def may_add(self) -> bool:
        """Tell whether there may be one more row."""
        return len(self.rows) < MOST

    @cached_property
    def errors(self) -> dict[str, list[str]]:
        """Answer what could not be read, field by field; a date that all rows miss is missed once."""
        found = dict(self.reader.errors)
        for row in self.rows:
            kind = row.form.kind
            common = {kind.end_field: "ends_on", kind.start_field: "starts_on"}
            for name, texts in row.form.errors.items():
                is_common = name in common and not row.typed.get(name)
                said = found.setdefault(common[name] if is_common else row.name(name), [])
                said += [text for text in texts if text not in said]
        return found

    def wish(self) -> GroupWish | None:
        """Answer the group to be made, or None when something can't be read."""
        client, note = read_client(self.reader), self.reader.text("note")
        reason, named = self.reader.text("override_reason", most=500), self.typed.get("state", "")
        drafts = [row.form.draft for row in self.rows]
        if self.errors or client is None:
            return None
        items = [
            Item(
                draft.unit.ref,
                draft.period,
                draft.party,
                draft.quantity,
                draft.promo_code,
                complimentary=bool(draft.complimentary),
            )
            for draft in drafts
            if draft is not None
        ]
        state = State(named) if named in set(STATES) else State.CONFIRMED
        return GroupWish(client, items, state=state, note=note, override_reason=reason)

    def body(self) -> dict[str, Any]:
        """Answer what tells two sendings of one form apart."""
        return {name: text for name, text in self.typed.items() if name.rpartition("-")[2] not in KEPT_OUT}


def _numbered(typed: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """Answer the rows that were typed, by their numbers."""
    found: dict[int, dict[str, str]] = {}
    for number, name, text in _parts(typed):
        found.setdefault(number, {})[name] = text
    return found


def _parts(typed: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    for key, text in typed.items():
        prefix, _dash, rest = key.partition("-")
        number, _dash, name = rest.partition("-")
        is_number = number.isascii() and number.isdigit() and len(number) < 4
        if prefix == PREFIX and is_number and name in OWN:
            yield int(number), name, text
