"""Policies: the list, and what one of them says in each of its versions."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from app.domain.permissions import Permission
from app.queries.policies import VersionRow, list_policies, list_versions
from app.queries.units import list_units
from app.web.admin.policies.blueprint import pages
from app.web.admin.policies.editors import Change, all_editors, compare, describe
from app.web.admin.policies.form import editor_or_404, newest_of, policy_or_404
from app.web.guard import allow


@pages.get("")
@allow(Permission.SEE_CALENDAR)
def index() -> Any:
    """Show the policies."""
    kinds = {editor.key: editor.word for editor in all_editors()}
    return render_template("admin/policies/index.html", rows=list_policies(), kinds=kinds)


@pages.get("/<ref>")
@allow(Permission.SEE_CALENDAR)
def show(ref: str) -> Any:
    """Show what a policy says, in its newest version or an older one, and what changed in each."""
    policy = policy_or_404(ref)
    versions = list_versions(policy.id)
    chosen = chosen_of(versions)
    return render_template(
        "admin/policies/show.html",
        policy=policy,
        chosen=chosen,
        newest=newest_of(versions),
        kind=editor_or_404(chosen.kind).word,
        sections=describe(chosen.document),
        versions=[(each, _changes(each, versions)) for each in versions],
        units=[unit for unit in list_units() if unit.policy_id == policy.id],
    )


def chosen_of(versions: list[VersionRow]) -> VersionRow:
    """Answer the version that the address names, or the newest."""
    asked = request.args.get("version", "")
    found = next((each for each in versions if str(each.number) == asked), None)
    if asked and found is None:
        abort(404)
    return found or newest_of(versions)


def _changes(version: VersionRow, versions: list[VersionRow]) -> list[Change]:
    before = next((each for each in versions if each.number == version.number - 1), None)
    if before is None or before.kind != version.kind:
        return []
    return compare(before.document, version.document)
