"""What the form of a group says while people type: each row alone, and the total of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.actions.reservations.preview import Preview
from app.domain.stock import Stock
from app.sentences.base import _
from app.web.admin.reservations.panel import ask, length_of, verdict_of
from app.web.forms.group import GroupForm


@dataclass(frozen=True)
class RowSaid:
    """What stands against a row, and what it would cost."""

    number: int
    unit: str
    text: str
    is_good: bool
    total_minor: int | None


@dataclass(frozen=True)
class Panel:
    """All rows that are whole, and their sum."""

    rows: list[RowSaid]

    @property
    def total_minor(self) -> int:
        """Answer what the rows cost together."""
        return sum(row.total_minor or 0 for row in self.rows)


def panel(form: GroupForm) -> Panel:
    """Ask about each row that is whole; of units of one, whether an earlier row has it.

    What rows share besides, a pool or what a client may hold, is counted when all is saved.
    """
    asked = {row.number: preview for row in form.rows if (preview := ask(row.form, None))}
    return Panel([_said(number, preview, asked) for number, preview in asked.items()])


def _said(number: int, preview: Preview, asked: Mapping[int, Preview]) -> RowSaid:
    unit = preview.draft.unit.name
    total = preview.quote.total_minor if preview.quote else None
    earlier = next((other for other, its in asked.items() if other < number and _clash(its, preview)), None)
    if earlier is not None:
        text = _("%(unit)s is wanted by row %(number)s then", unit=unit, number=earlier)
        return RowSaid(number, unit, text, is_good=False, total_minor=total)
    length = length_of(preview) if preview.has_shape else ""
    text = verdict_of(preview, unit, length)
    return RowSaid(number, unit, text, is_good=not preview.verdict.refusals, total_minor=total)


def _clash(one: Preview, other: Preview) -> bool:
    """Tell whether two rows want a leaf unit of which there is one at the same time."""
    if one.own is None or other.own is None or not one.own.overlaps(other.own):
        return False
    first, second = (
        {
            leaf.unit_id
            for leaf in each.draft.unit.leaves
            if leaf.need.stock is Stock.SINGLE and not leaf.need.serves
        }
        for each in (one, other)
    )
    return bool(first & second)
