"""Payments: the page that writes one down, and the fields that the page before a check-out shares with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import make_response, render_template, request, url_for

from app.actions.reservations.payment import Payment, record_payment
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.sentences.base import _
from app.tenancy import current
from app.web import filters
from app.web.admin.reservations.blueprint import pages
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.admin.reservations.refusing import Said, add, told
from app.web.forms.onward import onward
from app.web.forms.reader import Reader
from app.web.fragments import VARY, done
from app.web.guard import allow
from app.web.members import actor


@dataclass(frozen=True)
class Typed:
    """What a form says of a payment: the payment, or what is wrong with it."""

    payment: Payment | None
    said: Said


NOTHING = Typed(None, Said())


def read_payment() -> Typed:
    """Read what the form says was paid in all; an empty field is asked for."""
    reader, said = Reader(request.form), Said()
    paid_minor = reader.money("paid", current().currency)
    if not reader.text("paid"):
        reader.blame("paid", _("Say how much is paid in all; 0 if nothing is."))
    for text in reader.errors.get("paid", []):
        add(said, "paid", text)
    shown_minor = request.form.get("paid_shown_minor", type=int)
    if said or shown_minor is None:
        return Typed(None, said)
    return Typed(Payment(paid_minor, shown_minor), said)


def fields(shown: Shown) -> dict[str, Any]:
    """Answer what the field of a payment shows: what was typed, else what would settle the reservation."""
    return {
        "paid": request.form.get("paid", filters.money_input(shown.charged_minor)),
        "paid_shown_minor": shown.facts.paid_minor,
    }


def facts(shown: Shown) -> list[tuple[str, str]]:
    """Answer what is owed, what was paid and what is still due."""
    charged = _("Fee") if shown.is_fee else _("Price")
    told_facts = [
        (charged, filters.money(shown.charged_minor)),
        (_("Paid"), filters.money(shown.facts.paid_minor)),
    ]
    if shown.balance_minor > 0:
        told_facts.append((_("Still to pay"), filters.money(shown.balance_minor)))
    elif shown.balance_minor < 0:
        told_facts.append((_("To give back"), filters.money(-shown.balance_minor)))
    return told_facts


@pages.get("/<ref>/payment")
@allow(Permission.CHANGE_RESERVATION)
def payment(ref: str) -> Any:
    """Show how much is paid of a reservation, and ask how much is paid now."""
    return _page(load_shown(ref))


@pages.post("/<ref>/payment")
@allow(Permission.CHANGE_RESERVATION)
def pay(ref: str) -> Any:
    """Write down how much is paid of a reservation."""
    typed = read_payment()
    if typed.payment is None:
        return _page(load_shown(ref), typed.said, status=422)
    try:
        record_payment(actor("reservation page"), ref, typed.payment)
    except Refused as refused:
        shown = load_shown(ref)
        return _page(shown, told(refused, shown), status=refused.status)
    shown = load_shown(ref)
    said = {"client": shown.name, "amount": filters.money(shown.facts.paid_minor)}
    return done(onward(url_for(".show", ref=ref)), toast=_("%(client)s: %(amount)s is paid in all.", **said))


def _page(shown: Shown, said: Said | None = None, *, status: int = 200) -> Any:
    page = render_template(
        "admin/reservations/payment.html",
        r=shown,
        said=said or Said(),
        facts=facts(shown),
        next=onward(""),
        back=onward(url_for(".show", ref=shown.ref)),
        **fields(shown),
    )
    answer = make_response(page, status)
    answer.headers["Vary"] = VARY
    return answer
