"""What stands on a lock screen: what happened, and where and when; who it is for only where that was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.notices import Event
from app.queries.told import About
from app.sentences.base import _, ngettext
from app.sentences.notices import titles
from app.sentences.periods import said
from app.sentences.words import people
from app.tenancy import current


@dataclass(frozen=True)
class Text:
    """A title and a line below it."""

    title: str
    body: str


def notice(event: Event, about: About, *, shows_names: bool) -> Text:
    """Say what happened, in the language spoken."""
    if event is Event.LOCK_ASKED:
        who = about.person or _("A colleague")
        return Text(_("%(who)s waits for you to finish", who=who), _line(about, shows_names=False))
    return Text(titles()[event], _line(about, shows_names=shows_names))


def sum_of(count: int) -> Text:
    """Say how much happened while a device was not told."""
    body = ngettext(
        "%(num)s thing happened while you were not told.",
        "%(num)s things happened while you were not told.",
        count,
    )
    return Text(current().name, body)


def trial() -> Text:
    """Say that it works."""
    return Text(_("It works"), _("%(name)s tells you here of what you chose.", name=current().name))


def _line(about: About, *, shows_names: bool) -> str:
    parts = [
        about.client if shows_names else "",
        about.unit,
        ngettext("%(num)s unit", "%(num)s units", about.units_count) if about.entity == "group" else "",
        said(about.period) if about.period else "",
        people(about.people) if about.people else "",
    ]
    return " · ".join(part for part in parts if part)
