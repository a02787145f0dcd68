"""The business that a file is imported into, as it stands under lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import click
import psycopg

from app.actions.transaction import UNIT_LOCKS
from app.cli.imports.book import Book, Rules
from app.cli.imports.row import Incoming
from app.cli.imports.seating import House, Seat, Wanted
from app.domain.asking import Ask, UnitFacts
from app.domain.availability import ClaimFacts
from app.domain.policies.base import kind_of
from app.domain.policies.reading import read_document
from app.domain.span import Span
from app.domain.stock import Need, Part, Stock, leaves, occurrence_key
from app.domain.words import ClaimSource

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
SELECT u.id, u.name, t.name, u.policy_id, u.stock, u.quantity, a.name FROM units u
JOIN unit_types t ON t.tenant_id = u.tenant_id AND t.id = u.unit_type_id
LEFT JOIN units a ON a.tenant_id = u.tenant_id AND a.id = u.asset_id
WHERE u.tenant_id = %s ORDER BY t.position, u.position, u.id
"""
PARTS = """
SELECT c.name, p.name, l.quantity FROM unit_parts l
JOIN units c ON c.tenant_id = l.tenant_id AND c.id = l.composite_id
JOIN units p ON p.tenant_id = l.tenant_id AND p.id = l.part_id WHERE l.tenant_id = %s ORDER BY l.id
"""
CLAIMS = """
SELECT u.name, c.source, c.starts_at, c.ends_at, c.blocks_from, c.blocks_to, c.quantity, c.due_at, c.due_ends_at,
  o.starts_at, s.name
FROM claims c JOIN units u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id
LEFT JOIN slot_occurrences o ON o.tenant_id = c.tenant_id AND o.id = c.occurrence_id
LEFT JOIN units s ON s.tenant_id = o.tenant_id AND s.id = o.unit_id
WHERE c.tenant_id = %s AND c.live ORDER BY c.unit_id, c.starts_at
"""
OCCURRENCES = """
SELECT u.name, o.starts_at, o.seats FROM slot_occurrences o
JOIN units u ON u.tenant_id = o.tenant_id AND u.id = o.unit_id
WHERE o.tenant_id = %s AND o.is_override
"""
NOBODY = UnitFacts("", "", capacity=1)


@dataclass(frozen=True)
class Business:
    """A business with its rules, at an instant."""

    id: int
    slug: str
    currency: str
    zone: ZoneInfo
    rules: dict[int, Rules]
    now: dt.datetime

    def span(self, policy_id: int, row: Incoming) -> tuple[Span, Span]:
        """Return the own and the buffered time of a row under a policy."""
        rules = self.rules[policy_id]
        own = rules.kind.span(rules.doc, row.period, self.zone)
        return own, rules.kind.blocked(rules.doc, own)

    def wanted(self, policy_id: int, row: Incoming) -> Wanted:
        """Return what a row takes of a unit under a policy."""
        rules = self.rules[policy_id]
        ask = Ask(row.period, row.party, NOBODY, self.now, self.zone, quantity=row.quantity or 1)
        many, seats = rules.kind.wanted(rules.doc, ask), rules.kind.seats(rules.doc, row.period)
        return Wanted(*self.span(policy_id, row), many, seats)

    def makes_single(self, policies: Sequence[int]) -> bool:
        """Tell whether a unit that is made for some policies is one thing, by their kind."""
        kinds = [self.rules[policy_id].kind for policy_id in policies[:1]]
        return all(kind.new_stock is Stock.SINGLE for kind in kinds)


def find(connection: psycopg.Connection, slug: str, now: dt.datetime) -> Business:
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
    return Business(row[0], row[1], row[2], ZoneInfo(row[3]), found, now)


def read_rules(policy_id: int, ref: str, *, version_id: int, data: object) -> Rules:
    """Return a stored policy version, parsed."""
    doc = read_document(data)
    return Rules(policy_id, ref, version_id, kind_of(doc), doc)


def book(connection: psycopg.Connection, business: Business, usual: Rules) -> Book:
    """Return which policy a row follows by the units that there are."""
    by_unit: dict[str, int] = {}
    by_type: dict[str, list[int]] = {}
    for _id, name, unit_type, policy_id, *_stock in connection.execute(UNITS, (business.id,)).fetchall():
        by_unit[name] = policy_id
        if policy_id not in by_type.setdefault(unit_type, []):
            by_type[unit_type].append(policy_id)
    return Book(business.zone, usual, business.rules, by_unit, by_type)


def house(connection: psycopg.Connection, business: Business, *, policy_id: int) -> House:
    """Return the units under lock, with everything that takes them; new ones follow a policy."""
    me = (business.id,)
    ids = [row[0] for row in connection.execute(UNITS, me).fetchall()]
    keys = sorted(UNIT_LOCKS + unit_id for unit_id in ids)
    connection.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", (keys,))
    made = House(policy_id, now=business.now)
    for seat in _seats(connection.execute(UNITS, me).fetchall(), connection.execute(PARTS, me).fetchall()):
        made.add(seat)
    for unit, source, *times, quantity, due_at, due_ends_at, occurrence, slot_of in connection.execute(
        CLAIMS, me
    ).fetchall():
        owner = occurrence_key(slot_of, occurrence) if source == ClaimSource.SLOT else ""
        made.claim(
            ClaimFacts(
                unit, Span(*times[:2]), Span(*times[2:]), ClaimSource(source), owner, due_at, due_ends_at, quantity,
                occurrence.astimezone(dt.UTC) if occurrence else None,
            )
        )  # fmt: skip
    for unit, starts_at, seats in connection.execute(OCCURRENCES, me).fetchall():
        made.set_seats(unit, starts_at, seats)
    return made


def _seats(units: Sequence[Any], parts: Sequence[Any]) -> Iterator[Seat]:
    """Yield the units with the leaf units that each takes."""
    inside: dict[str, list[Part]] = {}
    for composite, part, quantity in parts:
        inside.setdefault(composite, []).append(Part(part, quantity))
    stocks = {name: (Stock(stock), quantity) for _id, name, _type, _policy, stock, quantity, _asset in units}
    for unit_id, name, unit_type, policy_id, stock, _quantity, asset in units:
        needs = [
            Need(leaf, count, stocks[leaf][1], stocks[leaf][0])
            for leaf, count in leaves(name, inside).items()
        ]
        if asset is not None:
            needs.append(Need(asset, serves=name))
        yield Seat(name, unit_type, policy_id, unit_id, Stock(stock), tuple(needs))


def known_keys(connection: psycopg.Connection, business: Business) -> set[str]:
    """Return what was imported before."""
    found = connection.execute(
        "SELECT import_key FROM reservations WHERE tenant_id = %s AND import_key IS NOT NULL", (business.id,)
    )
    return {row[0] for row in found.fetchall()}
