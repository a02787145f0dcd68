"""The editor: one page for making and for changing, with a panel that answers while people type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import flash, request, url_for

from app import clock, sentences
from app.actions.clients import ClientChoice
from app.actions.refs import name_key
from app.actions.reservations.change import change
from app.actions.reservations.make import make
from app.actions.transaction import Idempotency
from app.domain import lifecycle
from app.domain.localtime import local_date
from app.domain.permissions import Permission
from app.domain.policies.base import Kind
from app.domain.refusal import Refused
from app.queries.clients import find_client, search_clients
from app.queries.policies import rules
from app.queries.units import UnitRow, find_unit, list_units
from app.sentences.base import _
from app.tenancy import current
from app.web.admin.reservations import panel
from app.web.admin.reservations.blueprint import pages
from app.web.admin.reservations.comparing import as_typed
from app.web.admin.reservations.page import Answer, client_of, history_of, panel_of, render, wants_find
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.admin.reservations.refusing import Said, add, say
from app.web.forms.onward import onward
from app.web.forms.reservation import GOES_ON, ReservationForm, fixed
from app.web.fragments import done, respond, wants_fragment
from app.web.guard import allow
from app.web.members import actor


@pages.get("/new")
@allow(Permission.MAKE_RESERVATION)
def new() -> Any:
    """Show the empty form, or one filled by an address: unit, dates, client."""
    kind = _kind(request.args)
    today = local_date(clock.now(), current().zone)
    client = find_client(request.args.get("client", ""))
    typed = {
        "unit": "",
        kind.start_field: today.isoformat(),
        kind.end_field: (today + dt.timedelta(days=1)).isoformat(),
        "adults": "2",
        "client": client.ref if client else "",
        "client_name": client.name if client else "",
        **_asked_for(kind),
    }
    return render(ReservationForm(typed, kind), None)


@pages.post("")
@allow(Permission.MAKE_RESERVATION)
def make_now() -> Any:
    """Make a reservation, or show the form again with all that was typed."""
    unit = _unit(request.form)
    form = _form(rules(unit.version_id).kind, unit)
    if wants_find():
        return render(form, None, Answer(found=_found(form)))
    wish = form.wish()
    if wish is None:
        return render(form, None, Answer(422, _unread(form, None)))
    key = request.form.get("idem", "")[:200]
    try:
        ref = make(actor("editor"), wish, idempotency=Idempotency(key, form.body()) if key else None)
    except Refused as refused:
        return _refused(form, None, refused)
    taken = form.draft.unit.name if form.draft else ""
    toast = _("%(unit)s is reserved for %(client)s.", unit=taken, client=_client_name(wish.client))
    return done(_rest(form, ref) or onward(url_for(".show", ref=ref)), toast=toast)


@pages.get("/<ref>/edit")
@allow(Permission.CHANGE_RESERVATION)
def edit(ref: str) -> Any:
    """Show the form of a reservation."""
    shown = load_shown(ref)
    stop = lifecycle.change_refusal(shown.state)
    if stop is not None:
        flash(sentences.sentence(stop), "error")
        return done(url_for(".show", ref=ref))
    kind = shown.rules.kind
    return render(ReservationForm({**as_typed(shown), **_asked_for(kind)}, kind), shown)


@pages.post("/<ref>")
@allow(Permission.CHANGE_RESERVATION)
def change_now(ref: str) -> Any:
    """Save a change, or show the form again with all that was typed."""
    shown = load_shown(ref)
    form = _form(shown.rules.kind)
    wanted = form.change(current().currency)
    if wanted is None:
        return render(form, shown, Answer(422, _unread(form, ref)))
    try:
        change(actor("editor"), ref, wanted)
    except Refused as refused:
        return _refused(form, load_shown(ref), refused)
    toast = _("The reservation of %(client)s is changed.", client=shown.name)
    return done(_rest(form, ref) or onward(url_for(".show", ref=ref)), toast=toast)


@pages.route("/check", methods=["GET", "POST"])
@allow(Permission.MAKE_RESERVATION)
def check() -> Any:
    """Answer the panel for what was typed so far; without a script the whole page with it."""
    typed = request.values.to_dict()
    shown = load_shown(typed["ref"]) if typed.get("ref") else None
    form = ReservationForm(typed, shown.rules.kind if shown else _kind(typed))
    if not wants_fragment():
        return render(form, shown)
    preview = panel.ask(form, shown.ref if shown else None)
    client = client_of(form, shown)
    who = shown.name if shown else client.name if client else _("New reservation")
    return respond(
        "",
        "admin/reservations/_checked.html",
        panel=panel_of(form, shown, preview, who=who),
        client_hint=history_of(client) if client and not shown else "",
    )


def _kind(typed: Mapping[str, str]) -> Kind[Any]:
    """Answer the kind of the policy that the chosen unit follows, or the first one's."""
    return rules(_unit(typed).version_id).kind


def _unit(typed: Mapping[str, str]) -> UnitRow:
    """Answer the chosen unit, or the first one while none is."""
    unit = find_unit(typed.get("unit", "")) or next(iter(list_units()), None)
    if unit is None:
        flash(_("Add a unit first: there is nothing to reserve yet."), "error")
        raise _NoUnits
    return unit


class _NoUnits(Exception):
    """There is nothing to reserve."""


@pages.errorhandler(_NoUnits)
def _to_units(_error: _NoUnits) -> Any:
    return done(url_for("units.index"))


def _asked_for(kind: Kind[Any]) -> dict[str, str]:
    """Answer what an address fills in: unit, first and last day, number of people."""
    given = {"unit": "unit", "from": kind.start_field, "to": kind.end_field, "adults": "adults"}
    return {name: request.args[key] for key, name in given.items() if request.args.get(key)}


def _form(kind: Kind[Any], known: UnitRow | None = None) -> ReservationForm:
    return ReservationForm(fixed(request.form.to_dict(), kind), kind, known)


def _client_name(choice: ClientChoice) -> str:
    """Answer the name of the client that was chosen or typed."""
    if choice.fields is not None:
        return choice.fields.name
    found = find_client(choice.ref)
    return found.name if found else ""


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
    unit = form.draft.unit.name if form.draft else ""
    is_stale = any(refusal.code == "stale" for refusal in refused.refusals)
    if is_stale and shown is not None:
        form.typed["version"] = str(shown.facts.version)
    said = say(refused.refusals, unit=unit)
    return render(form, shown, Answer(refused.status, said, refused.alternatives, is_stale))


def _rest(form: ReservationForm, ref: str) -> str:
    """Answer the form for the rest of a stay that goes on in another unit, when that way was taken."""
    parts = request.form.get("fix", "").split("|")
    if parts[0] != GOES_ON or len(parts) != 5:
        return ""
    _how, unit, starts_on, ends_on, _time = parts
    dates: dict[str, Any] = {"from": starts_on, "to": ends_on}
    client = load_shown(ref).facts.client_ref
    return url_for(".new", unit=unit, client=client, adults=form.typed.get("adults"), **dates)
