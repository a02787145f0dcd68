"""What was on the books at any instant: from the changes of state and the record, never from today's rows alone.

Source:  semantics.md 10, A6. Counted are reservations that were confirmed, present or finished then, with the dates,
the unit and the number that they had then.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Date, DateTime, Select, any_, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from app.domain.localtime import local_date
from app.domain.stock import Stock
from app.domain.words import ACTIVE, PAID_STATES, State
from app.models import Reservation, StateChange
from app.queries.binds import CHOSEN, FIRST_ON, LAST_ON, apart, each_of
from app.queries.plain import rows_of
from app.queries.policies import rules
from app.queries.sums import Choice
from app.queries.touching import touching
from app.queries.units import UnitRow
from app.tenancy import current

DATES = ("arrives_on", "departs_on", "unit", "quantity")
ONE_DAY = dt.timedelta(days=1)
_THEN: Any = bindparam("then", type_=DateTime(timezone=True))
_THERE_ON: Any = bindparam("there_on", type_=Date)
_BY_TIME: Any = bindparam("by_time", type_=ARRAY(BigInteger))


class Booked(NamedTuple):
    """What is on the books: reservations, those of them that are active, and their nights within the period."""

    reservations: int = 0
    active: int = 0
    nights: int = 0


@dataclass(frozen=True)
class Books:
    """How the books of a period filled: after each instant, what stood in them."""

    instants: Sequence[dt.datetime]
    after: Sequence[Booked]

    def at(self, instant: dt.datetime) -> Booked:
        """Answer what was on the books at an instant."""
        place = bisect_right(self.instants, instant)
        return self.after[place - 1] if place else Booked()


class Stood(NamedTuple):
    """How a reservation stood from an instant on."""

    since: dt.datetime
    state: State | None
    facts: Mapping[str, Any]


def load_books(
    first: dt.date, last: dt.date, units: Mapping[int, UnitRow], choice: Choice, now: dt.datetime
) -> Books:
    """Load how the books of the nights from `first` to before `last` filled, until now: four queries."""
    by_ref = {unit.ref: unit for unit in units.values()}
    earlier = _earlier()
    once = [key for key, entries in earlier.items() if _touched_once(entries, first, last)]
    rows = rows_of(_reservations(first, last), {"chosen": once}).all()
    chosen = [row for row in rows if choice.channel in (None, row.channel)]
    changes = defaultdict(list)
    for row in rows_of(_CHANGES, {"chosen": [row.id for row in chosen]}).all():
        changes[row.reservation_id].append((row.happened_at, State(row.to_state)))
    events: list[tuple[dt.datetime, Booked]] = []
    for row in chosen:
        before = Booked()
        for stood in _history(row, changes[row.id], earlier.get(row.id, ()), units, now):
            counts = _counts(stood, by_ref, choice, first=first, last=last)
            events.append(
                (stood.since, Booked(*(new - old for new, old in zip(counts, before, strict=True))))
            )
            before = counts
    events.sort(key=lambda event: event[0])
    sums = accumulate(
        (delta for _at, delta in events), lambda one, two: Booked(*map(sum, zip(one, two, strict=True)))
    )
    return Books([at for at, _delta in events], list(sums))


def count_active(
    first: dt.date, last: dt.date, then: dt.datetime, *, units: Mapping[int, UnitRow], choice: Choice
) -> int:
    """Count the reservations of a period that were active at an instant, by their changes of state.

    Who had left by then is looked at no more, so it costs what is there and to come, whatever the history.
    """
    day = max(first, local_date(then, current().zone) - ONE_DAY)
    if day >= last:
        return 0
    values = {
        "there_on": day - ONE_DAY, "first_on": first, "last_on": last, "then": then, "channel": choice.channel,
        "by_time": [unit.id for unit in units.values() if not rules(unit.version_id).kind.counts_nights],
        "chosen": [unit.id for unit in units.values() if choice.holds(unit)],
    }  # fmt: skip
    is_chosen = choice.unit_id is not None or choice.type_id is not None
    asked = _active(is_chosen=is_chosen, by_channel=choice.channel is not None)
    return int(rows_of(asked, values).scalar_one())


@lru_cache(maxsize=4)
def _active(*, is_chosen: bool, by_channel: bool) -> Select[*tuple[Any, ...]]:
    """Write the query once a process; both of its parts are read from indexes alone."""
    touched = select(Reservation.id).where(
        touching(_THERE_ON, LAST_ON),
        or_(Reservation.departs_on > FIRST_ON, Reservation.unit_id == any_(_BY_TIME)),
        Reservation.made_at <= _THEN,
    )
    if by_channel:
        touched = touched.where(Reservation.channel == bindparam("channel"))
    if is_chosen:
        touched = touched.where(Reservation.unit_id == any_(CHOSEN))
    there = apart("there", touched)
    changes = (
        select(StateChange.reservation_id, StateChange.to_state)
        .where(StateChange.reservation_id == each_of(there.c.id), StateChange.happened_at <= _THEN)
        .order_by(StateChange.reservation_id, StateChange.id.desc())
        .ext(distinct_on(StateChange.reservation_id))
        .subquery("changes")
    )
    active = [state.value for state in ACTIVE]
    return select(func.count()).select_from(changes).where(changes.c.to_state.in_(active))


def _reservations(first: dt.date, last: dt.date) -> Select[*tuple[Any, ...]]:
    return select(
        Reservation.id, Reservation.unit_id, Reservation.arrives_on, Reservation.departs_on, Reservation.quantity,
        Reservation.channel, Reservation.made_at, Reservation.due_at, Reservation.due_state,
    ).where(or_(touching(first - dt.timedelta(days=1), last), Reservation.id == any_(CHOSEN)))  # fmt: skip


_CHANGES = (
    select(StateChange.reservation_id, StateChange.happened_at, StateChange.to_state)
    .where(StateChange.reservation_id == any_(CHOSEN))
    .order_by(StateChange.reservation_id, StateChange.id)
)
_EARLIER = text("""
    SELECT e.entity_id, e.happened_at, e.before FROM audit_entries e
    WHERE e.tenant_id = :tenant AND e.entity = 'reservation' AND e.outcome = 'done'
      AND e.action = ANY(ARRAY['changed', 'reseated', 'put_back', 'finished'])
      AND e.before ?| ARRAY['arrives_on', 'departs_on', 'unit', 'quantity']
    ORDER BY e.entity_id, e.id
