"""`flask jobs …`: what waits and what has failed in the outboxes of all businesses."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup

from app import queues, tenancy
from app.actions import outbox
from app.actions.actor import CLI
from app.actions.transaction import NotFound
from app.cli import owner, telling

jobs = AppGroup("jobs", help="See and retry what actions left to be done.")

OPEN = """
SELECT t.slug, o.ref, o.job, o.queue, o.made_at, o.look_at, o.attempts, o.failed_at, o.reason
FROM outbox o JOIN tenants t ON t.id = o.tenant_id
WHERE o.done_at IS NULL AND (%(slug)s = '' OR t.slug = %(slug)s) AND (NOT %(failed)s OR o.failed_at IS NOT NULL)
ORDER BY o.failed_at IS NULL, o.made_at, o.id
"""

tenant_option = click.option("--tenant", "slug", default="", help="Of this business alone.")


@jobs.command("list")
@tenant_option
def list_jobs(slug: str) -> None:
    """List what is not done, and how long the queues are."""
    _tell(slug, failed=False)
    lengths = ", ".join(f"{name} {queues.queue(name).count}" for name in queues.QUEUES)
    click.echo(f"In the queues: {lengths}.")


@jobs.command()
@tenant_option
def failed(slug: str) -> None:
    """List what has failed, with the reason."""
    _tell(slug, failed=True)


@jobs.command()
@click.argument("ref", default="")
@click.option("--tenant", "slug", required=True, help="The business it is of.")
@click.option("--all", "is_all", is_flag=True, help="Everything of that business that has failed.")
def retry(ref: str, slug: str, *, is_all: bool) -> None:
    """Try a job again that has failed."""
    if bool(ref) == is_all:
        raise click.UsageError("Say the reference of a job, or --all.")
    tenant = telling.tenant_by_slug(slug)
    refs = [row[1] for row in _rows(slug, failed=True)] if is_all else [ref]
    for each in refs:
        with telling.told(), tenancy.entered(tenant):
            try:
                outbox.retry(CLI, each)
            except NotFound:
                raise click.ClickException(f"{slug} has no job {each!r}.") from None
    click.echo(f"{len(refs)} job{'' if len(refs) == 1 else 's'} will be tried again.")


def _rows(slug: str, *, failed: bool) -> list[tuple[Any, ...]]:
    with owner.connect() as connection:
        return connection.execute(OPEN, {"slug": slug, "failed": failed}).fetchall()


def _tell(slug: str, *, failed: bool) -> None:
    rows = _rows(slug, failed=failed)
    for business, ref, job, queue, made_at, look_at, attempts, failed_at, reason in rows:
        state = (
            f"failed {failed_at:%Y-%m-%d %H:%MZ}" if failed_at else f"waits, next {look_at:%Y-%m-%d %H:%MZ}"
        )
        why = f"  {reason}" if reason else ""
        click.echo(
            f"{business:<24} {ref}  {job:<24} {queue:<8} since {made_at:%Y-%m-%d %H:%MZ}  {state},"
            f" tries {attempts}{why}"
        )
    if not rows:
        click.echo("Nothing has failed." if failed else "Nothing is waiting and nothing has failed.")
