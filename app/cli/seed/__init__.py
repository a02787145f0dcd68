"""`flask seed …`: data for a first look and for measurements."""

from __future__ import annotations

import click
from flask.cli import AppGroup

seed = AppGroup("seed", help="Fill a database with made-up data.")


@seed.command()
@click.option("--again", is_flag=True, help="Replace the demo's businesses; others stay as they are.")
def demo(*, again: bool) -> None:
    """Make four believable businesses with data around today."""
    from app.cli.seed.demo import make_demo

    make_demo(again=again, say=click.echo)
