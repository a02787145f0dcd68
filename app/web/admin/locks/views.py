"""Take, renew and free a lock; by POST, so with session, token and role."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for

from app.domain.permissions import Permission
from app.queries.policies import rules
from app.queries.units import find_unit
from app.web.admin.locks import line
from app.web.admin.locks.asked import carried, give_back
from app.web.admin.locks.line import LOST, LockState
from app.web.admin.reservations.reading import load_shown
from app.web.forms.reservation import ReservationForm
from app.web.guard import allow

pages = Blueprint("locks", __name__, url_prefix="/admin/locks")


@pages.post("")
@allow(Permission.MAKE_RESERVATION)
def take() -> Any:
    """Lock what the editor's form is about: from its first answer on, and along with its dates."""
    form = _form()
    found = line.take(form, *carried()) if form else LockState(line.NONE)
    return _answer(found)


@pages.post("/renew")
@allow(Permission.MAKE_RESERVATION)
def renew() -> Any:
    """Renew the lease; nothing is answered while nothing changed.

    One that ended by itself, or with a Redis that was emptied, is taken anew where nobody else took it.
    """
    found = line.renew(*carried(), is_active="active" in request.form)
    if found.state == LOST and found.by is None and (form := _form()) is not None:
        return _answer(line.take(form, *carried()))
    asked = found.lock.asked if found.lock else ()
    if found.state == line.MINE and str(len(asked)) == request.form.get("asked", "0"):
        return "", 204
    return _answer(found)


@pages.post("/free")
@allow(Permission.MAKE_RESERVATION)
def free() -> Any:
    """Give the lock back: the page was left or the form sent."""
    give_back()
    return "", 204


def _answer(found: LockState) -> Any:
    ref = request.form.get("ref", "")
    action = url_for("reservations.change_now", ref=ref) if ref else url_for("reservations.make_now")
    answer = make_response(render_template("admin/locks/_line.html", line=found, action=action))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form() -> ReservationForm | None:
    """Read the form as the editor does; None where it names no unit yet."""
    typed = request.form.to_dict()
    ref = typed.get("ref", "")
    if ref:
        shown = load_shown(ref)
        return ReservationForm(typed, shown.rules, shown.ref)
    unit = find_unit(typed.get("unit", ""))
    return ReservationForm(typed, rules(unit.version_id), known=unit) if unit else None
