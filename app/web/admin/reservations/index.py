"""The list of reservations: search, filters, pages, and the same rows as a table for spreadsheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import abort, request, url_for

from app import clock
from app.actions import exports
from app.actions.refs import name_key
from app.domain.localtime import local_date
from app.domain.permissions import Permission
from app.domain.words import State
from app.queries.chosen import COUNTED, count_reservations
from app.queries.policies import rules
from app.queries.reservations import ReservationRow, list_reservations
from app.queries.units import list_types
from app.queries.wanted import Wanted, look_up
from app.sentences import periods
from app.sentences.base import _
from app.sentences.words import counted, state_word
from app.tenancy import current
from app.web import filters
from app.web.admin.reservations.blueprint import pages
from app.web.forms.reader import Reader
from app.web.forms.spreadsheet import download
from app.web.fragments import respond
from app.web.guard import allow
from app.web.members import actor, me
from app.web.places import read_place, write_place

PAGE = 50
EXPORTED_AT_ONCE = 2_000
FILTERS = ("q", "state", "type", "from", "to")


@pages.get("")
@allow(Permission.SEE_RESERVATIONS)
def index() -> Any:
    """List reservations; without a filter, those of today and to come."""
    wanted, errors = _wanted()
    now = clock.now()
    if request.args.get("format") == "csv":
        member = me()
        if member is None or not member.may(Permission.EXPORT):
            abort(403)
        days = {
            name: day.isoformat() if day else ""
            for name, day in (("first", wanted.first), ("last", wanted.last))
        }
        exports.note(actor("reservations"), exports.RESERVATIONS, **days)
        return _spreadsheet(wanted, now)
    wanted, after = look_up(wanted), read_place(request.args.get("cursor", ""))
    rows = list_reservations(wanted, now, most=PAGE + 1, after=after)
    shown, more = rows[:PAGE], len(rows) > PAGE
    kept: dict[str, Any] = {name: request.args[name] for name in FILTERS if name in request.args}
    return respond(
        "admin/reservations/index.html",
        "admin/reservations/_list.html",
        also=("admin/reservations/_list_beside.html",),
        rows=shown,
        lengths={row.ref: length_of(row) for row in shown},
        whens={row.ref: periods.said(row.period) for row in shown},
        count=count_reservations(wanted, now) if more or after else len(shown),
        counted=COUNTED,
        older=url_for(".index", **kept, cursor=write_place(shown[-1].place)) if more else "",
        first=url_for(".index", **kept) if request.args.get("cursor") else "",
        is_coming=wanted.first is not None,
        is_filtered=bool({name for name, value in kept.items() if value}),
        kept=kept,
        filters=_shown_filters(wanted, kept),
        errors=errors,
        types=[(one.ref, one.name) for one in list_types()],
        states=[(state.value, filters.STATE_WORDS[state.value]) for state in State],
        views=_views(kept),
    )


def _wanted() -> tuple[Wanted, dict[str, list[str]]]:
    """Read the filters; a bare address means what is here or still to come."""
    reader = Reader(request.args)
    text = reader.text("q", most=100)
    named = request.args.get("state", "")
    wanted = Wanted(
        text=text,
        key=name_key(text),
        state=State(named) if named in set(State) else None,
        type_ref=reader.text("type", most=80),
        first=reader.date("from"),
        last=reader.date("to"),
    )
    if not any(name in request.args for name in FILTERS):
        wanted = Wanted(first=local_date(clock.now(), current().zone))
    return wanted, reader.errors


def _shown_filters(wanted: Wanted, kept: dict[str, Any]) -> dict[str, str]:
    first = wanted.first.isoformat() if wanted.first else ""
    return {name: kept.get(name, "") for name in FILTERS} | {"from": kept.get("from", first)}


def _views(kept: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Answer the usual filters: text, address, whether it is this one."""
    today = local_date(clock.now(), current().zone).isoformat()
    choices: list[tuple[str, dict[str, Any]]] = [
        (_("Here and coming"), {}),
        (_("In house"), {"state": State.CHECKED_IN.value}),
        (_("Awaiting confirmation"), {"state": State.PENDING.value, "from": today}),
        (_("Absent"), {"state": State.ABSENT.value}),
        (_("All, latest first"), {"q": ""}),
    ]
    given = {name: value for name, value in kept.items() if value or name == "q"}
    return [(text, url_for(".index", **asked), asked == given) for text, asked in choices]


def length_of(row: ReservationRow) -> str:
    """Answer how long a reservation is, as its own policy counts."""
    asked = rules(row.version_id)
    units = asked.kind.units_of_time(asked.doc, row.period, zone=current().zone)
    return counted(len(units), asked.kind.noun(asked.doc))


def _spreadsheet(wanted: Wanted, now: dt.datetime) -> Any:
    head = [
        _("Reference"), _("State"), _("Unit"), _("Type"), _("Client"), _("Email"), _("Arrival"), _("Departure"),
        _("Adults"), _("Children"), _("Infants"), _("Cots"), _("Total"), _("Fee"), _("Paid"), _("Currency"),
        _("Channel"), _("Made"), _("Starts at"), _("Ends at"), _("Quantity"), _("Complimentary"),
    ]  # fmt: skip
    return download("reservations", head, _cells(wanted, now))


def _cells(wanted: Wanted, now: dt.datetime) -> Iterator[list[object]]:
    wanted, after = look_up(wanted), None
    while rows := list_reservations(wanted, now, most=EXPORTED_AT_ONCE, after=after):
        for row in rows:
            yield [
                row.ref, state_word(row.state), row.unit_name, row.type_name, row.client_name, row.client_email,
                row.arrives_on, row.departs_on, row.adults, row.children, row.infants, row.cots,
                _amount(row.total_minor), _amount(row.fee_minor), _amount(row.paid_minor), current().currency,
                row.channel, f"{row.made_at.astimezone(current().zone):%Y-%m-%d %H:%M}",
                _time(row.period.starts_time), _time(row.period.ends_time), row.quantity,
                _("Yes") if row.is_given else _("No"),
            ]  # fmt: skip
        after = rows[-1].place


def _time(at: dt.time | None) -> str:
    return periods.clock_text(at) if at else ""


def _amount(minor: int | None) -> str:
    return "" if minor is None else filters.money_input(minor)
