"""A tenant's own rules: an expression over the request, and what is said where it does not hold."""

from __future__ import annotations

from collections.abc import Mapping
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


EXPRESSIONS = Part(
    key="expressions",
    title=_l("Rules of your own"),
    rows={
        "restrictions.expressions": Rows(
            {
                "code": Input(HIDDEN, ""),
                MORE: Input(HIDDEN_DATA, ""),
                "name": Input(TEXT, _l("Name")),
                "sentence.en": Input(TEXT, _l("What is said in English")),
                "sentence.es": Input(TEXT, _l("What is said in Spanish")),
                "expression": Input(LONG, _l("What has to hold, as: nights >= 3 || lead_days > 14")),
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
