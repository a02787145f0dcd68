"""One action, one transaction: gather, decide, write, then tell the world.

`run` opens it, retries what the database asks to retry, turns a violated constraint into a refusal,
and writes a refusal down in a transaction of its own, after its own has been rolled back.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import clock
from app.actions import audit
from app.actions.actor import Actor
from app.actions.handing import PATIENCE, Parcel, hand_on
from app.actions.refs import digest_of, new_ref
from app.actions.writer import Writer
from app.domain.notices import event_of
from app.domain.refusal import Refusal, Refused
from app.domain.words import ActorKind
from app.extensions import DbSession, db
from app.live import events
from app.models import IdempotencyKey, OutboxRow, Reservation
from app.queries.leaves import TOUCHED
from app.queries.plain import rows_of
from app.queues import DEFAULT
from app.tenancy import Tenant, current

T = TypeVar("T")

ATTEMPTS = 5
DEADLOCK, SERIALIZATION, LOCK_TIMEOUT, EXCLUSION, UNIQUE = "40P01", "40001", "55P03", "23P01", "23505"
UNIT_LOCKS = 1 << 60
KEY_LOCKS = "idempotency:"
LONGEST_KEY = 200
NOTICES = "notices"

_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
_LOCK_TOUCHED = text(f"""{TOUCHED}
    SELECT id, pg_advisory_xact_lock(:base + id) FROM (SELECT id FROM leaf ORDER BY id) AS ordered
""")  # noqa: S608 - of our own words
_LOCK_NAME = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_STORED = select(IdempotencyKey.action, IdempotencyKey.body_digest, IdempotencyKey.reference).where(
    IdempotencyKey.key == bindparam("key")
)


class NotFound(Exception):
    """The row does not exist in the entered tenant."""


@dataclass(frozen=True)
class Attempt:
    """What is tried, so that a refusal can be written down whole and replayed later."""

    entity: str
    action: str
    entity_ref: str = ""
    request: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Answer what the stored answer of a key calls this action."""
        return f"{self.entity}.{self.action}"


@dataclass(frozen=True)
class Idempotency:
    """The key of a form and the digest of what it asked for."""

    key: str
    body: dict[str, Any]

    def __post_init__(self) -> None:
        """Keep no more of a key than an index can hold."""
        object.__setattr__(self, "key", self.key[:LONGEST_KEY])

    @property
    def digest(self) -> bytes:
        """Answer the digest by which two bodies are told apart."""
        return digest_of(self.body)


