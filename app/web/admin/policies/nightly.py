"""The form of a policy by the night. Its fields are called as their places in the document are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from app.actions.refs import slug
from app.domain.policies.document import PolicyDocument
from app.domain.policies.nightly import NightlyDocument
from app.domain.refusal import Refusal
from app.language import gettext as _
from app.web.admin.policies import nightly_words
from app.web.admin.policies.cells import (
    AMOUNT,
    DAY,
    FLAG,
    MANY,
    PERCENT,
    TEXT,
    TIME,
    WHOLE,
    Cells,
    empty,
    read,
    shown,
)  # fmt: skip
from app.web.admin.policies.editors import Editor, Row, Section, State, register

FIELDS: Cells = {
    "check_in_time": TIME, "check_out_time": TIME, "check_in_opens": TIME, "latest_check_out": TIME,
    "early_check_in": FLAG, "before_min": WHOLE, "after_min": WHOLE,
    "min_nights": WHOLE, "max_nights": WHOLE, "lead_days": WHOLE, "same_day_cutoff": TIME, "horizon_days": WHOLE,
    "infants_count": FLAG, "pending_blocks": FLAG, "pending_expires_hours": WHOLE,
    "absent_after.time": TIME, "absent_after.day_offset": WHOLE, "absence.charges": TEXT, "absence.frees": TEXT,
    "finish_after_min": WHOLE,
    "pricing.base_minor": AMOUNT, "pricing.included_people": WHOLE,
    "pricing.extra_adult_minor": AMOUNT, "pricing.extra_child_minor": AMOUNT,
    "pricing.city_tax.name": TEXT, "pricing.city_tax.minor": AMOUNT, "pricing.city_tax.max_nights": WHOLE,
    "pricing.deposit_percent": PERCENT, "pricing.instalments": WHOLE,
}  # fmt: skip

RESTRICTIONS = "restrictions"
ROWS: Mapping[str, Cells] = {
    "pricing.seasons": {
        "name": TEXT, "first_on": DAY, "last_on": DAY, "base_minor": AMOUNT, "percent": PERCENT,
    },
    "pricing.weekdays": {"days": MANY, "percent": PERCENT, "minor": AMOUNT},
    "pricing.stay_discounts": {"nights": WHOLE, "percent": PERCENT},
    "pricing.discounts": {"name": TEXT, "percent": PERCENT, "code": TEXT},
    "pricing.fees": {"name": TEXT, "minor": AMOUNT, "per": TEXT},
    "pricing.taxes": {"name": TEXT, "percent": PERCENT, "how": TEXT, "on": MANY},
    "cancellation": {"days_before": WHOLE, "charge": TEXT, "charge_percent": PERCENT},
    RESTRICTIONS: {"rule": TEXT, "number": WHOLE, "weekdays": MANY, "first_on": DAY, "last_on": DAY},
}  # fmt: skip

NUMBER_OF = {
    "min_stay_arrival": "minimum",
    "min_stay_through": "minimum",
    "max_stay": "maximum",
    "weekday_min": "minimum",
}
RULES = (
    "min_stay_arrival", "min_stay_through", "max_stay", "closed_to_arrival", "closed_to_departure", "changeover",
    "weekday_min",
)  # fmt: skip
PARTS = ("nights", "extras", "fees")
WHOLE_DOCUMENT = {
    "document_opens_after_check_in": "check_in_opens",
    "document_latest_before_check_out": "latest_check_out",
    "document_max_below_min": "max_nights",
    "document_absent_before_check_in": "absent_after.time",
}


class NightlyEditor(Editor):
    """Stays by the night."""

    key = "nightly"
    template = "admin/policies/_nightly.html"

    @property
    def word(self) -> str:
        """Answer what the kind is called."""
        return str(_("By the night"))

    def fresh(self) -> State:
        """Answer the form of a new policy: usual times, no price yet."""
        doc = NightlyDocument.model_validate({"pricing": {"base_minor": 0}})
        state = self.state_of(doc)
        state.fields["pricing.base_minor"] = ""
        return state

    def state_of(self, doc: PolicyDocument) -> State:
        """Answer the form of a document."""
        data = doc.model_dump(mode="json")
        fields = shown(FIELDS, {name: _at(data, name) for name in FIELDS})
        rows = {
            name: [shown(cells, _row_of(name, entry)) for entry in _at(data, name)]
            for name, cells in ROWS.items()
            if name != RESTRICTIONS
        }
        rows[RESTRICTIONS] = [
            shown(ROWS[RESTRICTIONS], {**entry, "rule": rule, "number": entry.get(NUMBER_OF.get(rule, ""))})
            for rule in RULES
            for entry in data["restrictions"][rule]
        ]
        return State(fields, rows)

    def typed(self, form: MultiDict[str, str]) -> State:
        """Answer what was typed, rows in the order of their numbers."""
        fields = {name: form.get(name, "").strip() for name in FIELDS}
        rows: dict[str, list[Row]] = {}
        for name, cells in ROWS.items():
            pattern = re.compile(re.escape(name) + r"\.(\d{1,4})\.")
            numbers = sorted({int(found[1]) for key in form if (found := pattern.match(key))})
            rows[name] = [_typed_row(form, f"{name}.{number}.", cells) for number in numbers]
        return State(fields, rows)

    def document(self, state: State) -> dict[str, Any]:
        """Answer the data that a form says."""
        data: dict[str, Any] = {"kind": self.key, "pricing": {}, "restrictions": {}}
        for name, value in read(FIELDS, state.fields).items():
            _put(data, name, value)
        for part, needed in (("absent_after", "time"), ("absence", "charges")):
            if needed not in data.get(part, {}):
                data.pop(part, None)
        if set(data["pricing"].get("city_tax", {})) == {"max_nights"}:
            data["pricing"].pop("city_tax")
        for name, cells in ROWS.items():
            if name != RESTRICTIONS:
                _put(data, name, [_entry_of(name, read(cells, row)) for row in state.rows[name]])
        for row in state.rows[RESTRICTIONS]:
            rule, entry = _restriction(row)
            data["restrictions"].setdefault(rule, []).append(entry)
        return data

    def placed(self, refusal: Refusal, state: State) -> Refusal:
        """Answer a refusal at the form's own name for its place."""
        place = WHOLE_DOCUMENT.get(refusal.code, refusal.field or "")
        if place.startswith(RESTRICTIONS + "."):
            place = _restriction_place(place, state)
        if refusal.code == "document_missing" and place == "pricing.base_minor":
            return Refusal("document_amount_missing", place, refusal.facts, refusal.status)
        code = refusal.code
        if place.endswith("minor") and code == "document_int_type":
            code = "document_amount"
        row = re.fullmatch(r"(cancellation|pricing\.\w+)\.(\d+)", place)
        if row:
            is_order = code == "document_dates_out_of_order"
            place = f"{place}.{'last_on' if is_order else _first_of(row[1])}"
        if place.startswith("pricing.taxes") and place.endswith("included"):
            place = place.removesuffix("included") + "how"
        return replace(refusal, code=code, field=place or None)

    def where(self, place: str) -> str:
        """Answer which part of the form a field stands in."""
        row = re.match(r"(cancellation|restrictions|pricing\.\w+)\.(\d+)\.", place)
        if row:
            return f"{nightly_words.lists()[row[1]]} {int(row[2]) + 1}"
        matters = nightly_words.matters()
        return next((word for beginning, word in matters if place.startswith(beginning)), "")

    def describe(self, doc: PolicyDocument) -> list[Section]:
        """Say in sentences what a document says."""
        if not isinstance(doc, NightlyDocument):
            raise TypeError("a document of another kind")
        return nightly_words.describe(doc)

    def blank(self, rows: str) -> Row:
        """Answer an empty row of a list."""
        row = empty(ROWS[rows])
        first: dict[str, Row] = {
            "pricing.fees": {"per": "stay"},
            "pricing.taxes": {"how": "included", "on": list(PARTS)},
            "cancellation": {"charge": "percent"},
            RESTRICTIONS: {"rule": RULES[0]},
        }
        return row | first.get(rows, {})

    def choices(self) -> Mapping[str, Any]:
        """Answer what the template of the form chooses from."""
        return nightly_words.choices()


