"""The page of one reservation, and its card for the timeline."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import make_response, render_template, request, url_for

from app.domain.permissions import Permission
from app.queries.audit import AuditFilter
from app.queries.mails import list_mails_about
from app.queries.one_reservation import list_state_changes
from app.web.admin.audit.history import history
from app.web.admin.locks import line
from app.web.admin.mail.sent import shown as mail_shown
from app.web.admin.reservations.blueprint import pages
from app.web.admin.reservations.moving import CHANGEABLE, MOVES, verb
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.forms.onward import onward
from app.web.fragments import VARY, respond
from app.web.guard import allow
from app.web.members import me


@pages.get("/<ref>")
@allow(Permission.SEE_RESERVATIONS)
def show(ref: str) -> Any:
    """Show a reservation, or its card."""
    shown = load_shown(ref)
    values: dict[str, Any] = {"r": shown, "moves": buttons(shown), "may_change": _may_change(shown)}
    if request.args.get("card"):
        answer = make_response(render_template("admin/reservations/_card.html", **values, back=_back()))
        answer.headers["Vary"] = VARY
        return answer
    return respond(
        "admin/reservations/show.html",
        "admin/reservations/_show.html",
        **values,
        line=line.on_reservation(shown.ref),
        payment=shown.payment,
        changes=list_state_changes(shown.facts.id),
        history=history(
            AuditFilter(entity="reservation", entity_ref=shown.ref), entity="reservation", ref=shown.ref
        ),
        mails=[mail_shown(row) for row in list_mails_about(shown.facts.id, shown.facts.group_ref)],
        back="",
    )


def buttons(shown: Shown) -> list[dict[str, Any]]:
    """Answer the moves that are open, as buttons; the first is the one people come for."""
    member = me()
    if member is None:
        return []
    return [
        {
            "name": move.name,
            "word": verb(move.name, shown.state),
            "glyph": move.glyph,
            "url": url_for(f".{move.ask_name if move.asks_first(shown) else move.name}", ref=shown.ref),
            "asks": move.asks_first(shown),
            "leads": move.name in {"confirm", "check_in", "check_out"},
            "is_danger": move.name in {"cancel", "mark_absent"},
        }
        for move in MOVES
        if move.is_open(shown, member.may)
    ]


def _may_change(shown: Shown) -> bool:
    member = me()
    return shown.state in CHANGEABLE and member is not None and member.may(Permission.CHANGE_RESERVATION)


def _back() -> str:
    """Answer where the buttons of a card lead back to: the page that it was opened on."""
    try:
        opened_on = urlsplit(request.referrer or "")
    except ValueError:
        return onward("")
    if opened_on.netloc != request.host:
        return onward("")
    return onward(f"{opened_on.path}?{opened_on.query}" if opened_on.query else opened_on.path)
