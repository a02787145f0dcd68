"""Making room for what was typed: a page that names every move, the moves, and the way back.

All three are answers to the editor's own form, so that nothing typed is lost between them.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from flask import abort, make_response, render_template, request, url_for

from app import clock
from app.actions.reservations.openings import RESEAT
from app.actions.reservations.preview import Preview
from app.actions.reservations.reseat import Opens, put_back, reseat
from app.actions.reservations.seating import alternatives
from app.actions.transaction import Idempotency
from app.domain.asking import Alternative
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.queries.reservations import find_owners
from app.queries.units import UnitRow
from app.sentences import periods
from app.sentences.base import _, ngettext
from app.web.admin.reservations import panel
from app.web.admin.reservations.page import Answer, render
from app.web.admin.reservations.reading import Shown
from app.web.admin.reservations.refusing import Said, add
from app.web.filters import date_range
from app.web.forms.moves import as_text, read_steps, steps_of
from app.web.forms.onward import onward
from app.web.forms.reservation import KEPT_OUT, ReservationForm, parts_of
from app.web.fragments import VARY
from app.web.members import actor


def room_made(form: ReservationForm, shown: Shown | None) -> Any:
    """Answer the form when a button about making room was pressed, or None."""
    do = request.form.get("do", "")
    if parts_of(request.form.get("fix", ""))[:1] == [RESEAT]:
        do = "look"
    if do not in {"look", RESEAT, "put_back"}:
        return None
    if not actor("editor").may(Permission.CHANGE_RESERVATION):
        abort(403)
    if do == "put_back":
        return _put_back(form, shown)
    preview = panel.ask(form, shown.ref if shown else None)
    if preview is None:
        return render(form, shown, Answer(422, _unread(form)))
    return _look(form, shown, preview) if do == "look" else _take(form, shown, preview)


def _unread(form: ReservationForm) -> Said:
    said = Said()
    for name, texts in form.errors.items():
        for text in texts:
            add(said, name, text)
    return said


def _look(form: ReservationForm, shown: Shown | None, preview: Preview) -> Any:
    """Show who would move where, and ask."""
    way = preview.opening(only=preview.draft.unit.ref)
    if way is None:
        return _as_it_is(form, shown, preview)
    count = len(steps_of(way))
    page = render_template(
        "admin/reservations/make_room.html",
        title=_("Make room in %(unit)s", unit=preview.draft.unit.name),
        question=ngettext(
            "%(unit)s is free, %(dates)s, once this stay has moved.",
            "%(unit)s is free, %(dates)s, once these %(num)s stays have moved.",
            count,
            unit=preview.draft.unit.name,
            dates=periods.said(preview.draft.period),
        ),
        verb=ngettext("Move %(num)s stay", "Move %(num)s stays", count),
        moves=_rows(way),
        kept={name: text for name, text in form.typed.items() if name not in KEPT_OUT - {"quote_ref"}},
        moves_text=as_text(steps_of(way)),
        idem=secrets.token_urlsafe(16),
        action=url_for(".change_now", ref=shown.ref) if shown else url_for(".make_now"),
        ref=shown.ref if shown else "",
        next=onward(""),
    )
    answer = make_response(page)
    answer.headers["Vary"] = VARY
    if "HX-Request" in request.headers:
        answer.headers["HX-Retarget"] = answer.headers["HX-Reselect"] = "#main"
        answer.headers["HX-Reswap"] = "outerMorph"
    return answer


def _rows(way: Alternative) -> list[dict[str, str]]:
    moves = way.facts["moves"]
    found = list(moves) if isinstance(moves, list) else []
    owners = find_owners([move["ref"] for move in found], clock.now())
    return [
        {
            "ref": move["ref"],
            "client": owners[move["ref"]].client_name or _("Erased client"),
            "dates": date_range(*(dt.date.fromisoformat(move[end]) for end in ("starts_on", "ends_on"))),
            "from": move["from_unit"],
            "to": move["to_unit"],
        }
        for move in found
    ]


def _take(form: ReservationForm, shown: Shown | None, preview: Preview) -> Any:
    """Make the moves, and show the form with the way back."""
    steps, key = read_steps(request.form.get("moves", "")), request.form.get("idem", "")[:200]
    opens = Opens(preview.draft.unit.ref, preview.draft.period, shown.ref if shown else "")
    body = {**form.body(), "moves": as_text(steps)}
    try:
        reseat(actor("editor"), steps, opens, idempotency=Idempotency(key, body) if key else None)
    except Refused as refused:
        form.typed.pop("moves", None)
        return _refused(form, shown, refused, title=_("Nobody was moved"))
    form.typed["moved"] = as_text(step.back() for step in reversed(steps))
    return render(form, shown)


def _put_back(form: ReservationForm, shown: Shown | None) -> Any:
    """Move all back, and show the form as it was before."""
    try:
        put_back(actor("editor"), read_steps(form.typed.pop("moved", "")))
    except Refused as refused:
        return _refused(form, shown, refused, title=_("They can’t be put back"))
    return render(form, shown, Answer(notice=_("The stays are back where they were.")))


def _refused(form: ReservationForm, shown: Shown | None, refused: Refused, *, title: str) -> Any:
    return render(form, shown, Answer(refused.status, refusals=refused.refusals, heading=title))


def _as_it_is(form: ReservationForm, shown: Shown | None, preview: Preview) -> Any:
    """Show the form with what stands against it now: the plan of the button does not hold any more."""
    verdict = preview.verdict
    if not verdict.refusals:
        return render(form, shown)

    def ways(units: Sequence[UnitRow]) -> Sequence[Alternative]:
        ask = verdict.ask or preview.ask
        return alternatives(preview.asked, ask, reseats=True, units=units) if shown is None else ()

    return render(form, shown, Answer(409, refusals=verdict.refusals, alternatives=ways))
