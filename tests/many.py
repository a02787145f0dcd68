"""Many stays at once, for tests that count: rows are written as they are, without rules and prices."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert

from app.extensions import db
from app.models import Claim, Client, PriceLine, Reservation
from tests.cast import MADRID, House

CHECK_IN, CHECK_OUT = dt.time(15), dt.time(11)


def stays(
    house: House,
    periods: list[tuple[str, dt.date, dt.date]],
    *,
    state: str = "confirmed",
    night_minor: int | None = None,
) -> None:
    """Write stays by unit and dates; with `night_minor` each night has its line."""
    tenant_id = house.tenant.id
    client = Client(tenant_id=tenant_id, ref="C-1", name="Many", name_key="many", search_key="many")
    known = db.session.query(Client).filter_by(ref="C-1").one_or_none()
    if known is None:
        db.session.add(client)
        db.session.flush()
        known = client
    first = db.session.query(Reservation).count()
    rows = [
        {
            "tenant_id": tenant_id, "ref": f"M-{first + place}", "unit_id": house.units[unit],
            "client_id": known.id, "policy_version_id": house.version_id, "state": state,
            "arrives_on": begins, "departs_on": ends, "starts_at": _at(begins, CHECK_IN),
            "ends_at": _at(ends, CHECK_OUT), "period": {}, "adults": 2, "total_minor": 0,
            "made_at": _at(begins, CHECK_IN) - dt.timedelta(days=30),
        }
        for place, (unit, begins, ends) in enumerate(periods)
    ]  # fmt: skip
    ids = list(
        db.session.execute(
            insert(Reservation).returning(Reservation.id, sort_by_parameter_order=True), rows
        ).scalars()
    )
    claims = [
        {
            "tenant_id": tenant_id, "unit_id": row["unit_id"], "source": "reservation", "reservation_id": key,
            "starts_at": row["starts_at"], "ends_at": row["ends_at"], "blocks_from": row["starts_at"],
            "blocks_to": row["ends_at"],
        }
        for key, row in zip(ids, rows, strict=True)
    ]  # fmt: skip
    db.session.execute(insert(Claim), claims)
    if night_minor is not None:
        db.session.execute(insert(PriceLine), list(_lines(tenant_id, ids, rows, night_minor)))
    db.session.commit()


def _lines(tenant_id, ids, rows, night_minor):
    for key, row in zip(ids, rows, strict=True):
        for place in range((row["departs_on"] - row["arrives_on"]).days):
            yield {
                "tenant_id": tenant_id, "reservation_id": key, "position": place, "kind": "night",
                "code": "night", "facts": {}, "on_date": row["arrives_on"] + dt.timedelta(days=place),
                "quantity": 1, "amount_minor": night_minor, "counts": True,
            }  # fmt: skip


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=MADRID).astimezone(dt.UTC)
