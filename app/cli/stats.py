"""`flask stats …`: the facts that the statistics are summed from, made and checked by hand."""

from __future__ import annotations

import time

import click
from flask.cli import AppGroup

from app import clock, tenancy
from app.actions import rolling
from app.cli import owner, telling
from app.queries.stats_check import check

stats = AppGroup("stats", help="Make the facts of the statistics anew, and look whether they are true.")

TENANTS = "SELECT id FROM tenants WHERE %(slug)s = '' OR slug = %(slug)s ORDER BY slug"
LONG_S = 24 * 3600
MOST_TOLD = 200


@stats.command()
@click.option("--anew", is_flag=True, help="Throw the facts away first.")
def roll(*, anew: bool) -> None:
    """Derive what is behind, in every business; the worker does so every few seconds."""
    begun = time.monotonic()
    if anew:
        for tenant in _tenants(""):
            with tenancy.entered(tenant):
                rolling.throw_away()
    rolling.roll(budget_s=LONG_S)
    click.echo(f"Rolled in {time.monotonic() - begun:.1f} s.")


@stats.command()
@click.option("--tenant", "slug", default="", help="Of this business alone.")
def verify(slug: str) -> None:
    """Derive everything anew from reservations, prices, claims and closures, and name every difference."""
    if slug:
        telling.tenant_by_slug(slug)
    differ = sum(_verify(tenant) for tenant in _tenants(slug))
    if differ:
        raise SystemExit(1)


def _tenants(slug: str) -> list[tenancy.Tenant]:
    with owner.connect() as connection:
        ids = connection.execute(TENANTS, {"slug": slug}).fetchall()
    return [tenant for (number,) in ids if (tenant := tenancy.find_by_id(number))]


def _verify(tenant: tenancy.Tenant) -> int:
    with tenancy.entered(tenant):
        found = check(clock.now())
    if found is None:
        click.echo(
            f"{tenant.slug}: there are no sums to compare just now; pages derive everything, flask stats roll makes them."
        )
        return 0
    for each in found.differences[:MOST_TOLD]:
        click.echo(f"DIFFERS {tenant.slug}: {each.where}: {each.measure} {each.kept}, derived {each.derived}")
    count = len(found.differences)
    click.echo(f"{tenant.slug}: {found.days} unit-days compared, {found.behind} behind, {count} differences.")
    return count
