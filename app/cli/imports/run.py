"""One import: read, seat, store, report; all in one transaction."""

from __future__ import annotations

import csv
from pathlib import Path

import click
import psycopg

from app import clock
from app.actions.deadlines import settle_due
from app.actions.refs import slug as slug_of
from app.cli import owner
from app.cli.imports import policy, tenant
from app.cli.imports.reading import BadFile, Contents, read_file
from app.cli.imports.row import today_refusal
from app.cli.imports.seated import Plan, seat
from app.cli.imports.storing import Store
from app.domain.localtime import local_date
from app.domain.words import GONE
from app.language import speaking
from app.tenancy import entered, find_by_slug


def import_file(
    path: Path, slug: str, *, policy_ref: str = "", report: Path | None = None, is_dry: bool = False
) -> None:
    """Import a file into a business and say what came of it.

    Raises:  ClickException, in a sentence; then nothing was stored.
    """
    settle_due(clock.now())
    report = report or owner.settings().var_dir / "imports" / f"{slug_of(slug)}-{path.stem}-skipped.csv"
    try:
        with entered(find_by_slug(slug)), speaking("en"), owner.connect() as connection:
            contents = _import(connection, path, slug, policy_ref=policy_ref)
            _write_report(report, contents)
            if is_dry:
                connection.rollback()
    except BadFile as problem:
        raise click.ClickException(str(problem)) from problem
    except psycopg.errors.ExclusionViolation as problem:
        raise click.ClickException(
            "Somebody reserved one of the units meanwhile. Nothing was imported; start it again."
        ) from problem
    except OSError as problem:
        raise click.ClickException(f"The report can't be written: {problem}") from problem
    click.echo(f"Skipped rows, each with its line and reason: {report}")
    if is_dry:
        click.echo("This was a dry run: nothing was stored.")


def _import(connection: psycopg.Connection, path: Path, slug: str, *, policy_ref: str) -> Contents:
    business = tenant.find(connection, slug, clock.now())
    usual = policy.usual(business, wanted=policy_ref)
    contents = read_file(path, tenant.book(connection, business, usual), currency=business.currency)
    _say_columns(contents)
    known, today = tenant.known_keys(connection, business), local_date(business.now, business.zone)
    fresh = []
    for row in contents.rows:
        refusal = today_refusal(row, today)
        if refusal:
            contents.skipped[row.line] = refusal
        elif row.key not in known:
            fresh.append(row)
    policy_id = policy.choose(connection, business, usual, rows=fresh)
    house = tenant.house(connection, business, policy_id=policy_id)
    plan, store = Plan(), Store(connection, business)
    with click.progressbar(length=2 * len(fresh), label="Importing", update_min_steps=100) as bar:
        plan = seat(fresh, house, business, step=lambda: bar.update(1))
        contents.skipped |= plan.skipped
        store.write(plan, house, step=lambda: bar.update(1))
    before = len(contents.rows) - len([row for row in contents.rows if row.line in contents.skipped])
    _say(contents, plan, before - len(plan.seated), f"{store.made_types} types and {store.made_units} units")
    return contents


def _say_columns(contents: Contents) -> None:
    click.echo(f"{contents.count} rows in {contents.format.name}.")
    if contents.unknown_columns:
        click.echo(f"Unknown columns, not read: {', '.join(contents.unknown_columns)}")
    if contents.ignored_columns:
        click.echo(f"Known columns, not kept: {', '.join(contents.ignored_columns)}")


def _say(contents: Contents, plan: Plan, before: int, made: str) -> None:
    gone = sum(row.state in GONE for row, _ in plan.seated)
    click.echo(f"{len(plan.seated) - gone} stays imported, each in a unit that was free.")
    click.echo(f"{gone} cancelled, absent or expired ones imported; they take nobody's place.")
    click.echo(f"{before} rows were imported before. {len(contents.skipped)} rows are skipped.")
    click.echo(f"{made} made.")


def _write_report(path: Path, contents: Contents) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["line", "reason"])
        writer.writerows(sorted(contents.skipped.items()))
