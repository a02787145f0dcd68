"""`flask users …`: the people who sign in."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from app import tenancy
from app.actions.actor import CLI
from app.actions.installation import set_password, set_role
from app.actions.members import register
from app.cli import owner, telling
from app.domain.words import Role

users = AppGroup("users", help="Make people, and set their passwords and roles.")
ROLE = click.Choice([role.value for role in Role])
STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@users.command()
@click.argument("email")
@click.option("--name", required=True, help="What the person is called.")
@click.option("--tenant", "slug", default="", help="The business that the person becomes a member of.")
@click.option("--role", type=ROLE, default=Role.OWNER.value, show_default=True, help="The role there.")
@STDIN
def create(email: str, name: str, slug: str, role: str, *, password_stdin: bool) -> None:
    """Make a person who may sign in."""
    tenant = telling.tenant_by_slug(slug) if slug else None
    address, is_production = _address(email), owner.settings().is_production
    password = telling.password(from_stdin=password_stdin)
    with telling.told():
        made = register(email=address, name=name, password=password, is_production=is_production)
    if made is None:
        raise click.ClickException(
            f"Somebody has the address {address} already: flask users role adds a business."
        )
    if tenant is not None:
        _set_role(tenant, made, role)
    click.echo(f"{address} may sign in{f', as {role} of {slug}' if slug else ''}.")


@users.command()
@click.argument("email")
@STDIN
def password(email: str, *, password_stdin: bool) -> None:
    """Give a person another password; their sessions end."""
    person_id, name = telling.person_by_email(email)
    new = telling.password(from_stdin=password_stdin)
    with telling.told():
        set_password(
            CLI, person_id, known=[email, name], password=new, is_production=owner.settings().is_production
        )
    click.echo(f"{email} has a new password and was signed out everywhere.")


@users.command()
@click.argument("email")
@click.argument("role", type=ROLE)
@click.option("--tenant", "slug", required=True, help="The business.")
def role(email: str, role: str, slug: str) -> None:
    """Give a person a role in a business, as a new member if need be."""
    person_id, _ = telling.person_by_email(email)
    _set_role(telling.tenant_by_slug(slug), person_id, role)
    click.echo(f"{email} is {role} of {slug}.")


def _set_role(tenant: tenancy.Tenant, person_id: int, role: str) -> None:
    with telling.told(), tenancy.entered(tenant, person=person_id):
        set_role(CLI, person_id, Role(role))


def _address(email: str) -> str:
    """Return a mail address as it is kept.

    Raises:  ClickException.
    """
    try:
        found = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as problem:
        raise click.ClickException(f"{email!r} is no mail address: {problem}") from problem
    return found.normalized.lower()
