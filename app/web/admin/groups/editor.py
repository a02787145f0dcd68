"""The form of a new group: rows come and go with and without a script, and each is answered while people type."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from flask import Response, flash, request, url_for

from app import clock
from app.actions.refs import name_key
from app.actions.reservations.group import make_group
from app.actions.transaction import Idempotency
from app.domain.localtime import local_date
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.queries.clients import ClientRow, search_clients
from app.queries.groups import find_group
from app.queries.units import list_units
from app.sentences.base import _, ngettext
from app.tenancy import current
from app.web.admin.groups.blueprint import pages
from app.web.admin.groups.panel import panel
from app.web.admin.groups.telling import Button, buttons, say_of_rows
from app.web.admin.reservations.page import chosen_client, history_of, units_of
from app.web.admin.reservations.refusing import Said, add
from app.web.forms.group import GroupForm
from app.web.forms.onward import onward
from app.web.forms.reservation import counts_of, parts_of
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor


@pages.get("/new")
@allow(Permission.MAKE_RESERVATION)
def new() -> Any:
    """Show the empty form, or one with a unit, dates and a client that an address names."""
    first, following = _first_dates()
    client = chosen_client(request.args.get("client", ""))
    typed = {
        "starts_on": first.isoformat(),
        "ends_on": following,
        "items-1-unit": request.args.get("unit", ""),
        "items-1-adults": request.args.get("adults", "2"),
        "client": client.ref if client else "",
        "client_name": client.name if client else request.args.get("client_name", ""),
    }
    return _with_form(typed, _render)


@pages.route("/check", methods=["GET", "POST"])
@allow(Permission.MAKE_RESERVATION)
def check() -> Any:
    """Answer the form with what stands against it so far, and with rows added or removed."""
    if request.method == "GET":  # opened again: else the address would name a group
        return done(url_for(".new"))
    return _with_form(request.form.to_dict(), _changed)


@pages.post("")
@allow(Permission.MAKE_RESERVATION)
def make_now() -> Any:
    """Make a group, or show the form again with all that was typed."""
    return _with_form(_fixed(request.form.to_dict()), _make)


def _with_form(typed: dict[str, str], view: Any) -> Any:
    units = {unit.ref: unit for unit in list_units()}
    if not units:
        flash(_("Add a unit first: there is nothing to reserve yet."), "error")
        return done(url_for("units.index"))
    return view(GroupForm(typed, units))


def _changed(form: GroupForm) -> Response:
    """Do what a button of the form asked for: one row more, one less, or look for the client.

    Who only types gets the panel, and the rows that ask for other things by now: what a refusal said stays.
    """
    removed = request.form.get("remove", "")
    if request.form.get("add"):
        form.add_row()
    if removed.isascii() and removed.isdigit() and len(removed) < 4:
        form.remove_row(int(removed))
    if request.form.get("do") == "find":
        return _render(form, found=search_clients(name_key(form.typed.get("client_name", "")), most=8))
    if {"add", "remove"} & set(request.form):
        return _render(form)
    return _render(form, fragment="admin/groups/_checked.html")


def _make(form: GroupForm) -> Any:
    if request.form.get("do") == "find":
        return _changed(form)
    form.leave_out_empty()
    wish = form.wish()
    if wish is None:
        said = Said()
        for name, texts in form.errors.items():
            for text in texts:
                add(said, name, text)
        return _render(form, said, status=422)
    key = request.form.get("idem", "")[:200]
    try:
        ref = make_group(actor("editor"), wish, idempotency=Idempotency(key, form.body()) if key else None)
    except Refused as refused:
        ways = buttons(form, refused.alternatives)
        return _render(form, say_of_rows(refused.refusals), ways=ways, status=refused.status)
    group = find_group(ref)
    name = group.client_name if group else ""
    count = len(wish.items)
    toast = ngettext(
        "%(num)s unit is reserved for %(client)s.",
        "%(num)s units are reserved for %(client)s.",
        count,
        client=name,
    )
    return done(url_for(".show", ref=ref), toast=toast)


def _render(
    form: GroupForm,
    said: Said | None = None,
    *,
    ways: Sequence[Button] = (),
    found: Sequence[ClientRow] | None = None,
    status: int = 200,
    fragment: str = "admin/groups/_edit.html",
) -> Response:
    """Answer the form; that of a refusal carries a new key."""
    client = chosen_client(form.typed.get("client", ""))
    keeps_key = said is None and form.typed.get("idem")
    return respond(
        "admin/groups/new.html",
        fragment,
        status=status,
        form=form,
        typed=form.typed,
        said=said or Said(),
        ways=ways,
        panel=panel(form),
        units=units_of(list(form.units.values()), None),
        client=client,
        client_hint=history_of(client) if client else "",
        found=found,
        find_url=url_for(".check"),
        idem=form.typed["idem"] if keeps_key else secrets.token_urlsafe(16),
        back=onward(url_for("reservations.index")),
    )


def _fixed(typed: dict[str, str]) -> dict[str, str]:
    """Answer what was typed with the way out that was pressed, in its row; everything else stays."""
    number, _dot, way = typed.get("fix", "").partition(":")
    parts = parts_of(way)
    if not parts or not number.isdigit():
        return typed
    _how, unit, starts_on, ends_on, starts_time, ends_time, counts = parts
    said = {"unit": unit, "starts_time": starts_time, "ends_time": ends_time}
    dates = {"starts_on": starts_on, "ends_on": ends_on, "arrives_on": starts_on, "departs_on": ends_on}
    is_common = (starts_on, ends_on) == (typed.get("starts_on"), typed.get("ends_on"))
    said |= dict.fromkeys(dates, "") if is_common else dates
    said |= counts_of(counts)
    return {**typed, **{f"items-{number}-{name}": text for name, text in said.items()}}


def _first_dates() -> tuple[dt.date, str]:
    """Answer the dates of an empty form: from today, or what the address says, to the day after."""
    try:
        first = dt.date.fromisoformat(request.args.get("from", ""))
        following = first + dt.timedelta(days=1)
    except (ValueError, OverflowError):
        first = local_date(clock.now(), current().zone)
        following = first + dt.timedelta(days=1)
    return first, request.args.get("to", "") or following.isoformat()
