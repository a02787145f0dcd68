"""The filtered record as a table to take along: one row an entry, the latest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.queries.audit import AuditFilter, Entry, list_entries
from app.sentences import deeds
from app.sentences.base import _
from app.tenancy import current
from app.web.admin.audit.telling import Told, tell
from app.web.forms.spreadsheet import FORMATS, hand_out

AT_ONCE = 1_000
MOST = 20_000

__all__ = ["FORMATS", "answer"]


def answer(wanted: AuditFilter, file_format: str) -> Any:
    """Answer the entries of a filter as a file; a last row says where it was cut off."""
    head = [
        _("Recorded"), _("True since"), _("Who"), _("What happened"), _("About"), _("Reference"), _("Action"),
        _("Outcome"), _("What changed"), _("From where"), _("IP address"), _("Entry"),
    ]  # fmt: skip
    return hand_out(file_format, "activity", head, _rows(wanted))


def _rows(wanted: AuditFilter) -> Iterator[list[object]]:
    before: int | None = None
    words = deeds.entities(), deeds.actions()
    for _batch in range(MOST // AT_ONCE):
        found = list_entries(wanted, before_id=before, most=AT_ONCE)
        for day in tell(found[:AT_ONCE]):
            for told in day.entries:
                yield _row(told, *words)
        if len(found) <= AT_ONCE:
            return
        before = found[AT_ONCE - 1].id
    yield [
        _(
            "Only the latest %(most)s entries are in this file. Choose fewer days, or a person, to have the others.",
            most=MOST,
        )
    ]


def _row(told: Told, entities: dict[str, str], actions: dict[str, str]) -> list[object]:
    entry = told.entry
    return [
        _moment(entry.recorded_at),
        _moment(told.true_since) if told.true_since else "",
        told.who,
        told.sentence.striptags(),
        entities.get(entry.entity, entry.entity),
        entry.entity_ref,
        actions.get(entry.action, entry.action),
        _outcome(told, entry),
        "\n".join(_change(line.label, line.before, line.after) for line in told.lines),
        told.source,
        entry.ip,
        entry.id,
    ]


def _outcome(told: Told, entry: Entry) -> str:
    if entry.outcome == "done":
        return _("Done")
    return _("Refused: %(why)s.", why=", ".join(told.why)) if told.why else _("Refused.")


def _change(label: str, before: str, after: str) -> str:
    return f"{label}: {before} → {after}" if before else f"{label}: {after}"


def _moment(at: Any) -> str:
    return f"{at.astimezone(current().zone):%Y-%m-%d %H:%M:%S}"
