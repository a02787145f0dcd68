"""The business itself: its name, where it is, in which money and language it works."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select

from app.actions.actor import Actor
from app.actions.audit import changed
from app.actions.mails.desk import address_of
from app.actions.transaction import Attempt, Work, run
from app.domain.refusal import Refusal, Refused
from app.models import TenantRecord
from app.queries.tenants import is_settled

CURRENCIES = (
    "ARS", "AUD", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CRC", "CZK", "DKK", "EUR", "GBP", "HUF", "INR",
    "ISK", "JPY", "KRW", "KWD", "MAD", "MXN", "NOK", "NZD", "PEN", "PLN", "RON", "SEK", "SGD", "THB", "TND", "TRY",
    "USD", "UYU", "VND", "ZAR",
)  # fmt: skip
LOCALES = ("en", "es")
LONGEST = {"name": 120, "tagline": 160, "phone": 60, "email": 200, "address": 400}


@dataclass(frozen=True)
class TenantFields:
    """What a business says of itself."""

    name: str
    tagline: str
    timezone: str
    currency: str
    locale: str
    phone: str = ""
    email: str = ""
    address: str = ""


def change(actor: Actor, fields: TenantFields, *, version: int) -> None:
    """Change what a business says of itself.

    Refuses: tenant_needs_name, text_too_long, no_such_zone, no_such_currency, no_such_language, bad_email,
             currency_is_settled, timezone_is_settled (both once there is a reservation or a closure), stale (409).
    """

    def body(work: Work) -> None:
        row = work.session.execute(
            select(TenantRecord)
            .where(TenantRecord.id == work.tenant.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).scalar_one()
        if row.version != version:
            raise Refused([Refusal("stale", None, {"version": row.version, "yours": version}, status=409)])
        before = _snapshot(row)
        refusals = _refusals(before, fields)
        if refusals:
            raise Refused(refusals)
        for name, value in asdict(fields).items():
            setattr(row, name, value.strip())
        row.version += 1
        old, new = changed(before, _snapshot(row))
        work.record("tenant", entity_id=row.id, action="changed", before=old, after=new)

    run(actor, Attempt("tenant", "changed"), body)


def _refusals(before: dict[str, Any], fields: TenantFields) -> list[Refusal]:
    refusals = []
    if not fields.name.strip():
        refusals.append(Refusal("tenant_needs_name", "name", {}))
    for name, most in LONGEST.items():
        if len(getattr(fields, name)) > most:
            refusals.append(Refusal("text_too_long", name, {"most": most}))
    if fields.email.strip() and address_of(fields.email.strip()) is None:
        refusals.append(Refusal("bad_email", "email", {}))
    if fields.timezone not in available_timezones():
        refusals.append(Refusal("no_such_zone", "timezone", {}))
    if fields.currency not in CURRENCIES and fields.currency != before["currency"]:
        refusals.append(Refusal("no_such_currency", "currency", {}))
    if fields.locale not in LOCALES:
        refusals.append(Refusal("no_such_language", "locale", {}))
    moved = [name for name in ("timezone", "currency") if getattr(fields, name) != before[name]]
    if moved and is_settled():
        refusals += [Refusal(f"{name}_is_settled", name, {}) for name in moved]
    return refusals


def _snapshot(row: TenantRecord) -> dict[str, Any]:
    return {
        "name": row.name,
        "tagline": row.tagline,
        "timezone": row.timezone,
        "currency": row.currency,
        "locale": row.locale,
        "phone": row.phone,
        "email": row.email,
        "address": row.address,
    }
