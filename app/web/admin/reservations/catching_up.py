"""What was done on a device without a connection, sent once it has one: written down, or a card that says why not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, make_response, render_template, request

from app import clock
from app.actions.reservations.afterwards import MOVES, Deed, catch_up
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.sentences.base import _
from app.web.admin.reservations.blueprint import pages
from app.web.admin.reservations.moving import done_word, verb
from app.web.admin.reservations.reading import load_shown
from app.web.admin.reservations.refusing import told
from app.web.guard import allow
from app.web.members import actor

LONGEST_S = 366 * 24 * 3600


@pages.post("/<ref>/catch-up")
@allow(Permission.CHANGE_RESERVATION)
def catch_up_with(ref: str) -> Any:
    """Write a deed down; the answer is a line that says so, or a card with what is in its way (409)."""
    deed = _deed(ref)
    try:
        catch_up(actor("device offline"), deed, reason=_("Noted on a device without a connection"))
    except Refused as refused:
        shown = load_shown(ref)
        card = render_template(
            "admin/reservations/_conflict.html",
            r=shown,
            said=told(refused, shown),
            verb=verb(deed.move, shown.state),
            at=deed.happened_at,
        )
        return make_response(card, 409)
    return done_word(deed.move, load_shown(ref).name)


def _deed(ref: str) -> Deed:
    """Read what a device says; how long ago is told by its own clock alone, which may be wrong."""
    said = request.form
    version, seconds = said.get("version", type=int), said.get("seconds_ago", type=int)
    move, key = said.get("move", ""), said.get("key", "")
    if move not in MOVES or not key or version is None or seconds is None:
        abort(400)
    ago = dt.timedelta(seconds=min(max(seconds, 0), LONGEST_S))
    return Deed(ref, move, clock.now() - ago, version, key)
