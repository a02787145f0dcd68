"""`flask tenants …`: the businesses of this installation."""

from __future__ import annotations

from zoneinfo import available_timezones

import click
from flask.cli import AppGroup

from app import clock, tenancy
from app.actions.actor import CLI
from app.actions.installation import rename as rename_tenant
from app.actions.installation import set_host, slug_refusals
from app.actions.tenants import CURRENCIES, LOCALES
from app.cli import owner, telling
from app.cli.batch import Batch
from app.domain.refusal import Refused
from app.domain.words import ActorKind

tenants = AppGroup("tenants", help="Make, list and rename businesses.")
LISTED = """
SELECT t.slug, t.name, t.timezone, t.currency, t.locale, t.is_demo,
       (SELECT count(*) FROM units u WHERE u.tenant_id = t.id),
       (SELECT count(*) FROM memberships m WHERE m.tenant_id = t.id),
       (SELECT string_agg(h.host, ' ' ORDER BY h.host) FROM tenant_hosts h WHERE h.tenant_id = t.id)
FROM tenants t ORDER BY t.slug
"""


@tenants.command()
@click.argument("slug")
@click.option("--name", required=True, help="What the business is called.")
@click.option("--timezone", required=True, help="As Europe/Madrid.")
@click.option("--currency", type=click.Choice(CURRENCIES), required=True, metavar="CODE", help="As EUR.")
@click.option("--locale", type=click.Choice(LOCALES), default="en", show_default=True)
def create(slug: str, name: str, timezone: str, currency: str, locale: str) -> None:
    """Make a business; `flask users create --tenant` then makes its owner."""
    if timezone not in available_timezones():
        raise click.ClickException(f"There is no time zone {timezone!r}.")
    if not name.strip():
        raise click.ClickException("A business needs a name.")
    with telling.told():
        if refusals := slug_refusals(slug):
            raise Refused(refusals)
    now = clock.now()
    with owner.connect() as connection:
        if connection.execute("SELECT 1 FROM tenants WHERE slug = %s", (slug,)).fetchone():
            raise click.ClickException(f"There is a business {slug!r} already.")
        batch = Batch(connection)
        tenant_id = batch.add(
            "tenants", slug=slug, name=name.strip(), timezone=timezone, currency=currency, locale=locale
        )
        batch.add(
            "audit_entries",
            tenant_id=tenant_id, happened_at=now, recorded_at=now, actor=ActorKind.CLI.value, source="cli",
            entity="tenant", entity_id=tenant_id, entity_ref=slug, action="added",
            after={"slug": slug, "timezone": timezone, "currency": currency, "locale": locale},
        )  # fmt: skip
        batch.write()
    click.echo(
        f"{name.strip()} stands at /{slug}/. It has no members yet: flask users create … --tenant {slug}"
    )


@tenants.command("list")
def list_tenants() -> None:
    """List the businesses."""
    with owner.connect() as connection:
        rows = connection.execute(LISTED).fetchall()
    for slug, name, timezone, currency, locale, is_demo, units, members, hosts in rows:
        demo = ("  demo" if is_demo else "") + (f"  {hosts}" if hosts else "")
        click.echo(
            f"{slug:<24} {name:<32} {timezone} {currency} {locale}  {units} units, {members} members{demo}"
        )
    if not rows:
        click.echo("There is no business yet: flask tenants create makes one.")


@tenants.command()
@click.argument("slug")
@click.option("--name", default="", help="The new name.")
@click.option("--slug", "new_slug", default="", help="The new name in the address; links to the old one end.")
def rename(slug: str, name: str, new_slug: str) -> None:
    """Give a business another name, or another address."""
    if not name and not new_slug:
        raise click.UsageError("Say --name or --slug.")
    with telling.told(), tenancy.entered(telling.tenant_by_slug(slug)):
        rename_tenant(CLI, name=name, slug=new_slug)
    click.echo(f"Renamed; it stands at /{new_slug or slug}/.")


@tenants.command()
@click.argument("slug")
@click.argument("host")
@click.option("--remove", is_flag=True, help="It answers there no more.")
def host(slug: str, host: str, remove: bool) -> None:
    """Let a business answer at a host name of its own, as www.lake.example; DNS and TLS are the operator's."""
    name = host.strip().lower().rstrip(".")
    with telling.told(), tenancy.entered(telling.tenant_by_slug(slug)):
        set_host(CLI, name, is_wanted=not remove)
    click.echo(f"{slug} answers at {name} no more." if remove else f"{slug} answers at {name}.")
