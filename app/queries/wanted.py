"""What a list of reservations is asked for, and whom and what that means."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BigInteger, Select, literal, select, text, union_all

from app.domain.words import State
from app.extensions import db
from app.models import ReservationGroup, Unit, UnitType

MOST_CLIENTS = 200

_CLIENTS = text("SELECT client_id FROM search_clients(:fragment, :most)").columns(client_id=BigInteger)


@dataclass(frozen=True)
class Found:
    """What a text means besides a reference, and a type: keys of groups, of clients and of units."""

    group_ids: list[int] = field(default_factory=list)
    client_ids: list[int] = field(default_factory=list)
    unit_ids: list[int] = field(default_factory=list)
    units_of_type: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """Which reservations a list holds.

    Shapes:  `key` is `text` as names are searched, `found` what it means (None: not looked up yet);
             with `first` the earliest come first, else the latest.
    """

    text: str = ""
    key: str = ""
    state: State | None = None
    type_ref: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    found: Found | None = None

    @property
    def ref(self) -> str:
        """Answer the text as a reference, or its beginning, is written: in capitals, with the dash that was left out."""
        written = self.text.upper()
        letters = "".join(re.findall(r"[^\s-]", written))
        is_like_one = 4 < len(letters) <= 8 and letters.isascii() and letters.isalnum()
        return f"{letters[:4]}-{letters[4:]}" if is_like_one else written


@dataclass(frozen=True)
class Place:
    """Where a page of the list ends: the next one begins behind it."""

    arrives_on: dt.date
    id: int


def look_up(wanted: Wanted) -> Wanted:
    """Find the clients and units that are meant, in one query, once for all that is asked of a list.

    Of keys that stand in the query itself the planner knows how many reservations they have.
    """
    asked: list[Select[*tuple[Any, ...]]] = []
    if wanted.text:
        clients = _CLIENTS.bindparams(fragment=wanted.key, most=MOST_CLIENTS).subquery("clients")
        named = Unit.name.icontains(wanted.text, autoescape=True)
        asked.append(select(literal("client_ids"), clients.c.client_id))
        asked.append(select(literal("unit_ids"), Unit.id).where(named))
        is_group = ReservationGroup.ref == wanted.ref
        asked.append(select(literal("group_ids"), ReservationGroup.id).where(is_group))
    if wanted.type_ref:
        of_type = (Unit.tenant_id == UnitType.tenant_id) & (Unit.unit_type_id == UnitType.id)
        units = select(literal("units_of_type"), Unit.id).join(UnitType, of_type)
        asked.append(units.where(UnitType.ref == wanted.type_ref))
    if not asked or wanted.found is not None:
        return wanted
    found: dict[str, list[int]] = {}
    for what, key in db.session.execute(union_all(*asked)):
        found.setdefault(what, []).append(key)
    return replace(wanted, found=Found(**found))
