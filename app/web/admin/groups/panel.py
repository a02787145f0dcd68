"""What the form of a group says while people type: each row alone, and the total of all."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.reservations.preview import Preview, preview_new
from app.domain.availability import ClaimFacts
from app.sentences.base import _
from app.web.admin.reservations.page import names_of
from app.web.admin.reservations.panel import length_of, verdict_of
from app.web.forms.group import PREFIX, GroupForm
from app.web.members import actor


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
    """Ask about each row that is whole, beside what the rows before it take.

    Cots that units share and what a client may hold are counted over the rows when all is saved.
    """
    names = names_of(list(form.units.values()))
    said: list[RowSaid] = []
    before: list[ClaimFacts] = []
    for row in form.rows:
        if row.form.draft is None:
            continue
        preview = preview_new(actor("editor"), row.form.draft, beside=before)
        said.append(_said(row.number, preview, name=names[row.form.draft.unit.ref]))
        before += preview.takes(f"{PREFIX}-{row.number}")
    return Panel(said)


def _said(number: int, preview: Preview, *, name: str) -> RowSaid:
    unit = preview.draft.unit.name
    earlier = _earlier(preview)
    if earlier is None:
        text = verdict_of(preview, unit, length_of(preview) if preview.has_shape else "")
    else:
        text = _("%(unit)s is wanted by row %(number)s then", unit=unit, number=earlier)
    total = preview.quote.total_minor if preview.quote else None
    return RowSaid(number, name, text, is_good=not preview.verdict.refusals, total_minor=total)


def _earlier(preview: Preview) -> int | None:
    """Answer the number of the first row that has what this one asks for; None where some would be left."""
    for refusal in preview.verdict.in_the_way:
        rivals = refusal.facts.get("rivals") if refusal.code in {"taken", "too_close"} else None
        for rival in rivals if isinstance(rivals, list) else []:
            prefix, _dash, number = rival["ref"].partition("-")
            if prefix == PREFIX:
                return int(number)
    return None
