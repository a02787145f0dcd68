"""Devices on which a member is told: added by the browser itself, chosen for, tried and removed by their owner alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from app import push_addresses
from app.actions.actor import Actor
from app.actions.audit import Subject
from app.actions.refs import new_ref
from app.actions.transaction import Attempt, NotFound, Work, run
from app.domain.notices import Event
from app.domain.refusal import Refusal, Refused
from app.models import Device
from app.queues import NOW

PUSH_TEST = "push_test"
AT_FIRST = (Event.REQUESTED, Event.MADE, Event.CANCELLED, Event.LOCK_ASKED)
LONGEST_NAME = 60
MOST_DEVICES = 20


@dataclass(frozen=True)
class Subscription:
    """What a browser gives to be reached: an address at its push service, and its keys."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class DeviceFields:
    """What a member chooses for a device.

    Units:   quiet hours are wall times of the business; both or none.
    """

    name: str
    events: Collection[str]
    quiet_from: dt.time | None = None
    quiet_until: dt.time | None = None
    shows_names: bool = False


def add(actor: Actor, asked: Subscription, *, name: str, loopback: bool = False) -> str:
    """Let a browser be told, and answer its reference; of one that is known already only the keys are taken.

    Whoever else was told in the same browser is no longer: it shows what it gets to who sits before it.

    Refuses: push_address_bad, push_address_away, devices_too_many.
    """
    _check(asked, loopback=loopback)

    def body(work: Work) -> str:
        work.wait_for(f"devices:{work.tenant.id}:{actor.person_id}")
        found = work.session.execute(
            select(Device).where(Device.endpoint == asked.endpoint).with_for_update()
        ).scalar_one_or_none()
        if found is not None and found.person_id == actor.person_id:
            found.p256dh, found.auth, found.failures = asked.p256dh, asked.auth, 0
            return found.ref
        if found is not None:
            _take_away(work, found)
        _refuse_too_many(work)
        row = Device(
            tenant_id=work.tenant.id, ref=new_ref(), person_id=actor.person_id, name=name[:LONGEST_NAME],
            endpoint=asked.endpoint, p256dh=asked.p256dh, auth=asked.auth, events=[*AT_FIRST],
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        _record(work, row, "added", after=_facts(row))
        return row.ref

    return str(run(actor, Attempt("device", "added"), body))


def change(actor: Actor, ref: str, wanted: DeviceFields) -> None:
    """Change what a device is called, of what it is told, and when not.

    Refuses: name_needed, name_too_long, quiet_hours_half.
    """
    refusals = []
    if not wanted.name:
        refusals.append(Refusal("name_needed", "name", {}))
    elif len(wanted.name) > LONGEST_NAME:
        refusals.append(Refusal("name_too_long", "name", {"most": LONGEST_NAME}))
    if (wanted.quiet_from is None) != (wanted.quiet_until is None):
        field = "quiet_from" if wanted.quiet_from is None else "quiet_until"
        refusals.append(Refusal("quiet_hours_half", field, {}))

    def body(work: Work) -> None:
        row = _own(work, ref)
        if refusals:
            raise Refused(refusals)
        before = _facts(row)
        row.name, row.shows_names = wanted.name, wanted.shows_names
        row.events = [event.value for event in Event if event.value in wanted.events]
        row.quiet_from, row.quiet_until = wanted.quiet_from, wanted.quiet_until
        after = _facts(row)
        if before != after:
            _record(work, row, "changed", before=before, after=after)

    run(actor, Attempt("device", "changed", entity_ref=ref), body)


def renew(actor: Actor, old_endpoint: str, asked: Subscription, *, loopback: bool = False) -> None:
    """Take the new address of a device whose browser was given another.

    Refuses: push_address_bad, push_address_away.
    """
    _check(asked, loopback=loopback)

    def body(work: Work) -> None:
        row = work.session.execute(
            select(Device)
            .where(Device.endpoint == old_endpoint, Device.person_id == actor.person_id)
            .with_for_update()
        ).scalar_one_or_none()
        if row is None:
            raise NotFound("device")
        row.endpoint, row.p256dh, row.auth, row.failures = asked.endpoint, asked.p256dh, asked.auth, 0

    run(actor, Attempt("device", "renewed"), body)


def try_out(actor: Actor, ref: str) -> None:
    """Send a device a message that says no more than that it arrives."""
    run(
        actor,
        Attempt("device", "tried", entity_ref=ref),
        lambda work: work.later(PUSH_TEST, queue=NOW, device=_own(work, ref).id),
    )


def remove(actor: Actor, ref: str) -> None:
    """Tell a device nothing any more."""
    run(actor, Attempt("device", "removed", entity_ref=ref), lambda work: _take_away(work, _own(work, ref)))


def forget(work: Work, device_id: int) -> None:
    """Remove a device of which its push service says that it is gone."""
    row = work.session.get(Device, (work.tenant.id, device_id))
    if row is not None:
        _take_away(work, row)


def _check(asked: Subscription, *, loopback: bool) -> None:
    """Refuse what is no subscription, or one that leads into this network, before any row is touched."""
    if not (
        push_addresses.is_well_formed(asked.endpoint, loopback=loopback)
        and push_addresses.are_keys(asked.p256dh, asked.auth)
    ):
        raise Refused([Refusal("push_address_bad", None, {})])
    host, port = push_addresses.host_of(asked.endpoint)
    try:
        push_addresses.addresses_of(host, port, loopback=loopback)
    except push_addresses.NotPublic as problem:
        raise Refused([Refusal("push_address_bad", None, {})]) from problem
    except OSError as problem:
        raise Refused([Refusal("push_address_away", None, {})]) from problem


def _refuse_too_many(work: Work) -> None:
    asked = select(func.count()).select_from(Device).where(Device.person_id == work.actor.person_id)
    if work.session.execute(asked).scalar_one() >= MOST_DEVICES:
        raise Refused([Refusal("devices_too_many", None, {"most": MOST_DEVICES})])


def _own(work: Work, ref: str) -> Device:
    """Lock a device of the actor's own; others' are not there."""
    found = work.session.execute(
        select(Device)
        .where(Device.ref == ref, Device.person_id == work.actor.person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("device")
    return found


def _take_away(work: Work, row: Device) -> None:
    _record(work, row, "removed", before=_facts(row))
    work.session.execute(delete(Device).where(Device.id == row.id))
    work.session.expunge(row)


def _facts(row: Device) -> dict[str, Any]:
    """Answer what the record keeps of a device; where it is reached is nobody's business."""
    return {
        "name": row.name,
        "events": list(row.events),
        "quiet_from": row.quiet_from,
        "quiet_until": row.quiet_until,
        "shows_names": row.shows_names,
    }


def _record(
    work: Work,
    row: Device,
    action: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    work.record(
        "device",
        entity_id=row.id,
        entity_ref=row.ref,
        action=action,
        before=before,
        after=after,
        subject=Subject(person_id=row.person_id),
    )
