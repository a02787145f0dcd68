"""The businesses of a load: alike, one policy, numbered units."""

from __future__ import annotations

from dataclasses import dataclass

import click
import psycopg

from app.actions.people import DEMO_PASSWORD, HASHER
from app.cli.batch import Batch
from app.cli.seed.text import ref
from app.domain.policies.reading import read_document

EMAIL, ZONE, CURRENCY = "owner@load.example", "Europe/Madrid", "EUR"
CAPACITY = 4
DOCUMENT = {
    "kind": "nightly",
    "after_min": 120,
    "absent_after": {"time": "22:00"},
    "pricing": {"base_minor": 10_000},
}


@dataclass(frozen=True)
class Size:
    """How much to write, over all tenants."""

    units: int
    reservations: int
    tenants: int


@dataclass(frozen=True)
class Site:
    """A business to fill."""

    id: int
    version_id: int
    units: list[int]


def share(whole: int, parts: int, place: int) -> int:
    """Return a part of a whole that is shared as equally as whole numbers can be."""
    return whole // parts + (place < whole % parts)


def make_sites(connection: psycopg.Connection, size: Size) -> tuple[list[Site], list[str]]:
    """Write businesses with their units, after those of an earlier load."""
    row = connection.execute("SELECT count(*) FROM tenants WHERE slug LIKE 'load-%'").fetchone()
    first = (row[0] if row else 0) + 1
    batch, doc = Batch(connection), read_document(DOCUMENT)
    person_id = _person(connection)
    sites, slugs = [], []
    for place in range(size.tenants):
        slug = f"load-{first + place:05d}"
        tenant_id = batch.add(
            "tenants", slug=slug, name=f"Load {first + place}", timezone=ZONE, currency=CURRENCY, locale="en"
        )
        batch.add_plain("memberships", tenant_id=tenant_id, person_id=person_id, ref=ref(1), role="owner")
        type_id = batch.add("unit_types", tenant_id=tenant_id, ref="cabin", name="Cabin")
        policy_id = batch.add("policies", tenant_id=tenant_id, ref="standard", name="Standard")
        version_id = batch.add(
            "policy_versions",
            tenant_id=tenant_id, policy_id=policy_id, number=1, kind=doc.kind,
            document=doc.model_dump(mode="json"), note="",
        )  # fmt: skip
        units = [
            batch.add(
                "units",
                tenant_id=tenant_id, ref=f"cabin-{number:04d}", name=f"Cabin {number:04d}", unit_type_id=type_id,
                policy_id=policy_id, capacity=CAPACITY, position=number,
            )
            for number in range(1, share(size.units, size.tenants, place) + 1)
        ]  # fmt: skip
        sites.append(Site(tenant_id, version_id, units))
        slugs.append(slug)
    batch.write()
    return sites, slugs


def _person(connection: psycopg.Connection) -> int:
    """Write the one person who may sign in to every loaded business."""
    row = connection.execute(
        "INSERT INTO people (email, name) VALUES (%s, 'Load Owner')"
        " ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id",
        (EMAIL,),
    ).fetchone()
    if row is None:
        raise click.ClickException("The owner of the loaded businesses could not be made.")
    connection.execute(
        "INSERT INTO credentials (person_id, password_hash) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (row[0], HASHER.hash(DEMO_PASSWORD)),
    )
    return int(row[0])
