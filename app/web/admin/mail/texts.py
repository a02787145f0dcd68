"""The text of one kind of mail in one language: write it, see it with a real reservation, go back to the built-in one."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from app.actions.mails import choices, previewing
from app.actions.mails.choices import TextFields
from app.domain.mails import LONGEST_BODY, LONGEST_SUBJECT, Kind, placeholders
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.language import gettext as _
from app.language import speaking
from app.queries.mails import find_text
from app.sentences import mails as words
from app.tenancy import current
from app.web import typed as typing
from app.web.admin.mail.blueprint import pages
from app.web.context import LANGUAGES
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import NONE, Problems, Typed


@pages.get("/texts/<kind>")
@allow(Permission.MANAGE_SETTINGS)
def text(kind: str) -> Any:
    """Show the text of a kind, and how it looks."""
    what, language = _kind(kind), _language()
    return _page(what, language, _stands(what, language))


@pages.post("/texts/<kind>")
@allow(Permission.MANAGE_SETTINGS)
def write(kind: str) -> Any:
    """Save the text of a kind, or only show how it would look."""
    what, language, typed = _kind(kind), _language(), Typed()
    fields = TextFields(typed.text("subject"), typed.text("body"))
    if typed.text("do") == "preview":
        refusals = choices.text_refusals(what, fields)
        problems = typing.told(Refused(refusals)) if refusals else NONE
        return _page(what, language, fields, problems=problems, is_typed=True)
    try:
        choices.write_text(actor("settings"), what, language, fields, version=typed.whole("version") or 0)
    except Refused as refused:
        return _page(what, language, fields, problems=typing.told(refused), is_typed=True)
    return done(url_for("mail.text", kind=what, language=language), toast=_("The text was saved."))


@pages.post("/texts/<kind>/reset")
@allow(Permission.MANAGE_SETTINGS)
def reset(kind: str) -> Any:
    """Go back to the built-in text."""
    what, language = _kind(kind), _language()
    choices.reset_text(actor("settings"), what, language)
    return done(
        url_for("mail.text", kind=what, language=language), toast=_("The built-in text is sent again.")
    )


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        abort(404)
    return Kind(name)


def _language() -> str:
    asked = request.values.get("language", "")
    return asked if asked in LANGUAGES else current().locale


def _stands(kind: Kind, language: str) -> TextFields:
    own = find_text(kind.value, language)
    if own:
        return TextFields(own.subject, own.body)
    with speaking(language):
        return TextFields(*words.built_in(kind))


def _page(
    kind: Kind, language: str, fields: TextFields, *, problems: Problems = NONE, is_typed: bool = False
) -> Any:
    own = find_text(kind.value, language)
    ref = request.values.get("reservation", "").strip().upper()
    preview = None if problems.items else previewing.preview(kind, language, fields, ref=ref)
    return respond(
        "admin/mail/text.html",
        "admin/mail/_text.html",
        status=problems.status,
        problems=problems,
        kind=kind.value,
        kind_name=words.kind_word(kind),
        in_language=language,
        language_links=[
            (key, name, url_for("mail.text", kind=kind.value, language=key))
            for key, name in LANGUAGES.items()
        ],
        fields=fields,
        own=own,
        is_typed=is_typed,
        preview=preview,
        asked_ref=ref,
        known=[(f"{{{name}}}", words.placeholder_word(name)) for name in placeholders(kind)],
        most_subject=LONGEST_SUBJECT,
        most_body=LONGEST_BODY,
    )
