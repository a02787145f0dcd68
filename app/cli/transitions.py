"""`flask transitions …`: what deadlines have made true."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import clock
from app.actions import quotes
from app.actions.deadlines import settle_due

transitions = AppGroup("transitions", help="Write down what deadlines have made true.")


@transitions.command()
def run() -> None:
    """Settle every reservation whose deadline has passed, and delete old quotes, in every business."""
    now = clock.now()
    settled, swept = settle_due(now), quotes.sweep(now)
    click.echo(f"{settled} reservation{'' if settled == 1 else 's'} settled.")
    if swept:
        click.echo(f"{swept} old quote{'' if swept == 1 else 's'} deleted.")
