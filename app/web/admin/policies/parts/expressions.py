"""A tenant's own rules: an expression over the request, and what is said where it does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.actions.refs import slug
from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.web.admin.policies.cells import HIDDEN, HIDDEN_DATA, LONG, TEXT, Input
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.values import Fact

SPOKEN = frozenset({"en", "es"})
MORE = "more"


def _to_row(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what is said in languages that the form has no field for."""
    said = entry["sentence"]
    return {**entry, MORE: {key: text for key, text in said.items() if key not in SPOKEN}}


def _to_entry(row: dict[str, Any]) -> dict[str, Any]:
    more, said = row.get(MORE) or {}, row.get("sentence") or {}
    entry = {name: value for name, value in row.items() if name != MORE}
    return {"code": slug(entry.get("name", "")).lower(), **entry, "sentence": {**more, **said}}


def _tells(doc: Any, _noun: str) -> list[Fact]:
    return [Fact(rule.name, rule.expression) for rule in doc.restrictions.expressions]


@dataclass(frozen=True)
class Expressions(Part):
    """A tenant's own rules, with what may be read and two rules to begin with."""

    template: str = "admin/policies/parts/expressions.html"

    @property
    def names(self) -> list[tuple[str, str]]:
        """Answer what an expression can read, with words: several names that mean the same sort of thing at once."""
        return [
            ("nights, units", _("how long it is, in nights, days, hours or slots")),
            ("quantity", _("how many of the unit are taken")),
            ("lead_days", _("days from today to the first day")),
            ("is_new", _("true for what is made, false for a change")),
            ("hour, minute", _("the time of day at which it begins")),
            ("party.adults, party.children, party.infants, party.people, party.cots", _("who comes")),
            ("arrival.weekday, departure.weekday", _("mon, tue, wed, thu, fri, sat or sun, in quotes")),
            ("arrival.date, departure.date", _("the first and the last day, as “2026-07-10”")),
            (
                "arrival.year, arrival.month, arrival.day",
                _("parts of the first day, as numbers; departure has them too"),
            ),
            ("unit.name, unit.type, unit.capacity", _("what the unit is called, and for how many it is")),
            ("unit.tags", _("its tags, as a list")),
        ]

    @property
    def signs(self) -> str:
        """Answer how an expression is put together."""
        return _(
            "Compare with == != < <= > >=, join with && (and) and || (or), turn around with !, look into a list with in."
        )

    @property
    def examples(self) -> list[tuple[str, str]]:
        """Answer two rules with what they say."""
        return [
            (
                "arrival.weekday != 'fri' || nights >= 2",
                _("Who arrives on a Friday stays two nights or longer."),
            ),
            (
                "!('quiet' in unit.tags) || party.children == 0",
                _("No children in units with the tag “quiet”."),
            ),
        ]


EXPRESSIONS = Expressions(
    key="expressions",
    title=_l("Rules of your own"),
    help=_l(
        "A rule is kept where its expression is true. Where it is false, what you write is said to the client."
    ),
    rows={
        "restrictions.expressions": Rows(
            {
                "code": Input(HIDDEN, ""),
                MORE: Input(HIDDEN_DATA, ""),
                "name": Input(TEXT, _l("Name")),
                "sentence.en": Input(TEXT, _l("What is said in English")),
                "sentence.es": Input(TEXT, _l("What is said in Spanish")),
                "expression": Input(LONG, _l("What has to hold")),
            },
            word=_l("Rule"),
            add=_l("Add a rule of your own"),
            remove=lambda number: _("Remove rule %(number)s", number=number),
            renamed={"sentence": "sentence.en"},
            to_row=_to_row,
            to_entry=_to_entry,
        )
    },
    tells=_tells,
)
