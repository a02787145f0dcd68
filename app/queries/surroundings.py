"""What lies around a request besides the claims on its unit: cots that others have, and what a client holds."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, or_, select

from app.domain.asking import Period
from app.domain.availability import Usage
from app.domain.span import Span
from app.domain.words import GONE
from app.models import Claim, Client, PolicyVersion, Reservation
from app.queries.binds import FIRST, LAST, NOW
from app.queries.claims import effective_end, within
from app.queries.plain import rows_of
from app.queries.states import effective_state

MOST_PERIODS = 500


@lru_cache(maxsize=1)
def _cots() -> Select[*tuple[Any, ...]]:
    return (
        select(Claim.starts_at, effective_end(NOW).label("ends_at"), Reservation.id, Reservation.cots)
        .join(
            Reservation,
            (Reservation.tenant_id == Claim.tenant_id) & (Reservation.id == Claim.reservation_id),
        )
        .join(
            PolicyVersion,
            (PolicyVersion.tenant_id == Reservation.tenant_id)
            & (PolicyVersion.id == Reservation.policy_version_id),
        )
        .where(
            Claim.live,
            within(FIRST, LAST),
            Reservation.cots > 0,
            PolicyVersion.policy_id == bindparam("policy_id"),
            Reservation.ref != bindparam("but"),
        )
    )


def count_cots_taken(policy_id: int, own: Span, now: dt.datetime, *, but: str = "") -> int:
    """Count the most cots that others under a policy have at one instant of a span.

    Shapes:  `but` is the reference of the reservation that is being changed.
    """
    values = {"policy_id": policy_id, "first": own.starts_at, "last": own.ends_at, "now": now, "but": but}
    once = {
        (row.id, row.starts_at): (Span(row.starts_at, row.ends_at), row.cots)
        for row in rows_of(_cots(), values).all()
        if row.starts_at < row.ends_at
    }
    return Usage(once.values()).peak(own)


@lru_cache(maxsize=1)
def _periods() -> Select[*tuple[Any, ...]]:
    return (
        select(Reservation.arrives_on, Reservation.departs_on, Reservation.period)
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .join(
            PolicyVersion,
            (PolicyVersion.tenant_id == Reservation.tenant_id)
            & (PolicyVersion.id == Reservation.policy_version_id),
        )
        .where(
            or_(Client.ref == bindparam("client"), Client.id == bindparam("client_id", type_=BigInteger)),
            PolicyVersion.policy_id == bindparam("policy_id"),
            Reservation.ref != bindparam("but"),
            effective_state(NOW).not_in([state.value for state in GONE]),
        )
        .order_by(Reservation.arrives_on.desc())
        .limit(MOST_PERIODS)
    )


def list_client_periods(
    client: str | int, policy_id: int, now: dt.datetime, *, but: str = ""
) -> tuple[Period, ...]:
    """List the other periods that a client has under a policy, what was called off left out.

    Shapes:  `client` is a reference or a key.
    """
    values = {
        "client": client if isinstance(client, str) else "",
        "client_id": client if isinstance(client, int) else None,
        "policy_id": policy_id,
        "now": now,
        "but": but,
    }
    found = []
    for row in rows_of(_periods(), values).all():
        begins, ends = row.period.get("starts_time"), row.period.get("ends_time")
        found.append(
            Period(
                row.arrives_on,
                row.departs_on,
                dt.time.fromisoformat(begins) if begins else None,
                dt.time.fromisoformat(ends) if ends else None,
            )
        )
    return tuple(found)
