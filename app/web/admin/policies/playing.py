"""The playground of a form: what is typed there is asked under the rules that stand in the form, saved or not."""

from __future__ import annotations

from typing import Any

from app.domain.permissions import Permission
from app.domain.policies.base import KINDS
from app.domain.policies.reading import read_document
from app.domain.refusal import Refused
from app.models import Policy
from app.queries.policies import Rules, list_versions
from app.web.admin.policies.blueprint import pages
from app.web.admin.policies.form import (
    Draft,
    blame,
    document_of,
    editor_or_404,
    form_page,
    newest_of,
    policy_or_404,
    read_draft,
)
from app.web.admin.policies.play import answer
from app.web.fragments import respond
from app.web.guard import allow
from app.web.typed import Typed

UNSAVED = 0


@pages.post("/new/playground")
@allow(Permission.MANAGE_POLICIES)
def play_new() -> Any:
    """Ask under the form of a new policy."""
    typed = Typed()
    return _played(read_draft(editor_or_404(typed.text("kind")), typed), None)


@pages.post("/<ref>/playground")
@allow(Permission.MANAGE_POLICIES)
def play(ref: str) -> Any:
    """Ask under the form of a new version."""
    policy = policy_or_404(ref)
    newest = newest_of(list_versions(policy.id))
    return _played(read_draft(editor_or_404(newest.kind), Typed()), policy)


def _played(draft: Draft, policy: Policy | None) -> Any:
    rules = None
    try:
        doc = read_document(document_of(draft))
        rules = Rules(UNSAVED, policy.id if policy else UNSAVED, UNSAVED, KINDS[doc.kind], doc)
    except Refused as refused:
        draft = blame(draft, refused)
    page = form_page(draft, policy)
    page["play"].is_unready = rules is None
    if rules is not None and page["play"].is_asked:
        answer(page["play"], rules)
    return respond(
        "admin/policies/form.html",
        "admin/policies/_played.html",
        also=("admin/policies/_play_beside.html",),
        **page,
    )
