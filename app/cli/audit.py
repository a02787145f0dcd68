"""`flask audit …`: the chain over the record, made and walked by hand."""

from __future__ import annotations

import click
import psycopg
from flask.cli import AppGroup

from app.actions import sealing
from app.cli import owner, telling
from app.cli.chain import walk

audit = AppGroup("audit", help="Seal the record of every action, and look whether it was changed.")

TENANTS = "SELECT id, slug FROM tenants WHERE %(slug)s = '' OR slug = %(slug)s ORDER BY slug"
LONG_S = 24 * 3600


@audit.command()
def seal() -> None:
    """Seal what can be sealed now, in every business; the worker does so every few seconds."""
    count = sealing.seal(budget_s=LONG_S)
    click.echo(f"{_entries(count)} sealed.")


@audit.command()
@click.option("--tenant", "slug", default="", help="Of this business alone.")
def verify(slug: str) -> None:
    """Reckon every seal anew, and name the first entry of each business at which the chain is broken."""
    if slug:
        telling.tenant_by_slug(slug)
    with owner.connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        tenants = connection.execute(TENANTS, {"slug": slug}).fetchall()
        broken = sum(_verify(connection, number, name) for number, name in tenants)
    if broken:
        raise SystemExit(1)


def _verify(connection: psycopg.Connection, tenant_id: int, slug: str) -> bool:
    chain = walk(connection, tenant_id)
    if chain.broken:
        click.echo(f"BROKEN  {slug}: {chain.broken}")
    else:
        end = f" Its end: {chain.sealed}:{chain.digest.hex()}" if chain.sealed else ""
        click.echo(
            f"{slug}: {_entries(chain.sealed)} sealed, {chain.unsealed} not yet; the chain holds.{end}"
        )
    return bool(chain.broken)


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"
