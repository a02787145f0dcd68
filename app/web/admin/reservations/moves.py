"""Moves from state to state: for each a page that asks, and a POST that does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import make_response, render_template, request, url_for

from app.actions.reservations import states, swap
from app.actions.reservations.payment import Payment
from app.domain.asking import Alternative
from app.domain.refusal import Refused
from app.queries.one_reservation import list_others_then
from app.sentences import periods, prices
from app.sentences.base import _
from app.web import filters
from app.web.admin.reservations import paying
from app.web.admin.reservations.blueprint import pages
from app.web.admin.reservations.moving import MOVES, Move, done_word, verb
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.admin.reservations.refusing import Said, told
from app.web.forms.onward import onward
from app.web.fragments import VARY, done, wants_fragment
from app.web.guard import allow
from app.web.members import actor


def _act(name: str, ref: str, payment: Payment | None) -> None:
    """Make a move with what the form says, and write down the payment that was made with it."""
    who, reason = actor("reservation page"), request.form.get("reason", "")[:500]
    if name == "cancel":
        fee = request.form.get("fee_shown_minor", type=int)
        states.cancel(who, ref, reason=reason, fee_shown_minor=fee)
    elif name == "check_out":
        states.check_out(who, ref, payment=payment)
    elif name == "swap":
        swap.swap(who, ref, request.form.get("other", ""))
    elif name in {"check_in", "reinstate"}:
        getattr(states, name)(who, ref, reason=reason)
    else:
        getattr(states, name)(who, ref)


def _question(move: Move, shown: Shown, refused: Refused | None = None, *, said: Said | None = None) -> Any:
    """Answer the page that asks before a move, or that says why it was refused or what can't be read."""
    said = said or (told(refused, shown) if refused else Said())
    reads_reason = move.name in {"cancel", "reinstate"} or (
        move.name == "check_in" and (shown.is_fee or "reason" in said.errors)
    )
    page = render_template(
        "admin/reservations/ask.html",
        r=shown,
        move=move,
        verb=verb(move.name, shown.state),
        title=_title(move.name, shown),
        question=_words(move.name, shown),
        facts=_facts(move.name, shown),
        said=said,
        ways=[_way(shown, way) for way in refused.alternatives] if refused else [],
        is_open=shown.state in move.states,
        reads_reason=reads_reason,
        reason=request.form.get("reason", ""),
        needs_reason=move.name != "cancel",
        others=list_others_then(shown.facts, shown.now) if move.name == "swap" else [],
        other=request.form.get("other", ""),
        asks_payment=_owes(move, shown),
        **paying.fields(shown),
        fee_minor=shown.cancellation_fee_minor if move.name == "cancel" else None,
        next=onward(""),
        back=onward(url_for(".show", ref=shown.ref)),
    )
    answer = make_response(page, refused.status if refused else 422 if said else 200)
    answer.headers["Vary"] = VARY
    if "HX-Request" in request.headers:
        answer.headers["HX-Retarget"] = answer.headers["HX-Reselect"] = "#main"
        answer.headers["HX-Reswap"] = "outerMorph"
    return answer


def _owes(move: Move, shown: Shown) -> bool:
    """Tell whether somebody would leave with money due: asked before, so that nobody forgets it."""
    return move.name == "check_out" and shown.state in move.states and shown.balance_minor > 0


def _in_its_row(shown: Shown, refused: Refused) -> Any:
    """Say why a button in a row of another page was refused, there; None where the page has to ask for something."""
    is_asked = any(refusal.field == "reason" for refusal in refused.refusals)
    if is_asked or not wants_fragment() or request.form.get("said") != shown.ref:
        return None
    ways = [_way(shown, way) for way in refused.alternatives]
    page = render_template("admin/reservations/_refused.html", said=told(refused, shown), ways=ways)
    answer = make_response(page, refused.status)
    answer.headers["Vary"] = VARY
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = f"#said-{shown.ref}", "innerHTML"
    return answer


