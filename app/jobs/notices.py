"""The job that tells of entries of the record."""

from __future__ import annotations

from collections.abc import Sequence

from app.actions import notices
from app.actions.transaction import NOTICES, Work
from app.jobs.kinds import job


@job(NOTICES)
def tell(work: Work, entry: int | None = None, entries: Sequence[int] = ()) -> None:
    """Prepare what everybody is sent who is to learn of an entry, or of those that a sweep wrote together."""
    for entry_id in entries if entry is None else (entry,):
        notices.spread(work, entry_id)
