"""The values that queries about a window of dates are given: so each is written, and compiled, once a process."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Date,
    DateTime,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    func,
    select,
)

from app.domain.localtime import day_start
from app.tenancy import current

NOW: Any = bindparam("now", type_=DateTime(timezone=True))
FIRST: Any = bindparam("first", type_=DateTime(timezone=True))
LAST: Any = bindparam("last", type_=DateTime(timezone=True))
FIRST_ON: Any = bindparam("first_on", type_=Date)
LAST_ON: Any = bindparam("last_on", type_=Date)
ZONE: Any = bindparam("zone", type_=Text)
CHOSEN: Any = bindparam("chosen", type_=ARRAY(BigInteger))


def local_on(moment: Any) -> Any:
    """Say on which local date of the tenant an instant lies."""
    return cast(func.timezone(ZONE, moment), Date)


def each_of(column: Any) -> Any:
    """Say `= ANY` of the values of a CTE's column: one walk through an index instead of a search for each."""
    return any_(func.array(select(column).scalar_subquery()))


def each_given(values: Any) -> Any:
    """Say `= ANY` of a list that the planner does not see: it guesses as much of any list, and keeps its plan."""
    return each_of(func.unnest(values))


def unseen(value: Any) -> Any:
    """Give a value that the planner does not see either."""
    return select(value).scalar_subquery()


def apart(name: str, asked: Select[*tuple[Any, ...]]) -> CTE:
    """Make a part of a query that is answered once, before what reads it."""
    return asked.cte(name).prefix_with("MATERIALIZED")


def window(
    first: dt.date, last: dt.date, now: dt.datetime, *, chosen: list[int] | None = None
) -> dict[str, Any]:
    """Answer the values for the dates from `first` to before `last`.

    Shapes:  `chosen` holds keys, for queries that read CHOSEN.
    """
    tenant = current()
    values = {
        "now": now,
        "zone": tenant.timezone,
        "first": day_start(first, tenant.zone),
        "last": day_start(last, tenant.zone),
        "first_on": first,
        "last_on": last,
    }
    return values if chosen is None else values | {"chosen": chosen}
