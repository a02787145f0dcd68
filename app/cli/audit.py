"""`flask audit …`: the chain over the record, made and walked by hand."""

from __future__ import annotations

import re

import click
import psycopg
from flask.cli import AppGroup

from app.actions import sealing
from app.cli import owner, telling
from app.cli.chain import Anchor, walk

audit = AppGroup("audit", help="Seal the record of every action, and look whether it was changed.")

TENANTS = "SELECT id, slug FROM tenants WHERE %(slug)s = '' OR slug = %(slug)s ORDER BY slug"
LONG_S = 24 * 3600
ANCHOR = re.compile(r"([1-9][0-9]{0,17}):([0-9a-fA-F]{64})")


@audit.command()
def seal() -> None:
    """Seal what can be sealed now, in every business; the worker does so every few seconds."""
    count = sealing.seal(budget_s=LONG_S)
    click.echo(f"{_entries(count)} sealed.")


@audit.command()
@click.option("--tenant", "slug", default="", help="Of this business alone.")
@click.option(
    "--anchor",
    default="",
    metavar="NUMBER:DIGEST",
    help="Does its chain still contain this end, kept elsewhere?",
)
def verify(slug: str, anchor: str) -> None:
    """Reckon every seal anew, and name the first entry of each business at which the chain is broken."""
    if anchor and not slug:
        raise click.UsageError("An anchor is of one business: name it with --tenant.")
    wanted = _anchor(anchor) if anchor else None
    if slug:
        telling.tenant_by_slug(slug)
    with owner.connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        tenants = connection.execute(TENANTS, {"slug": slug}).fetchall()
        broken = sum(_verify(connection, number, name, wanted) for number, name in tenants)
    if broken:
        raise SystemExit(1)


def _anchor(said: str) -> Anchor:
    found = ANCHOR.fullmatch(said.strip())
    if found is None:
        raise click.UsageError("An anchor is the number of a seal, a colon and 64 hexadecimal digits.")
    return Anchor(int(found[1]), bytes.fromhex(found[2]))


def _verify(connection: psycopg.Connection, tenant_id: int, slug: str, anchor: Anchor | None) -> bool:
    chain = walk(connection, tenant_id, anchor=anchor)
    if chain.broken:
        click.echo(f"BROKEN  {slug}: {chain.broken}")
    else:
        kept = f" It contains the anchor {anchor.number}." if anchor else ""
        end = f"{kept} Its end: {chain.sealed}:{chain.digest.hex()}" if chain.sealed else ""
        click.echo(
            f"{slug}: {_entries(chain.sealed)} sealed, {chain.unsealed} not yet; the chain holds.{end}"
        )
    return bool(chain.broken)


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"
