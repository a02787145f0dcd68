"""Pictures, as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app import language
from app.models import Picture as PictureRow
from app.models import Site
from app.pictures import WIDTHS, Kind, height_at, widths_of
from app.queries.plain import rows_of
from app.tenancy import current

SHOWN_WIDTH = 960  # for browsers that choose none


@dataclass(frozen=True)
class Picture:
    """A picture of the entered business, with all that `ui/picture.html` asks of it."""

    ref: str
    width: int
    height: int
    colour: str
    alt: Mapping[str, str]
    formats: frozenset[Kind]
    made_at: dt.datetime
    version: int

    @property
    def widths(self) -> list[int]:
        """Answer in which widths there are files."""
        return widths_of(self.width)

    @property
    def plain_width(self) -> int:
        """Answer the width for whoever chooses none."""
        return next((each for each in self.widths if each >= SHOWN_WIDTH), self.widths[-1])

    @property
    def sides(self) -> tuple[int, int]:
        """Answer width and height of the largest file."""
        width = min(self.width, WIDTHS[-1])
        return width, height_at(width, (self.width, self.height))

    @property
    def has_avif(self) -> bool:
        """Tell whether the worker has made the smaller kind."""
        return Kind.AVIF in self.formats

    @property
    def said(self) -> str:
        """Answer what is to be seen, in the language spoken, else in the business's own, else in any."""
        wanted = (language.spoken().name.partition("_")[0], current().locale, *self.alt)
        return next((self.alt[each] for each in wanted if self.alt.get(each)), "")

    def file(self, width: int, kind: str) -> str:
        """Answer what a file of it is called in an address."""
        return f"{self.ref}-{width}.{kind}"


_READY: Select[*tuple[Any, ...]] = select(
    PictureRow.ref, PictureRow.width, PictureRow.height, PictureRow.colour, PictureRow.alt, PictureRow.formats,
    PictureRow.made_at, PictureRow.version,
).where(PictureRow.formats != [])  # fmt: skip

_LOGO = _READY.where(PictureRow.ref == select(Site.published["logo"].astext).scalar_subquery())


def load_pictures(refs: Iterable[str]) -> dict[str, Picture]:
    """Load pictures by their references, in the order asked; one that is gone or not drawn yet is left out."""
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        return {}
    found = {row.ref: _picture(row) for row in rows_of(_READY.where(PictureRow.ref.in_(wanted))).all()}
    return {ref: found[ref] for ref in wanted if ref in found}


def find_picture(ref: str) -> Picture | None:
    """Find a picture."""
    return load_pictures([ref]).get(ref)


def find_logo() -> Picture | None:
    """Find the logo that visitors of the site see."""
    row = rows_of(_LOGO).one_or_none()
    return _picture(row) if row else None


def list_pictures() -> list[Picture]:
    """List the pictures, the one added last first."""
    return [
        _picture(row)
        for row in rows_of(_READY.order_by(PictureRow.made_at.desc(), PictureRow.id.desc())).all()
    ]


def find_file(ref: str, width: int, kind: Kind) -> bytes | None:
    """Find the digest of a picture of which there is a file of that width and kind."""
    row = rows_of(
        select(PictureRow.width, PictureRow.formats, PictureRow.digest).where(PictureRow.ref == ref)
    ).one_or_none()
    if row is None or kind not in row.formats or width not in widths_of(row.width):
        return None
    return bytes(row.digest)


def find_by_digest(digest: bytes) -> str | None:
    """Find the picture that was made of a file."""
    return rows_of(select(PictureRow.ref).where(PictureRow.digest == digest)).scalar_one_or_none()


def _picture(row: Any) -> Picture:
    return Picture(
        row.ref, row.width, row.height, row.colour, row.alt, frozenset(map(Kind, row.formats)), row.made_at, row.version
    )  # fmt: skip
