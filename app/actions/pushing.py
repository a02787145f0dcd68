"""Tell devices: one delivery for each device and entry of the record, sent by a job of its own.

What is sent twice, because a worker was killed between the push service's answer and the commit, bears the same topic:
the push service and the browser put the second in the place of the first.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import delete, select, text, update

from app import push_services, queues
from app.actions import devices
from app.actions.notices import Notice
from app.actions.outbox import JobFailed
from app.actions.resting import let_rest, rests
from app.actions.transaction import Work
from app.domain.notices import Event, addressee, may_learn
from app.domain.quiet import quiet_ends
from app.language import speaking
from app.models import AuditEntry, Delivery, Device, Person
from app.push_services import Answer, Browser, Message, Outcome, Sender
from app.queries.devices import list_listeners
from app.queries.plain import rows_of
from app.queries.told import About, find_about
from app.sentences import pushed
from app.sentences.pushed import Text

PUSH = "push"
LATE = dt.timedelta(hours=6)  # what is older is told in a sum with the rest
GATHERS = dt.timedelta(minutes=1)  # so long it waits for that rest
FEW = 3  # as many as that are told one by one when quiet hours end
LOCK_WAITS = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=30)
SHARED = "push_shared"
HOURS_12_S, MINUTES_10_S = 12 * 3600, 600
URGENT = frozenset({Event.REQUESTED, Event.LOCK_ASKED, Event.BACKUP_FAILED})

_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True)
class Said:
    """A message for one device: its text, where a press leads, and by what it is known again."""

    words: Text
    path: str
    key: str
    event: str
    ttl_s: int = HOURS_12_S
    urgency: str = "normal"


def tell_devices(work: Work, notice: Notice) -> None:
    """Ask for a push to each device whose member may see it and chose it; nobody is told of their own deeds."""
    if not _sender().private_key:
        return
    entry, event = notice.entry, notice.event
    for each in list_listeners(event=event, person_id=addressee(event, entry.linked)):
        if each.person_id == entry.person_id or not may_learn(each.role, event):
            continue
        ends = quiet_ends(
            work.now, quiet_from=each.quiet_from, quiet_until=each.quiet_until, zone=work.tenant.zone
        )
        if ends is not None and event is Event.LOCK_ASKED:
            continue
        delivery_id = work.writer.new_id(Delivery)
        row = {"tenant_id": work.tenant.id, "id": delivery_id, "device_id": each.id, "entry_id": entry.id,
               "event": event.value, "made_at": entry.recorded_at, "due_at": ends or entry.recorded_at}  # fmt: skip
        work.writer.add((Delivery, [row]))
        later = work.now + GATHERS if work.now - entry.recorded_at > LATE else None
        work.later(PUSH, queue=queues.NOW, at=ends or later, delivery=delivery_id)


def deliver(work: Work, delivery_id: int) -> None:
    """Tell a device what it was to be told, alone or in a sum.

    Raises:  JobFailed when its push service did not take it.
    """
    row = _open(work, delivery_id)
    if row is None:
        return  # settled, or gone with its device
    device = work.session.get_one(Device, (work.tenant.id, row.device_id))
    ends = quiet_ends(
        work.now, quiet_from=device.quiet_from, quiet_until=device.quiet_until, zone=work.tenant.zone
    )
    if row.event == Event.LOCK_ASKED and (ends or work.now - row.made_at > LOCK_WAITS):
        _settle(work, [row], "late")
    elif ends is not None:
        row.due_at = ends
        work.later(PUSH, queue=queues.NOW, at=ends, delivery=row.id)
    else:
        _tell(work, device, row)


def try_out(work: Work, device_id: int) -> None:
    """Send a device a message that says no more than that it arrives.

    Raises:  JobFailed when its push service did not take it.
    """
    device = work.session.get(Device, (work.tenant.id, device_id))
    if device is not None:
        with speaking(_language_of(work, device)):
            said = Said(
                pushed.trial(), "settings/devices", f"test {device.ref}", "test", MINUTES_10_S, "high"
            )
        _send(work, device, said)


def _tell(work: Work, device: Device, row: Delivery) -> None:
    waited = _waited(work, row)
    is_sum = len(waited) > 1 and (_is_late(work, row) or len(waited) > FEW)
    rows = waited if is_sum else [row]
    with speaking(_language_of(work, device)):
        said = _sum(rows) if is_sum else _notice(work, device, row)
    if _send(work, device, said):
        _settle(work, rows, "summed" if is_sum else "told")


def _waited(work: Work, row: Delivery) -> list[Delivery]:
    """Answer what a device is told together: what waited for the end of quiet hours, or for a worker, with a row."""
    if not (_is_late(work, row) or row.due_at > row.made_at):
        return [row]
    name = f"deliveries:{work.tenant.id}:{row.device_id}"
    if not rows_of(_TRY_LOCK, {"name": name}).scalar():
        raise JobFailed(SHARED)
    asked = (
        select(Delivery)
        .where(
            Delivery.device_id == row.device_id,
            Delivery.settled_at.is_(None),
            Delivery.due_at <= work.now,
            Delivery.event != Event.LOCK_ASKED.value,
        )
        .order_by(Delivery.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    open_ones = list(work.session.execute(asked).scalars())
    return [each for each in open_ones if _is_late(work, each) or each.due_at > each.made_at]


def _is_late(work: Work, row: Delivery) -> bool:
    return work.now - row.due_at > LATE


def _open(work: Work, delivery_id: int) -> Delivery | None:
    """Lock a delivery that nobody has settled.

    Raises:  JobFailed while another worker is at it.
    """
    asked = select(Delivery).where(Delivery.id == delivery_id, Delivery.settled_at.is_(None))
    locked = asked.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    row = work.session.execute(locked).scalar_one_or_none()
    if row is None and work.session.execute(asked).first() is not None:
        raise JobFailed(SHARED)
    return row


def _settle(work: Work, rows: list[Delivery], outcome: str) -> None:
    for row in rows:
        row.settled_at, row.outcome = work.now, outcome


def _notice(work: Work, device: Device, row: Delivery) -> Said:
    event = Event(row.event)
    about = find_about(work.session.get_one(AuditEntry, (work.tenant.id, row.entry_id)))
    return Said(
        pushed.notice(event, about, shows_names=device.shows_names),
        _path(about),
        f"entry {row.entry_id}",
        row.event,
        MINUTES_10_S if event is Event.LOCK_ASKED else HOURS_12_S,
        "high" if event in URGENT else "normal",
    )


def _sum(rows: list[Delivery]) -> Said:
    """Tell of many at once; done again after a worker was killed, it begins with the same and so has the same topic."""
    return Said(pushed.sum_of(len(rows)), "notices", f"sum {rows[0].id}", "sum")


def _path(about: About) -> str:
    """Answer the page below the members' pages that a press opens."""
    if about.entity == "group":
        return f"groups/{about.ref}"
    if about.ref:
        return f"reservations/{about.ref}"
    return "timeline" if about.entity == "lock" else ""


