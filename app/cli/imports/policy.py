"""The policy that imported units follow."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Sequence
from typing import Any

import click
import psycopg

from app.actions.refs import slug
from app.cli.batch import Batch
from app.cli.imports import tenant
from app.cli.imports.book import Rules
from app.cli.imports.row import Incoming
from app.domain.policies.reading import read_document
from app.domain.words import ActorKind, State

NAME, NOTE = "Standard", "Made by an import; the price is the usual one in it."
USUAL_MINOR = 10_000
KIND = "nightly"


def usual(business: tenant.Business, *, wanted: str) -> Rules:
    """Return the rules that new units follow: those asked for, the first, or those of a policy to be made.

    Raises:  ClickException when there is none of that name.
    """
    if wanted:
        for rules in business.rules.values():
            if rules.ref == wanted:
                return rules
        raise click.ClickException(f"There is no policy {wanted!r} in {business.slug}.")
    if business.rules:
        return business.rules[min(business.rules)]
    return tenant.read_rules(0, slug(NAME), version_id=0, data=_document(USUAL_MINOR))


def choose(
    connection: psycopg.Connection, business: tenant.Business, rules: Rules, *, rows: Sequence[Incoming]
) -> int:
    """Return the policy that new units follow, made if it is not there: at the usual price in some rows."""
    if rules.policy_id:
        return rules.policy_id
    prices = [
        row.total_minor // len(rules.kind.units_of_time(rules.doc, row.period, zone=business.zone))
        for row in rows
        if row.total_minor and row.state is State.FINISHED
    ]
    base_minor = round(statistics.median(prices)) if prices else USUAL_MINOR
    return add(connection, business, base_minor=base_minor, now=business.now)


def _document(base_minor: int) -> dict[str, Any]:
    return {"kind": KIND, "pricing": {"base_minor": base_minor}}


def add(
    connection: psycopg.Connection, business: tenant.Business, *, base_minor: int, now: dt.datetime
) -> int:
    """Add a policy with a price and no further rules."""
    doc = read_document(_document(base_minor))
    batch, ref, data = Batch(connection), slug(NAME), doc.model_dump(mode="json")
    policy_id = batch.add("policies", tenant_id=business.id, ref=ref, name=NAME)
    version_id = batch.add(
        "policy_versions",
        tenant_id=business.id, policy_id=policy_id, number=1, kind=doc.kind, document=data, note=NOTE,
    )  # fmt: skip
    batch.add(
        "audit_entries",
        tenant_id=business.id, happened_at=now, recorded_at=now, actor=ActorKind.CLI.value, source="import",
        entity="policy", entity_id=policy_id, entity_ref=ref, action="added", after={"number": 1},
    )  # fmt: skip
    batch.write()
    business.rules[policy_id] = tenant.read_rules(policy_id, ref, version_id=version_id, data=data)
    return policy_id
