"""What would change: the requests of the last year, asked again under the rules that are being written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template

from app import clock
from app.domain.permissions import Permission
from app.domain.policies.base import KINDS
from app.domain.policies.document import PolicyDocument
from app.domain.policies.reading import read_document
from app.domain.refusal import Refusal, Refused
from app.domain.replay import Outcome, Replay, compare
from app.models import Policy
from app.queries.past_requests import PastRequests, list_past_requests
from app.queries.policies import list_versions
from app.queries.units import list_units
from app.sentences import sentence
from app.tenancy import current
from app.web.admin.policies.blueprint import pages
from app.web.admin.policies.editors import read
from app.web.admin.policies.form import (
    blame,
    document_of,
    editor_or_404,
    form_page,
    newest_of,
    policy_or_404,
    read_draft,
)
from app.web.admin.policies.show import before_of, chosen_of
from app.web.fragments import respond
from app.web.guard import allow
from app.web.typed import Typed

LOOK_BACK = dt.timedelta(days=365)
MOST_REQUESTS = 5_000
MOST_ROWS = 100


@dataclass(frozen=True)
class Group:
    """Requests to which the answer changes in one way: how many, what that comes to, and the first of them."""

    count: int
    minor: int
    rows: Sequence[Outcome]

    @property
    def hidden(self) -> int:
        """Answer how many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Simulation:
    """What other rules would change in the requests of the last year."""

    asked: PastRequests
    refused: Group
    accepted: Group
    repriced: Group

    @property
    def count(self) -> int:
        """Answer how many requests were asked again."""
        return len(self.asked.requests)

    @property
    def changed(self) -> int:
        """Answer to how many the answer changes."""
        return self.refused.count + self.accepted.count + self.repriced.count

    @property
    def minor(self) -> int:
        """Answer what all of it comes to."""
        return self.refused.minor + self.accepted.minor + self.repriced.minor


@pages.post("/<ref>/simulation")
@allow(Permission.MANAGE_POLICIES)
def simulate(ref: str) -> Any:
    """Ask again under what the form says, without saving it."""
    policy = policy_or_404(ref)
    newest = newest_of(list_versions(policy.id))
    draft = read_draft(editor_or_404(newest.kind), Typed())
    simulation = None
    try:
        doc = read_document(document_of(draft))
        simulation = run(policy, read(newest.document), doc)
    except Refused as refused:
        draft = blame(draft, refused)
    page = form_page(draft, policy)
    return respond(
        "admin/policies/form.html",
        "admin/policies/_simulation.html",
        status=draft.problems.status,
        **{**page, "simulation": simulation, "is_asked": True, "why": why},
    )


@pages.get("/<ref>/simulation")
@allow(Permission.MANAGE_POLICIES)
def simulation(ref: str) -> Any:
    """Show what a version changes against the one before."""
    policy = policy_or_404(ref)
    versions = list_versions(policy.id)
    chosen = chosen_of(versions)
    before = before_of(chosen, versions)
    found = run(policy, read(before.document), read(chosen.document)) if before else None
    return render_template(
        "admin/policies/simulation.html",
        policy=policy,
        chosen=chosen,
        before=before,
        simulation=found,
        is_asked=before is not None,
        summary=[],
        why=why,
    )


def run(policy: Policy, before: PolicyDocument, after: PolicyDocument) -> Simulation:
    """Ask the last year's requests for the units of a policy under both documents."""
    tenant = current()
    units = [unit.facts for unit in list_units() if unit.policy_id == policy.id]
    asked = list_past_requests(units, since=clock.now() - LOOK_BACK, most=MOST_REQUESTS)
    old, new = (
        Replay(KINDS[doc.kind], doc, zone=tenant.zone, currency=tenant.currency) for doc in (before, after)
    )
    outcomes = compare(old, new, requests=asked.requests)
    return Simulation(
        asked,
        _group([each for each in outcomes if each.is_newly_refused]),
        _group([each for each in outcomes if each.is_newly_accepted]),
        _group([each for each in outcomes if each.is_repriced]),
    )


def _group(outcomes: Sequence[Outcome]) -> Group:
    minor = sum(each.difference_minor for each in outcomes)
    largest = sorted(outcomes, key=lambda each: -abs(each.difference_minor))
    return Group(len(outcomes), minor, largest[:MOST_ROWS])


def why(outcome: Outcome) -> list[str]:
    """Say why one of the two refuses a request."""
    refusals = outcome.after.refusals or outcome.before.refusals
    return list(dict.fromkeys(sentence(_about(each, outcome)) for each in refusals))


def _about(refusal: Refusal, outcome: Outcome) -> Refusal:
    return replace(refusal, facts={"unit": outcome.past.unit.name, **refusal.facts})
