"""The rows of a timeline of nights: every stay and every free stretch a link, drawn once while they are as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import current_app, url_for
from markupsafe import Markup, escape

from app.domain.tape import Stretch, Taken
from app.language import gettext as _
from app.language import ngettext, spoken
from app.queries.stretches import CLOSURE
from app.queries.timeline import REMEMBERED, ROWS_REMEMBERED, Group, Row, Tape
from app.web import filters
from app.web.lock_bars import LockBar

# A stretch with its words, escaped: `free`, `off` or `taken`, and what fills that pattern of `_row.html`, in its order:
# start, length, link and text; start, length and text; start, length, edges, state, link, name, mark, short and text.
Shown = tuple[str, tuple[int | str, ...]]
DATES_REMEMBERED = 512
OWES = "<u></u>"

_Locks = tuple[LockBar, ...]


def draw(tape: Tape, held: Mapping[str, list[LockBar]], *, may_make: bool) -> Markup:
    """Write the head and the rows of a chart, with the bars of colleagues' locks, in the reader's language."""
    bars = tuple((ref, tuple(locks)) for ref, locks in held.items())
    return _drawn(tape, bars, Reader(may_make, spoken().name, url_for("timeline.show")))


class Reader(NamedTuple):
    """What decides how a row is written, beside what it shows."""

    may_make: bool
    language: str
    address: str


@lru_cache(REMEMBERED)
def _drawn(tape: Tape, held: tuple[tuple[str, _Locks], ...], reader: Reader) -> Markup:
    locks, days = dict(held), tape.window.days

    def rows(group: Group) -> str:
        return "".join(_drawn_row(row, days, locks.get(row.unit.ref, ()), reader) for row in group.rows)

    facts = {
        "tape": tape,
        "window": tape.window,
        "dates": tape.window.dates(),
        "groups": [(group, rows(group)) for group in tape.groups],
    }
    template = current_app.jinja_env.get_template("admin/timeline/_rows.html")
    return Markup(template.render(facts))  # noqa: S704  a template's


@lru_cache(ROWS_REMEMBERED)
def _drawn_row(row: Row, days: int, locks: _Locks, reader: Reader) -> str:
    words = _words(reader)
    template = current_app.jinja_env.get_template("admin/timeline/_row.html")
    return template.render(
        row=row,
        days=days,
        stretches=words.shown(row),
        words=words,
        locks=locks,
        may_make=reader.may_make,
    )


@lru_cache(REMEMBERED)
def _words(_reader: Reader) -> _Words:
    return _Words()


def _relative(*urls: str) -> list[str]:
    """Answer addresses as links on this page write them: there are hundreds of them."""
    root = url_for("timeline.show").removesuffix("timeline")
    return [url.removeprefix(root) for url in urls]


class _Words:
    """The words of the stretches: each pattern is translated once, each date and number written once.

    Everything that somebody typed is escaped here: the template of the rows takes it as it is.
    """

    def __init__(self) -> None:
        self.states = {name: str(escape(word)) for name, word in filters.STATE_WORDS.items()}
        self.reasons = {name: str(escape(word)) for name, word in filters.REASON_WORDS.items()}
        self.free = str(escape(_("Free from %(day)s, %(nights)s. Reserve %(unit)s")))
        self.range = str(escape(_("%(first)s to %(last)s")))
        self.off = str(escape(_("Not in service")))
        self.owes = str(escape(_("balance due")))
        self.people = escape(_("people at most"))
        self.new, base, units = _relative(
            url_for("reservations.new"), url_for("reservations.show", ref="_"), url_for("units.show", ref="_")
        )
        self.base, self.units = base.removesuffix("_"), units.removesuffix("_")
        self.iso, self.day, self.nights = (
            lru_cache(DATES_REMEMBERED)(write) for write in (dt.date.isoformat, filters.day, _nights)
        )

    def shown(self, row: Row) -> list[Shown]:
        """Answer the stretches of a unit with their words."""
        name, new = str(escape(row.unit.name)), f"{self.new}?unit={row.unit.ref}&from="
        return [
            self._taken(stretch, stretch.taken, row.unit.ref)
            if stretch.taken
            else self._free(stretch, name, new)
            for stretch in row.stretches
        ]

    def _free(self, stretch: Stretch, unit: str, new: str) -> Shown:
        if not stretch.is_free:
            return "off", (stretch.start, stretch.length, self.off)
        first, last = stretch.starts_on, stretch.ends_on
        facts = {"day": self.day(first), "nights": self.nights((last - first).days)[0], "unit": unit}
        link = f"{new}{self.iso(first)}&to={self.iso(last)}"
        return "free", (stretch.start, stretch.length, link, self.free % facts)

    def _taken(self, stretch: Stretch, taken: Taken, unit_ref: str) -> Shown:
        edges = (" from-before" if stretch.from_before else "") + (" to-after" if stretch.to_after else "")
        first, last, start, length = taken.starts_on, taken.ends_on, stretch.start, stretch.length
        nights = self.nights((last - first).days)[1]
        when = self._range(first, last)
        if taken.state == CLOSURE:
            name = str(escape(taken.note)) or self.reasons[taken.reason]
            link = self.units + unit_ref
            return "taken", (start, length, edges, CLOSURE, link, name, "", nights, f", {when}")
        owes = taken.owed_minor > 0 and taken.holds
        text = f", {self.states[taken.state]}, {when}" + (f", {self.owes}" if owes else "")
        name, short = str(escape(taken.client)), f"{nights} · {taken.people}"
        mark, link = OWES if owes else "", self.base + taken.ref
        return "taken", (start, length, edges, taken.state, link, name, mark, short, text)

    def _range(self, first: dt.date, last: dt.date) -> str:
        """Write two dates, the month once where it is the same."""
        same = first.month == last.month and first.year == last.year
        return self.range % {"first": first.day if same else self.day(first), "last": self.day(last)}


def _nights(count: int) -> tuple[str, str]:
    """Write a number of nights, whole and short."""
    return ngettext("%(num)s night", "%(num)s nights", count), _("%(count)sn", count=count)
