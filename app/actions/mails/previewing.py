"""How a text would look as a mail about a real reservation; nothing is kept or sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.actions.mails import links
from app.actions.mails.choices import TextFields
from app.actions.mails.story import Story, load_stay, values
from app.domain.mails import LINK, Kind, body_of, filled, one_line
from app.extensions import db
from app.language import speaking
from app.models import Reservation
from app.queries.tenants import load_business
from app.tenancy import current


@dataclass(frozen=True)
class Preview:
    """A mail as it would be sent about a reservation."""

    ref: str
    subject: str
    body: str


def preview(kind: Kind, language: str, fields: TextFields, *, ref: str = "") -> Preview | None:
    """Fill a text in with a reservation, the latest made where none is named; None where there is none."""
    stay = load_stay(ref or _latest())
    if stay is None:
        return None
    tenant, facts = current(), stay.facts
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if kind is Kind.CHANGED:
        was = facts.period.starts_on - dt.timedelta(days=1)
        before, after = {"arrives_on": was.isoformat()}, {"arrives_on": facts.period.starts_on.isoformat()}
    with speaking(language):
        said = values(Story([stay], load_business(), before, after), tenant=tenant, reference=facts.ref)
        body = body_of(fields.body, said)
    address = links.address(tenant, f"{links.RESERVATION}:{facts.ref}")
    return Preview(
        facts.ref, one_line(filled(fields.subject, said | {"link": ""})), body.replace(LINK, address)
    )


def _latest() -> str:
    asked = select(Reservation.ref).order_by(Reservation.made_at.desc(), Reservation.id.desc()).limit(1)
    return db.session.execute(asked).scalar_one_or_none() or ""
