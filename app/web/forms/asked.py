"""The fields by which a kind of policy asks for a period, as a form shows them and reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.domain.asking import Asked, Period
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
    """One field of a period: what it is called, what it holds, and what may be chosen."""

    name: str
    sort: str
    label: str
    value: str
    is_needed: bool
    options: list[tuple[str, str]] = field(default_factory=list)


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
        )
        for asked in kind.asks
    ]


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
    if any(asked.sort == "slot" for asked in rules.kind.asks):
        parts += [unit.ref if unit else "", typed.get(rules.kind.start_field, "")]
    return " ".join(parts)


def takes_quantity(rules: Rules, unit: UnitRow | None) -> bool:
    """Tell whether somebody says how many of a unit they want: there are several, and no person takes one each."""
    return unit is not None and unit.most > 1 and not rules.doc.each_person_takes_one
