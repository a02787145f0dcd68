"""The fields by which a kind of policy asks for a period, as a form shows them and reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.domain.asking import Asked, Period
from app.domain.people import people_read
from app.domain.policies.base import KINDS, Kind
from app.domain.refusal import Refusal
from app.queries.policies import Rules
from app.queries.slots import list_offered
from app.queries.units import UnitRow
from app.sentences import periods, sentence
from app.sentences.base import _
from app.sentences.words import left
from app.tenancy import current
from app.web.forms.reader import Reader


@dataclass(frozen=True)
class AskedField:
    """One field of a period: what it is called, what it holds, and what may be chosen.

    Units:   `step_s` is how many seconds lie between two times that may be said.
    """

    name: str
    sort: str
    label: str
    value: str
    is_needed: bool
    options: list[tuple[str, str]] = field(default_factory=list)
    step_s: int | None = None
    choices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CountField:
    """How many of something are asked for; what is not asked keeps what it holds."""

    name: str
    label: str
    value: str
    is_asked: bool


def carried(typed: Mapping[str, str], kind: Kind[Any]) -> dict[str, str]:
    """Answer what was typed with the dates of another kind's form under the names of this one's."""
    found = dict(typed)
    for end in ("start_field", "end_field"):
        own = getattr(kind, end)
        others = [typed.get(getattr(other, end), "") for other in KINDS.values()]
        if own not in found and any(others):
            found[own] = next(text for text in others if text)
    return found


def read(reader: Reader, kind: Kind[Any]) -> Period | None:
    """Read the period; what is missing or can't be read is blamed on its field."""
    values: dict[str, dt.date | dt.time | None] = {}
    for asked in kind.asks:
        if asked.sort == "date":
            first = asked.name == kind.start_field
            needed = _("Choose the first day.") if first else _("Choose the last day.")
            values[asked.name] = reader.date(asked.name, needed=needed if asked.is_needed else "")
            continue
        values[asked.name] = reader.time(asked.name)
        if values[asked.name] is None and asked.is_needed and asked.name not in reader.errors:
            reader.blame(asked.name, _missing(asked))
    return None if any(asked.name in reader.errors for asked in kind.asks) else kind.read(values)


def _missing(asked: Asked) -> str:
    if asked.sort == "slot":
        return _("Choose a time of day.")
    return sentence(Refusal("time_needed", asked.name, {"end": asked.name.removesuffix("_time")}))


def written(kind: Kind[Any], period: Period) -> dict[str, str]:
    """Answer a period as the fields of its kind hold it."""
    held = {
        "starts_time": periods.clock_text(period.starts_time) if period.starts_time else "",
        "ends_time": periods.clock_text(period.ends_time) if period.ends_time else "",
        kind.end_field: period.ends_on.isoformat(),
        kind.start_field: period.starts_on.isoformat(),
    }
    return {asked.name: held.get(asked.name, "") for asked in kind.asks}


def fields(
    rules: Rules, unit: UnitRow | None, typed: Mapping[str, str], *, ignoring: Collection[str] = ()
) -> list[AskedField]:
    """Answer the fields of a period with what they hold.

    Shapes:  `ignoring` as in `list_offered`.
    """
    kind = rules.kind
    return [
        AskedField(
            asked.name,
            asked.sort,
            periods.label(kind, asked),
            typed.get(asked.name, ""),
            asked.is_needed,
            _options(rules, unit, typed, asked, ignoring) if asked.sort == "slot" else [],
            kind.step_min(rules.doc) * 60 if asked.sort == "time" else None,
            _choices(rules, typed, asked) if asked.sort == "time" else [],
        )
        for asked in kind.asks
    ]


