"""`flask import …`: reservations from other systems."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

imports = AppGroup("import", help="Bring in what other systems hold.")


@imports.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--tenant", "slug", required=True, help="The business, by the name in its address.")
@click.option(
    "--policy", "policy_ref", default="", help="The policy that new units follow; else the first one."
)
@click.option("--dry-run", is_flag=True, help="Do everything, then undo it: nothing is stored.")
@click.option("--report", type=click.Path(path_type=Path), help="Where the skipped rows are listed.")
def bookings(file: Path, slug: str, policy_ref: str, report: Path | None, *, dry_run: bool) -> None:
    """Import reservations from a CSV file: all of it, or nothing; again without doubling."""
    from app.cli.imports.run import import_file

    import_file(file, slug, policy_ref=policy_ref, report=report, is_dry=dry_run)
