"""A row of a file as every format understands it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from app.actions import clients
from app.actions.units import LONGEST_NAME
from app.domain.asking import Party, Period
from app.domain.localtime import is_plausible
from app.domain.money import to_minor
from app.domain.words import State

NOTHING = frozenset({"", "NULL", "NA", "N/A"})
MOST_PEOPLE, MOST_MINOR, LONGEST_TEXT = 10_000, 10**12, 2_000
# What is longer than the pages take could not be saved there any more.
LONGEST = {"client": clients.LONGEST["name"], "unit": LONGEST_NAME, "unit_type": LONGEST_NAME} | {
    name: clients.LONGEST[name] for name in ("email", "phone", "country")
}
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")


class Skipped(Exception):
    """Raised with every reason why a row can't be imported."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))


@dataclass(frozen=True)
class Whom:
    """The client of a row; `is_one_of_a_kind` when two rows never mean the same person."""

    name: str
    email: str = ""
    phone: str = ""
    country: str = ""
    is_one_of_a_kind: bool = False


@dataclass(frozen=True)
class Incoming:
    """A reservation that a row describes.

    Shapes:  `unit` or `unit_type` is set; `policies` are those under which the period can be, none of them: the one
             to be made; `quantity` None: as many as the policy makes of the people, else one; `made_on` None: nobody
             knows; `ended_on` is the day of a cancellation or absence.
    """

    line: int
    key: str
    unit: str
    unit_type: str
    client: Whom
    period: Period
    policies: tuple[int, ...]
    state: State
    party: Party
    total_minor: int
    made_on: dt.date | None
    ended_on: dt.date
    quantity: int | None = None
    channel: str = ""
    note: str = ""


def peek(values: Mapping[str, str], name: str) -> str:
    """Return a cell without the words that mean nothing."""
    value = (values.get(name) or "").strip()
    return "" if value in NOTHING else value


@dataclass
class Cells:
    """The cells of one row, read by name; what is wrong with them gathers in `reasons`."""

    line: int
    values: Mapping[str, str]
    currency: str
    reasons: list[str] = field(default_factory=list)

    def text(self, name: str, *, needed: bool = False) -> str:
        """Return a cell without the words that mean nothing."""
        value = peek(self.values, name)
        if needed and not value:
            self.reasons.append(f"{name} is empty")
        if len(value) > (most := LONGEST.get(name, LONGEST_TEXT)):
            self.reasons.append(f"{name} is longer than {most} characters")
        if "\x00" in value:
            self.reasons.append(f"{name} has a NUL in it")
        return value

    def count(self, name: str, *, default: int | None = 0) -> int:
        """Return a whole number that is not negative."""
        value = self.text(name).removesuffix(".0")
        if not value and default is not None:
            return default
        if not value.isascii() or not value.isdigit() or int(value) > MOST_PEOPLE:
            self.reasons.append(f"{name} is {value!r}, not a whole number from 0 to {MOST_PEOPLE}")
            return 0
        return int(value)

    def day(self, name: str, *, default: dt.date | None = None) -> dt.date:
        """Return a date written as 2026-07-10."""
        value = self.text(name)
        if not value and default is not None:
            return default
        try:
            found = dt.date.fromisoformat(value)
        except ValueError:
            self.reasons.append(f"{name} is {value!r}, not a date as 2026-07-10")
            return dt.date.max
        self.refuse(f"{name} is {value}: nobody means that year", when=not is_plausible(found))
        return found

    def clock(self, name: str) -> dt.time:
        """Return a time of day written as 09:30."""
        value = self.text(name)
        found = CLOCK.fullmatch(value)
        try:
            if found:
                return dt.time(int(found[1]), int(found[2]))
        except ValueError:
            pass
        self.reasons.append(f"{name} is {value!r}, not a time as 09:30")
        return dt.time(0)

    def money(self, name: str) -> int:
        """Return an amount in minor units; an empty cell is nothing."""
        value = self.text(name)
        try:
            minor = to_minor(Decimal(value or 0), self.currency)
        except (InvalidOperation, ValueError, OverflowError):
            self.reasons.append(f"{name} is {value!r}, not an amount as 123.45")
            return 0
        if not 0 <= minor <= MOST_MINOR:
            self.reasons.append(f"{name} is {value}: a price is not negative and not that large")
        return minor

    def refuse(self, reason: str, *, when: bool) -> None:
        """Note a reason."""
        if when:
            self.reasons.append(reason)

    def check(self) -> None:
        """End the reading of a row.

        Raises:  Skipped, with every reason.
        """
        if self.reasons:
            raise Skipped(self.reasons)


@dataclass(frozen=True)
class Format:
    """A format of files: the columns that mark it, those it knows, needs and leaves aside, and what reads a row.

    Shapes:  `asks_times`: the columns of times and of how many are those of the kinds of policy, beside `columns`;
             `former` are columns among these that only such a kind reads; `read` takes cells, key and book.
    """

    name: str
    marks: frozenset[str]
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    not_kept: tuple[str, ...]
    read: Callable[[Cells, str, Any], Incoming]
    asks_times: bool = False
    former: frozenset[str] = frozenset()


def digest(values: Mapping[str, str], columns: tuple[str, ...], more: Iterable[str] = ()) -> str:
    """Return what tells a row from others: a digest of the cells that its format knows.

    Shapes:  `more` columns count by name where they are filled, so that a file without them keeps its digests.
    """
    content = [(values.get(name) or "").strip() for name in columns]
    others = ((name, (values.get(name) or "").strip()) for name in sorted(set(more) - set(columns)))
    content += [f"{name}={value}" for name, value in others if value]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:32]


def today_refusal(row: Incoming, today: dt.date) -> str:
    """Return why a row's state can't be true on a day, or nothing."""
    if row.state in {State.PENDING, State.CONFIRMED} and row.period.starts_on < today:
        return f"{row.state}, but the arrival is over: say checked_in, finished, absent or cancelled"
    if row.state is State.CHECKED_IN and not row.period.starts_on <= today <= row.period.ends_on:
        return "checked_in, but today is no day of the stay"
    if row.state is State.FINISHED and row.period.ends_on > today:
        return "finished, but the departure is still to come"
    if row.state is State.ABSENT and row.period.starts_on > today:
        return "absent, but the arrival is still to come"
    if row.made_on and row.made_on > today:
        return "made_on is still to come"
    return ""
