"""Policies: each change is a new version; what was made before keeps the one it was made under."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.actions.actor import Actor
from app.actions.refs import unused_slug
from app.actions.transaction import Attempt, Idempotency, NotFound, Work, run
from app.domain.localtime import local_date
from app.domain.policies.document import PolicyDocument
from app.domain.policies.reading import read_document
from app.domain.refusal import Refusal, Refused
from app.models import Policy, PolicyVersion

LONGEST_NAME, LONGEST_NOTE = 120, 500


@dataclass(frozen=True)
class Draft:
    """A policy as somebody wrote it: its document is data that nobody has read yet.

    Units:  `applies_from` is a local date of the tenant; None: at once.
    """

    name: str
    document: dict[str, Any]
    note: str = ""
    applies_from: dt.date | None = None


def create(actor: Actor, draft: Draft, *, idempotency: Idempotency | None = None) -> str:
    """Add a policy with its first version and answer its reference.

    Refuses: policy_needs_name, policy_name_taken, name_too_long, note_too_long and what
             `read_document` says.
    """

    def body(work: Work) -> str:
        doc = _read(work, draft, own_id=None)
        ref = unused_slug(draft.name, taken=work.session.execute(select(Policy.ref)).scalars())
        row = Policy(tenant_id=work.tenant.id, ref=ref, name=draft.name.strip())
        work.session.add(row)
        work.session.flush()
        facts = stored(doc)
        _add_version(work, row, 1, doc, draft.note)
        _record(work, row, "added", {}, {"policy_name": row.name, "number": 1, **flat(facts)}, draft.note)
        return row.ref

    return run(
        actor, Attempt("policy", "added", request={"policy_name": draft.name}), body, idempotency=idempotency
    )


def change(actor: Actor, ref: str, draft: Draft, *, number: int) -> int:
    """Write the next version of a policy and answer its number; nothing new writes none.

    Versions come into force in the order of their numbers.

    Refuses: as `create`, stale (409), applies_in_the_past, version_waits.
    """

    def body(work: Work) -> int:
        row = _locked(work, ref)
        versions = _versions(work, row)
        newest = next(version for version in versions if version.withdrawn_at is None)
        if newest.number != number:
            raise Refused([Refusal("stale", None, {"version": newest.number, "yours": number}, status=409)])
        doc = _read(work, draft, own_id=row.id, latest=newest)
        before = {"policy_name": row.name, **flat(newest.document)}
        after = {"policy_name": draft.name.strip(), **flat(stored(doc))}
        old, new = _differing(before, after)
        if not old and not new:
            return number
        row.name = draft.name.strip()
        is_new_version = set(old) | set(new) != {"policy_name"}
        if is_new_version:
            next_number = versions[0].number + 1
            _add_version(work, row, next_number, doc, draft.note, _day(work, draft))
            old, new = {"number": number, **old}, {"number": next_number, **_dated(work, draft), **new}
        _record(work, row, "changed", old, new, draft.note)
        return next_number if is_new_version else number

    answer = run(actor, Attempt("policy", "changed", entity_ref=ref), body)
    return int(answer)


def withdraw(actor: Actor, ref: str, *, number: int) -> None:
    """Take back a version that does not apply yet; nothing was made under it.

    Refuses: version_applies (409), version_is_withdrawn (409).
    Raises:  NotFound when there is no such version in this tenant.
    """

    def body(work: Work) -> None:
        row = _locked(work, ref)
        version = next((each for each in _versions(work, row) if each.number == number), None)
        if version is None:
            raise NotFound("policy version")
        facts: dict[str, object] = {"number": number, "applies_from": _iso(version.applies_from)}
        if version.withdrawn_at is not None:
            raise Refused([Refusal("version_is_withdrawn", None, facts, status=409)])
        if version.applies_from is None or version.applies_from <= _today(work):
            raise Refused([Refusal("version_applies", None, facts, status=409)])
        version.withdrawn_at = work.now
        _record(work, row, "withdrawn", {"number": number}, {}, "")

    run(actor, Attempt("policy", "withdrawn", entity_ref=ref, request={"number": number}), body)


def _locked(work: Work, ref: str) -> Policy:
    row = work.session.execute(
        select(Policy).where(Policy.ref == ref).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("policy")
    return row


def _versions(work: Work, row: Policy) -> list[PolicyVersion]:
    """Read the versions of a locked policy, newest first."""
    asked = select(PolicyVersion).where(PolicyVersion.policy_id == row.id)
    ordered = asked.order_by(PolicyVersion.number.desc()).execution_options(populate_existing=True)
    return list(work.session.execute(ordered).scalars())


def _today(work: Work) -> dt.date:
    return local_date(work.now, work.tenant.zone)


def _day(work: Work, draft: Draft) -> dt.date | None:
    """Answer the date that a version's row keeps: none for today, which is at once."""
    return None if draft.applies_from == _today(work) else draft.applies_from


