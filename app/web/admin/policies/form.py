"""The form of a policy: new ones, new versions, and the rows that come and go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _

from app.actions import policies as acting
from app.actions.transaction import Idempotency
from app.domain.permissions import Permission
from app.domain.policies.document import PolicyDocument
from app.domain.refusal import Refusal, Refused
from app.models import Policy
from app.queries.policies import VersionRow, find_policy, list_policies, list_versions, today
from app.web import typed as typing
from app.web.admin.policies.blueprint import pages
from app.web.admin.policies.editors import Change, Editor, State, all_editors, compare, editor_of, read
from app.web.admin.policies.play import play_of
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed

OWN_FIELDS = frozenset({"name", "note", "applies_from"})


@dataclass
class Draft:
    """What the editor's page shows, whatever the kind.

    Shapes:  `saved` is what others have changed meanwhile; `imported` what a file that was read would change, None
             when none was read.
    """

    editor: Editor
    state: State
    name: str = ""
    note: str = ""
    number: int = 0
    applies_from: str = ""
    problems: Problems = field(default_factory=lambda: NONE)
    saved: list[Change] = field(default_factory=list)
    imported: list[Change] | None = None


@pages.get("/new")
@allow(Permission.MANAGE_POLICIES)
def new() -> Any:
    """Show the form of a new policy of some kind."""
    kinds = [policy.kind for policy in list_policies()]
    usual = max(kinds, key=kinds.count, default="")
    editor = editor_or_404(request.args.get("kind", usual))
    return show_form(Draft(editor, editor.fresh()))


@pages.post("/new")
@allow(Permission.MANAGE_POLICIES)
def create() -> Any:
    """Add a policy, or add and remove rows of its form."""
    typed = Typed()
    draft = read_draft(editor_or_404(typed.text("kind")), typed)
    if _reshaped(draft, typed):
        return show_form(draft)
    key = Idempotency(typed.text("idem"), {"name": draft.name, "state": vars(draft.state)})
    try:
        ref = acting.create(actor("policies"), _said(draft), idempotency=key if typed.text("idem") else None)
    except Refused as refused:
        return show_form(blame(draft, refused))
    return done(url_for("policies.show", ref=ref), toast=_("%(name)s was added.", name=draft.name))


@pages.get("/<ref>/edit")
@allow(Permission.MANAGE_POLICIES)
def edit(ref: str) -> Any:
    """Show the form of a policy as its newest version says it, or begin from an older one."""
    policy = policy_or_404(ref)
    versions = list_versions(policy.id)
    newest = newest_of(versions)
    asked = request.args.get("version", "")
    begun = next((each for each in versions if str(each.number) == asked), newest)
    doc = read((begun if begun.kind == newest.kind else newest).document)
    return show_form(draft_of(doc, policy.name, newest.number), policy)


@pages.post("/<ref>/edit")
@allow(Permission.MANAGE_POLICIES)
def change(ref: str) -> Any:
    """Write a new version of a policy, or add and remove rows of its form."""
    policy, typed = policy_or_404(ref), Typed()
    newest = newest_of(list_versions(policy.id))
    draft = read_draft(editor_or_404(newest.kind), typed)
    if _reshaped(draft, typed):
        return show_form(draft, policy)
    try:
        said = replace(_said(draft), applies_from=typed.day("applies_from"))
        typed.refuse()
        number = acting.change(actor("policies"), ref, said, number=draft.number)
    except Refused as refused:
        draft = blame(draft, refused)
        if draft.problems.is_stale:
            draft.saved = _since(draft.number, list_versions(policy.id))
            draft.number = newest.number
        return show_form(draft, policy)
    if number == draft.number:
        return done(url_for("policies.show", ref=ref), toast=_("%(name)s was saved.", name=draft.name))
    text = _("%(name)s was saved as version %(number)s.", name=draft.name, number=number)
    return done(url_for("policies.show", ref=ref), toast=text)


def newest_of(versions: list[VersionRow]) -> VersionRow:
    """Answer the version that the next one is written from: the newest that was not withdrawn."""
    return next(each for each in versions if each.withdrawn_at is None)


def planned_of(policy: Policy | None) -> VersionRow | None:
    """Answer the version that is written already and does not apply yet, the last of several."""
    versions = list_versions(policy.id) if policy else []
    return next((each for each in versions if each.waits(today())), None)


def _since(number: int, versions: list[VersionRow]) -> list[Change]:
    """Answer what others have changed since the version that a form was opened with."""
    opened, newest = next((each for each in versions if each.number == number), None), newest_of(versions)
    if opened is None or opened.kind != newest.kind:
        return []
    return compare(opened.document, newest.document)


def policy_or_404(ref: str) -> Policy:
    """Find a policy by the name in its address."""
    policy = find_policy(ref)
    if policy is None:
        abort(404)
    return policy


def editor_or_404(key: str) -> Editor:
    """Find the editor of a kind; of none in particular the first."""
    editor = editor_of(key) if key else all_editors()[0]
    if editor is None:
        abort(404)
    return editor


def draft_of(doc: PolicyDocument, name: str, number: int) -> Draft:
    """Answer the form of a document."""
    editor = editor_or_404(doc.kind)
    return Draft(editor, editor.state_of(doc), name, "", number, today().isoformat())


def read_draft(editor: Editor, typed: Typed) -> Draft:
    """Answer the form as it was typed."""
    return Draft(
        editor,
        editor.typed(typed.form),
        typed.text("name"),
        typed.text("note"),
        typed.whole("number") or 0,
        typed.text("applies_from"),
    )


def document_of(draft: Draft) -> dict[str, Any]:
    """Answer the data that a form says, without the rows in which nothing was typed."""
    draft.state = draft.editor.without_blank_rows(draft.state)
    return draft.editor.document(draft.state)


def _said(draft: Draft) -> acting.Draft:
    return acting.Draft(draft.name, document_of(draft), draft.note)


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


def blame(draft: Draft, refused: Refused) -> Draft:
    """Put what was refused beside the fields of the form."""

    def placed(refusal: Refusal) -> Refusal:
        is_own = refusal.field in OWN_FIELDS or not refusal.code.startswith("document_")
        return refusal if is_own else draft.editor.placed(refusal, draft.state)

    draft.problems = typing.told(Refused([placed(each) for each in refused.refusals]))
    return draft


def show_form(draft: Draft, policy: Policy | None = None) -> Any:
    """Answer the form, as a page or as the fragment that takes its place."""
    return respond(
        "admin/policies/form.html",
        "admin/policies/_form.html",
        status=draft.problems.status,
        **form_page(draft, policy),
    )


def form_page(draft: Draft, policy: Policy | None) -> dict[str, Any]:
    """Answer what the page of the form shows; nothing has been simulated."""
    return {
        "policy": policy,
        "draft": draft,
        "problems": draft.problems,
        "summary": summary(draft),
        "state": draft.state,
        "idem": typing.new_key(),
        "today_on": today().isoformat(),
        "planned": planned_of(policy),
        "simulation": None,
        "is_asked": False,
        "play": play_of(request.values, draft.editor.kind, policy.id if policy else None),
        "kinds": [
            (editor.key, editor.word, url_for("policies.new", kind=editor.key)) for editor in all_editors()
        ],
    }


def summary(draft: Draft) -> list[tuple[str, str | None]]:
    """Answer the problems as their summary says them: far from the fields, with the part of the form each is in."""

    def said(text: str, place: str | None) -> str:
        where = draft.editor.where(place) if place else ""
        return f"{where}: {text}" if where else text

    return [(said(text, place), place) for text, place in draft.problems.items]
