"""Policies: the list, one of them with its versions, and the editor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import abort, render_template, request, url_for

from app.actions import policies as acting
from app.actions.transaction import Idempotency
from app.domain.permissions import Permission
from app.domain.refusal import Refusal, Refused
from app.language import gettext as _
from app.models import Policy
from app.queries.policies import VersionRow, find_policy, list_policies, list_versions
from app.queries.units import list_units
from app.web import typed as typing
from app.web.admin.policies.blueprint import pages
from app.web.admin.policies.editors import EDITORS, Change, Editor, State, compare, describe, read
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed

OWN_FIELDS = frozenset({"name", "note"})


@dataclass
class Draft:
    """What the editor's page shows, whatever the kind."""

    editor: Editor
    state: State
    name: str = ""
    note: str = ""
    number: int = 0
    problems: Problems = field(default_factory=lambda: NONE)
    saved: list[Change] = field(default_factory=list)


@pages.get("")
@allow(Permission.SEE_CALENDAR)
def index() -> Any:
    """Show the policies."""
    kinds = {key: editor.word for key, editor in EDITORS.items()}
    return render_template("admin/policies/index.html", rows=list_policies(), kinds=kinds)


@pages.get("/<ref>")
@allow(Permission.SEE_CALENDAR)
def show(ref: str) -> Any:
    """Show what a policy says, in its newest version or an older one, and what changed in each."""
    policy = _policy(ref)
    versions = list_versions(policy.id)
    asked = request.args.get("version", "")
    chosen = next((each for each in versions if str(each.number) == asked), None)
    if asked and chosen is None:
        abort(404)
    chosen = chosen or versions[0]
    return render_template(
        "admin/policies/show.html",
        policy=policy,
        chosen=chosen,
        newest=versions[0],
        kind=EDITORS[chosen.kind].word,
        sections=describe(chosen.document),
        versions=[(each, _changes(each, versions)) for each in versions],
        units=[unit for unit in list_units() if unit.policy_id == policy.id],
    )


def _changes(version: VersionRow, versions: list[VersionRow]) -> list[Change]:
    before = next((each for each in versions if each.number == version.number - 1), None)
    if before is None or before.kind != version.kind:
        return []
    return compare(before.document, version.document)


@pages.get("/new")
@allow(Permission.MANAGE_POLICIES)
def new() -> Any:
    """Show the form of a new policy of some kind."""
    editor = _editor(request.args.get("kind", ""))
    return _form(Draft(editor, editor.fresh()))


@pages.post("/new")
@allow(Permission.MANAGE_POLICIES)
def create() -> Any:
    """Add a policy, or add and remove rows of its form."""
    typed = Typed()
    draft = _typed(_editor(typed.text("kind")), typed)
    if _reshaped(draft, typed):
        return _form(draft)
    key = Idempotency(typed.text("idem"), {"name": draft.name, "state": vars(draft.state)})
    try:
        ref = acting.create(actor("policies"), _draft(draft), idempotency=key if typed.text("idem") else None)
    except Refused as refused:
        return _form(_refused(draft, refused))
    return done(url_for("policies.show", ref=ref), toast=_("%(name)s was added.", name=draft.name))


@pages.get("/<ref>/edit")
@allow(Permission.MANAGE_POLICIES)
def edit(ref: str) -> Any:
    """Show the form of a policy as its newest version says it."""
    policy = _policy(ref)
    newest = list_versions(policy.id)[0]
    editor = EDITORS[newest.kind]
    state = editor.state_of(read(newest.document))
    return _form(Draft(editor, state, policy.name, "", newest.number), policy)


@pages.post("/<ref>/edit")
@allow(Permission.MANAGE_POLICIES)
def change(ref: str) -> Any:
    """Write a new version of a policy, or add and remove rows of its form."""
    policy, typed = _policy(ref), Typed()
    newest = list_versions(policy.id)[0]
    draft = _typed(EDITORS[newest.kind], typed)
    draft.number = typed.whole("number") or 0
    if _reshaped(draft, typed):
        return _form(draft, policy)
    try:
        number = acting.change(actor("policies"), ref, _draft(draft), number=draft.number)
    except Refused as refused:
        draft = _refused(draft, refused)
        if draft.problems.is_stale:
            draft.saved = _since(draft.number, list_versions(policy.id))
            draft.number = newest.number
        return _form(draft, policy)
    if number == draft.number:
        return done(url_for("policies.show", ref=ref), toast=_("%(name)s was saved.", name=draft.name))
    text = _("%(name)s was saved as version %(number)s.", name=draft.name, number=number)
    return done(url_for("policies.show", ref=ref), toast=text)


def _since(number: int, versions: list[VersionRow]) -> list[Change]:
    """Answer what others have changed since the version that a form was opened with."""
    opened = next((each for each in versions if each.number == number), None)
    if opened is None or opened.kind != versions[0].kind:
        return []
    return compare(opened.document, versions[0].document)


def _policy(ref: str) -> Policy:
    policy = find_policy(ref)
    if policy is None:
        abort(404)
    return policy


def _editor(key: str) -> Editor:
    editor = EDITORS.get(key) if key else next(iter(EDITORS.values()))
    if editor is None:
        abort(404)
    return editor


def _typed(editor: Editor, typed: Typed) -> Draft:
    return Draft(editor, editor.typed(typed.form), typed.text("name"), typed.text("note"))


def _draft(draft: Draft) -> acting.Draft:
    draft.state = draft.editor.without_blank_rows(draft.state)
    return acting.Draft(draft.name, draft.editor.document(draft.state), draft.note)


def _reshaped(draft: Draft, typed: Typed) -> bool:
    """Add or remove a row when a button asked for it, and tell whether one did."""
    added, removed = typed.text("add"), typed.text("remove")
    if added in draft.state.rows:
        draft.state.rows[added].append(draft.editor.blank(added))
        return True
    rows, _dot, number = removed.rpartition(".")
    if rows in draft.state.rows:
        places = [str(place) for place in range(len(draft.state.rows[rows]))]
        if number in places:
            draft.state.rows[rows].pop(places.index(number))
        return True
    return False


def _refused(draft: Draft, refused: Refused) -> Draft:
    def placed(refusal: Refusal) -> Refusal:
        is_own = refusal.field in OWN_FIELDS or not refusal.code.startswith("document_")
        return refusal if is_own else draft.editor.placed(refusal, draft.state)

    draft.problems = typing.told(Refused([placed(each) for each in refused.refusals]))
    return draft


def _form(draft: Draft, policy: Policy | None = None) -> Any:
    return respond(
        "admin/policies/form.html",
        "admin/policies/_form.html",
        status=draft.problems.status,
        policy=policy,
        draft=draft,
        problems=draft.problems,
        summary=[_in_summary(draft.editor, text, place) for text, place in draft.problems.items],
        state=draft.state,
        choices=draft.editor.choices(),
        idem=typing.new_key(),
        kinds=[(key, editor.word) for key, editor in EDITORS.items()],
    )


def _in_summary(editor: Editor, text: str, place: str | None) -> tuple[str, str | None]:
    """Answer a problem as the summary says it: far from its field, with the part of the form it is in."""
    where = editor.where(place) if place else ""
    return (f"{where}: {text}" if where else text, place)
