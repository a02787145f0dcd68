"""Units: the list in the order of the timeline, one unit with its facts, and its form."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app import clock
from app.actions import units as acting
from app.actions.transaction import Idempotency
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.domain.stock import Stock
from app.language import gettext as _
from app.queries.audit import AuditFilter
from app.queries.closures import list_of_unit, units_closed_at
from app.queries.policies import list_policies, rules
from app.queries.units import UnitRow, find_unit, list_standing, list_types, list_units
from app.web import typed as typing
from app.web.admin.audit.history import history
from app.web.forms.stock import (
    asset_ref,
    stock_choices,
    stock_of,
    stock_said,
    stock_words,
    stored_parts,
    typed_parts,
    wants_row,
)
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import Problems, Typed

pages = Blueprint("units", __name__, url_prefix="/admin/units")

FIELDS = (
    "name", "type", "new_type", "policy", "capacity", "cots", "amenities", "description", "in_service_from",
    "in_service_until", "stock", "quantity", "asset",
)  # fmt: skip


@pages.get("")
@allow(Permission.SEE_CALENDAR)
def index() -> Any:
    """Show the units by type."""
    return respond("admin/units/index.html", "admin/units/_list.html", **_listed())


def _listed() -> dict[str, Any]:
    rows = list_units()
    groups = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.type_name)]
    has_cots = any(row.cots for row in rows)
    return {
        "groups": groups,
        "has_cots": has_cots,
        "stock_said": stock_said,
        "closed": units_closed_at(clock.now()),
        "has_policy": bool(list_policies()),
    }


@pages.post("/<ref>/move")
@allow(Permission.MANAGE_UNITS)
def move(ref: str) -> Any:
    """Put a unit one place up or down in its type."""
    acting.move(actor("units"), ref, step=-1 if request.form.get("step") == "up" else 1)
    if "HX-Request" in request.headers:
        return respond("admin/units/index.html", "admin/units/_list.html", **_listed())
    return done(url_for("units.index"))


@pages.get("/<ref>")
@allow(Permission.SEE_CALENDAR)
def show(ref: str) -> Any:
    """Show one unit: its facts, its closures and who comes next."""
    unit, now = _unit(ref), clock.now()
    return render_template(
        "admin/units/show.html",
        unit=unit,
        now=now,
        closures=list_of_unit(unit.id),
        standing=list_standing(unit.id, now, most=12),
        how_many_there_are=stock_said(unit.stock, unit.quantity),
        has_departures=Stock(unit.stock).by_departure,
        sleeps_people=rules(unit.version_id).kind.asks_whole_days,
        history=history(AuditFilter(unit_id=unit.id), unit=unit.ref),
        **_made_of(unit),
    )


@pages.get("/new")
@allow(Permission.MANAGE_UNITS)
def new() -> Any:
    """Show the form of a new unit."""
    types, policies = list_types(), list_policies()
    first = {
        "type": types[0].ref if types else "",
        "policy": policies[0].ref if policies else "",
        "capacity": "2",
        "cots": "0",
        "stock": Stock.SINGLE.value,
        "quantity": "1",
    }
    return _form({name: first.get(name, "") for name in FIELDS} | {"idem": typing.new_key()}, parts=[])


@pages.post("/new")
@allow(Permission.MANAGE_UNITS)
def create() -> Any:
    """Add a unit."""
    typed, values = Typed(), _values()
    if wants_row():
        return _form(values, parts=typed_parts(typed))
    try:
        fields = _fields(typed)
        typed.refuse()
        key = Idempotency(typed.text("idem"), {**values, "idem": ""}) if typed.text("idem") else None
        ref = acting.create(actor("units"), fields, idempotency=key)
    except Refused as refused:
        return _form(values | {"idem": typing.new_key()}, typing.told(refused), parts=typed_parts(typed))
    return done(url_for("units.show", ref=ref), toast=_("%(name)s was added.", name=fields.name))


@pages.get("/<ref>/edit")
@allow(Permission.MANAGE_UNITS)
def edit(ref: str) -> Any:
    """Show the form of a unit."""
    unit = _unit(ref)
    return _form(_stored(unit), unit=unit, parts=stored_parts(unit))


@pages.post("/<ref>/edit")
@allow(Permission.MANAGE_UNITS)
def change(ref: str) -> Any:
    """Save a unit."""
    unit, typed, values = _unit(ref), Typed(), _values()
    if wants_row():
        return _form(values, unit=unit, parts=typed_parts(typed))
    try:
        fields = _fields(typed)
        typed.refuse()
        acting.change(actor("units"), ref, fields, version=typed.whole("version") or 0)
    except Refused as refused:
        return _form(values, typing.told(refused), unit=unit, parts=typed_parts(typed))
    return done(url_for("units.show", ref=ref), toast=_("%(name)s was saved.", name=fields.name))


def _unit(ref: str) -> UnitRow:
    unit = find_unit(ref)
    if unit is None:
        abort(404)
    return unit


def _fields(typed: Typed) -> acting.UnitFields:
    return acting.UnitFields(
        name=typed.text("name"),
        type_ref=typed.text("type"),
        new_type=typed.text("new_type"),
        policy_ref=typed.text("policy"),
        capacity=typed.whole("capacity"),
        cots=typed.whole("cots") if typed.text("cots") else 0,
        amenities=acting.tidy(typed.text("amenities").split(",")),
        description=typed.text("description"),
        in_service_from=typed.day("in_service_from"),
        in_service_until=typed.day("in_service_until"),
        stock=stock_of(typed),
    )


def _values() -> dict[str, str]:
    typed = Typed()
    return {name: typed.text(name) for name in (*FIELDS, "version", "idem")}


def _stored(unit: UnitRow) -> dict[str, str]:
    """Answer a unit as its form shows it."""
    first, last = unit.in_service_from, unit.in_service_until
    return {
        "name": unit.name,
        "type": unit.type_ref,
        "new_type": "",
        "policy": unit.policy_ref,
        "capacity": str(unit.capacity),
        "cots": str(unit.cots),
        "amenities": ", ".join(unit.amenities),
        "description": unit.description,
        "in_service_from": first.isoformat() if first else "",
        "in_service_until": last.isoformat() if last else "",
        "version": str(unit.version),
        "stock": unit.stock.value,
        "quantity": str(unit.quantity),
        "asset": asset_ref(unit),
    }


def _made_of(unit: UnitRow) -> dict[str, Any]:
    names = {row.ref: row.name for row in list_units()}
    return {
        "parts": [(names.get(ref, ref), ref, count) for ref, count in stored_parts(unit)],
        "runs_with": (asset_ref(unit), names.get(asset_ref(unit), "")),
    }


def _form(
    values: Mapping[str, str],
    problems: Problems = typing.NONE,
    *,
    unit: UnitRow | None = None,
    parts: list[tuple[str, str]],
) -> Any:
    types = [(each.ref, each.name) for each in list_types()]
    policies = [(each.ref, each.name) for each in list_policies()]
    both: list[typing.Difference] = []
    if unit is not None and problems.is_stale:
        both = typing.differences(
            _labels(), _readable(_stored(unit), types, policies), _readable(values, types, policies)
        )
        values = {**values, "version": str(unit.version)}
    return respond(
        "admin/units/form.html",
        "admin/units/_form.html",
        status=problems.status,
        unit=unit,
        values=values,
        problems=problems,
        both=both,
        types=types,
        policies=policies,
        **stock_choices(unit, parts),
    )


def _labels() -> list[tuple[str, str]]:
    return [
        ("name", _("Name")),
        ("type", _("Type")),
        ("policy", _("Policy")),
        ("capacity", _("People")),
        ("cots", _("Cots")),
        ("amenities", _("Amenities")),
        ("description", _("Description")),
        ("in_service_from", _("In service from")),
        ("in_service_until", _("In service until")),
        ("stock", _("How many there are")),
        ("quantity", _("Quantity")),
    ]


def _readable(
    values: Mapping[str, str], types: list[tuple[str, str]], policies: list[tuple[str, str]]
) -> dict[str, str]:
    kind = values.get("new_type") or dict(types).get(values.get("type", ""), "")
    stock = stock_words().get(values.get("stock", ""), "")
    return {
        **values,
        "type": kind,
        "stock": stock,
        "policy": dict(policies).get(values.get("policy", ""), ""),
    }
