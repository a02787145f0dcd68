"""The business that a file is imported into, as it stands under lock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import click
import psycopg

from app.actions.transaction import UNIT_LOCKS
from app.cli.imports.seating import House, Seat
from app.domain.asking import Period
from app.domain.policies.base import Kind, PolicyDocument, kind_of
from app.domain.policies.reading import read_document
from app.domain.span import Span

LOCK_IMPORT = "SELECT pg_advisory_xact_lock(hashtextextended('import:' || %s, 0))"
NEWEST = """
SELECT DISTINCT ON (p.id) p.id, p.ref, v.id, v.document
FROM policies p JOIN policy_versions v ON v.tenant_id = p.tenant_id AND v.policy_id = p.id
JOIN tenants t ON t.id = p.tenant_id
WHERE p.tenant_id = %s AND v.withdrawn_at IS NULL
  AND (v.applies_from IS NULL OR v.applies_from <= (now() AT TIME ZONE t.timezone)::date)
ORDER BY p.id, v.number DESC
"""
UNITS = """
SELECT u.id, u.name, t.name, u.policy_id FROM units u
JOIN unit_types t ON t.tenant_id = u.tenant_id AND t.id = u.unit_type_id
WHERE u.tenant_id = %s ORDER BY t.position, u.position, u.id
"""
CLAIMS = """
SELECT unit_id, source = 'reservation', starts_at, ends_at, blocks_from, blocks_to
FROM claims WHERE tenant_id = %s AND live ORDER BY unit_id, starts_at
"""


@dataclass(frozen=True)
class Rules:
    """The version of a policy that applies."""

    policy_id: int
    ref: str
    version_id: int
    kind: Kind[Any]
    doc: PolicyDocument


@dataclass(frozen=True)
class Business:
    """A business with its rules."""

    id: int
    slug: str
    currency: str
    zone: ZoneInfo
    rules: dict[int, Rules]

    def spans(self, policy_id: int, arrives_on: dt.date, departs_on: dt.date) -> tuple[Span, Span]:
        """Return the own and the buffered time of a stay under a policy."""
        rules = self.rules[policy_id]
        own = rules.kind.span(rules.doc, Period(arrives_on, departs_on), self.zone)
        return own, rules.kind.blocked(rules.doc, own)


def find(connection: psycopg.Connection, slug: str) -> Business:
    """Return a business, with one import at a time.

    Raises:  ClickException.
    """
    connection.execute(LOCK_IMPORT, (slug,))
    row = connection.execute(
        "SELECT id, slug, currency, timezone FROM tenants WHERE slug = %s", (slug,)
    ).fetchone()
    if row is None:
        raise click.ClickException(f"There is no business {slug!r}: flask tenants list names them.")
    found = {}
    for policy_id, ref, version_id, data in connection.execute(NEWEST, (row[0],)).fetchall():
        found[policy_id] = read_rules(policy_id, ref, version_id=version_id, data=data)
    return Business(row[0], row[1], row[2], ZoneInfo(row[3]), found)


def read_rules(policy_id: int, ref: str, *, version_id: int, data: object) -> Rules:
    """Return a stored policy version, parsed."""
    doc = read_document(data)
    return Rules(policy_id, ref, version_id, kind_of(doc), doc)


def house(connection: psycopg.Connection, business: Business, *, policy_id: int) -> House:
    """Return the units under lock, with everything that takes them; new ones follow a policy."""
    ids = [row[0] for row in connection.execute(UNITS, (business.id,)).fetchall()]
    keys = sorted(UNIT_LOCKS + unit_id for unit_id in ids)
    connection.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", (keys,))
    made, by_id = House(policy_id), {}
    for unit_id, name, unit_type, policy in connection.execute(UNITS, (business.id,)).fetchall():
        by_id[unit_id] = made.add(Seat(name, unit_type, policy, unit_id))
    for unit_id, reserved, *times in connection.execute(CLAIMS, (business.id,)).fetchall():
        if unit_id not in by_id:
            continue
        if reserved:
            by_id[unit_id].blocked.append(Span(times[2], times[3]))
        else:
            by_id[unit_id].closed.append(Span(times[0], times[1]))
    return made


def known_keys(connection: psycopg.Connection, business: Business) -> set[str]:
    """Return what was imported before."""
    found = connection.execute(
        "SELECT import_key FROM reservations WHERE tenant_id = %s AND import_key IS NOT NULL", (business.id,)
    )
    return {row[0] for row in found.fetchall()}
