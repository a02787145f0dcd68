"""What a kind of policy gives to these pages: its form and its words, put together from parts.

How a kind is added: its document and rules are one file in `app.domain.policies`, registered by its key. That is
enough: the form then holds the parts that every kind shares, as far as its document has them, and fields made from
the rest of the document. A better form is one file here beside `nightly.py`: the kind's own part, and the list of
matters it stands in; `editors.register` makes it known.

How a part is added: a file in `parts` with one `Part`, named in `shared.py`. How a field is added to a document:
nothing has to be done; it appears among the rest until a part names it, called as `app.sentences.fields` says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.policies.base import KINDS, Kind, kind_of
from app.domain.policies.document import PolicyDocument
from app.domain.refusal import Refusal
from app.sentences import fields as words
from app.tenancy import current
from app.web.admin.policies.binding import Fitted, Matter, bind
from app.web.admin.policies.derive import defaults, optional_parts
from app.web.admin.policies.parts.base import Part, leave_out
from app.web.admin.policies.shared import matters
from app.web.admin.policies.values import Change, Fact, Row, Section, State, Table

__all__ = [
    "Change", "Editor", "Fact", "Row", "Section", "State", "Table", "all_editors", "compare", "describe", "editor_of",
    "read", "register",
]  # fmt: skip


@dataclass(frozen=True)
class Editor:
    """The form and the words of one kind of policy."""

    kind: Kind[Any]
    named: Any
    asked: tuple[Matter, ...]

    @property
    def key(self) -> str:
        """Answer the key of the kind."""
        return self.kind.key

    @property
    def word(self) -> str:
        """Answer what the kind is called."""
        return str(self.named)

    @cached_property
    def matters(self) -> list[Fitted]:
        """Answer the matters of the form, each with the parts that the document has."""
        return bind(self.asked, self.kind)

    @property
    def parts(self) -> list[Part]:
        """Answer all parts in their order."""
        return [part for matter in self.matters for part in matter.parts]

    def fresh(self) -> State:
        """Answer the form of a new policy: what a document says by itself, and nothing where something is needed."""
        return self._filled(defaults(self.kind.Document))

    def state_of(self, doc: PolicyDocument) -> State:
        """Answer the form of a document."""
        return self._filled(doc.model_dump(mode="json"))

    def _filled(self, data: Mapping[str, Any]) -> State:
        state = State()
        for part in self.parts:
            part.fill(state, data)
        return state

    def typed(self, form: MultiDict[str, str]) -> State:
        """Answer what was typed, as it was typed."""
        state = State()
        for part in self.parts:
            part.take(state, form)
        return state

    def document(self, state: State) -> dict[str, Any]:
        """Answer the data that a form says; what can't be read stays text, for the document to refuse."""
        data: dict[str, Any] = {"kind": self.key}
        for part in self.parts:
            part.write(state, data)
        for place, usual in optional_parts(self.kind.Document):
            leave_out(data, place, usual)
        return data

    def placed(self, refusal: Refusal, state: State) -> Refusal:
        """Answer a refusal of the document with the form's own name for its place."""
        place = self._beside(refusal)
        owner = self._owner(place)
        if owner is not None:
            place = owner.place(place, refusal.code, state)
        code, facts = refusal.code, refusal.facts
        if code == "document_missing" and place == "pricing.base_minor":
            code = "document_amount_missing"
        if code == "document_int_type" and place.endswith("minor"):
            code, facts = "document_amount", {**facts, "currency": current().currency}
        return replace(refusal, code=code, field=place or None, facts=facts)

    def _beside(self, refusal: Refusal) -> str:
        """Answer the place at which a refusal is said: of several fields together, the one of them that was named."""
        place, code = refusal.field or "", refusal.code
        known = [(part.around, key) for part in self.parts for key in (f"{place}:{code}", place)]
        known += [(part.whole, code) for part in self.parts]
        return next((names[key] for names, key in known if key in names), place)

    def _owner(self, place: str) -> Part | None:
        """Answer the part that a place of the document, or something in it, belongs to."""
        for part in self.parts:
            if any(place == each or place.startswith(f"{each}.") for each in part.places):
                return part
        return None

    def where(self, place: str) -> str:
        """Answer which part of the form a field stands in, as the summary of problems names it."""
        for matter in self.matters:
            for part in matter.parts:
                found = _named(part, place)
                if found is not None:
                    return " ".join(found) or str(matter.title)
        return ""

    def describe(self, doc: PolicyDocument) -> list[Section]:
        """Say in sentences what a document says, matter by matter."""
        noun = self.kind.noun(doc)
        sections = []
        for matter in self.matters:
            facts = [fact for part in matter.parts for fact in part.tells(doc, noun)]
            table = next((found for part in matter.parts if (found := part.table(doc))), None)
            if facts:
                sections.append(Section(str(matter.title), facts, table))
        return sections

    def blank(self, rows: str) -> Row:
        """Answer an empty row of a list."""
        return next(part.rows[rows].blank() for part in self.parts if rows in part.rows)

    def without_blank_rows(self, state: State) -> State:
        """Leave out the rows in which nothing was typed."""
        kept = {name: [row for row in rows if row != self.blank(name)] for name, rows in state.rows.items()}
        return State(state.fields, kept)


def _named(part: Part, place: str) -> tuple[str, ...] | None:
    """Answer what an entry of a part's lists is called, nothing for its fields, None for another part's place."""
    for name, rows in part.rows.items():
        number = place.removeprefix(f"{name}.").partition(".")[0]
        if place.startswith(f"{name}.") and re.fullmatch(r"[0-9]{1,4}", number):
            return str(rows.word), str(int(number) + 1)
    known = [*part.fields, *part.rows, *part.places]
    return () if any(place == each or each.startswith(f"{place}.") for each in known) else None


EDITORS: dict[str, Editor] = {}


def register(editor: Editor) -> None:
    """Make an editor known by the key of its kind."""
    EDITORS[editor.key] = editor


def editor_of(key: str) -> Editor | None:
    """Answer the editor of a kind: its own, or the one made of what every kind shares; None for no kind."""
    if key not in EDITORS and key in KINDS:
        register(Editor(KINDS[key], words.kind(key), matters()))
    return EDITORS.get(key) if key in KINDS else None


def all_editors() -> list[Editor]:
    """Answer the editors of all kinds, those that somebody wrote before those that are made."""
    keys = [*(key for key in EDITORS if key in KINDS), *(key for key in KINDS if key not in EDITORS)]
    return [found for key in keys if (found := editor_of(key))]


def read(document: Mapping[str, Any]) -> PolicyDocument:
    """Answer a stored document, parsed."""
    parsed: PolicyDocument = kind_of(document).Document.model_validate(dict(document))
    return parsed


def describe(document: Mapping[str, Any]) -> list[Section]:
    """Say in sentences what a stored document says."""
    editor = editor_of(str(document["kind"]))
    return editor.describe(read(document)) if editor else []


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Answer what two stored documents say differently, in the words of the page."""
    old, new = _told(before), _told(after)
    return [
        Change(label, old.get(label, ""), new.get(label, ""))
        for label in [*old, *(label for label in new if label not in old)]
        if old.get(label) != new.get(label)
    ]


def _told(document: Mapping[str, Any]) -> dict[str, str]:
    told: dict[str, str] = {}
    for section in describe(document):
        for fact in section.facts:
            known = told.get(fact.label)
            told[fact.label] = f"{known} {fact.text}" if known else fact.text
    return told
