"""The business's own pages: add, change, put in order, remove."""

from __future__ import annotations

from sqlalchemy import select

from app.actions.actor import Actor
from app.actions.audit import changed
from app.actions.refs import new_ref
from app.actions.site.writing import held, refuse_stale
from app.actions.transaction import Attempt, Idempotency, NotFound, Work, run
from app.domain.refusal import Refusal, Refused
from app.domain.site import MOST_PAGES, FreePage, page_refusals, slug_refusals
from app.models import SitePage


def add(actor: Actor, slug: str, page: FreePage, *, idempotency: Idempotency | None = None) -> str:
    """Add a page as a draft and answer its reference.

    Refuses: what `page_refusals` and `slug_refusals` say, too_many.
    """

    def body(work: Work) -> str:
        held(work)
        rows = _rows(work)
        refusals = [
            *slug_refusals(slug, {row.slug for row in rows}),
            *page_refusals(page, work.tenant.locale),
        ]
        if len(rows) >= MOST_PAGES:
            refusals.append(Refusal("too_many", None, {"most": MOST_PAGES}))
        if refusals:
            raise Refused(refusals)
        row = SitePage(
            tenant_id=work.tenant.id,
            ref=new_ref(),
            slug=slug,
            position=max((each.position for each in rows), default=0) + 1,
            draft=page.model_dump(mode="json"),
            version=1,
        )
        work.session.add(row)
        work.session.flush()
        work.record(
            "site_page",
            entity_id=row.id,
            entity_ref=row.ref,
            action="added",
            after={"slug": slug, **row.draft},
        )
        return row.ref

    return run(actor, Attempt("site_page", "added"), body, idempotency=idempotency)


def change(actor: Actor, ref: str, slug: str, page: FreePage, *, version: int) -> None:
    """Save the draft of a page; its address counts at once.

    Refuses: what `page_refusals` and `slug_refusals` say, stale (409).
    Raises:  NotFound when there is no such page.
    """

    def body(work: Work) -> None:
        row, others = _one(work, ref)
        refuse_stale(row.version, version)
        refusals = [
            *slug_refusals(slug, {each.slug for each in others}),
            *page_refusals(page, work.tenant.locale),
        ]
        if refusals:
            raise Refused(refusals)
        before = {**row.draft, "slug": row.slug}
        row.draft, row.slug, row.version = page.model_dump(mode="json"), slug, row.version + 1
        old, new = changed(before, {**row.draft, "slug": slug})
        work.record("site_page", entity_id=row.id, entity_ref=ref, action="changed", before=old, after=new)

    run(actor, Attempt("site_page", "changed", ref), body)


def move(actor: Actor, ref: str, *, step: int) -> None:
    """Put a page one place up (-1) or down (1); the order counts at once.

    Raises:  NotFound when there is no such page.
    """

    def body(work: Work) -> None:
        row, others = _one(work, ref)
        rows = sorted([row, *others], key=lambda each: (each.position, each.id))
        place = rows.index(row)
        wanted = min(max(place + step, 0), len(rows) - 1)
        if wanted == place:
            return
        rows.insert(wanted, rows.pop(place))
        for position, each in enumerate(rows, 1):
            each.position = position
        work.record(
            "site_page", entity_id=row.id, entity_ref=ref, action="moved", after={"position": wanted + 1}
        )

    run(actor, Attempt("site_page", "moved", ref), body)


def remove(actor: Actor, ref: str) -> None:
    """Remove a page, for visitors too.

    Raises:  NotFound when there is no such page.
    """

    def body(work: Work) -> None:
        row, _others = _one(work, ref)
        work.session.delete(row)
        work.record(
            "site_page",
            entity_id=row.id,
            entity_ref=ref,
            action="removed",
            before={"slug": row.slug, **row.draft},
        )

    run(actor, Attempt("site_page", "removed", ref), body)


def _rows(work: Work) -> list[SitePage]:
    asked = (
        select(SitePage).order_by(SitePage.position, SitePage.id).execution_options(populate_existing=True)
    )
    return list(work.session.execute(asked).scalars())


def _one(work: Work, ref: str) -> tuple[SitePage, list[SitePage]]:
    held(work)
    rows = _rows(work)
    row = next((each for each in rows if each.ref == ref), None)
    if row is None:
        raise NotFound("site_page")
    return row, [each for each in rows if each is not row]