""")


def _earlier() -> dict[int, list[Any]]:
    """Answer the entries that changed dates, unit or number, by the reservation's key, in their order."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows_of(_EARLIER, {"tenant": current().id}).all():
        found[row.entity_id].append(row)
    return found


def _touched_once(entries: Iterable[Any], first: dt.date, last: dt.date) -> bool:
    """Tell whether dates that a reservation once had may touch the period."""
    return any(
        first <= dt.date.fromisoformat(entry.before[name]) <= last
        for entry in entries
        for name in ("arrives_on", "departs_on")
        if isinstance(entry.before.get(name), str)
    )


def _history(
    row: Any, changes: Sequence[tuple[dt.datetime, State]], earlier: Sequence[Any],
    units: Mapping[int, UnitRow], now: dt.datetime,
) -> Iterator[Stood]:  # fmt: skip
    """Answer how a reservation stood from each instant on at which its state or its facts changed."""
    unit = units.get(row.unit_id)
    facts = {"arrives_on": row.arrives_on, "departs_on": row.departs_on, "unit": unit.ref if unit else "",
             "quantity": row.quantity}  # fmt: skip
    versions = [facts]
    for entry in reversed(earlier):
        facts = {**facts, **{name: _read(name, entry.before[name]) for name in DATES if name in entry.before}}
        versions.append(facts)
    versions.reverse()
    moments: list[tuple[dt.datetime, State | None, int | None]] = [
        (at, state, None) for at, state in _standing(changes)
    ]
    if row.due_at is not None and row.due_at <= now:
        moments.append((row.due_at, State(row.due_state), None))
    moments += [(entry.happened_at, None, place) for place, entry in enumerate(earlier, 1)]
    state: State | None = None
    at_version = 0
    for at, became, version in sorted(moments, key=lambda moment: moment[0]):
        state = became or state
        at_version = at_version if version is None else version
        yield Stood(at, state, versions[at_version])


def _standing(changes: Iterable[tuple[dt.datetime, State]]) -> list[tuple[dt.datetime, State]]:
    """Answer the changes of state without those that were taken back by one that had happened before them.

    Who was marked absent and had come by then, as a device told later, was never absent.
    """
    kept: list[tuple[dt.datetime, State]] = []
    for change in changes:
        while kept and kept[-1][0] > change[0]:
            kept.pop()
        kept.append(change)
    return kept


def _read(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) else value


def _counts(
    stood: Stood, by_ref: Mapping[str, UnitRow], choice: Choice, *, first: dt.date, last: dt.date
) -> Booked:
    """Answer what a reservation counts for as it stood."""
    unit = by_ref.get(stood.facts["unit"])
    if stood.state not in PAID_STATES or unit is None or not choice.holds(unit):
        return Booked()
    arrives, departs = stood.facts["arrives_on"], stood.facts["departs_on"]
    by_night = rules(unit.version_id).kind.counts_nights
    if arrives >= last or departs < first or (by_night and departs <= first):
        return Booked()
    each = stood.facts["quantity"]
    if unit.stock is Stock.COMPOSITE:
        each *= sum(leaf.need.per for leaf in unit.leaves)
    nights = (min(departs, last) - max(arrives, first)).days * each if by_night else 0
    return Booked(1, int(stood.state in ACTIVE), nights)
