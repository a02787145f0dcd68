"""Clients: found or made with a reservation, changed, merged, erased."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select, update

from app.actions.actor import Actor
from app.actions.audit import Subject, changed
from app.actions.mails.desk import address_of
from app.actions.mails.erasing import erase_mails
from app.actions.refs import name_key, new_ref
from app.actions.tenants import LOCALES
from app.actions.transaction import Attempt, Idempotency, NotFound, Work, run
from app.domain.refusal import Refusal, Refused
from app.models import AuditPrivate, Client, Mail, Reservation, ReservationGroup

LONGEST = {"name": 200, "email": 200, "phone": 60, "country": 60, "notes": 20_000}
SHOWN = (*LONGEST, "language")


@dataclass(frozen=True)
class ClientFields:
    """What is kept of a client."""

    name: str
    email: str = ""
    phone: str = ""
    country: str = ""
    notes: str = ""
    language: str = ""


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
    return _add(work, choice.fields)[0]


def create(actor: Actor, fields: ClientFields, *, idempotency: Idempotency | None = None) -> str:
    """Add a client and answer the reference.

    Refuses: client_needs_name, text_too_long, bad_email.
    """

    def body(work: Work) -> str:
        _refuse(fields, had_email="")
        return _add(work, fields)[1]

    return run(actor, Attempt("client", "added"), body, idempotency=idempotency)


def change(actor: Actor, ref: str, fields: ClientFields, *, version: int) -> None:
    """Change what is kept of a client.

    Refuses: client_needs_name, text_too_long, bad_email, stale (409).
    """

    def body(work: Work) -> None:
        row = _locked(work, ref)
        _refuse(fields, had_email=row.email)
        if row.version != version:
            raise Refused([Refusal("stale", None, {"version": row.version, "yours": version}, status=409)])
        before = _snapshot(row)
        _fill(row, fields)
        row.version += 1
        _record(work, row.id, row.ref, "changed", before, _snapshot(row))

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
        kept.country, kept.language = kept.country or gone.country, kept.language or gone.language
        kept.notes = "\n".join(text for text in (kept.notes, gone.notes) if text)
        kept.search_key = name_key(kept.name, kept.email, kept.phone)
        kept.version += 1
        gone.merged_into_id = kept.id
        gone.version += 1
        for model in (Reservation, ReservationGroup, Mail):
            moved = update(model).where(model.client_id == gone.id).values(client_id=kept.id)
            work.session.execute(moved)
        work.session.execute(
            update(Client).where(Client.merged_into_id == gone.id).values(merged_into_id=kept.id)
        )
        _record(
            work,
            kept.id,
            kept.ref,
            "merged",
            before,
            _snapshot(kept),
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
        erase_mails(work, ids)
        # A form that was opened before must not bring the note back: it is stale from now on.
        work.session.execute(
            update(Reservation)
            .where(Reservation.client_id.in_(ids), Reservation.note != "")
            .values(note="", version=Reservation.version + 1)
        )
        work.record("client", entity_id=row.id, entity_ref=row.ref, action="erased")

    run(actor, Attempt("client", "erased", entity_ref=ref), body)


def _refuse(fields: ClientFields, *, name: str = "name", had_email: str | None = None) -> None:
    """Refuse what is no client; an address that was there before, as one that was imported, may stay as it is.

    Shapes:  without `had_email` the address was judged before.
    Refuses: client_needs_name, text_too_long, bad_email, no_such_language.
    """
    refusals = [
        Refusal("text_too_long", name if field == "name" else field, {"most": LONGEST[field]})
        for field, text in asdict(fields).items()
        if field in LONGEST and len(text) > LONGEST[field]
    ]
    email = fields.email.strip()
    if had_email is not None and email and email.lower() != had_email and address_of(email) is None:
        refusals.append(Refusal("bad_email", "email", {}))
    if fields.language and fields.language not in LOCALES:
        refusals.append(Refusal("no_such_language", "language", {}))
    if not fields.name.strip():
        refusals.insert(0, Refusal("client_needs_name", name, {}))
    if refusals:
        raise Refused(refusals)


def _add(work: Work, fields: ClientFields) -> tuple[int, str]:
    """Add a client and answer its key and its reference."""
    key, ref, kept = work.writer.new_id(Client), new_ref(), _kept(fields)
    work.writer.add((Client, [{"tenant_id": work.tenant.id, "id": key, "ref": ref, "version": 1, **kept}]))
    _record(work, key, ref, "added", {}, {name: kept[name] for name in SHOWN})
    return key, ref


def _fill(row: Client, fields: ClientFields) -> None:
    for name, value in _kept(fields).items():
        setattr(row, name, value)


def _kept(fields: ClientFields) -> dict[str, str]:
    """Answer what the row of a client keeps, with the keys by which it is sorted and found."""
    name, email, phone = fields.name.strip(), fields.email.strip().lower(), fields.phone.strip()
    return {
        "name": name,
        "email": email,
        "phone": phone,
        "country": fields.country.strip(),
        "notes": fields.notes.strip(),
        "language": fields.language,
        "name_key": name_key(name),
        "search_key": name_key(name, email, phone),
    }


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
    return {name: getattr(row, name) for name in SHOWN}


def _record(
    work: Work, key: int, ref: str, action: str, before: dict[str, Any], after: dict[str, Any], **more: Any
) -> None:
    old, new = changed(before, after)
    work.record(
        "client",
        entity_id=key,
        entity_ref=ref,
        action=action,
        before=old,
        after=new,
        subject=Subject(client_id=key),
        **more,
    )
