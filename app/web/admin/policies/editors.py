"""What a kind of policy gives to these pages: its form and its words. One editor a kind, found by its key."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.policies.base import kind_of
from app.domain.policies.document import PolicyDocument
from app.domain.refusal import Refusal

Row = dict[str, Any]


@dataclass
class State:
    """What a form holds: its plain fields by name, and its lists of rows by the list's name."""

    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """One thing that a policy says; `is_in_table` when the table beside it shows it already."""

    label: str
    text: str
    is_in_table: bool = False


@dataclass(frozen=True)
class Table:
    """Prices side by side."""

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Section:
    """What a policy says of one matter."""

    title: str
    facts: Sequence[Fact]
    table: Table | None = None


@dataclass(frozen=True)
class Change:
    """What two versions say differently; '' where one says nothing."""

    label: str
    before: str
    after: str


class Editor(ABC):
    """The form and the words of one kind of policy."""

    key: str
    template: str

    @property
    @abstractmethod
    def word(self) -> str:
        """Answer what the kind is called."""

    @abstractmethod
    def fresh(self) -> State:
        """Answer the form of a new policy."""

    @abstractmethod
    def state_of(self, doc: PolicyDocument) -> State:
        """Answer the form of a document."""

    @abstractmethod
    def typed(self, form: MultiDict[str, str]) -> State:
        """Answer what was typed, as it was typed."""

    @abstractmethod
    def document(self, state: State) -> dict[str, Any]:
        """Answer the data that a form says; what can't be read stays text, for the document to refuse."""

    @abstractmethod
    def placed(self, refusal: Refusal, state: State) -> Refusal:
        """Answer a refusal of the document with the form's own name for its place."""

    @abstractmethod
    def where(self, place: str) -> str:
        """Answer which part of the form a field stands in, as the summary of problems names it."""

    @abstractmethod
    def describe(self, doc: PolicyDocument) -> list[Section]:
        """Say in sentences what a document says."""

    @abstractmethod
    def blank(self, rows: str) -> Row:
        """Answer an empty row of a list."""

    def choices(self) -> Mapping[str, Any]:
        """Answer what the template of the form chooses from."""
        return {}

    def without_blank_rows(self, state: State) -> State:
        """Leave out the rows in which nothing was typed."""
        kept = {name: [row for row in rows if row != self.blank(name)] for name, rows in state.rows.items()}
        return State(state.fields, kept)


EDITORS: dict[str, Editor] = {}


def register(editor: Editor) -> None:
    """Make an editor known by the key of its kind."""
    EDITORS[editor.key] = editor


def read(document: Mapping[str, Any]) -> PolicyDocument:
    """Answer a stored document, parsed."""
    parsed: PolicyDocument = kind_of(document).Document.model_validate(dict(document))
    return parsed


def describe(document: Mapping[str, Any]) -> list[Section]:
    """Say in sentences what a stored document says."""
    return EDITORS[str(document["kind"])].describe(read(document))


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
