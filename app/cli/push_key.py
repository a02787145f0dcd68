"""`flask push-key`: a key for the push services, for an installation that keeps its secrets elsewhere."""

from __future__ import annotations

import click

from app.embedded.secrets import new_push_key


@click.command("push-key")
def push_key() -> None:
    """Make a key for VAPID_PRIVATE_KEY and print it; devices that know another one have to ask anew."""
    click.echo(new_push_key())
