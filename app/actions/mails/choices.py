"""What a business sends, in which words, and what a member wants to hear of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from app.actions.actor import Actor
from app.actions.tenants import LOCALES
from app.actions.transaction import Attempt, Work, run
from app.domain.mails import (
    CHOSEN_BY_MEMBERS,
    LONGEST_BODY,
    LONGEST_SUBJECT,
    MOST_REMINDER_DAYS,
    REMINDER_DAYS,
    TO_MEMBERS,
    Kind,
    has_line_ends,
    placeholders,
    unknown,
)
from app.domain.refusal import Refusal, Refused
from app.models import MailChoice, MailSettings, MailText
from app.queries.mails import events_of


@dataclass(frozen=True)
class TextFields:
    """A subject and a text as somebody wrote them."""

    subject: str
    body: str


def switch(actor: Actor, sent: Collection[str], *, reminder_days: int | None, version: int) -> None:
    """Choose which kinds of mail clients get, and how many days before an arrival they are reminded.

    Refuses: reminder_days_bounds, stale (409).
    """
    off = sorted(kind.value for kind in Kind if kind not in sent)

    def body(work: Work) -> None:
        if reminder_days is None or not 1 <= reminder_days <= MOST_REMINDER_DAYS:
            raise Refused([Refusal("reminder_days_bounds", "reminder_days", {"most": MOST_REMINDER_DAYS})])
        work.wait_for(f"mail settings:{work.tenant.id}")
        row = work.session.execute(
            select(MailSettings).execution_options(populate_existing=True)
        ).scalar_one_or_none()
        stands = row.version if row else 0
        if stands != version:
            raise Refused([Refusal("stale", None, {"version": stands, "yours": version}, status=409)])
        before = _switches(row)
        if row is None:
            row = MailSettings(tenant_id=work.tenant.id, version=0)
            work.session.add(row)
        row.switched_off, row.reminder_days, row.version = off, reminder_days, stands + 1
        work.record("mail_settings", action="changed", before=before, after=_switches(row))

    run(actor, Attempt("mail_settings", "changed"), body)


def _switches(row: MailSettings | None) -> dict[str, Any]:
    if row is None:
        return {"switched_off": [], "reminder_days": REMINDER_DAYS}
    return {"switched_off": row.switched_off, "reminder_days": row.reminder_days}


def write_text(actor: Actor, kind: Kind, language: str, fields: TextFields, *, version: int) -> None:
    """Keep the business's own text of a kind of mail.

    Refuses: what `text_refusals` says, no_such_language, stale (409).
    """

    def body(work: Work) -> None:
        refusals = text_refusals(kind, fields)
        if language not in LOCALES:
            refusals.append(Refusal("no_such_language", "language", {}))
        if refusals:
            raise Refused(refusals)
        row = _held(work, kind, language)
        stands = row.version if row else 0
        if stands != version:
            raise Refused([Refusal("stale", None, {"version": stands, "yours": version}, status=409)])
        if row is None:
            row = MailText(tenant_id=work.tenant.id, kind=kind.value, language=language, version=0)
            work.session.add(row)
        row.subject, row.body, row.version = fields.subject, fields.body, stands + 1
        work.record("mail_text", action="changed", after={"mail_kind": kind.value, "locale": language})

    run(actor, Attempt("mail_text", "changed", request={"mail_kind": kind.value, "locale": language}), body)


def reset_text(actor: Actor, kind: Kind, language: str) -> None:
    """Take the business's own text away: the built-in one is sent again."""

    def body(work: Work) -> None:
        if _held(work, kind, language) is None:
            return
        work.session.execute(
            delete(MailText).where(MailText.kind == kind.value, MailText.language == language)
        )
        work.record("mail_text", action="reset", after={"mail_kind": kind.value, "locale": language})

    run(actor, Attempt("mail_text", "reset", request={"mail_kind": kind.value, "locale": language}), body)


def text_refusals(kind: Kind, fields: TextFields) -> list[Refusal]:
    """Answer what speaks against a subject and a text.

    Refuses: mail_needs_text, text_too_long, subject_one_line, unknown_placeholder.
    """
    refusals = []
    for name, text, most in (
        ("subject", fields.subject, LONGEST_SUBJECT),
        ("body", fields.body, LONGEST_BODY),
    ):
        if not text.strip():
            refusals.append(Refusal("mail_needs_text", name, {}))
        if len(text) > most:
            refusals.append(Refusal("text_too_long", name, {"most": most}))
        if found := unknown(text, kind):
            facts: dict[str, object] = {"unknown": found, "known": list(placeholders(kind))}
            refusals.append(Refusal("unknown_placeholder", name, facts))
    if has_line_ends(fields.subject):
        refusals.append(Refusal("subject_one_line", "subject", {}))
    return refusals


def _held(work: Work, kind: Kind, language: str) -> MailText | None:
    work.wait_for(f"mail text:{work.tenant.id}:{kind.value}:{language}")
    asked = select(MailText).where(MailText.kind == kind.value, MailText.language == language)
    return work.session.execute(asked.execution_options(populate_existing=True)).scalar_one_or_none()


def choose_own(actor: Actor, events: Collection[str]) -> None:
    """Choose of which events one hears by mail, and which mails one has that come by themselves."""
    wanted = [event.value for event in TO_MEMBERS if event in events]
    for errand, needed in CHOSEN_BY_MEMBERS.items():
        if errand in events and actor.may(needed):
            wanted.append(errand.value)

    def body(work: Work) -> None:
        if actor.person_id is None:
            raise RuntimeError("nobody chooses")
        work.wait_for(f"mail choice:{work.tenant.id}:{actor.person_id}")
        before = sorted(events_of(actor.person_id))
        row = work.session.execute(
            select(MailChoice)
            .where(MailChoice.person_id == actor.person_id)
            .execution_options(populate_existing=True)
        ).scalar_one_or_none()
        if row is None:
            row = MailChoice(tenant_id=work.tenant.id, person_id=actor.person_id)
            work.session.add(row)
        row.events = wanted
        work.record(
            "mail_choice",
            entity_id=actor.person_id,
            action="changed",
            before={"events": before},
            after={"events": sorted(wanted)},
        )

    run(actor, Attempt("mail_choice", "changed"), body)
