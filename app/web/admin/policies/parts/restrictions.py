"""Restrictions on stays: several lists of a document that are one list of rows in the form.

A restriction of the same shape (a number, dates, weekdays) is one more entry of RULES; one of another shape is a part
of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.policies.base import Kind
from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.sentences.words import counted, weekdays
from app.web.admin.policies.cells import CHOICE, DAY, MANY, WHOLE, Input, Options, read, shown
from app.web.admin.policies.derive import weekday_options
from app.web.admin.policies.parts.base import Part, Rows, at
from app.web.admin.policies.parts.words import sentence, when
from app.web.admin.policies.values import Fact, State

NAME = "restrictions"


@dataclass(frozen=True)
class Rule:
    """A restriction: what it is called, what an entry of it says, and the name of its number, where it has one."""

    word: Any
    tell: Callable[[Any, str], str]
    number: str = ""


def _least(entry: Any, noun: str) -> str:
    return f"{counted(entry.minimum, noun)}: {when(entry)}."


def _most(entry: Any, noun: str) -> str:
    return f"{counted(entry.maximum, noun)}: {when(entry)}."


def _closed(entry: Any, _noun: str) -> str:
    return sentence(when(entry))


def _changeover(entry: Any, _noun: str) -> str:
    days = _("On %(days)s only", days=weekdays([day.value for day in entry.weekdays]))
    return f"{days}: {when(entry)}."


def _weekday_least(entry: Any, noun: str) -> str:
    days = _("on %(days)s", days=weekdays([day.value for day in entry.weekdays]))
    return f"{counted(entry.minimum, noun)} {days}: {when(entry)}."


RULES: Mapping[str, Rule] = {
    "min_stay_arrival": Rule(_l("At least, when arriving"), _least, "minimum"),
    "min_stay_through": Rule(_l("At least, with a night"), _least, "minimum"),
    "max_stay": Rule(_l("At most, when arriving"), _most, "maximum"),
    "max_stay_through": Rule(_l("At most, with a night"), _most, "maximum"),
    "closed_to_arrival": Rule(_l("Nobody arrives"), _closed),
    "closed_to_departure": Rule(_l("Nobody leaves"), _closed),
    "changeover": Rule(_l("Stays change over"), _changeover),
    "weekday_min": Rule(_l("At least, with any night"), _weekday_least, "minimum"),
}
FIRST = next(iter(RULES))


def _rules(known: Mapping[str, Rule]) -> Options:
    return [(key, str(rule.word)) for key, rule in known.items()]


@dataclass(frozen=True)
class Restrictions(Part):
    """The lists of a document as one list of rows, each with the rule it belongs to."""

    known: Mapping[str, Rule] = field(default_factory=lambda: RULES)

    def within(self, places: frozenset[str], kind: Kind[Any]) -> Part:
        """Answer the part with the rules that a document knows."""
        known = {key: rule for key, rule in self.known.items() if f"{NAME}.{key}" in places}
        rows = replace(self.rows[NAME], inputs=_inputs(known))
        return replace(
            self,
            known=known,
            rows={NAME: rows} if known else {},
            covers=frozenset(f"{NAME}.{key}" for key in known),
            counts_nights=kind.counts_nights,
        )

    def fill(self, state: State, data: Mapping[str, Any]) -> None:
        """Put the entries of all lists into the rows."""
        state.rows[NAME] = [
            shown(self.rows[NAME].inputs, {**entry, "rule": key, "number": entry.get(rule.number)})
            for key, rule in self.known.items()
            for entry in at(data, f"{NAME}.{key}") or ()
        ]

    def write(self, state: State, data: dict[str, Any]) -> None:
        """Put each row into the list of its rule."""
        for row in state.rows[NAME]:
            entry = read(self.rows[NAME].inputs, row)
            key, number = entry.pop("rule", FIRST), entry.pop("number", None)
            rule = self.known.get(key)
            if rule and rule.number and number is not None:
                entry[rule.number] = number
            data.setdefault(NAME, {}).setdefault(key, []).append(entry)

    def place(self, place: str, code: str, state: State) -> str:  # noqa: ARG002 - others read the code
        """Answer the row that an entry of a list stands in."""
        _restrictions, key, *rest = place.split(".")
        if key not in self.known or not rest:
            unknown = (n for n, row in enumerate(state.rows[NAME]) if row["rule"] not in {"", *self.known})
            return f"{NAME}.{next(unknown, 0)}.rule"
        numbers = [n for n, row in enumerate(state.rows[NAME]) if (row["rule"] or FIRST) == key]
        number = {str(nth): n for nth, n in enumerate(numbers)}.get(rest[0], 0)
        last = rest[1] if len(rest) > 1 else "last_on"
        return f"{NAME}.{number}.{'number' if last in {'minimum', 'maximum'} else last}"


def _inputs(known: Mapping[str, Rule]) -> dict[str, Input]:
    return {
        "rule": Input(CHOICE, _l("Rule"), options=lambda: _rules(known), first=FIRST),
        "number": Input(WHOLE, _l("Nights"), other=_l("How many")),
        "first_on": Input(DAY, _l("From")),
        "last_on": Input(DAY, _l("To")),
        "weekdays": Input(MANY, _l("On"), options=weekday_options),
    }


def _tells(doc: Any, noun: str) -> list[Fact]:
    return [
        Fact(str(rule.word), rule.tell(entry, noun))
        for key, rule in RULES.items()
        for entry in getattr(doc.restrictions, key, ())
    ]


RESTRICTIONS = Restrictions(
    key="restrictions",
    title=_l("Restrictions"),
    rows={
        NAME: Rows(
            _inputs(RULES),
            word=_l("Restriction"),
            add=_l("Add a restriction"),
            remove=lambda number: _("Remove restriction %(number)s", number=number),
        )
    },
    tells=_tells,
)
