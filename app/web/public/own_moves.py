"""What clients do on their own page: change who comes and cancel, each with its price or fee shown first."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from app.actions.reservations import states
from app.actions.reservations.change import Change, change
from app.actions.reservations.preview import Draft, Preview, preview_change
from app.domain.asking import Party
from app.domain.refusal import Refused
from app.language import speaking
from app.sentences import visitors
from app.web import throttle, tickets
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.forms import asked
from app.web.forms.reader import Reader
from app.web.guard import own_ticket, public
from app.web.public.reservation import Opened, Own, answer, opened, pages
from app.web.public.visiting import COUNTS, visitor

LONGEST_REASON = 500


@pages.get("/<token>/<ref>/cancel")
@public()
def cancel_ask(token: str, ref: str) -> Any:
    """Show what cancelling costs now."""
    link = opened(token)
    with speaking(link.language):
        return _cancelling(link, link.one(ref), [])


@pages.post("/<token>/<ref>/cancel")
@public()
@own_ticket()
@throttle.limiter.limit(throttle.VISITOR_BY_ADDRESS)
def cancel(token: str, ref: str) -> Any:
    """Cancel at the fee that was shown, or show the one that is due by now."""
    link = opened(token)
    shown = link.one(ref)
    with speaking(link.language):
        ticket = tickets.opened(f"cancel:{ref}", request.form.get("ticket", ""))
        if ticket.problem or ticket.shown_minor is None:
            return _cancelling(link, shown, [ticket.problem], status=422)
        reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
        try:
            states.cancel(visitor(), ref, reason=reason, fee_shown_minor=ticket.shown_minor)
        except Refused as refused:
            told = visitors.all_told(refused.refusals, unit=shown.unit.name)
            return _cancelling(link, load_shown(ref), told, status=refused.status)
    return redirect(url_for(".show", token=token, done="cancelled"), 303)


def _cancelling(link: Opened, shown: Shown, said: list[str], *, status: int = 200) -> Any:
    return answer(
        "public/cancelling.html",
        link,
        status=status,
        r=shown,
        is_open=Own(shown).until is not None,
        said=said,
        reason=request.form.get("reason", "")[:LONGEST_REASON],
        ticket=tickets.write(f"cancel:{shown.ref}", shown_minor=shown.cancellation_fee_minor),
    )


@pages.get("/<token>/<ref>/people")
@public()
def people_ask(token: str, ref: str) -> Any:
    """Show who comes, and once others are named, what that makes of the price."""
    link = opened(token)
    with speaking(link.language):
        return _people(link, link.one(ref), request.args.to_dict(), [])


@pages.post("/<token>/<ref>/people")
@public()
@own_ticket()
@throttle.limiter.limit(throttle.VISITOR_BY_ADDRESS)
def people(token: str, ref: str) -> Any:
    """Change who comes at the price that was shown, or show the one that it has by now."""
    link = opened(token)
    shown = link.one(ref)
    with speaking(link.language):
        ticket = tickets.opened(f"people:{ref}", request.form.get("ticket", ""))
        party, _reader = _party(shown, request.form.to_dict())
        if ticket.problem or party is None or ticket.shown_minor is None:
            said = [ticket.problem] if ticket.problem else []
            return _people(link, shown, request.form.to_dict(), said, status=422)
        try:
            change(visitor(), ref, _change(shown, party, ticket))
        except Refused as refused:
            told = visitors.all_told(refused.refusals, unit=shown.unit.name)
            return _people(link, load_shown(ref), request.form.to_dict(), told, status=refused.status)
    return redirect(url_for(".show", token=token, done="changed"), 303)


def _change(shown: Shown, party: Party, ticket: tickets.Ticket) -> Change:
    facts = shown.facts
    return Change(
        unit_ref=shown.unit.ref,
        period=facts.period,
        party=party,
        version=ticket.version,
        expected_time=facts.expected_time,
        note=facts.note,
        paid_minor=facts.paid_minor,
        agreed_minor=ticket.shown_minor,
    )


def _people(link: Opened, shown: Shown, typed: dict[str, str], said: list[str], *, status: int = 200) -> Any:
    """Show the form of the people; with others than come now, the price that they would have, under a ticket."""
    party, reader = _party(shown, typed)
    held = vars(shown.facts.party)
    written = {name: str(held[name]) for name in COUNTS} | {
        name: typed[name][:4] for name in COUNTS if name in typed
    }
    preview = None
    if party is not None and party != shown.facts.party and Own(shown).until is not None:
        preview = _preview(shown, party)
    refusals = preview.verdict.refusals if preview else []
    price = preview.quote.total_minor if preview and preview.quote and not refusals else None
    return answer(
        "public/people.html",
        link,
        status=status,
        r=shown,
        is_open=Own(shown).until is not None,
        said=said or visitors.all_told(refusals, unit=shown.unit.name),
        errors=reader.errors,
        counts=asked.counts(shown.rules, shown.unit, written, wrong=reader.errors),
        party=party,
        price_minor=price,
        ticket=tickets.write(f"people:{shown.ref}", shown_minor=price, version=shown.facts.version),
    )


def _party(shown: Shown, typed: dict[str, str]) -> tuple[Party | None, Reader]:
    """Read who comes; whom a form did not ask for stays as they are."""
    reader, held = Reader(typed), vars(shown.facts.party)
    counts = [reader.whole(name) if typed.get(name) else held[name] for name in COUNTS]
    return (None if reader.errors else Party(*counts)), reader


def _preview(shown: Shown, party: Party) -> Preview:
    facts = shown.facts
    draft = Draft(shown.unit, facts.period, party, facts.quantity, facts.promo_code)
    return preview_change(visitor(), shown.ref, draft)
