"""A policy as a file: a version is downloaded, and a file is read into the form, where it is looked at and saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app.actions.policies import stored
from app.domain.permissions import Permission
from app.domain.policies.document import PolicyDocument
from app.domain.policies.reading import MOST_CHARACTERS, read_document
from app.domain.refusal import Refusal, Refused
from app.models import Policy
from app.queries.policies import list_versions
from app.sentences import sentence
from app.web.admin.policies.blueprint import pages
from app.web.admin.policies.editors import compare, read
from app.web.admin.policies.form import Draft, draft_of, newest_of, policy_or_404, show_form
from app.web.admin.policies.show import chosen_of
from app.web.guard import allow


@pages.get("/<ref>/export")
@allow(Permission.EXPORT)
def export(ref: str) -> Response:
    """Send a version as a file: the document with its names always in one order."""
    policy = policy_or_404(ref)
    version = chosen_of(list_versions(policy.id))
    text = json.dumps(stored(read(version.document)), indent=2, ensure_ascii=False) + "\n"
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{policy.ref}-{version.number}.json"'
    return answer


@pages.route("/new/import", methods=["GET", "POST"])
@allow(Permission.MANAGE_POLICIES)
def import_new() -> Any:
    """Ask for a file, and show the form of a new policy with what it says."""
    return _import(None)


@pages.route("/<ref>/import", methods=["GET", "POST"])
@allow(Permission.MANAGE_POLICIES)
def import_version(ref: str) -> Any:
    """Ask for a file, and show the form of the next version with what it says and what that would change."""
    return _import(policy_or_404(ref))


def _import(policy: Policy | None) -> Any:
    if request.method == "GET":
        return _ask(policy)
    text = _sent()
    try:
        doc = read_document(parse(text))
        draft = _draft(doc, policy)
    except Refused as refused:
        return _ask(policy, text, refused.refusals)
    return show_form(draft, policy)


def _draft(doc: PolicyDocument, policy: Policy | None) -> Draft:
    """Answer the form of what was read, with what it would change.

    Refuses: document_other_kind.
    """
    if policy is None:
        return draft_of(doc, "", 0)
    newest = newest_of(list_versions(policy.id))
    if doc.kind != newest.kind:
        raise Refused([Refusal("document_other_kind", "kind", {"kind": newest.kind})])
    draft = draft_of(doc, policy.name, newest.number)
    draft.imported = compare(newest.document, stored(doc))
    return draft


def _sent() -> str:
    """Answer the text of the file, or what was pasted where no file was chosen."""
    file = request.files.get("file")
    if file is not None and file.filename:
        text: str = file.read().decode("utf-8-sig", "replace")
        return text
    return request.form.get("text", "").strip()


def parse(text: str) -> Any:
    """Answer the data that a text says.

    Refuses: document_too_large, document_not_json, document_twice.
    """
    if len(text) > MOST_CHARACTERS:
        raise Refused([Refusal("document_too_large", None, {"limit": MOST_CHARACTERS})])
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        facts: dict[str, object] = {"line": error.lineno, "column": error.colno}
        raise Refused([Refusal("document_not_json", None, facts)]) from None
    except (ValueError, RecursionError):
        raise Refused([Refusal("document_not_json", None, {})]) from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is said twice: one of the two would be lost without a word."""
    names = [name for name, _value in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Refused([Refusal("document_twice", twice, {"name": twice})])
    return dict(pairs)


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _ask(policy: Policy | None, text: str = "", refusals: Sequence[Refusal] = ()) -> Any:
    problems = [(each.field or "", sentence(each)) for each in refusals]
    page = render_template(
        "admin/policies/import.html",
        policy=policy,
        text=text,
        problems=problems,
        url=url_for("policies.import_version", ref=policy.ref) if policy else url_for("policies.import_new"),
        title=_("Import into %(name)s", name=policy.name) if policy else _("Import a policy"),
    )
    return page, 422 if problems else 200
