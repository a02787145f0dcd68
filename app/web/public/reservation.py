"""A reservation as its client sees it, by a link that nobody can guess."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, make_response, render_template, request

from app.actions.mails import calendar_file, links
from app.actions.mails.story import load_stay
from app.domain.cancellation import tier_facts
from app.domain.mails import OF_EVENTS
from app.domain.notices import Event
from app.domain.visitors import by_themselves_until
from app.domain.words import FINAL, State
from app.language import speaking, spoken
from app.queries.mails import list_refs_of_group, load_switches
from app.queries.policies import today
from app.sentences import prices
from app.tenancy import current
from app.web import tickets
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.context import LANGUAGES
from app.web.guard import public
from app.web.public.face import business

pages = Blueprint("public_reservation", __name__, url_prefix="/reservation")

BEFORE = frozenset({State.PENDING, State.CONFIRMED})


@dataclass(frozen=True)
class Own:
    """A reservation with what its client may do by themselves.

    Shapes:  `until` is None where that is nothing, now or ever.
    """

    shown: Shown

    @property
    def until(self) -> dt.datetime | None:
        """Answer until when people are changed and it is cancelled here."""
        shown = self.shown
        until = by_themselves_until(shown.facts.starts_at, shown.rules.doc.self_service_until_hours)
        return until if until and shown.now < until and shown.state in BEFORE else None

    @property
    def terms(self) -> list[str]:
        """Say what cancelling costs from today on; nothing once it can't be cancelled any more."""
        shown = self.shown
        if shown.state not in BEFORE:
            return []
        tiers = tier_facts(shown.rules.doc.cancellation)
        return prices.terms(tiers, starts_on=shown.facts.period.starts_on, from_on=today())

    @property
    def is_over(self) -> bool:
        """Tell whether nothing of it changes any more."""
        return self.shown.state in FINAL

    @property
    def has_calendar(self) -> bool:
        """Tell whether it belongs into a calendar: requests do not."""
        return self.shown.state in {State.CONFIRMED, State.CHECKED_IN}


@dataclass(frozen=True)
class Opened:
    """What a link opens: one reservation, or those of a group, the earliest first."""

    token: str
    ref: str
    stays: list[Shown]

    def one(self, ref: str) -> Shown:
        """Answer one of them; 404 for any other."""
        return next((stay for stay in self.stays if stay.ref == ref), None) or abort(404)

    @property
    def language(self) -> str:
        """Answer the language that the visitor chose, else the one of the client's mails."""
        if "asked_language" in g or request.cookies.get("language", "") in LANGUAGES:
            return spoken().name
        return self.stays[0].facts.client_language or spoken().name


def opened(token: str) -> Opened:
    """Open a link; 404 for one that was not made here or whose client was erased."""
    found = links.opened(token, current()) if len(token) < 100 else None
    if found is None:
        abort(404)
    noun, ref = found
    stays = [load_shown(each) for each in ([ref] if noun == links.RESERVATION else list_refs_of_group(ref))]
    if not stays or not stays[0].facts.client_name:
        abort(404)
    return Opened(token, ref, stays)


@pages.get("/<token>")
@public()
def show(token: str) -> Any:
    """Show a reservation, or those of a group, and to who has just made one where we wrote to."""
    link = opened(token)
    given = request.args.get("thanks", "")
    is_new = bool(given) and tickets.opened(f"thanks:{link.ref}", given).was_seen
    with speaking(link.language):
        return answer(
            "public/thanks.html" if is_new else "public/reservation.html",
            link,
            written_to=_written_to(link) if is_new else "",
            done=request.args.get("done", ""),
        )


@pages.get("/<token>/<ref>/calendar.ics")
@public()
def calendar(token: str, ref: str) -> Any:
    """Answer a reservation as a calendar file, without who it is for."""
    link = opened(token)
    stay = load_stay(ref) if Own(link.one(ref)).has_calendar else None
    if stay is None:
        abort(404)
    with speaking(link.language):
        written = calendar_file.write(
            stay,
            tenant=current(),
            business=business(),
            method=calendar_file.PUBLISH,
            attendee="",
            sender=links.settings().mail_from or "mails@localhost",
            now=link.stays[0].now,
        )
    file = make_response(written)
    file.headers["Content-Type"] = "text/calendar; charset=utf-8"
    file.headers["Content-Disposition"] = f'attachment; filename="{ref}.ics"'
    return kept_private(file)


def answer(template: str, link: Opened, *, status: int = 200, **values: Any) -> Any:
    """Answer a page of a link, which nobody else is told of."""
    page = render_template(
        template,
        ref=link.ref,
        stays=[Own(stay) for stay in link.stays],
        contact=business(),
        token=link.token,
        **values,
    )
    return kept_private(make_response(page, status))


def kept_private(made: Any) -> Any:
    """Keep an answer from caches, from search engines and from the sites that its links lead to."""
    made.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    made.headers["Referrer-Policy"] = "no-referrer"
    made.headers["Cache-Control"] = "private, no-store"
    return made


def _written_to(link: Opened) -> str:
    """Answer where the client was written to about what they made; empty where nothing is sent."""
    stay = link.stays[0]
    event = Event.REQUESTED if stay.facts.stored_state is State.PENDING else Event.MADE
    is_off = OF_EVENTS[event] in load_switches().switched_off
    return "" if is_off or links.settings().mail_server is None else stay.facts.client_email
