"""Remind clients some days before they arrive, once each, in the morning of their business's own zone."""

from __future__ import annotations

import datetime as dt

import structlog
from sqlalchemy import Select, select, text

from app import tenancy
from app.actions.actor import POLICY
from app.actions.mails.story import load_story
from app.actions.mails.telling import About, to_client
from app.actions.sweeping import is_alone
from app.actions.transaction import Attempt, Work, run
from app.domain.localtime import local_date
from app.domain.mails import REMINDER_DAYS, Kind
from app.domain.words import State
from app.extensions import look_up
from app.models import Client, Mail, Reservation
from app.queries.mails import Switches, load_switches
from app.queries.states import effective_state

IN_THE_MORNING = dt.time(9)
BATCH = 100


def remind_all(now: dt.datetime) -> int:
    """Remind in every tenant, and answer how many clients; one in which it fails does not keep the others waiting."""
    log, done = structlog.get_logger("reminding"), 0
    for row in look_up("SELECT * FROM tenants_to_remind(:at, :days) AS id", at=now, days=REMINDER_DAYS):
        tenant = tenancy.find_by_id(row.id)
        if tenant is None:
            continue
        try:
            with tenancy.entered(tenant):
                while count := int(run(POLICY, Attempt("mail", "remind"), _batch)):
                    done += count
        except Exception:
            log.exception("reminding failed", tenant_id=row.id)
    return done


def _batch(work: Work) -> int:
    """Remind the next clients; two workers at once do each once, since one waits for nothing and does nothing."""
    switches = load_switches()
    if Kind.REMINDER in switches.switched_off or not is_alone(work, "reminders"):
        return 0
    found = list(work.session.execute(_due(work, switches)).scalars())
    for key in found:
        story = load_story([key])
        if story is not None:
            to_client(work, story, Kind.REMINDER, about=About([key], {}, {}), entry_id=None)
    return len(found)


def _due(work: Work, switches: Switches) -> Select[int]:
    """Ask for reservations whose morning has come, that were made before it, and whose client was not reminded.

    Who reserves later than that knows it from the confirmation.
    """
    today = local_date(work.now, work.tenant.zone)
    morning = text("(arrives_on - :days + :at) AT TIME ZONE :zone").bindparams(
        days=switches.reminder_days, at=IN_THE_MORNING, zone=work.tenant.timezone
    )
    is_due = text(f"({morning.text}) <= :now AND made_at < ({morning.text})").bindparams(
        days=switches.reminder_days, at=IN_THE_MORNING, zone=work.tenant.timezone, now=work.now
    )
    reminded = select(Mail.id).where(Mail.reservation_id == Reservation.id, Mail.kind == Kind.REMINDER.value)
    return (
        select(Reservation.id)
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .where(
            Reservation.arrives_on >= today,
            Reservation.arrives_on <= today + dt.timedelta(days=switches.reminder_days),
            Reservation.starts_at > work.now,
            effective_state(work.now) == State.CONFIRMED.value,
            Client.erased_at.is_(None),
            Client.email != "",
            is_due,
            ~reminded.exists(),
        )
        .order_by(Reservation.arrives_on, Reservation.id)
        .limit(BATCH)
    )
