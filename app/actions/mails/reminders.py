"""Remind clients some days before they arrive, once of each day, in the morning of their business's own zone."""

from __future__ import annotations

import datetime as dt
from functools import partial

import structlog
from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

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
ATTEMPT = Attempt("mail", "remind")
BY_ARRIVAL = (Reservation.arrives_on, Reservation.id)
Place = tuple[dt.date, int]


def remind_all(now: dt.datetime) -> int:
    """Remind in every tenant, and answer how many clients; one in which it fails does not keep the others waiting."""
    log, done = structlog.get_logger("reminding"), 0
    for row in look_up("SELECT * FROM tenants_to_remind(:at, :days) AS id", at=now, days=REMINDER_DAYS):
        tenant = tenancy.find_by_id(row.id)
        if tenant is None:
            continue
        try:
            with tenancy.entered(tenant):
                done += _remind_tenant()
        except Exception:
            log.exception("reminding failed", tenant_id=row.id)
    return done


def _remind_tenant() -> int:
    """Remind of each reservation in a transaction of its own; one of which it fails is told and left to the next run."""
    log, done, after = structlog.get_logger("reminding"), 0, (dt.date.min, 0)
    while found := _next(after):
        after = found[-1]
        for _, key in found:
            try:
                done += int(run(POLICY, ATTEMPT, partial(_remind, key=key)))
            except Exception:
                log.exception("a reminder failed", tenant_id=tenancy.current().id, reservation_id=key)
    return done


def _next(after: Place) -> list[Place]:
    """Answer the next that are due, behind those that this run has seen."""
    found = run(POLICY, ATTEMPT, lambda work: _find(work, tuple_(*BY_ARRIVAL) > after))
    return [] if isinstance(found, str) else found


def _remind(work: Work, *, key: int) -> int:
    """Remind of one, and answer whether that was due; two workers at once do it once, since one waits for nothing."""
    if not is_alone(work, "reminders") or not _find(work, Reservation.id == key):
        return 0
    story = load_story([key])
    if story is None:
        return 0
    to_client(work, story, Kind.REMINDER, about=About([key], {}, {}), entry_id=None)
    return 1


def _find(work: Work, which: ColumnElement[bool]) -> list[Place]:
    switches = load_switches()
    if Kind.REMINDER in switches.switched_off:
        return []
    asked = _due(work, switches).where(which).order_by(*BY_ARRIVAL).limit(BATCH)
    return [(arrives_on, key) for arrives_on, key in work.session.execute(asked)]


def _due(work: Work, switches: Switches) -> Select[dt.date, int]:
    """Ask for reservations whose morning has come, that were made before it, and of which nothing was written since.

    Who reserves later, or is told of a change later, knows it from that mail; a stay that was reminded of and then
    moved has another morning.
    """
    today = local_date(work.now, work.tenant.zone)
    morning = func.timezone(
        work.tenant.timezone, Reservation.arrives_on - switches.reminder_days + literal(IN_THE_MORNING)
    )
    told = select(Mail.id).where(
        Mail.reservation_id == Reservation.id, Mail.audience == "client", Mail.made_at >= morning
    )
    return (
        select(Reservation.arrives_on, Reservation.id)
        .join(Client, (Client.tenant_id == Reservation.tenant_id) & (Client.id == Reservation.client_id))
        .where(
            Reservation.arrives_on >= today,
            Reservation.arrives_on <= today + dt.timedelta(days=switches.reminder_days),
            Reservation.starts_at > work.now,
            effective_state(work.now) == State.CONFIRMED.value,
            Client.erased_at.is_(None),
            Client.email != "",
            morning <= work.now,
            Reservation.made_at < morning,
            ~told.exists(),
        )
    )
