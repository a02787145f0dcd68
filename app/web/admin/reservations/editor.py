"""The editor: one page for making and for changing, with a panel that answers while people type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import flash, request, url_for

from app import clock, sentences
from app.actions.refs import name_key
from app.actions.reservations.change import change
from app.actions.reservations.make import Wish, make
from app.actions.transaction import Idempotency
from app.domain import lifecycle
from app.domain.localtime import local_date
from app.domain.permissions import Permission
from app.domain.policies.base import Kind
from app.domain.refusal import Refused
from app.queries.clients import find_client, search_clients
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, find_unit, list_units, usual
from app.sentences.base import _
from app.tenancy import current
from app.web.admin.locks import line
from app.web.admin.locks.asked import give_back, lock_asked
from app.web.admin.reservations import panel
from app.web.admin.reservations.blueprint import pages
from app.web.admin.reservations.comparing import as_typed
from app.web.admin.reservations.making_room import room_made
from app.web.admin.reservations.page import (
    Answer,
    client_of,
    fields_of,
    history_of,
    panel_of,
    render,
    wants_find,
)
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.admin.reservations.refusing import Said, add, say
from app.web.forms.onward import onward
from app.web.forms.reservation import ReservationForm, fixed, goes_on, parts_of, rest_of
from app.web.fragments import done, respond, wants_fragment
from app.web.guard import allow
from app.web.members import actor

USUAL_ADULTS = 2


@pages.get("/new")
@allow(Permission.MAKE_RESERVATION)
def new() -> Any:
    """Show the empty form, or one filled by an address: unit, dates, client."""
    unit = _unit(request.args)
    asked = rules(unit.version_id)
    client = find_client(request.args.get("client", ""))
    typed = {
        "unit": "",
        **_first_dates(asked.kind),
        "adults": str(min(USUAL_ADULTS, max(unit.capacity, 1))),
        "client": client.ref if client else "",
        "client_name": client.name if client else "",
        **_asked_for(asked.kind),
    }
    return render(ReservationForm(typed, asked), None)


@pages.post("")
@allow(Permission.MAKE_RESERVATION)
def make_now() -> Any:
    """Make a reservation, or show the form again with all that was typed."""
    unit = _unit(request.form)
    form = _form(rules(unit.version_id), known=unit)
    if wants_find():
        return render(form, None, Answer(found=_found(form)))
    if (said := lock_asked()) is not None:
        return render(form, None, Answer(notice=said))
    if (answer := room_made(form, None)) is not None:
        return answer
    wish = form.wish()
    if wish is None:
        return render(form, None, Answer(422, _unread(form, None)))
    key = request.form.get("idem", "")[:200]
    try:
        ref = make(actor("editor"), wish, idempotency=Idempotency(key, form.body()) if key else None)
    except Refused as refused:
        return _refused(form, None, refused)
    give_back()
    return _made(form, wish, ref)


def _made(form: ReservationForm, wish: Wish, ref: str) -> Any:
    """Go on from a reservation that was made; the name of a client who is new was typed, and is not read again."""
    typed = wish.client.fields
    if typed is None or form.draft is None:
        shown = load_shown(ref)
        unit, client = shown.unit.name, shown.name
    else:
        unit, client = form.draft.unit.name, typed.name
    toast = _("%(unit)s is reserved for %(client)s.", unit=unit, client=client)
    return done(onward(url_for(".show", ref=ref)), toast=toast)


@pages.get("/<ref>/edit")
@allow(Permission.CHANGE_RESERVATION)
def edit(ref: str) -> Any:
    """Show the form of a reservation."""
    shown = load_shown(ref)
    stop = lifecycle.change_refusal(shown.state)
    if stop is not None:
        flash(sentences.sentence(stop), "error")
        return done(url_for(".show", ref=ref))
    typed = {**as_typed(shown), **_asked_for(shown.rules.kind)}
    return render(ReservationForm(typed, shown.rules, ref), shown)


@pages.post("/<ref>")
@allow(Permission.CHANGE_RESERVATION)
def change_now(ref: str) -> Any:
    """Save a change, or show the form again with all that was typed."""
    shown = load_shown(ref)
    form = _form(shown.rules, ref)
    if (said := lock_asked()) is not None:
        return render(form, shown, Answer(notice=said))
    if (answer := room_made(form, shown)) is not None:
        return answer
    if goes_on(request.form.get("fix", "")):
        # Two reservations are two saves: nothing is written before the member has seen both.
        form.typed["rest"] = request.form["fix"]
        return render(form, shown)
    wanted = form.change(current().currency)
    if wanted is None:
        return render(form, shown, Answer(422, _unread(form, ref)))
    try:
        change(actor("editor"), ref, wanted)
    except Refused as refused:
        return _refused(form, load_shown(ref), refused)
    give_back()
    rest = _rest(form, shown)
    toast = (
        _("The reservation of %(client)s is changed. The rest is not saved yet.", client=shown.name)
        if rest
        else _("The reservation of %(client)s is changed.", client=shown.name)
    )
    return done(rest or onward(url_for(".show", ref=ref)), toast=toast)


@pages.route("/check", methods=["GET", "POST"])
@allow(Permission.MAKE_RESERVATION)
def check() -> Any:
    """Answer the panel for what was typed so far; without a script the whole page with it."""
    typed = request.values.to_dict()
    shown = load_shown(typed["ref"]) if typed.get("ref") else None
    form = ReservationForm(typed, shown.rules if shown else _rules(typed), shown.ref if shown else "")
    if not wants_fragment():
        return render(form, shown)
    preview = panel.ask_and_keep(form, shown.ref if shown else None)
    client = client_of(form, shown)
    who = shown.name if shown else client.name if client else _("New reservation")
    return respond(
        "",
        "admin/reservations/_checked.html",
        panel=panel_of(form, shown, preview, who=who),
        client_hint=history_of(client) if client and not shown else "",
        quote_ref=form.quote_ref if preview and not shown else None,
        fields=fields_of(form, preview),
        is_other=form.typed.get("shown_for") != form.shown_for,
    )


def _rules(typed: Mapping[str, str]) -> Rules:
    """Answer the newest rules that the chosen unit follows, or the first one's."""
    return rules(_unit(typed).version_id)


