"""Devices: where one is told of what happens with the application closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, request, url_for

from app.actions import devices as acting
from app.actions.devices import LONGEST_NAME, DeviceFields, Subscription
from app.domain.notices import may_learn
from app.domain.refusal import Refusal, Refused
from app.language import gettext as _
from app.push_addresses import public_key_of
from app.queries.devices import list_devices
from app.sentences import notices
from app.web import throttle
from app.web import typed as typing
from app.web.admin.settings import device_name
from app.web.fragments import done, respond
from app.web.guard import signed_in
from app.web.members import Member, actor, me
from app.web.typed import NONE, Problems, Typed

pages = Blueprint("devices", __name__, url_prefix="/admin/settings/devices")

MAY_TRY = "20 per hour"


@pages.get("")
@signed_in()
def index() -> Any:
    """Show one's devices, and the way to add this one."""
    return _page()


@pages.post("")
@signed_in()
def add() -> Any:
    """Add the browser that asks."""
    try:
        acting.add(
            actor("devices"),
            _subscription(),
            name=device_name(request.headers.get("User-Agent", "")),
            loopback=current_app.config["SETTINGS"].pushes_to_loopback,
        )
    except Refused as refused:
        return _page(problems=typing.told(refused))
    return done(url_for("devices.index"), toast=_("You will be told on this device. Choose of what below."))


@pages.post("/renewed")
@signed_in()
def renew() -> Any:
    """Take the new address that a browser was given; its service worker says so by itself."""
    try:
        acting.renew(
            actor("devices"),
            request.form.get("old_endpoint", ""),
            _subscription(),
            loopback=current_app.config["SETTINGS"].pushes_to_loopback,
        )
    except Refused as refused:
        return _page(problems=typing.told(refused))
    return "", 204


@pages.post("/<ref>")
@signed_in()
def change(ref: str) -> Any:
    """Save what a device is called and what it is told."""
    typed = Typed()
    name, events = typed.text("name"), typed.form.getlist("event")
    shows_names = typed.text("shows_names") == "1"
    times = {field: typed.text(field) for field in ("quiet_from", "quiet_until")}
    said = {"name": name, "events": events, "shows_names": shows_names, **times}
    try:
        quiet_from, quiet_until = (_time(typed, field) for field in times)
        typed.refuse()
        acting.change(actor("devices"), ref, DeviceFields(name, events, quiet_from, quiet_until, shows_names))
    except Refused as refused:
        return _page(ref=ref, typed=said, problems=_placed(refused, ref))
    return done(url_for("devices.index"), toast=_("The device was saved."))


@pages.post("/<ref>/test")
@signed_in()
@throttle.limiter.limit(MAY_TRY, key_func=lambda: f"device test:{_member().person_id}")
def test(ref: str) -> Any:
    """Send a device a test."""
    acting.try_out(actor("devices"), ref)
    return done(url_for("devices.index"), toast=_("A test is on its way to that device."))


@pages.post("/<ref>/remove")
@signed_in()
def remove(ref: str) -> Any:
    """Tell a device nothing any more."""
    acting.remove(actor("devices"), ref)
    return done(url_for("devices.index"), toast=_("The device was removed. It is told nothing any more."))


def _page(*, ref: str = "", typed: Mapping[str, Any] | None = None, problems: Problems = NONE) -> Any:
    member, key = _member(), current_app.config["SETTINGS"].vapid_private_key
    return respond(
        "admin/devices/index.html",
        "admin/devices/_devices.html",
        status=problems.status,
        problems=problems,
        key=public_key_of(key) if key else "",
        shown=[
            (row, typed if typed is not None and row.ref == ref else _stored(row))
            for row in list_devices(member.person_id)
        ],
        events=[
            (event.value, words)
            for event, words in notices.choices().items()
            if may_learn(member.role, event)
        ],
        longest_name=LONGEST_NAME,
    )


def _stored(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "events": row.events,
        "shows_names": row.shows_names,
        "quiet_from": f"{row.quiet_from:%H:%M}" if row.quiet_from else "",
        "quiet_until": f"{row.quiet_until:%H:%M}" if row.quiet_until else "",
    }


def _subscription() -> Subscription:
    return Subscription(*(request.form.get(name, "") for name in ("endpoint", "p256dh", "auth")))


def _time(typed: Typed, name: str) -> dt.time | None:
    text = typed.text(name)
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        typed.refusals.append(Refusal("not_a_time", name, {}))
        return None


def _placed(refused: Refused, ref: str) -> Problems:
    """Say a refusal at the fields of one device, where several stand on the page."""
    problems = typing.told(refused)
    items = [(text, f"{ref}-{where}" if where else None) for text, where in problems.items]
    return Problems(items, problems.status, problems.codes)


def _member() -> Member:
    member = me()
    if member is None:
        raise RuntimeError("the guard lets only members come here")
    return member