def _language_of(work: Work, device: Device) -> str:
    asked = select(Person.locale).where(Person.id == device.person_id)
    return work.session.execute(asked).scalar_one_or_none() or work.tenant.locale


def _sender() -> Sender:
    settings = current_app.config["SETTINGS"]
    return Sender(settings.vapid_private_key, settings.vapid_contact, settings.pushes_to_loopback)


def _send(work: Work, device: Device, said: Said) -> bool:
    """Hand a message to a device's push service, and tell whether it was taken.

    Raises:  JobFailed when it is to be tried again, or never will be taken.
    """
    host = urlsplit(device.endpoint).netloc
    if rests(PUSH, host):
        raise JobFailed("push_away")
    topic = hashlib.sha256(f"{work.tenant.id} {said.key}".encode()).hexdigest()[:24]
    content = {
        "title": said.words.title,
        "body": said.words.body,
        "path": said.path,
        "tag": topic,
        "event": said.event,
    }
    browser = Browser(device.endpoint, device.p256dh, device.auth)
    answer = push_services.send(_sender(), browser, Message(content, topic, said.ttl_s, said.urgency))
    return _understood(work, device, answer, host=host)


def _understood(work: Work, device: Device, answer: Answer, *, host: str) -> bool:
    if answer.outcome is Outcome.TAKEN:
        device.failures, device.last_sent_at = 0, work.now
        old = Delivery.settled_at < work.now - KEPT
        work.session.execute(delete(Delivery).where(Delivery.device_id == device.id, old))
        return True
    if answer.outcome is Outcome.GONE:
        devices.forget(work, device.id)
        return False
    if answer.outcome is Outcome.AWAY:
        let_rest(PUSH, host)
    raise JobFailed(
        f"push_{answer.outcome}",
        is_final=answer.outcome is Outcome.REFUSED,
        after=answer.after,
        then=lambda later: _count_failure(later, device.id),
    )


def _count_failure(work: Work, device_id: int) -> None:
    work.session.execute(update(Device).where(Device.id == device_id).values(failures=Device.failures + 1))