def _unit(typed: Mapping[str, str]) -> UnitRow:
    """Answer the chosen unit, or the first one."""
    named = parts_of(typed.get("fix", ""))[1:2] or [typed.get("unit", "")]
    unit = find_unit(named[0]) or usual(list_units())
    if unit is None:
        flash(_("Add a unit first: there is nothing to reserve yet."), "error")
        raise _NoUnits
    return unit


class _NoUnits(Exception):
    """There is nothing to reserve."""


@pages.errorhandler(_NoUnits)
def _to_units(_error: _NoUnits) -> Any:
    return done(url_for("units.index"))


def _first_dates(kind: Kind[Any]) -> dict[str, str]:
    """Answer the dates of an empty form: from today, or what the address says, to the day after, or within a day."""
    length = dt.timedelta(days=0 if kind.by_the_hour else 1)
    try:
        first = dt.date.fromisoformat(request.args.get("from", ""))
        following = first + length
    except (ValueError, OverflowError):
        first = local_date(clock.now(), current().zone)
        following = first + length
    return {kind.end_field: following.isoformat(), kind.start_field: first.isoformat()}


def _asked_for(kind: Kind[Any]) -> dict[str, str]:
    """Answer what an address fills in: unit, dates, times, number of people and of units."""
    given = {
        "unit": "unit", "to": kind.end_field, "from": kind.start_field, "starts_time": "starts_time",
        "ends_time": "ends_time", "at": "starts_time", "until": "ends_time", "adults": "adults", "quantity": "quantity",
    }  # fmt: skip
    return {name: request.args[key] for key, name in given.items() if request.args.get(key)}


def _form(asked: Rules, ref: str = "", *, known: UnitRow | None = None) -> ReservationForm:
    return ReservationForm(fixed(request.form.to_dict(), asked.kind), asked, ref, known)


def _found(form: ReservationForm) -> list[Any]:
    return search_clients(name_key(form.typed.get("client_name", "")), most=8)


def _unread(form: ReservationForm, ref: str | None) -> Said:
    """Say what could not be read, and what would stand against the rest."""
    preview = panel.ask(form, ref)
    refusals = preview.verdict.refusals if preview else []
    said = say(refusals, unit=preview.draft.unit.name if preview else "")
    for name, texts in form.errors.items():
        for text in texts:
            add(said, name, text)
    return said


def _refused(form: ReservationForm, shown: Shown | None, refused: Refused) -> Any:
    """Show the form again: all reasons, the ways out, and of a stale one both versions."""
    codes = {refusal.code for refusal in refused.refusals}
    is_stale, has_new_price = "stale" in codes, "price_changed" in codes
    if is_stale and shown is not None:
        form.typed["version"] = str(shown.facts.version)
    answer = Answer(
        refused.status,
        refusals=refused.refusals,
        alternatives=refused.among,
        is_stale=is_stale,
        has_new_price=has_new_price,
        lock=line.of_refusals(refused.refusals),
    )
    return render(form, shown, answer)


def _rest(form: ReservationForm, shown: Shown) -> str:
    """Answer the form for the rest of a stay that goes on in another unit, where it was saved as that wants it."""
    rest = rest_of(form)
    if rest is None:
        return ""
    unit, starts_on, ends_on = rest
    dates: dict[str, Any] = {"from": starts_on.isoformat(), "to": ends_on.isoformat()}
    return url_for(".new", unit=unit, client=shown.facts.client_ref, adults=form.typed.get("adults"), **dates)
