"""Write what a business shows of itself: the draft, which nobody sees until it is published."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select

from app.actions.actor import Actor
from app.actions.audit import changed
from app.actions.transaction import Attempt, NotFound, Work, run
from app.domain.refusal import Refusal, Refused
from app.domain.site import (
    SiteDocument,
    UnitPage,
    free_slug,
    site_refusals,
    slug_refusals,
    unit_refusals,
)
from app.models import Site, SiteUnit
from app.queries.site import list_unit_pages
from app.queries.units import find_unit

Kept = TypeVar("Kept", bound=Any)


def wait(work: Work) -> None:
    """Wait for whoever writes the same site."""
    work.wait_for(f"site:{work.tenant.id}")


def held(work: Work) -> Site:
    """Answer the row of the site; the first time it is made, with a page for each unit that is in service."""
    wait(work)
    row = work.session.execute(select(Site).execution_options(populate_existing=True)).scalar_one_or_none()
    if row is not None:
        return row
    words = {work.tenant.locale: work.tenant.name}
    intro = {work.tenant.locale: work.tenant.tagline} if work.tenant.tagline else {}
    row = Site(
        tenant_id=work.tenant.id,
        draft=SiteDocument(headline=words, intro=intro).model_dump(mode="json"),
        version=1,
    )
    work.session.add(row)
    taken: set[str] = set()
    for each in list_unit_pages():
        slug = free_slug(each.name, taken)
        taken.add(slug)
        page = UnitPage().model_dump(mode="json")
        work.session.add(
            SiteUnit(tenant_id=work.tenant.id, unit_id=each.unit.id, slug=slug, draft=page, version=1)
        )
    work.session.flush()
    return row


def save(actor: Actor, doc: SiteDocument, *, version: int) -> None:
    """Save the draft of the site.

    Refuses: what `site_refusals` says, stale (409).
    """

    def body(work: Work) -> None:
        row = held(work)
        refuse_stale(row.version, version)
        refusals = site_refusals(doc, work.tenant.locale)
        if refusals:
            raise Refused(refusals)
        before, after = row.draft, doc.model_dump(mode="json")
        row.draft, row.version = after, row.version + 1
        old, new = changed(before, after)
        work.record("site", action="changed", before=old, after=new)

    run(actor, Attempt("site", "changed"), body)


def save_unit(actor: Actor, unit_ref: str, slug: str, page: UnitPage, *, version: int) -> None:
    """Save the draft of a unit's page; its address counts at once.

    Refuses: what `unit_refusals` and `slug_refusals` say, stale (409).
    Raises:  NotFound when there is no such unit.
    """

    def body(work: Work) -> None:
        held(work)
        unit = find_unit(unit_ref)
        if unit is None:
            raise NotFound("unit")
        rows = {row.unit_id: row for row in work.session.execute(select(SiteUnit)).scalars()}
        row = rows.pop(unit.id, None)
        refuse_stale(row.version if row else 0, version)
        refusals = [*slug_refusals(slug, {each.slug for each in rows.values()}), *unit_refusals(page)]
        if refusals:
            raise Refused(refusals)
        after = page.model_dump(mode="json")
        before = {**row.draft, "slug": row.slug} if row else {}
        if row is None:
            row = SiteUnit(tenant_id=work.tenant.id, unit_id=unit.id, slug=slug, draft=after, version=0)
            work.session.add(row)
        row.draft, row.slug, row.version = after, slug, row.version + 1
        old, new = changed(before, {**after, "slug": slug})
        work.record(
            "site_unit", entity_id=unit.id, entity_ref=unit.ref, action="changed", before=old, after=new
        )

    run(actor, Attempt("site_unit", "changed", unit_ref), body)


def refuse_stale(stands: int, yours: int) -> None:
    """Refuse to save over what somebody else has saved meanwhile.

    Refuses: stale (409).
    """
    if stands != yours:
        raise Refused([Refusal("stale", None, {"version": stands, "yours": yours}, status=409)])
