"""The site of a business: as visitors see it, or as it is being written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Text, cast, func, literal, select, true, union_all

from app.domain.asking import UnitFacts
from app.domain.site import FreePage, SiteDocument, UnitPage
from app.extensions import db
from app.models import Site, SitePage, SiteUnit
from app.queries.plain import rows_of
from app.queries.units import UnitRow, list_units


@dataclass(frozen=True)
class SiteRow:
    """The site, with the version of its draft."""

    doc: SiteDocument
    version: int
    published_at: dt.datetime | None


@dataclass(frozen=True)
class PublicUnit:
    """A unit with its page; of no page yet `version` is 0."""

    unit: UnitRow
    slug: str
    kept: str
    version: int = 0
    is_published: bool = False
    is_shown: bool = False

    @cached_property
    def page(self) -> UnitPage:
        """Answer what its page says, read once somebody asks: of hundreds a page shows some."""
        return UnitPage.model_validate_json(self.kept) if self.kept else UnitPage(is_shown=False)

    @property
    def ref(self) -> str:
        """Answer the unit's reference."""
        return self.unit.ref

    @property
    def name(self) -> str:
        """Answer the unit's name."""
        return self.unit.name

    @property
    def type_ref(self) -> str:
        """Answer the reference of its type."""
        return self.unit.type_ref

    @property
    def type_name(self) -> str:
        """Answer the name of its type."""
        return self.unit.type_name

    @property
    def facts(self) -> UnitFacts:
        """Answer what rules may know of it."""
        return self.unit.facts


@dataclass(frozen=True)
class PageRow:
    """A page of the business's own."""

    ref: str
    slug: str
    page: FreePage
    version: int
    is_published: bool


TABLES = (Site, SiteUnit, SitePage)
_PAGES = select(SitePage.ref, SitePage.slug, SitePage.draft, SitePage.published, SitePage.version).order_by(
    SitePage.position, SitePage.id
)
_SITE = select(Site.draft, Site.published, Site.version, Site.published_at)
_IS_PUBLISHED = SiteUnit.published.is_not(None).label("is_published")
_UNIT_PAGES = {
    is_draft: select(
        SiteUnit.unit_id,
        SiteUnit.slug,
        cast(kept, Text).label("kept"),
        SiteUnit.version,
        _IS_PUBLISHED,
        func.coalesce(kept["is_shown"].as_boolean(), true()).label("is_shown"),
    )
    for is_draft, kept in ((True, SiteUnit.draft), (False, SiteUnit.published))
}


def load_site(*, draft: bool = False) -> SiteRow | None:
    """Load the site; as visitors see it None while it is not published."""
    row = rows_of(_SITE).one_or_none()
    if row is None or (not draft and row.published is None):
        return None
    kept = row.draft if draft else row.published
    return SiteRow(SiteDocument.model_validate(kept), row.version, row.published_at)


def list_public_units(*, draft: bool = False) -> list[PublicUnit]:
    """List the units that visitors see, in the order of the timeline."""
    return [each for each in list_unit_pages(draft=draft) if each.is_shown]


def list_unit_pages(*, draft: bool = True) -> list[PublicUnit]:
    """List all units with their pages; as visitors see them only those that are published."""
    pages = {row.unit_id: row for row in rows_of(_UNIT_PAGES[draft]).all()}
    rows = [_with_page(unit, pages.get(unit.id), draft=draft) for unit in list_units()]
    return [row for row in rows if row is not None]


def list_pages(*, draft: bool = False) -> list[PageRow]:
    """List the business's own pages in their order; as visitors see them only those that are published."""
    return [
        PageRow(
            row.ref,
            row.slug,
            FreePage.model_validate(row.draft if draft else row.published),
            row.version,
            row.published is not None,
        )
        for row in rows_of(_PAGES).all()
        if draft or row.published is not None
    ]


def _with_page(unit: UnitRow, row: Any, *, draft: bool) -> PublicUnit | None:
    if row is None:
        return PublicUnit(unit, "", "") if draft else None
    if row.kept is None:
        return None
    return PublicUnit(unit, row.slug, row.kept, row.version, row.is_published, row.is_shown)


def waits() -> bool:
    """Tell whether something is written that visitors don't see yet."""
    asked = [select(literal(1)).where(table.draft.is_distinct_from(table.published)) for table in TABLES]
    return db.session.execute(union_all(*asked).limit(1)).first() is not None
