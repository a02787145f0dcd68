"""Jobs: what the business waits for, and what has failed and can be tried again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for

from app import clock
from app.actions import outbox as acting
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.language import gettext as _
from app.queries.outbox import JobRow, count_open, list_failed, list_waiting
from app.sentences import jobs as words
from app.web import typed as typing
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems

pages = Blueprint("jobs", __name__, url_prefix="/admin/jobs")

MOST = 100


@dataclass(frozen=True)
class Shown:
    """A job with what it is called and, where a try failed, why."""

    row: JobRow
    name: str
    reason: str


@pages.get("")
@allow(Permission.MANAGE_SETTINGS)
def index() -> Any:
    """Show what waits and what has failed."""
    return _page()


@pages.post("/<ref>/retry")
@allow(Permission.MANAGE_SETTINGS)
def retry(ref: str) -> Any:
    """Try a job again that has failed."""
    try:
        acting.retry(actor("jobs"), ref)
    except Refused as refused:
        return _page(typing.told(refused))
    return done(url_for("jobs.index"), toast=_("The job will be tried again."))


def _page(problems: Problems = NONE) -> Any:
    waiting_count, failed_count = count_open()
    return respond(
        "admin/jobs/index.html",
        "admin/jobs/_jobs.html",
        status=problems.status,
        problems=problems,
        now=clock.now(),
        waiting_jobs=[_shown(row) for row in list_waiting(most=MOST)],
        failed_jobs=[_shown(row) for row in list_failed(most=MOST)],
        waiting_count=waiting_count,
        failed_count=failed_count,
    )


def _shown(row: JobRow) -> Shown:
    return Shown(row, words.word(row.job), words.reason(row.reason) if row.reason else "")
