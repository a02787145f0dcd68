"""What a member is told of by themselves: what others did, and what deadlines made true."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.domain.asking import Period
from app.domain.notices import Event, event_of
from app.extensions import db
from app.models import AuditEntry, Client, Membership, Person, Reservation, ReservationGroup, Unit
from app.models.audit import TOLD
from app.queries.audit import earlier_than
from app.queries.periods import stored_period
from app.tenancy import current

PAGE = 50
MOST_COUNTED = 100
# Of what was told last: who does a thousand things and never looks is not searched for what others did before.
MOST_LOOKED_AT = 1000

_TENANT: Any = bindparam("tenant_id", type_=BigInteger)
_PERSON: Any = bindparam("person_id", type_=BigInteger)
_IS_TOLD: ColumnElement[bool] = literal_column(f"({TOLD})", Boolean)
_OF_GROUP = literal([{"entity": "group"}], JSONB)
_GROUP_CLIENT = aliased(Client)
_LATEST_FIRST = (AuditEntry.recorded_at.desc(), AuditEntry.id.desc())


@dataclass(frozen=True)
class NoticeRow:
    """One notice.

    Shapes:  `person` is None where no member did it; `client`, `unit` and `period` are None where there is none to
             tell of: a lock on a reservation that was to be made, a group's dates, a client who was erased.
    """

    id: int
    event: Event
    happened_at: dt.datetime
    recorded_at: dt.datetime
    actor: str
    person: str | None
    entity: str
    ref: str
    client: str | None
    unit: str | None
    unit_ref: str
    period: Period | None
    is_unseen: bool


def list_notices(person_id: int, *, before_id: int | None = None, most: int = PAGE) -> list[NoticeRow]:
    """List a member's notices in the entered tenant, the latest first; one more than asked tells that more follow."""
    asked = (
        select(
            AuditEntry,
            Person.name.label("person"),
            func.coalesce(Client.name, _GROUP_CLIENT.name).label("client"),
            Unit.name.label("unit"),
            Reservation.arrives_on,
            Reservation.departs_on,
            Reservation.period,
            _is_unseen(_PERSON).label("is_unseen"),
        )
        .outerjoin(Person, Person.id == AuditEntry.person_id)
        .outerjoin(Reservation, _is_about(Reservation, "reservation"))
        .outerjoin(ReservationGroup, _is_about(ReservationGroup, "group"))
        .outerjoin(Unit, _within(Unit, Reservation.unit_id))
        .outerjoin(Client, _within(Client, Reservation.client_id))
        .outerjoin(_GROUP_CLIENT, _within(_GROUP_CLIENT, ReservationGroup.client_id))
        .where(_is_for(_PERSON))
        .order_by(*_LATEST_FIRST)
        .limit(most + 1)
    )
    if before_id is not None:
        asked = asked.where(earlier_than(before_id))
    return [
        _row(row)
        for row in db.session.execute(asked, {"person_id": person_id, "tenant_id": current().id}).all()
    ]


def count_unseen(person: BindParameter[int]) -> ScalarSelect[int]:
    """Answer how many notices a person has not seen, as a part of another query; at most MOST_COUNTED.

    Shapes:  the query is given the entered tenant's key as `tenant_id`.
    """
    latest = (
        select(AuditEntry).where(_IS_TOLD, _is_unseen(person)).order_by(*_LATEST_FIRST).limit(MOST_LOOKED_AT)
    )
    entry = aliased(AuditEntry, latest.subquery())
    found = select(entry.id).where(_is_others(entry, person)).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _is_for(person: BindParameter[int]) -> ColumnElement[bool]:
    """Say that an entry is told to a person."""
    return _IS_TOLD & _is_others(AuditEntry, person)


def _is_others(entry: type[AuditEntry], person: BindParameter[int]) -> ColumnElement[bool]:
    """Say that what is told is for a person: nobody is told of their own deeds, and of a lock its holder alone."""
    holder = func.jsonb_build_array(func.jsonb_build_object("entity", "person", "id", person))
    return (
        entry.person_id.is_distinct_from(person)
        & ~entry.linked.bool_op("@>")(_OF_GROUP)
        & or_(entry.entity != "lock", entry.linked.bool_op("@>")(holder))
    )


def _is_unseen(person: BindParameter[int]) -> ColumnElement[bool]:
    """Say that an entry came after a person looked last; COALESCE around the bound would keep it from the index."""
    seen_at = (
        select(func.coalesce(Membership.seen_at, literal_column("'-infinity'::timestamptz")))
        .where(Membership.person_id == person, Membership.tenant_id == _TENANT)
        .scalar_subquery()
    )
    return AuditEntry.recorded_at > seen_at


def _is_about(model: Any, entity: str) -> ColumnElement[bool]:
    return and_(
        model.tenant_id == AuditEntry.tenant_id, model.id == AuditEntry.entity_id, AuditEntry.entity == entity
    )


def _within(model: Any, key: Any) -> ColumnElement[bool]:
    return and_(model.tenant_id == AuditEntry.tenant_id, model.id == key)


def _row(row: Any) -> NoticeRow:
    entry: AuditEntry = row[0]
    event = event_of(entry.entity, entry.action, after=entry.after, linked=entry.linked)
    if event is None:
        raise AssertionError(f"The index of notices holds {entry.entity} {entry.action}.")
    return NoticeRow(
        id=entry.id,
        event=event,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        person=row.person,
        entity=entry.entity,
        ref=entry.entity_ref,
        client=row.client,
        unit=row.unit,
        unit_ref=str(entry.after.get("unit", "")),
        period=stored_period(row.arrives_on, row.departs_on, row.period or {}) if row.arrives_on else None,
        is_unseen=row.is_unseen,
    )