def _way(shown: Shown, way: Alternative) -> tuple[str, str]:
    """Answer a way out of a refused move: the editor, with other dates or another unit filled in."""
    period = way.period
    text = _(
        "%(unit)s, %(dates)s",
        unit=way.facts.get("unit", shown.unit.name),
        dates=periods.said(period),
    )
    dates: dict[str, Any] = {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()}
    times = {"at": period.starts_time, "until": period.ends_time}
    dates |= {name: periods.clock_text(at) for name, at in times.items() if at}
    if shown.is_fee:
        return text, url_for(".new", unit=way.unit_ref, client=shown.facts.client_ref, **dates)
    return text, url_for(".edit", ref=shown.ref, unit=way.unit_ref, **dates)


def _title(name: str, shown: Shown) -> str:
    client = shown.name
    return {
        "confirm": _("Confirm %(client)s?", client=client),
        "check_in": _("Check in %(client)s?", client=client),
        "check_out": _("Check out %(client)s?", client=client),
        "reinstate": _("Reinstate %(client)s?", client=client),
        "mark_absent": _("Mark %(client)s absent?", client=client),
        "swap": _("Swap units with %(client)s", client=client),
        "cancel": _("Decline %(client)s?", client=client)
        if shown.state == "pending"
        else _("Cancel the reservation of %(client)s?", client=client),
    }[name]


def _words(name: str, shown: Shown) -> str:
    """Answer what a move will do, before it is done."""
    if name == "cancel":
        if shown.state == "pending":
            return _("The request is declined and its dates are free at once.")
        return _("Its dates are free at once. A cancelled reservation can't be reinstated.")
    return {
        "confirm": _("The dates are kept for the client from now on."),
        "check_in": _("This reservation is absent: checking in reinstates it, if it is still free. Say why.")
        if shown.is_fee
        else _("The client is in the house from now on."),
        "check_out": _("What is left of the stay is free at once; what was sold stays owed."),
        "reinstate": _("It stands again if its dates are still free. The fee is taken back."),
        "mark_absent": _("What has not passed is free at once. An absent reservation can be reinstated."),
        "swap": _("Both go on with the dates and the price they were sold at."),
    }[name]


def _facts(name: str, shown: Shown) -> list[tuple[str, str]]:
    """Answer what should be looked at before a move."""
    period = shown.facts.period
    facts = [
        (_("Stay"), f"{periods.said(period)}, {shown.length}"),
        (_("Unit"), shown.unit.name),
    ]
    if name == "cancel":
        facts.append((_("Fee"), filters.money(shown.cancellation_fee_minor)))
        if shown.state != "pending":
            fee = shown.cancellation
            facts.append((_("Why"), prices.tier_text(fee.tier)))
            facts.append((_("Paid"), filters.money(shown.facts.paid_minor)))
            if fee.refund_minor:
                facts.append((_("To give back"), filters.money(fee.refund_minor)))
            if fee.owed_minor:
                facts.append((_("Still to pay"), filters.money(fee.owed_minor)))
    if name == "check_out":
        facts += paying.facts(shown)
    if name == "mark_absent":
        facts.append((_("Fee"), filters.money(shown.absence_fee_minor)))
    return facts


def _views(move: Move) -> tuple[Callable[[str], Any], Callable[[str], Any]]:
    """Make the two views of a move."""

    def ask(ref: str) -> Any:
        return _question(move, load_shown(ref))

    def act(ref: str) -> Any:
        shown = load_shown(ref)
        if _owes(move, shown) and "paid_shown_minor" not in request.form:
            return _question(move, shown)
        typed = paying.read_payment() if request.form.get("pays") else paying.NOTHING
        if typed.said:
            return _question(move, shown, said=typed.said)
        try:
            _act(move.name, ref, typed.payment)
        except Refused as refused:
            shown = load_shown(ref)
            return _in_its_row(shown, refused) or _question(move, shown, refused)
        return done(onward(url_for(".show", ref=ref)), toast=done_word(move.name, load_shown(ref).name))

    return ask, act


for _move in MOVES:
    _ask_view, _act_view = (allow(_move.permission)(view) for view in _views(_move))
    pages.add_url_rule(f"/<ref>/{_move.path}", _move.ask_name, _ask_view, methods=["GET"])
    pages.add_url_rule(f"/<ref>/{_move.path}", _move.name, _act_view, methods=["POST"])
