"""Clients: found or made with a reservation, changed, merged, erased."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select, update

from app.actions.actor import Actor
from app.actions.audit import Subject, changed
from app.actions.refs import name_key, new_ref
from app.actions.transaction import Attempt, Idempotency, NotFound, Work, run
from app.domain.refusal import Refusal, Refused
from app.models import AuditPrivate, Client, Reservation

LONGEST = {"name": 200, "email": 200, "phone": 60, "country": 60, "notes": 20_000}


@dataclass(frozen=True)
class ClientFields:
    """What is kept of a client."""

    name: str
    email: str = ""
    phone: str = ""
    country: str = ""
    notes: str = ""


@dataclass(frozen=True)
class ClientChoice:
    """A client that exists, by reference, or the fields of a new one."""

    ref: str = ""
    fields: ClientFields | None = None


def choose(work: Work, choice: ClientChoice) -> int:
    """Answer the key of the chosen client, made if need be; until the end nobody merges or erases them.

    Refuses: no_such_client, client_needs_name, text_too_long.
    """
    if choice.ref:
        found = work.session.execute(
            select(Client.id)
            .where(Client.ref == choice.ref, Client.merged_into_id.is_(None), Client.erased_at.is_(None))
            .with_for_update(read=True)
        ).scalar_one_or_none()
        if found is None:
            raise Refused([Refusal("no_such_client", "client", {})])
        return found
    if choice.fields is None:
        raise Refused([Refusal("client_needs_name", "client", {})])
    _refuse(choice.fields, name="client")
    return _add(work, choice.fields).id


def create(actor: Actor, fields: ClientFields, *, idempotency: Idempotency | None = None) -> str:
    """Add a client and answer the reference.

    Refuses: client_needs_name, text_too_long.
    """

    def body(work: Work) -> str:
        _refuse(fields)
        return _add(work, fields).ref

    return run(actor, Attempt("client", "added"), body, idempotency=idempotency)


def change(actor: Actor, ref: str, fields: ClientFields, *, version: int) -> None:
    """Change what is kept of a client.

    Refuses: client_needs_name, text_too_long, stale (409).
    """

    def body(work: Work) -> None:
        row = _locked(work, ref)
        _refuse(fields)
        if row.version != version:
            raise Refused([Refusal("stale", None, {"version": row.version, "yours": version}, status=409)])
        before = _snapshot(row)
        _fill(row, fields)
        row.version += 1
        _record(work, row, "changed", before)

    run(actor, Attempt("client", "changed", entity_ref=ref), body)


def merge(actor: Actor, ref: str, *, into: str) -> None:
    """Make one client of two: reservations and notes go to the one that remains.

    Refuses: same_client.
    """

    def body(work: Work) -> None:
        if ref == into:
            raise Refused([Refusal("same_client", "into", {})])
        first, second = sorted([ref, into])
        locked = {one: _locked(work, one) for one in (first, second)}
        gone, kept = locked[ref], locked[into]
        before = _snapshot(kept)
        kept.email, kept.phone = kept.email or gone.email, kept.phone or gone.phone
        kept.country = kept.country or gone.country
        kept.notes = "\n".join(text for text in (kept.notes, gone.notes) if text)
        kept.search_key = name_key(kept.name, kept.email, kept.phone)
        kept.version += 1
        gone.merged_into_id = kept.id
        gone.version += 1
        work.session.execute(
            update(Reservation).where(Reservation.client_id == gone.id).values(client_id=kept.id)
        )
        work.session.execute(
            update(Client).where(Client.merged_into_id == gone.id).values(merged_into_id=kept.id)
        )
        _record(
            work,
            kept,
            "merged",
            before,
            linked=[{"entity": "client", "id": gone.id, "ref": gone.ref}],
        )

    run(actor, Attempt("client", "merged", entity_ref=into, request={"from": ref}), body)


def erase(actor: Actor, ref: str) -> None:
    """Erase the personal data of a client, in the row and in the record; reservations and entries stay."""

    def body(work: Work) -> None:
        row = _locked(work, ref)
        family = [row, *work.session.execute(select(Client).where(Client.merged_into_id == row.id)).scalars()]
        ids = [member.id for member in family]
        for member in family:
            _fill(member, ClientFields(name=""))
            member.erased_at = work.now
            member.version += 1
        work.session.execute(delete(AuditPrivate).where(AuditPrivate.client_id.in_(ids)))
        # A form that was opened before must not bring the note back: it is stale from now on.
        work.session.execute(
            update(Reservation)
            .where(Reservation.client_id.in_(ids), Reservation.note != "")
            .values(note="", version=Reservation.version + 1)
        )
        work.record("client", entity_id=row.id, entity_ref=row.ref, action="erased")

    run(actor, Attempt("client", "erased", entity_ref=ref), body)


def _refuse(fields: ClientFields, *, name: str = "name") -> None:
    """Refuse what is no client.

    Refuses: client_needs_name, text_too_long.
    """
    refusals = [
        Refusal("text_too_long", name if field == "name" else field, {"most": LONGEST[field]})
        for field, text in asdict(fields).items()
        if len(text) > LONGEST[field]
    ]
    if not fields.name.strip():
        refusals.insert(0, Refusal("client_needs_name", name, {}))
    if refusals:
        raise Refused(refusals)


def _add(work: Work, fields: ClientFields) -> Client:
    row = Client(tenant_id=work.tenant.id, ref=new_ref(), version=1)
    _fill(row, fields)
    work.session.add(row)
    work.session.flush()
    _record(work, row, "added", {})
    return row


def _fill(row: Client, fields: ClientFields) -> None:
    row.name, row.email = fields.name.strip(), fields.email.strip().lower()
    row.phone, row.country, row.notes = fields.phone.strip(), fields.country.strip(), fields.notes.strip()
    row.name_key = name_key(row.name)
    row.search_key = name_key(row.name, row.email, row.phone)


def _locked(work: Work, ref: str) -> Client:
    row = work.session.execute(
        select(Client)
        .where(Client.ref == ref, Client.merged_into_id.is_(None), Client.erased_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("client")
    return row


def _snapshot(row: Client) -> dict[str, Any]:
    return {
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "country": row.country,
        "notes": row.notes,
    }


def _record(work: Work, row: Client, action: str, before: dict[str, Any], **more: Any) -> None:
    old, new = changed(before, _snapshot(row))
    work.record(
        "client",
        entity_id=row.id,
        entity_ref=row.ref,
        action=action,
        before=old,
        after=new,
        subject=Subject(client_id=row.id),
        **more,
    )
