"""Refusals of actions as sentences on the terminal, and the things that commands ask for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from app import tenancy
from app.actions.transaction import NotFound
from app.domain.refusal import Refused
from app.extensions import look_up
from app.language import speaking

OF_COMMANDS = {
    "host_is_bad": "A host name is written as www.lake.example, without https:// and without a port.",
    "host_is_taken": "Another business answers at that host name.",
    "host_is_not_its_own": "It does not answer at that host name: flask tenants list names those it has.",
    "slug_is_bad": "An address has small letters, digits and hyphens, 40 at most, and begins with no hyphen.",
    "slug_is_reserved": "That address is kept for the installation itself.",
    "exists_already": "Something of that name exists already.",
}


@contextmanager
def told() -> Iterator[None]:
    """End the command with the sentences of a refusal."""
    try:
        yield
    except Refused as refused:
        from app.sentences import sentence

        with speaking("en"):
            said = [OF_COMMANDS.get(each.code) or sentence(each) for each in refused.refusals]
        raise click.ClickException(" ".join(said)) from refused
    except NotFound as missing:
        raise click.ClickException(f"There is no such {missing}.") from missing


def tenant_by_slug(slug: str) -> tenancy.Tenant:
    """Return a business by the name in its address.

    Raises:  ClickException.
    """
    found = tenancy.find_by_slug(slug)
    if found is None:
        raise click.ClickException(f"There is no business {slug!r}: flask tenants list names them.")
    return found


def person_by_email(email: str) -> tuple[int, str]:
    """Return a person's number and name.

    Raises:  ClickException.
    """
    rows = look_up("SELECT * FROM person_for_sign_in(:email)", email=email.strip().lower())
    if not rows:
        raise click.ClickException(f"Nobody has the address {email!r}: flask users create makes them.")
    return rows[0].id, rows[0].name


def password(*, from_stdin: bool) -> str:
    """Return a password: the first line of standard input, or what is typed twice."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
