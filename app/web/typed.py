"""What people typed into a form, and what is said about it beside its fields."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import request
from werkzeug.datastructures import MultiDict

from app.domain.refusal import Refusal, Refused
from app.sentences import sentence

LONGEST = 20_000


class Typed:
    """The fields of a posted form, read one by one; what can't be read is refused in the end."""

    def __init__(self, form: MultiDict[str, str] | None = None) -> None:
        self.form = request.form if form is None else form
        self.refusals: list[Refusal] = []

    def text(self, name: str) -> str:
        """Answer a field as text, without the space around it and with plain line ends."""
        return self.form.get(name, "")[:LONGEST].replace("\r\n", "\n").strip()

    def whole(self, name: str) -> int | None:
        """Answer a field as a whole number, None when it is none."""
        typed = self.text(name)
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None

    def day(self, name: str) -> dt.date | None:
        """Answer a field as a date; an empty one is None, an impossible one is refused.

        Refuses: not_a_date.
        """
        typed = self.text(name)
        if not typed:
            return None
        try:
            return dt.date.fromisoformat(typed)
        except ValueError:
            self.refusals.append(Refusal("not_a_date", name, {}))
            return None

    def refuse(self) -> None:
        """Refuse what could not be read.

        Raises:  Refused.
        """
        if self.refusals:
            raise Refused(self.refusals)


@dataclass(frozen=True)
class Problems:
    """The sentences of a refusal: all of them, and those of each field."""

    items: list[tuple[str, str | None]] = field(default_factory=list)
    status: int = 200
    codes: frozenset[str] = frozenset()
    rivals: list[Mapping[str, object]] = field(default_factory=list)

    def of(self, name: str) -> list[str]:
        """Answer the sentences of one field."""
        return [text for text, where in self.items if where == name]

    @property
    def is_stale(self) -> bool:
        """Tell whether somebody else has saved in the meantime."""
        return "stale" in self.codes


NONE = Problems()


def told(refused: Refused) -> Problems:
    """Say what was refused; two refusals with one sentence at one field are said once."""
    items = list(dict.fromkeys((sentence(each), each.field) for each in refused.refusals))
    rivals: list[Mapping[str, object]] = []
    for each in refused.refusals:
        found = each.facts.get("rivals", [])
        rivals += found if isinstance(found, list) else []
    codes = frozenset(each.code for each in refused.refusals)
    return Problems(items, refused.status, codes, rivals)


def new_key() -> str:
    """Make the key by which a form is sent once."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Difference:
    """A field that two people changed: what is saved now and what was typed here."""

    label: str
    saved: str
    typed: str


def differences(
    labels: Iterable[tuple[str, str]], saved: Mapping[str, str], typed: Mapping[str, str]
) -> list[Difference]:
    """Answer where what was typed differs from what is saved now."""
    return [
        Difference(label, saved.get(name, ""), typed.get(name, ""))
        for name, label in labels
        if saved.get(name, "") != typed.get(name, "")
    ]
