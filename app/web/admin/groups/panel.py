"""What the form of a group says while people type: each row alone, and the total of all."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Ask about each row that is whole; that two rows want the same is found when it is saved."""
    found = []
    for row in form.rows:
        preview = ask(row.form, None)
        if preview is None:
            continue
        unit = preview.draft.unit.name
        length = length_of(preview) if preview.has_shape else ""
        text = verdict_of(preview, unit, length)
        total = preview.quote.total_minor if preview.quote else None
        found.append(RowSaid(row.number, unit, text, not preview.verdict.refusals, total))
    return Panel(found)
