"""Tickets: what a public form carries instead of the session's token, so that it works without any cookie.

A ticket is signed with the installation's key and bound to the business and the form. It holds the price that was shown
and the key by which the form is sent once; who forges one of them has no ticket any more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app import clock
from app.domain.visitors import LEAST_AGE, MOST_AGE
from app.language import gettext as _
from app.tenancy import current

LONGEST = 1_000


@dataclass(frozen=True)
class Ticket:
    """A ticket that was opened.

    Shapes:  `shown_minor` is the price or fee that stood on the form, `version` that of the row it is about; both
             None where it was about none. `problem` says why it is not taken, empty for one that is; `begun_ms` is when
             the form was opened, where it was sent too soon after that.
    """

    key: str = ""
    shown_minor: int | None = None
    version: int | None = None
    problem: str = ""
    was_seen: bool = False
    begun_ms: int | None = None


def write(
    form: str,
    *,
    shown_minor: int | None = None,
    version: int | None = None,
    waits: bool = False,
    begun_ms: int | None = None,
) -> str:
    """Write a ticket for a form of the entered business.

    Shapes:  `waits` for a form that nobody fills in within two seconds; `begun_ms` is since when it is open, None: now.
    """
    made_ms = round(clock.now().timestamp() * 1000) if begun_ms is None else begun_ms
    said = [current().id, form, made_ms, secrets.token_urlsafe(12), shown_minor, version, waits]
    return str(_signer().dumps(said))


def opened(form: str, given: str) -> Ticket:
    """Open the ticket that came with a form: not too soon after it was made, and not too late."""
    try:
        said: Any = _signer().loads(given) if len(given) <= LONGEST else None
    except BadData:
        said = None
    if not isinstance(said, list) or said[:2] != [current().id, form]:
        return Ticket(
            problem=_("The form could not be read. Nothing you typed is lost: please send it once more.")
        )
    _tenant, _form, made_ms, key, shown_minor, version, waits = said
    age_ms = clock.now().timestamp() * 1000 - made_ms
    problem, begun_ms = "", None
    if age_ms > MOST_AGE.total_seconds() * 1000:
        problem = _(
            "The form was open for more than two hours. Nothing you typed is lost: please send it once more."
        )
    elif waits and age_ms < LEAST_AGE.total_seconds() * 1000:
        begun_ms = made_ms
        problem = _("That was very quick. Nothing you typed is lost: please send it once more.")
    return Ticket(key, shown_minor, version, problem, was_seen=not problem, begun_ms=begun_ms)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SETTINGS"].secret_key, salt="ticket")
