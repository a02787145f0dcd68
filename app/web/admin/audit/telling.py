"""An entry of the record as a sentence, and its facts as a table of before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from flask import url_for
from markupsafe import Markup, escape

from app.domain.words import ActorKind
from app.queries.audit import Entry
from app.queries.audit_names import documents_of, names_of
from app.sentences import attempts, deeds
from app.sentences.audited import labels
from app.sentences.base import _
from app.sentences.records import room_for
from app.tenancy import current
from app.web.admin.policies.editors import compare
from app.web.filters import REASON_WORDS, ROLE_WORDS, STATE_WORDS, country, day_full, initials, money

Names = Mapping[tuple[str, str], str]
HERE = "~"  # stands for a reference in an address: no name of a business or a page has it


class _Words:
    """What all entries of a page are told with, in the language spoken: each is looked up once, not once an entry."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.done = deeds.done()
        self.tried = attempts.tried()
        self.sources = deeds.sources()
        self.why = cache(deeds.why)
        self._labels = labels()
        self._pages: dict[str, str] = {}
        self._activity = url_for("audit.index")

    def page(self, entity: str, ref: str) -> str:
        """Answer the address of what an entry is about; a page has dozens of one kind."""
        if entity not in self._pages:
            self._pages[entity] = url_for(PAGES[entity], ref=HERE)
        return self._pages[entity].replace(HERE, quote(ref, safe=""))

    def same_address(self, ip: str) -> str:
        """Answer the address of all that was done from one."""
        return f"{self._activity}?ip={quote(ip)}" if ip else ""

    def label(self, name: str) -> str:
        """Answer what a fact is called."""
        return self._labels.get(name, name.replace("_", " ").capitalize())


PAGES = {
    "reservation": "reservations.show",
    "group": "groups.show",
    "unit": "units.show",
    "closure": "closures.show",
    "client": "clients.show",
    "policy": "policies.show",
}


