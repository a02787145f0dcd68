"""Mails: which there are, whom an event is told to, and texts with placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from app.domain.notices import Event
from app.domain.permissions import Permission
from app.domain.words import Role

REMINDER_DAYS, MOST_REMINDER_DAYS = 2, 60
LONGEST_SUBJECT, LONGEST_BODY = 150, 4000
LINK = "\ue000"  # stands for the link in a text that is kept: it is made when the mail is sent
_PLACEHOLDER = re.compile(r"\{([^{}\n]{0,40})\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Kind(StrEnum):
    """What a client is written about."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REMINDER = "reminder"


class Errand(StrEnum):
    """What else is written, to one person who asked for it or is invited; a business can't reword these."""

    RESET = "reset"
    INVITATION = "invitation"
    ANCHOR = "anchor"  # the end of the sealed record, once a day, which members choose like an event
    WEEKLY = "weekly"  # the figures of the week, and of the month, that ended; chosen like an event, too
    MONTHLY = "monthly"


# The mails that members choose like an event, and what they must be allowed to see.
CHOSEN_BY_MEMBERS = {
    Errand.WEEKLY: Permission.SEE_STATS,
    Errand.MONTHLY: Permission.SEE_STATS,
    Errand.ANCHOR: Permission.SEE_AUDIT,
}


class MailState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    HELD_BACK = "held_back"


NO_SERVER, ERASED, BAD_ADDRESS, NO_MEMBER = "no_mail_server", "erased", "bad_address", "no_member"

OF_EVENTS = {
    Event.REQUESTED: Kind.REQUESTED,
    Event.MADE: Kind.CONFIRMED,
    Event.CONFIRMED: Kind.CONFIRMED,
    Event.CHANGED: Kind.CHANGED,
    Event.CANCELLED: Kind.CANCELLED,
    Event.EXPIRED: Kind.EXPIRED,
}
WITH_CALENDAR = frozenset({Kind.CONFIRMED, Kind.CHANGED, Kind.CANCELLED, Kind.REMINDER})
TO_MEMBERS = (
    Event.REQUESTED, Event.MADE, Event.CONFIRMED, Event.CHANGED, Event.CANCELLED, Event.EXPIRED, Event.ABSENT,
)  # fmt: skip
# What a client can see of a change; the note and what was paid are between members.
SEEN_BY_CLIENTS = (
    "unit", "arrives_on", "departs_on", "starts_time", "ends_time", "adults", "children", "infants", "cots", "quantity",
    "total_minor",
)  # fmt: skip

_EVERYWHERE = (
    "client", "business", "reference", "unit", "arrives", "departs", "dates", "length", "people", "total", "link",
    "contact",
)  # fmt: skip
_ONLY_IN = {
    Kind.CHANGED: ("changes",),
    Kind.CANCELLED: ("fee",),
    Kind.REQUESTED: ("expires",),
    Kind.REMINDER: ("terms",),
    Kind.CONFIRMED: ("terms",),
    Kind.EXPIRED: (),
}


def placeholders(kind: Kind) -> tuple[str, ...]:
    """Return the placeholders that a text of a kind may have."""
    return _EVERYWHERE + _ONLY_IN[kind]


def unknown(text: str, kind: Kind) -> list[str]:
    """Return what stands in braces and is no placeholder of a kind, each once, in order."""
    known = placeholders(kind)
    return list(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name not in known))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in; values are never read for more of them."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def one_line(text: str) -> str:
    """Return a text as a header can hold it: line ends and other controls become blanks."""
    return _CONTROL.sub(" ", text).strip()


def has_line_ends(text: str) -> bool:
    """Tell whether a text would begin another header."""
    return _CONTROL.search(text) is not None


def body_of(text: str, values: Mapping[str, str]) -> str:
    """Return a text of several lines filled in; a line whose placeholders all turned out empty is left out."""
    kept = []
    for line in text.replace("\r\n", "\n").split("\n"):
        said = filled(line, values).rstrip()
        if said or not line.strip():
            kept.append(said)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def usual_events(role: Role) -> frozenset[Event]:
    """Return what a member hears of by mail who has chosen nothing."""
    return frozenset({Event.REQUESTED}) if role in (Role.OWNER, Role.MANAGER) else frozenset()
