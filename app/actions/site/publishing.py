"""Publish the draft of a site as a whole, or take the site away from visitors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.actions.actor import Actor
from app.actions.site.writing import held
from app.actions.transaction import Attempt, Work, run
from app.domain.refusal import Refused
from app.domain.site import SiteDocument, site_refusals
from app.models import Site, SitePage, SiteUnit


def publish(actor: Actor) -> None:
    """Show visitors what the draft says, all of it at once.

    Refuses: what `site_refusals` says of the draft.
    """

    def body(work: Work) -> None:
        row = held(work)
        refusals = site_refusals(SiteDocument.model_validate(row.draft), work.tenant.locale)
        if refusals:
            raise Refused(refusals)
        units = show_all(list(work.session.execute(_anew(select(SiteUnit))).scalars()))
        pages = show_all(list(work.session.execute(_anew(select(SitePage))).scalars()))
        row.published, row.published_at = row.draft, work.now
        work.record("site", action="published", after={"units": units, "pages": pages})

    run(actor, Attempt("site", "published"), body)


def show_all(rows: Sequence[SiteUnit | SitePage]) -> int:
    """Publish each row as it is written, and answer how many changed."""
    changed = [row for row in rows if row.published != row.draft]
    for row in changed:
        row.published = row.draft
    return len(changed)


def _anew(asked: Select[Any]) -> Select[Any]:
    return asked.execution_options(populate_existing=True)


def withdraw(actor: Actor) -> None:
    """Take the site away from visitors; what was written stays as the draft."""

    def body(work: Work) -> None:
        row: Site = held(work)
        if row.published is None:
            return
        row.published, row.published_at = None, None
        work.record("site", action="withdrawn")

    run(actor, Attempt("site", "withdrawn"), body)
