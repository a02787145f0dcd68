"""What is taken of many units, in one value: for whoever only asks what is free.

A claim read by itself costs its reader twenty times as much, in rows, objects and instants; a row a unit twice as much.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    all_,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    or_,
    select,
)

from app.domain.screening import Taken
from app.domain.span import Span
from app.domain.words import BUFFERED
from app.models import Claim, Reservation, Unit
from app.queries.binds import CHOSEN, FIRST, LAST, NOW, each_given, unseen
from app.queries.claims import effective_end, within
from app.queries.plain import rows_of

FROM: Any = unseen(bindparam("from", type_=DateTime(timezone=True)))
TO: Any = unseen(bindparam("to", type_=DateTime(timezone=True)))
BUT: Any = bindparam("but", type_=ARRAY(Text))


def _ticks(moment: Any) -> ColumnElement[int]:
    return cast(extract("epoch", moment) * 1_000_000, BigInteger)


@lru_cache(maxsize=1)
def _taken() -> Select[*tuple[Any, ...]]:
    """Write the query once a process; its values come with each execution."""
    ends = func.least(effective_end(NOW), Claim.ends_at)
    blocks_to = case((ends < Claim.ends_at, ends), else_=Claim.blocks_to)
    is_buffered = or_(*(Claim.source == each.value for each in BUFFERED))
    instants = [_ticks(each) for each in (Claim.starts_at, ends, Claim.blocks_from, blocks_to)]
    ignored = select(Reservation.id).where(Reservation.ref == each_given(BUT)).scalar_subquery()
    by_unit = (
        select(
            Unit.ref,
            func.json_agg(func.json_build_array(*instants, Claim.quantity, is_buffered)).label("taken"),
        )
        .join(Unit, (Unit.tenant_id == Claim.tenant_id) & (Unit.id == Claim.unit_id))
        .where(
            Claim.live,
            within(unseen(FIRST), unseen(LAST)),
            or_(Claim.unit_id == each_given(CHOSEN), and_(Claim.blocks_from < TO, Claim.blocks_to > FROM)),
            ends > Claim.starts_at,
            func.coalesce(Claim.reservation_id, 0) != all_(func.array(ignored)),
        )
        .group_by(Unit.ref)
        .subquery("by_unit")
    )
    return select(func.json_object_agg(by_unit.c.ref, by_unit.c.taken))


def load_taken(
    seen: Span,
    now: dt.datetime,
    *,
    chosen: Iterable[int] = (),
    others: Span | None = None,
    ignoring: Collection[str] = (),
) -> dict[str, list[Taken]]:
    """Load what is taken of leaf units in a window, as it is true at `now`.

    Shapes:  `chosen` are the keys of units of which the whole window counts, of all else only what touches `others`;
             None: the whole window of all. `ignoring` holds the references of reservations that don't count.
    """
    narrow = others or seen
    values = {
        "first": seen.starts_at,
        "last": seen.ends_at,
        "from": narrow.starts_at,
        "to": narrow.ends_at,
        "chosen": list(chosen),
        "but": list(ignoring),
        "now": now,
    }
    return rows_of(_taken(), values).scalar_one() or {}
