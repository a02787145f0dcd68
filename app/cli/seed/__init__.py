"""`flask seed …`: data for a first look and for measurements."""

from __future__ import annotations

import click
from flask.cli import AppGroup

seed = AppGroup("seed", help="Fill a database with made-up data.")


@seed.command("demo")
@click.option("--again", is_flag=True, help="Replace the demo's businesses; others stay as they are.")
def seed_demo(*, again: bool) -> None:
    """Make four believable businesses with data around today."""
    from app.cli.seed.demo import make_demo

    make_demo(again=again, say=click.echo)


@seed.command("load")
@click.option(
    "--units", type=click.IntRange(1), default=50, show_default=True, help="Units over all businesses."
)
@click.option(
    "--reservations", type=click.IntRange(1), default=2000, show_default=True, help="Over all businesses."
)
@click.option("--tenants", type=click.IntRange(1), default=1, show_default=True, help="Businesses.")
@click.option(
    "--jobs", type=click.IntRange(1, 16), default=2, show_default=True, help="Connections at a time."
)
def seed_load(*, units: int, reservations: int, tenants: int, jobs: int) -> None:
    """Fill a database for measurements; owner@load.example may sign in everywhere."""
    from app.cli.seed.load import load
    from app.cli.seed.sites import Size

    if units < tenants:
        raise click.UsageError("Every business needs a unit: --units is less than --tenants.")
    load(Size(units, reservations, tenants), jobs=jobs, say=click.echo)
