"""Policies: the list, and what one of them says in each of its versions."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template, request, url_for

from app.actions import policies as acting
from app.actions.transaction import NotFound
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.language import gettext as _
from app.queries.audit import AuditFilter
from app.queries.policies import VersionRow, list_policies, list_versions, rules, today
from app.queries.units import list_units
from app.sentences import sentence
from app.web.admin.audit.history import history
from app.web.admin.policies.blueprint import pages
from app.web.admin.policies.definitions import definitions, steps
from app.web.admin.policies.editors import Change, all_editors, compare, describe, read
from app.web.admin.policies.form import editor_or_404, newest_of, policy_or_404
from app.web.admin.policies.play import answer, play_of
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import Typed


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
    editor = editor_or_404(chosen.kind)
    doc = read(chosen.document)
    play = play_of(request.args, editor.kind, policy.id)
    if play.is_asked:
        answer(play, rules(chosen.id))
    return respond(
        "admin/policies/show.html",
        "admin/policies/_played.html",
        also=("admin/policies/_play_beside.html",),
        play=play,
        steps=steps() if hasattr(doc, "pricing") else [],
        definitions=definitions(editor.kind, doc),
        policy=policy,
        chosen=chosen,
        newest=newest_of(versions),
        applied=applied_of(versions),
        planned=[each for each in reversed(versions) if each.waits(today())],
        today_on=today(),
        kind=editor.word,
        sections=describe(chosen.document),
        versions=[(each, _changes(each, versions)) for each in versions],
        units=[unit for unit in list_units() if unit.policy_id == policy.id],
        history=history(AuditFilter(entity="policy", entity_ref=policy.ref), entity="policy", ref=policy.ref),
    )


def chosen_of(versions: list[VersionRow]) -> VersionRow:
    """Answer the version that the address names, or the one that applies."""
    asked = request.args.get("version", "")
    found = next((each for each in versions if str(each.number) == asked), None)
    if asked and found is None:
        abort(404)
    return found or applied_of(versions)


def applied_of(versions: list[VersionRow]) -> VersionRow:
    """Answer the version that applies today."""
    return next((each for each in versions if each.applies(today())), versions[-1])


def before_of(version: VersionRow, versions: list[VersionRow]) -> VersionRow | None:
    """Answer the version that another one was written after; one that was withdrawn is passed over."""
    return next(
        (each for each in versions if each.number < version.number and each.withdrawn_at is None), None
    )


@pages.post("/<ref>/withdraw")
@allow(Permission.MANAGE_POLICIES)
def withdraw(ref: str) -> Any:
    """Take back a version before its day."""
    policy, number = policy_or_404(ref), Typed().whole("number") or 0
    try:
        acting.withdraw(actor("policies"), ref, number=number)
    except Refused as refused:
        flash(sentence(refused.refusals[0]), "error")
        return done(url_for("policies.show", ref=policy.ref))
    except NotFound:
        abort(404)
    text = _("Version %(number)s was withdrawn.", number=number)
    return done(url_for("policies.show", ref=policy.ref), toast=text)


def _changes(version: VersionRow, versions: list[VersionRow]) -> list[Change]:
    before = before_of(version, versions)
    if before is None or before.kind != version.kind:
        return []
    return compare(before.document, version.document)
