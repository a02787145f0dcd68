"""Ask for a stay, or reserve it where the policy lets visitors: without an account, a session or a cookie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for

from app.actions.clients import ClientChoice, ClientFields
from app.actions.mails import links
from app.actions.mails.desk import address_of
from app.actions.reservations.asking import ask
from app.actions.reservations.make import Wish
from app.actions.transaction import Idempotency
from app.domain.channels import WEBSITE
from app.domain.refusal import Refused
from app.domain.visitors import CONSENT
from app.language import spoken
from app.sentences import visitors
from app.sentences.base import _
from app.tenancy import current
from app.web import throttle, tickets
from app.web.context import LANGUAGES
from app.web.forms.reader import Reader
from app.web.forms.reservation import fixed
from app.web.guard import own_ticket, public
from app.web.public.estimating import Estimate, estimate
from app.web.public.face import business
from app.web.public.visiting import visitor
from app.web.tickets import Ticket

pages = Blueprint("request", __name__, url_prefix="/request")

FORM = "request"
TRAP = "subject"
TYPED = {"name": 200, "email": 200, "phone": 60, "message": 2_000}
MOST_MESSAGE = TYPED["message"]


@dataclass(frozen=True)
class Said:
    """What is said in answer to a form: above it, and beside its fields."""

    items: Sequence[tuple[str, str | None]] = ()
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    status: int = 200


@pages.get("")
@public()
def show() -> Any:
    """Show the form for the stay that the address names, with its price."""
    return _page(_estimate(request.args), {}, Said(), waits=True)


@pages.post("")
@public()
@own_ticket()
@throttle.limiter.limit(throttle.VISITOR_BY_ADDRESS)
@throttle.limiter.limit(throttle.VISITOR_BY_EMAIL, key_func=throttle.email_or_address)
def make() -> Any:
    """Make it, or show the form again with all that was typed."""
    typed = {name: request.form.get(name, "")[: most + 1] for name, most in TYPED.items()}
    typed["consent"] = request.form.get("consent", "")
    if request.form.get(TRAP):
        return _answer(render_template("public/request.html", est=None, typed={}, contact=business()), 422)
    found = _estimate(request.form)
    if request.form.get("fix"):
        kind = found.form.kind
        return _page(_estimate(fixed(request.form.to_dict(), kind)), typed, Said(), waits=False)
    ticket = tickets.opened(FORM, request.form.get("ticket", ""))
    wish, reader = _read(found, typed, ticket)
    if wish is None or ticket.problem or ticket.shown_minor is None:
        said = _unread(found, reader, ticket)
        return _page(found, typed, said, waits=not ticket.was_seen, begun_ms=ticket.begun_ms)
    try:
        ref = ask(visitor(), wish, idempotency=Idempotency(ticket.key, {**found.stay, **typed}))
    except Refused as refused:
        told = visitors.all_told(refused.refusals, unit=found.unit.name)
        return _page(
            _estimate(request.form), typed, Said([(text, None) for text in told], {}, refused.status)
        )
    thanks = tickets.write(f"thanks:{ref}")
    token = links.token(links.RESERVATION, current(), ref)
    return redirect(url_for("public_reservation.show", token=token, thanks=thanks), 303)


def _estimate(given: Mapping[str, str]) -> Estimate:
    return estimate(given) or abort(404)


def _read(found: Estimate, typed: Mapping[str, str], ticket: Ticket) -> tuple[Wish | None, Reader]:
    """Read what is to be made; None where something is missing or can't be read."""
    reader = Reader(typed)
    name, email, phone, message = (reader.text(each, most=most) for each, most in TYPED.items())
    if not name:
        reader.blame("name", _("Write your name."))
    if address_of(email) is None:
        reader.blame("email", _("This does not look like an email address."))
    if not typed["consent"]:
        reader.blame("consent", _("Without this we may not keep what you write."))
    draft = found.form.draft
    if draft is None or reader.errors:
        return None, reader
    language = spoken().name if spoken().name in LANGUAGES else ""
    return Wish(
        unit_ref=draft.unit.ref,
        period=draft.period,
        party=draft.party,
        quantity=draft.quantity,
        promo_code=draft.promo_code,
        client=ClientChoice(fields=ClientFields(name=name, email=email, phone=phone, language=language)),
        note=message,
        channel=WEBSITE,
        agreed_minor=ticket.shown_minor,
        consent=CONSENT,
    ), reader


def _unread(found: Estimate, reader: Reader, ticket: Ticket) -> Said:
    """Say all that is missing, and why the ticket is not taken."""
    items: list[tuple[str, str | None]] = [(ticket.problem, None)] if ticket.problem else []
    errors = {**found.wrong, **reader.errors}
    items += [(text, name) for name, texts in errors.items() for text in texts]
    if not items:
        items = [(_("Nobody showed you a price yet. Look at it, then send it once more."), None)]
    return Said(items, errors, 422)


def _page(
    found: Estimate,
    typed: Mapping[str, str],
    said: Said,
    *,
    waits: bool = False,
    begun_ms: int | None = None,
) -> Any:
    """Show the form; its ticket holds the price that stands beside it."""
    price = found.quote.total_minor if found.quote else None
    page = render_template(
        "public/request.html",
        est=found,
        typed=typed,
        said=said,
        ticket=tickets.write(FORM, shown_minor=price, waits=waits, begun_ms=begun_ms),
        contact=business(),
        most_message=MOST_MESSAGE,
    )
    return _answer(page, said.status)


def _answer(page: str, status: int) -> Any:
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