@dataclass
class Work:
    """An open transaction of one action."""

    actor: Actor
    attempt: Attempt
    tenant: Tenant
    now: dt.datetime
    session: DbSession
    writer: Writer = field(init=False)
    parcels: list[Parcel] = field(default_factory=list)
    departures: set[int] = field(default_factory=set)
    before_commit: dict[str, Callable[[], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Write in the transaction of the session."""
        self.writer = Writer(self.session)

    def lock_units(self, unit_ids: Iterable[int]) -> None:
        """Wait for the units, in one order for everybody, and read the clock once they are held."""
        keys = sorted({UNIT_LOCKS + unit_id for unit_id in unit_ids})
        rows_of(_LOCK, {"keys": keys})
        self.now = clock.now()

    def lock_touched(self, refs: Iterable[str]) -> set[int]:
        """Wait as `lock_units` does for some units and all that a claim on them touches, and answer their keys."""
        locked = rows_of(_LOCK_TOUCHED, {"refs": sorted(set(refs)), "base": UNIT_LOCKS})
        self.now = clock.now()
        return set(locked.scalars())

    def wait_for(self, name: str) -> None:
        """Wait for whoever works on the same thing, which is no unit."""
        rows_of(_LOCK_NAME, {"name": name})

    def later(self, job: str, *, queue: str = DEFAULT, at: dt.datetime | None = None, **ids: int) -> None:
        """Ask for a job after the commit, by ids alone: it is done once, even if Redis is lost on the way.

        Shapes:  `job` is a name in `app.jobs.kinds`; its function is given the ids. With `at` the relay sends it then.
        """
        parcel = Parcel(new_ref(), queue, 1)
        if at is None:
            self.parcels.append(parcel)
        row = {"tenant_id": self.tenant.id, "ref": parcel.ref, "job": job, "queue": queue, "ids": ids,
               "made_at": self.now, "look_at": at or self.now + PATIENCE}  # fmt: skip
        self.writer.add((OutboxRow, [row]))

    def record(self, entity: str, **facts: Any) -> int:
        """Write an audit entry of this action, and ask for the notices of what it tells; see `audit.write`."""
        entry_id = audit.write(self.writer, self.actor, self.now, entity=entity, **facts)
        after, linked = facts.get("after") or {}, facts.get("linked") or ()
        if event_of(entity, facts["action"], after=after, linked=linked) is not None:
            self.later(NOTICES, entry=entry_id)
        return entry_id


def run(
    actor: Actor, attempt: Attempt, body: Callable[[Work], T], *, idempotency: Idempotency | None = None
) -> T | str:
    """Run one action in one transaction.

    Shapes:  the body's answer; with a key that was used before, the reference stored with it.
    Raises:  Refused (already written down), NotFound.
    """
    for number in range(1, ATTEMPTS + 1):
        work = Work(actor, attempt, current(), clock.now(), db.session)
        try:
            answer = _once(work, body, idempotency)
        except Refused as refused:
            db.session.rollback()
            _write_refusal(actor, attempt, refused)
            raise
        except DBAPIError as error:
            db.session.rollback()
            refusal = _refusal_of(error)
            if number == ATTEMPTS or not _may_pass_later(error):
                if refusal is None:
                    raise
                final = Refused([refusal])
                _write_refusal(actor, attempt, final)
                raise final from error
            time.sleep(0.01 * number)
            continue
        except BaseException:
            db.session.rollback()
            raise
        events.publish(work.tenant.id, work.writer.told)
        hand_on(work.tenant.id, work.parcels)
        return answer
    raise AssertionError("unreachable")


def _once(work: Work, body: Callable[[Work], T], idempotency: Idempotency | None) -> T | str:
    if idempotency is not None:
        stored = _stored_answer(work, idempotency)
        if stored is not None:
            db.session.rollback()
            return stored
    answer = body(work)
    if idempotency is not None:
        work.writer.add((IdempotencyKey, [_used_key(work, idempotency, str(answer))]))
    work.writer.send()
    for finish in work.before_commit.values():
        finish()
    db.session.commit()
    return answer


def _used_key(work: Work, idempotency: Idempotency, reference: str) -> dict[str, Any]:
    return {
        "tenant_id": work.tenant.id,
        "key": idempotency.key,
        "action": work.attempt.name,
        "body_digest": idempotency.digest,
        "status": 201,
        "reference": reference,
    }


def _stored_answer(work: Work, idempotency: Idempotency) -> str | None:
    """Answer what the key stored, once whoever holds it has finished.

    Refuses: key_reused (the same key with another body, or for another action).
    """
    work.wait_for(f"{KEY_LOCKS}{work.tenant.id}:{idempotency.key}")
    row = rows_of(_STORED, {"key": idempotency.key}).one_or_none()
    if row is None:
        return None
    if row.action != work.attempt.name or bytes(row.body_digest) != idempotency.digest:
        raise Refused([Refusal("key_reused", None, {"reference": row.reference})])
    return str(row.reference)


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", "") or "")


def _may_pass_later(error: DBAPIError) -> bool:
    """Tell whether a second run may go through, or at least can name what was in the way."""
    return _sqlstate(error) in {DEADLOCK, SERIALIZATION, LOCK_TIMEOUT, EXCLUSION} or (
        isinstance(error, IntegrityError) and _sqlstate(error) == UNIQUE
    )


def _refusal_of(error: DBAPIError) -> Refusal | None:
    state = _sqlstate(error)
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""
    if state == EXCLUSION:
        return Refusal("taken", "arrives_on", {"constraint": name}, status=409)
    if state == UNIQUE:
        return Refusal("exists_already", None, {"constraint": name}, status=409)
    if state in {DEADLOCK, SERIALIZATION, LOCK_TIMEOUT}:
        return Refusal("busy", None, {}, status=409)
    return None


def _write_refusal(actor: Actor, attempt: Attempt, refused: Refused) -> None:
    """Write a refusal down in a transaction of its own, with the whole request and every code."""
    audit.write(
        Writer(db.session),
        actor,
        clock.now(),
        entity=attempt.entity,
        entity_ref=attempt.entity_ref,
        action=attempt.action,
        outcome="refused",
        request={**attempt.request, "codes": [refusal.code for refusal in refused.refusals]},
        subject=_client_of(attempt) if actor.kind is ActorKind.CLIENT else audit.NOBODY,
    )
    db.session.commit()


def _client_of(attempt: Attempt) -> audit.Subject:
    """Answer the client of the reservation that was to be changed, with whom the address of who asked is erased."""
    if attempt.entity != "reservation" or not attempt.entity_ref:
        return audit.NOBODY
    asked = select(Reservation.client_id).where(Reservation.ref == attempt.entity_ref)
    return audit.Subject(client_id=db.session.execute(asked).scalar_one_or_none())