@dataclass(frozen=True)
class Line:
    """One fact of an entry, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """An entry as the page shows it."""

    entry: Entry
    who: str
    sentence: Markup
    initials: str
    hue: int
    why: Sequence[str]
    lines: Sequence[Line]
    source: str
    same_address: str
    true_since: dt.datetime | None


@dataclass(frozen=True)
class Day:
    """The entries of one local day."""

    date: dt.date
    entries: Sequence[Told]


def tell(entries: Sequence[Entry]) -> list[Day]:
    """Tell entries day by day, in the order they come."""
    words, zone = _Words(names_of(entries)), current().zone
    days = groupby(entries, key=lambda entry: entry.recorded_at.astimezone(zone).date())
    return [Day(date, [_told(entry, words) for entry in group]) for date, group in days]


def _told(entry: Entry, words: _Words) -> Told:
    who, initials, hue = _who(entry)
    is_done = entry.outcome == "done"
    texts = words.done if is_done else words.tried
    text = texts.get((entry.entity, entry.action)) or (
        _("%(who)s worked on %(what)s") if is_done else _("%(who)s was refused: %(what)s")
    )
    said = {"who": Markup("<strong>%s</strong>") % who, "what": _what(entry, words)}
    sentence = Markup(text) % said  # noqa: S704 - of the catalogue
    late = entry.recorded_at - entry.happened_at > dt.timedelta(minutes=1)
    codes = entry.request.get("codes", [])
    return Told(
        entry=entry,
        who=who,
        sentence=sentence,
        initials=initials,
        hue=hue,
        why=list(dict.fromkeys(words.why(str(code)) for code in codes)) if not is_done else [],
        lines=_lines(entry, words) if is_done else _asked(entry, words),
        source=words.sources.get(entry.source) or _("Elsewhere"),
        same_address=words.same_address(entry.ip),
        true_since=entry.happened_at if late else None,
    )


def _who(entry: Entry) -> tuple[str, str, int]:
    if entry.actor == ActorKind.POLICY:
        name, hue = _("The policy"), 4
    elif entry.actor == ActorKind.CLI:
        name, hue = _("The command line"), 4
    elif entry.actor == ActorKind.CLIENT:
        name, hue = _("A client"), 2
    elif entry.person:
        name, hue = entry.person, (entry.person_id or 0) % 3 + 1
    else:
        name, hue = _("A former member"), 2
    return name, initials(name), hue


def _what(entry: Entry, words: _Words) -> Markup:
    ref, names = entry.entity_ref, words.names
    if entry.entity == "lock":
        return _worked_on(ref, str(entry.after.get("unit", "")), words)
    if not ref or entry.entity not in PAGES:
        return escape(_("it"))
    name = names.get((entry.entity, ref), "")
    if entry.entity == "closure":
        facts = entry.after or entry.before
        unit = str(facts.get("unit", ""))
        label = names.get(("unit", unit), unit) or ref
    elif entry.entity in {"reservation", "group"}:
        label = f"{ref}, {name}" if name else ref
    else:
        label = name or (_("a client, erased") if entry.entity == "client" else ref)
    return Markup('<a href="%s">%s</a>') % (words.page(entry.entity, ref), label)


def _worked_on(ref: str, unit: str, words: _Words) -> Markup:
    """Name what a lock was about: the reservation, or the unit of one that was to be made."""
    entity, ref = ("reservation", ref) if ref else ("unit", unit)
    label = words.names.get((entity, ref), ref)
    return Markup('<a href="%s">%s</a>') % (words.page(entity, ref), label)


def _lines(entry: Entry, words: _Words) -> list[Line]:
    """Answer what an entry says of before and after."""
    if entry.entity == "policy" and entry.action == "changed":
        return _policy_lines(entry)
    if entry.action == "swapped":
        return _swapped_lines(entry, words.names)
    is_new = not entry.before and entry.action in {"made", "added", "imported"}
    names_said = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    if is_new and entry.entity not in {"closure", "client"}:
        names_said = [name for name in names_said if name == "reason"]
    found = []
    for name in names_said:
        before = _shown(name, entry.before, erased=entry.erased, names=words.names)
        after = _shown(name, entry.after, erased=entry.erased, names=words.names)
        if before != after:
            found.append(Line(words.label(name), before, after))
    return found


def _policy_lines(entry: Entry) -> list[Line]:
    numbers = [facts.get("number") for facts in (entry.before, entry.after)]
    lines = []
    if all(isinstance(number, int) for number in numbers):
        documents = documents_of(entry.entity_ref, [int(str(number)) for number in numbers])
        if len(documents) == 2:
            before, after = (documents[int(str(number))] for number in numbers)
            lines = [Line(each.label, each.before, each.after) for each in compare(before, after)]
    if entry.after.get("applies_from"):
        lines.append(Line(_("Applies from"), "", _date(str(entry.after["applies_from"]))))
    if "policy_name" in entry.after:
        lines.insert(
            0, Line(_("Name"), str(entry.before.get("policy_name") or ""), entry.after["policy_name"])
        )
    return lines


def _swapped_lines(entry: Entry, names: Names) -> list[Line]:
    """Answer where each of two reservations was, and where it went; the facts are units by reservation."""
    return [
        Line(
            names.get(("reservation", ref)) or ref,
            names.get(("unit", unit), unit),
            names.get(("unit", to), to),
        )
        for ref, unit in entry.before.items()
        for to in [str(entry.after.get(ref, ""))]
    ]


def _asked(entry: Entry, words: _Words) -> list[Line]:
    """Answer what a refused request asked for."""
    wanted = ("unit", "starts_on", "ends_on", "adults", "children", "complimentary", "role", "email")
    return [
        Line(words.label(name), "", _shown(name, entry.request, erased=entry.erased, names=words.names))
        for name in wanted
        if entry.request.get(name) or (name in entry.erased and name in entry.request)
    ]


def _shown(name: str, facts: Mapping[str, Any], *, erased: frozenset[str], names: Names) -> str:
    value = facts.get(name)
    if value is None and name in erased and name in facts:
        return _("erased")
    if value is None or value == "" or value == []:
        return ""
    return _value(name, value, names)


def _value(name: str, value: Any, names: Names) -> str:
    words = {"state": STATE_WORDS, "role": ROLE_WORDS, "closed_for": REASON_WORDS}.get(name)
    if words is not None and value in words:
        return str(words[value])
    if name.endswith("_minor") and isinstance(value, int):
        return money(value)
    if name == "country":
        return country(str(value))
    if name in {"unit", "policy"}:
        return names.get((name, str(value)), str(value))
    if name.endswith("_on") or name.startswith("in_service"):
        return _date(str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if name == "room_for":
        return room_for(value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {text}" for key, text in value.items())
    return str(value)[:5] if name.endswith("_time") else str(value)


def _date(text: str) -> str:
    try:
        return day_full(dt.date.fromisoformat(text))
    except ValueError:
        return text
