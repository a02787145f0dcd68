"""The jobs that make files of pictures: what takes too long for somebody who waits."""

from __future__ import annotations

from app import art
from app.actions import pictures
from app.actions.transaction import Work
from app.jobs.kinds import job


@job(pictures.AVIF_JOB)
def make_avif(work: Work, picture: int) -> None:
    """Make the smaller files of a picture."""
    pictures.make_avif(work, picture)


@job(pictures.DRAW_JOB)
def draw(work: Work, picture: int, drawing: int) -> None:
    """Draw a picture of the demo."""
    pictures.draw(work, picture, lambda: art.draw(drawing))
