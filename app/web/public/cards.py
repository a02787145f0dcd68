"""Units as visitors meet them in a list: a picture, a line, what it holds, and from which price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.actions.site.vacancy import FromPrice, from_price
from app.queries.pictures import Picture, load_pictures
from app.queries.site import PublicUnit
from app.sentences.words import for_units
from app.web.public.face import words


@dataclass(frozen=True)
class Card:
    """What stands on the card of a unit.

    Shapes:  `total_minor` is what the dates asked for cost, None without dates; `picture` None: it has none.
    """

    unit: PublicUnit
    line: str
    price: FromPrice | None
    noun: str
    picture: Picture | None = None
    total_minor: int | None = None
    is_free: bool | None = None


def card(
    unit: PublicUnit,
    *,
    pictures: Mapping[str, Picture] | None = None,
    total_minor: int | None = None,
    is_free: bool | None = None,
) -> Card:
    """Answer the card of a unit."""
    price = from_price(unit.unit)
    line = words(unit.page.line) or unit.unit.description
    first = next((ref for ref in unit.page.pictures if ref in (pictures or {})), "")
    return Card(
        unit,
        line,
        price,
        for_units(price.count, price.noun) if price else "",
        (pictures or {}).get(first),
        total_minor,
        is_free,
    )


def pictures_of(units: Sequence[PublicUnit]) -> Mapping[str, Picture]:
    """Load the pictures of some units: the first may have been removed since, and the next stands for it."""
    return load_pictures(ref for unit in units for ref in unit.page.pictures)


def kinds_said(units: Sequence[PublicUnit]) -> list[tuple[str, str, int]]:
    """Answer the types of some units with how many there are of each."""
    counts: dict[tuple[str, str], int] = {}
    for unit in units:
        key = (unit.type_ref, unit.type_name)
        counts[key] = counts.get(key, 0) + 1
    return [(ref, name, count) for (ref, name), count in counts.items()]