def _at(data: Mapping[str, Any], place: str) -> Any:
    value: Any = data
    for step in place.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _put(data: dict[str, Any], place: str, value: Any) -> None:
    *steps, last = place.split(".")
    for step in steps:
        data = data.setdefault(step, {})
    data[last] = value


def _typed_row(form: MultiDict[str, str], prefix: str, cells: Cells) -> Row:
    return {
        name: form.getlist(prefix + name) if cell.is_many else form.get(prefix + name, "").strip()
        for name, cell in cells.items()
    }


def _row_of(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Answer an entry of a document with the names that its row in the form has."""
    if name == "pricing.taxes":
        return {**entry, "how": "included" if entry["included"] else "on_top"}
    if name == "cancellation":
        return {**entry, "charge": "first_unit" if entry["first_unit"] else "percent"}
    return dict(entry)


def _entry_of(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Answer a row of the form with the names that its entry in the document has."""
    if name == "pricing.taxes":
        row["included"] = row.pop("how", "") != "on_top"
    if name == "cancellation" and row.pop("charge", "") == "first_unit":
        row.pop("charge_percent", None)
        row["first_unit"] = True
    if name == "pricing.discounts" and "code" not in row:
        row["code"] = slug(row.get("name", "")).lower()
    return row


def _restriction(row: Row) -> tuple[str, dict[str, Any]]:
    entry = read(ROWS[RESTRICTIONS], row)
    rule = entry.pop("rule", RULES[0])
    number = entry.pop("number", None)
    if rule in NUMBER_OF and number is not None:
        entry[NUMBER_OF[rule]] = number
    return rule, entry


def _restriction_place(place: str, state: State) -> str:
    """Answer the row of the form that an entry of a list of restrictions stands in."""
    _restrictions, rule, *rest = place.split(".")
    if not rest:
        return f"{RESTRICTIONS}.0.rule"
    numbers = [n for n, row in enumerate(state.rows[RESTRICTIONS]) if (row["rule"] or RULES[0]) == rule]
    number = {str(place): n for place, n in enumerate(numbers)}.get(rest[0], 0)
    last = rest[1] if len(rest) > 1 else "last_on"
    return f"{RESTRICTIONS}.{number}.{'number' if last in {'minimum', 'maximum'} else last}"


def _first_of(rows: str) -> str:
    """Answer the field beside which a problem of a whole row is said."""
    return {
        "pricing.seasons": "base_minor",
        "pricing.weekdays": "percent",
        "cancellation": "charge_percent",
    }.get(rows, "name")


register(NightlyEditor())
