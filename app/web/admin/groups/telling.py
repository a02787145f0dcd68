"""Refusals and ways out of the rows of a group, each said with its row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app import sentences
from app.domain.asking import Alternative
from app.domain.refusal import Refusal
from app.sentences import periods, reservations
from app.sentences.base import _
from app.web.admin.reservations.page import names_of
from app.web.admin.reservations.refusing import Said, add, name_rivals
from app.web.admin.reservations.ways import many_of
from app.web.forms.group import GroupForm
from app.web.forms.reservation import FEWER, as_fix


@dataclass(frozen=True)
class Button:
    """A way out of one row: what it says and what it sends."""

    text: str
    value: str


def say_of_rows(refusals: Sequence[Refusal]) -> Said:
    """Put refusals into sentences, each with the number of its row."""
    said = Said()
    for refusal in name_rivals(refusals, unit=""):
        text, number = sentences.sentence(refusal), refusal.facts.get("item")
        if number is None:
            add(said, refusal.field, text)
            continue
        whole = _("Row %(number)s: %(text)s", number=number, text=text)
        add(said, refusal.field, whole, beside=reservations.beside(refusal) or text)
    return said


def buttons(form: GroupForm, alternatives: Iterable[Alternative]) -> list[Button]:
    """Answer the ways out as buttons, those of one row after those of the one before."""
    found, names = [], names_of(list(form.units.values()))
    for way in alternatives:
        number, unit = way.facts.get("item"), form.units.get(way.unit_ref)
        if unit is None:
            continue
        if way.kind == FEWER:
            text = _(
                "Row %(number)s: %(unit)s, %(many)s",
                number=number,
                unit=names[unit.ref],
                many=many_of(way, unit.stock),
            )
        else:
            dates = periods.said(way.period)
            text = _("Row %(number)s: %(unit)s, %(dates)s", number=number, unit=names[unit.ref], dates=dates)
        found.append(Button(text, f"{number}:{as_fix(way)}"))
    return found