def _choices(rules: Rules, typed: Mapping[str, str], asked: Asked) -> list[str]:
    """Answer the times of the day on which a period begins or ends."""
    ends = asked.name == "ends_time"
    try:
        day = dt.date.fromisoformat(typed.get(rules.kind.end_field if ends else rules.kind.start_field, ""))
    except ValueError:
        return []
    return [periods.clock_text(at) for at in rules.kind.times(rules.doc, day)]


def counts(
    rules: Rules, unit: UnitRow | None, typed: Mapping[str, str], *, wrong: Collection[str] = ()
) -> list[CountField]:
    """Answer how many of whom a form asks for: those whom policy and unit read, and those who are said already.

    Shapes:  `wrong` names the fields beside which something is said.
    """
    reads = people_read(rules.kind, rules.doc)
    is_shown = {
        name: name in reads or name in wrong or typed.get(name, "") not in {"", "0"}
        for name in ("adults", "children", "infants")
    }
    has_cots = unit.cots > 0 if unit is not None else rules.kind.asks_whole_days
    is_shown["cots"] = has_cots or "cots" in wrong or typed.get("cots", "") not in {"", "0"}
    are_alike = not (is_shown["children"] or is_shown["infants"])
    labels = {
        "adults": _alike(rules) if are_alike else _("Adults"),
        "children": _("Children"),
        "infants": _("Infants"),
        "cots": _("Cots"),
    }
    return [
        CountField(name, label, typed.get(name) or ("" if name == "adults" else "0"), is_shown[name])
        for name, label in labels.items()
    ]


def _alike(rules: Rules) -> str:
    return _("Seats") if rules.doc.each_person_takes_one else _("People")


def quantity_label(unit: UnitRow | None) -> str:
    """Answer what there are several of, in the words of the unit's stock."""
    words = {"pool": _("Pieces"), "seats": _("Seats")}
    return words.get(unit.stock, _("How many")) if unit else _("How many")


def _options(
    rules: Rules, unit: UnitRow | None, typed: Mapping[str, str], asked: Asked, ignoring: Collection[str]
) -> list[tuple[str, str]]:
    """Answer the times of a day with what is left of each; one that was typed stays in sight."""
    try:
        day = dt.date.fromisoformat(typed.get(rules.kind.start_field, ""))
    except ValueError:
        day = None
    offered = []
    if unit is not None and day is not None:
        zone = current().zone
        offered = list_offered(unit, rules, first=day, now=clock.now(), zone=zone, ignoring=ignoring)
    found = [
        (at, _("%(time)s, full", time=at) if not slot.left else f"{at}, {left(slot.left)}")
        for slot in offered
        if slot.period.starts_time and (at := periods.clock_text(slot.period.starts_time))
    ]
    chosen = typed.get(asked.name, "")[:5]
    if chosen and chosen not in dict(found):
        found.append((chosen, _("%(time)s, not offered that day", time=chosen)))
    return found


def signature(rules: Rules, unit: UnitRow | None, typed: Mapping[str, str]) -> str:
    """Answer for what the fields are right: when it changes, they are shown anew."""
    parts = [rules.kind.key, "many" if takes_quantity(rules, unit) else "one"]
    parts += [quantity_label(unit), str(rules.kind.step_min(rules.doc))]
    parts += [each.name for each in counts(rules, unit, {}) if each.is_asked]
    parts += [typed.get(end, "") for end in _ends(rules)]
    if any(asked.sort == "slot" for asked in rules.kind.asks):
        parts += [unit.ref if unit else "", typed.get(rules.kind.start_field, "")]
    return " ".join(parts)


def _ends(rules: Rules) -> list[str]:
    """Answer the dates on which it depends what times there are."""
    has_hours = bool(getattr(rules.doc, "opening", ()))
    return [rules.kind.start_field, rules.kind.end_field] if has_hours else []


def takes_quantity(rules: Rules, unit: UnitRow | None) -> bool:
    """Tell whether somebody says how many of a unit they want: there are several, and no person takes one each."""
    return unit is not None and unit.most > 1 and not rules.doc.each_person_takes_one
