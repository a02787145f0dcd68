"""Closures: take a unit out of service for some dates, look at one, lift it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app import clock
from app.actions import closures as acting
from app.actions.transaction import Idempotency
from app.domain.permissions import Permission
from app.domain.refusal import Refusal, Refused
from app.domain.stock import Stock
from app.language import gettext as _
from app.models.closure import REASONS
from app.queries.closures import ClosureRow, find_closure
from app.queries.units import find_unit, list_units
from app.web import typed as typing
from app.web.filters import REASON_WORDS
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import Problems, Typed

pages = Blueprint("closures", __name__, url_prefix="/admin/closures")

FIELDS = ("unit", "starts_on", "ends_on", "quantity", "reason", "note")


@pages.get("/new")
@allow(Permission.MANAGE_CLOSURES)
def new() -> Any:
    """Show the form of a new closure; the address may name its unit and its dates."""
    asked = Typed(request.args)
    values = {name: asked.text(name) for name in FIELDS}
    return _form({**values, "reason": values["reason"] or "maintenance", "idem": typing.new_key()})


@pages.post("/new")
@allow(Permission.MANAGE_CLOSURES)
def create() -> Any:
    """Close a unit."""
    typed = Typed()
    values = {name: typed.text(name) for name in FIELDS}
    unit = find_unit(values["unit"])
    try:
        fields = acting.ClosureFields(
            unit_ref=values["unit"],
            starts_on=typed.day("starts_on"),
            ends_on=typed.day("ends_on"),
            reason=values["reason"],
            note=values["note"],
            quantity=_quantity(typed),
        )
        typed.refuse()
        if unit is None:
            return _form(
                {**values, "idem": typing.new_key()},
                Problems([(_("Choose a unit."), "unit")], 422),
            )
        key = Idempotency(typed.text("idem"), values) if typed.text("idem") else None
        ref = acting.create(actor("closures"), fields, idempotency=key)
    except Refused as refused:
        return _form({**values, "idem": typing.new_key()}, typing.told(refused))
    return done(url_for("closures.show", ref=ref), toast=_("%(name)s is closed.", name=unit.name))


@pages.get("/<ref>")
@allow(Permission.SEE_CALENDAR)
def show(ref: str) -> Any:
    """Show one closure."""
    closure = _closure(ref)
    return render_template(
        "admin/closures/show.html", closure=closure, standing=closure.standing_at(clock.now())
    )


@pages.get("/<ref>/lift")
@allow(Permission.MANAGE_CLOSURES)
def lift_ask(ref: str) -> Any:
    """Ask whether a closure is to be lifted."""
    closure = _closure(ref)
    return render_template(
        "admin/_confirm.html",
        active="units",
        title=_("Lift the closure of %(name)s", name=closure.unit_name),
        question=_("The unit can be reserved again from now on."),
        verb=_("Lift it"),
        keep=_("Keep it closed"),
        action=url_for("closures.lift", ref=ref),
        back=url_for("closures.show", ref=ref),
    )


@pages.post("/<ref>/lift")
@allow(Permission.MANAGE_CLOSURES)
def lift(ref: str) -> Any:
    """Lift a closure."""
    closure = _closure(ref)
    try:
        acting.lift(actor("closures"), ref)
    except Refused as refused:
        problems = typing.told(refused)
        page = render_template(
            "admin/closures/show.html",
            closure=closure,
            standing=_closure(ref).standing_at(clock.now()),
            problems=problems,
        )
        return page, problems.status
    return done(
        url_for("units.show", ref=closure.unit_ref),
        toast=_("%(name)s is open again.", name=closure.unit_name),
    )


def _quantity(typed: Typed) -> int | None:
    """Read how many of a pool are away; nothing means all of them.

    Refuses: closure_quantity_bounds.
    """
    if not typed.text("quantity"):
        return None
    count = typed.whole("quantity")
    if not count:
        typed.refusals.append(Refusal("closure_quantity_bounds", "quantity", {}))
    return count


def _closure(ref: str) -> ClosureRow:
    closure = find_closure(ref)
    if closure is None:
        abort(404)
    return closure


def _form(values: Mapping[str, str], problems: Problems = typing.NONE) -> Any:
    units = list_units()
    return respond(
        "admin/closures/new.html",
        "admin/closures/_form.html",
        status=problems.status,
        values=values,
        problems=problems,
        units=[(unit.ref, unit.name) for unit in units],
        has_pools=any(unit.stock is Stock.POOL for unit in units),
        reasons=[(reason, REASON_WORDS[reason]) for reason in REASONS],
    )
