"""The job that tells of an entry of the record."""

from __future__ import annotations

from app.actions import notices
from app.actions.transaction import NOTICES, Work
from app.jobs.kinds import job


@job(NOTICES)
def tell(work: Work, entry: int) -> None:
    """Prepare what everybody is sent who is to learn of an entry."""
    notices.spread(work, entry)