def _dated(work: Work, draft: Draft) -> dict[str, Any]:
    day = _day(work, draft)
    return {"applies_from": day} if day else {}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date_refusals(work: Work, draft: Draft, latest: PolicyVersion) -> list[Refusal]:
    """Answer why a version can't come into force on its day: it is over, or an older one would come after it."""
    today = _today(work)
    wanted = draft.applies_from or today
    facts: dict[str, object] = {"applies_from": wanted.isoformat(), "today": today.isoformat()}
    if wanted < today:
        return [Refusal("applies_in_the_past", "applies_from", facts)]
    if latest.applies_from is not None and wanted < latest.applies_from:
        facts |= {"number": latest.number, "earliest_on": latest.applies_from.isoformat()}
        return [Refusal("version_waits", "applies_from", facts)]
    return []


def stored(doc: PolicyDocument) -> dict[str, Any]:
    """Answer a document as its row keeps it: whole, so that a later default changes nothing."""
    return doc.model_dump(mode="json")


def flat(document: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Answer a document's values by their dotted place; a list is one value."""
    found: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = value
    return found


def _differing(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answer what differs; a value that one side lacks counts as none."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def _read(
    work: Work, draft: Draft, *, own_id: int | None, latest: PolicyVersion | None = None
) -> PolicyDocument:
    refusals = _date_refusals(work, draft, latest) if latest else []
    name = draft.name.strip()
    if not name:
        refusals.append(Refusal("policy_needs_name", "name", {}))
    elif len(name) > LONGEST_NAME:
        refusals.append(Refusal("name_too_long", "name", {"most": LONGEST_NAME}))
    elif work.session.execute(
        select(Policy.id).where(func.lower(Policy.name) == name.lower(), Policy.id != (own_id or 0))
    ).first():
        refusals.append(Refusal("policy_name_taken", "name", {"name": name}))
    if len(draft.note) > LONGEST_NOTE:
        refusals.append(Refusal("note_too_long", "note", {"most": LONGEST_NOTE}))
    try:
        doc = read_document(draft.document)
    except Refused as refused:
        raise Refused([*refusals, *refused.refusals]) from None
    if refusals:
        raise Refused(refusals)
    return doc


def _add_version(
    work: Work,
    row: Policy,
    number: int,
    doc: PolicyDocument,
    note: str,
    applies_from: dt.date | None = None,
) -> None:
    work.session.add(
        PolicyVersion(
            tenant_id=work.tenant.id,
            policy_id=row.id,
            number=number,
            kind=doc.kind,
            document=stored(doc),
            note=note.strip(),
            author_id=work.actor.person_id,
            applies_from=applies_from,
        )
    )
    work.session.flush()


def _record(
    work: Work, row: Policy, action: str, before: dict[str, Any], after: dict[str, Any], note: str
) -> None:
    work.record(
        "policy",
        entity_id=row.id,
        entity_ref=row.ref,
        action=action,
        before=before,
        after={**after, **({"note": note.strip()} if note.strip() else {})},
    )
