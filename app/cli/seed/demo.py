"""Make the demonstration: four businesses with everything that happened and will happen around today."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import click
import psycopg

from app import clock, media
from app.actions.people import DEMO_PASSWORD, HASHER
from app.cli import owner
from app.cli.batch import Batch
from app.cli.seed.business import Business
from app.cli.seed.cabins import PINAR_ALTO
from app.cli.seed.faces import add_site
from app.cli.seed.hotel import MIRADOURO
from app.cli.seed.house import EVERYWHERE, build
from app.cli.seed.pictures import add_pictures
from app.cli.seed.rentals import BRISA
from app.cli.seed.stays import plan
from app.cli.seed.stored import Diary
from app.cli.seed.tours import NORTHLIGHT
from app.domain.localtime import local_date

BUSINESSES = (PINAR_ALTO, MIRADOURO, BRISA, NORTHLIGHT)
ANA = "Ana Robles"
DELETED = (
    "site_pages", "site_units", "sites",
    "pictures", "outbox", "mails", "mail_texts", "mail_settings", "mail_choices", "password_resets",
    "audit_seals", "audit_mentions", "audit_private", "audit_entries", "state_changes", "price_lines", "claims", "quotes", "reservations", "reservation_groups",
    "closures", "slot_occurrences", "unit_parts", "units",
    "unit_types", "policy_versions", "policies", "clients", "idempotency_keys", "invitations", "memberships",
    "tenant_hosts",
)  # fmt: skip


def make_demo(*, again: bool, say: Callable[[str], None]) -> None:
    """Write the four businesses in one transaction.

    Raises:  ClickException when there are tenants already and they may not be replaced.
    """
    is_production = owner.settings().is_production
    password = secrets.token_urlsafe(12) if is_production else DEMO_PASSWORD
    with owner.connect() as connection:
        gone = _make_room(connection, again=again, is_production=is_production)
        people = _people(connection, password)
        batch = Batch(connection)
        for business in BUSINESSES:
            _fill(batch, business, people)
            say(f"  {business.slug}: {business.name}, {batch.count('reservations')} reservations")
            batch.write()
    for tenant_id in gone:
        media.store().remove_tenant(tenant_id)
    with owner.connect(autocommit=True) as connection:
        connection.execute("ANALYZE")
    if is_production:
        say(f"  the password of every demo person: {password}")


def _make_room(connection: psycopg.Connection, *, again: bool, is_production: bool) -> list[int]:
    """Refuse a database that is in use; with `again` remove the demo that stands there, and answer whose files may go."""
    connection.execute("LOCK TABLE tenants IN SHARE ROW EXCLUSIVE MODE")
    found = connection.execute("SELECT id, slug, is_demo FROM tenants").fetchall()
    if found and is_production:
        raise click.ClickException("This production database has businesses: no demo is made beside them.")
    if found and not again:
        raise click.ClickException("This database has businesses already: --again replaces the demo's ones.")
    wanted = {business.slug for business in BUSINESSES}
    taken = sorted(slug for _, slug, is_demo in found if slug in wanted and not is_demo)
    if taken:
        raise click.ClickException(f"Businesses that are no demo have the addresses {', '.join(taken)}.")
    demo = [tenant_id for tenant_id, _, is_demo in found if is_demo]
    if demo:
        for table in DELETED:
            connection.execute(f"DELETE FROM {table} WHERE tenant_id = ANY(%s)", (demo,))  # noqa: S608 - our own names
        connection.execute("DELETE FROM tenants WHERE id = ANY(%s)", (demo,))
    return demo


def _people(connection: psycopg.Connection, password: str) -> dict[str, int]:
    """Write the people of the demo; who exists already keeps sessions and gets the demo's name and password."""
    names = {EVERYWHERE: ANA}
    for business in BUSINESSES:
        team = business.team
        for role, name in (
            ("owner", team.owner), ("manager", team.manager), ("staff", team.staff), ("viewer", team.viewer),
        ):  # fmt: skip
            names[f"{role}@{business.slug}.example"] = name
    found = connection.execute(
        "INSERT INTO people (email, name) SELECT * FROM unnest(%s::text[], %s::text[])"
        " ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING email, id",
        (list(names), list(names.values())),
    ).fetchall()
    connection.execute(
        "INSERT INTO credentials (person_id, password_hash) SELECT unnest(%s::bigint[]), %s"
        " ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash",
        ([number for _, number in found], HASHER.hash(password)),
    )
    return dict(found)


def _fill(batch: Batch, business: Business, people: dict[str, int]) -> None:
    now = clock.now().replace(second=0, microsecond=0)
    house = build(batch, business, people=people, now=now)
    add_pictures(house)
    add_site(house)
    made = plan(business, local_date(now, house.zone))
    diary = Diary(house)
    for closed in made.closed:
        diary.closure(closed)
    for stay in sorted(made.stays, key=lambda stay: (stay.arrives_on, stay.unit.name)):
        diary.stay(stay)
