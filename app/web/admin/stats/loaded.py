"""What a page of statistics is made of: the facts of its period and of the one it is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from app import clock
from app.domain.stats import NOTHING, Facts, total
from app.language import gettext as _
from app.queries.arrivals import Arrivals, load_arrivals
from app.queries.policies import rules
from app.queries.stats import ByKind, Sums, totals
from app.queries.sums import Choice
from app.queries.units import UnitRow
from app.web.admin.stats.period import Period, asked_period
from app.web.dates import today

NO_CHANNEL = "-"
LONGEST_CHANNEL = 400  # of a longer name there is no link: servers take no such address
RANKED_BY = ("available", "sold", "complimentary", "revenue_minor")
OF_TYPES = ("revenue_minor", "standing")
OF_CHANNELS = ("revenue_minor", "standing", "cancelled", "absent")
CHOICES = ("type", "unit", "channel")


@dataclass(frozen=True)
class Loaded:
    """A period's facts, read as they are asked for.

    Shapes:  by kind first: nights, seats and minutes are never summed.
    """

    period: Period
    sums: Sums
    choice: Choice
    asked: Mapping[str, str]

    @property
    def now(self) -> dt.datetime:
        """Answer the instant at which all of it is true."""
        return self.sums.now

    @cached_property
    def today(self) -> dt.date:
        """Answer the tenant's date."""
        return today()

    @cached_property
    def days(self) -> ByKind:
        """Answer the facts of each date; where charts show months, of the dates of each month and weekday."""
        return self._days(self.period)

    @cached_property
    def days_before(self) -> ByKind:
        """Answer the same of the period compared."""
        return self._days(self.period.compared)

    def _days(self, period: Period) -> ByKind:
        summed = self.sums.by_days_alike if self.period.by_month else self.sums.by_day
        return summed(period.first, period.last, self.choice)

    @cached_property
    def now_by_kind(self) -> dict[str, Facts]:
        """Answer the period's sums."""
        return totals(self.days, self.period.first)

    @cached_property
    def then_by_kind(self) -> dict[str, Facts]:
        """Answer the sums of the period compared."""
        return totals(self.days_before, self.period.compared.first)

    @cached_property
    def in_all(self) -> Facts:
        """Answer the sums over all kinds: only what counts reservations and money means anything there."""
        return total(self.now_by_kind.values())

    @cached_property
    def in_all_before(self) -> Facts:
        """Answer the same of the period compared."""
        return total(self.then_by_kind.values())

    @cached_property
    def arrivals(self) -> Arrivals:
        """Answer for how long and from where those who arrive come."""
        return load_arrivals(self.period.first, self.period.last, self.sums, self.choice)

    @cached_property
    def units(self) -> ByKind:
        """Answer the facts of each unit."""
        return self.sums.by_unit(self.period.first, self.period.last, self.choice)

    @cached_property
    def ranked(self) -> ByKind:
        """Answer of each unit what units are ranked by."""
        return self.sums.by_unit(self.period.first, self.period.last, self.choice, measures=RANKED_BY)

    @cached_property
    def channels(self) -> ByKind:
        """Answer of each channel what its chart shows."""
        return self.sums.by_channel(self.period.first, self.period.last, self.choice, measures=OF_CHANNELS)

    @cached_property
    def types(self) -> ByKind:
        """Answer of each unit type what its chart shows."""
        return self.sums.by_type(self.period.first, self.period.last, self.choice, measures=OF_TYPES)

    @cached_property
    def kinds(self) -> list[str]:
        """Answer the kinds that the chosen units are of, nights first; of none, all."""
        chosen = [unit for unit in self.sums.units.values() if self.choice.holds(unit)]
        found = dict.fromkeys(rules(unit.version_id).kind.key for unit in chosen)
        return sorted(found, key=lambda kind: (kind != "nightly", kind))

    @cached_property
    def busy_kinds(self) -> list[str]:
        """Answer the kinds of which something is reserved now or was then; of none, all."""
        found = [
            kind for kind in self.kinds
            if any(each.get(kind, NOTHING).reserved for each in (self.now_by_kind, self.then_by_kind))
        ]  # fmt: skip
        return found or self.kinds

    @cached_property
    def series(self) -> ByKind:
        """Answer the facts of each date that charts show: of each month, where days would be too many."""
        return _by_month(self.days) if self.period.by_month else self.days

    @cached_property
    def series_before(self) -> ByKind:
        """Answer the same of the period compared."""
        return _by_month(self.days_before) if self.period.by_month else self.days_before

    def query(self, period: Period | None = None, **changes: str) -> dict[str, Any]:
        """Write what an address says of the period and of the choice."""
        said = {**(period or self.period).as_query(), **self.asked, **changes}
        return {name: value for name, value in said.items() if value}

    def link(self, period: Period | None = None, **changes: str) -> str:
        """Write the address of a page of figures."""
        return self.links(period, *changes)(*changes.values())

    def links(self, period: Period | None = None, *names: str) -> Callable[..., str]:
        """Answer how addresses are written that differ in some values alone: a page of a year has hundreds of them."""
        said = self.query(period, **dict.fromkeys(names, ""))
        here = f"{self._here}?{urlencode(said)}"

        def written(*values: str) -> str:
            own = {name: value for name, value in zip(names, values, strict=True) if value}
            return f"{here}&{urlencode(own)}" if own else here

        return written

    @cached_property
    def _here(self) -> str:
        return url_for("stats.show")


def _by_month(by_kind: ByKind) -> ByKind:
    """Sum dates by month, named by its first."""
    summed = {}
    for kind, days in by_kind.items():
        found: dict[dt.date, list[Facts]] = {}
        for day, facts in days.items():
            found.setdefault(day.replace(day=1), []).append(facts)
        summed[kind] = {month: total(each) for month, each in found.items()}
    return summed


def load() -> Loaded:
    """Read what the request's address asks for; a unit, type or channel that there is not is no filter."""
    sums = Sums(clock.now())
    units = list(sums.units.values())
    unit = _found(units, "unit", lambda each: each.ref)
    of_type = None if unit else _found(units, "type", lambda each: each.type_ref)
    named = request.args.get("channel", "")[:LONGEST_CHANNEL]
    channel = "" if named == NO_CHANNEL else named or None
    choice = Choice(unit.id if unit else None, of_type.type_id if of_type else None, channel)
    asked = {name: request.args.get(name, "")[:80] for name in CHOICES}
    kept = {"unit": asked["unit"] if unit else "", "type": asked["type"] if of_type else "", "channel": named}
    return Loaded(asked_period(), sums, choice, {name: value for name, value in kept.items() if value})


def _found(units: Iterable[UnitRow], name: str, key: Callable[[UnitRow], str]) -> UnitRow | None:
    wanted = request.args.get(name, "")
    return next((unit for unit in units if wanted and key(unit) == wanted), None)


def options(loaded: Loaded) -> dict[str, list[tuple[str, str]]]:
    """Answer what can be chosen: types, units and channels, each by value and text."""
    units = loaded.sums.units.values()
    of_type = [unit for unit in units if loaded.asked.get("type") in (None, unit.type_ref)]
    channels = {name for names in _all_channels(loaded).values() for name in names if name}
    if loaded.choice.channel:  # one that nobody came by is a filter too, and says so
        channels.add(loaded.choice.channel)
    return {
        "type": list({unit.type_ref: unit.type_name for unit in units}.items()),
        "unit": [(unit.ref, unit.name) for unit in of_type],
        "channel": [(name, name) for name in sorted(channels) if len(name) <= LONGEST_CHANNEL]
        + [(NO_CHANNEL, _("Not said"))],
    }


def _all_channels(loaded: Loaded) -> Mapping[str, Mapping[Any, Facts]]:
    if loaded.choice.channel is None:
        return loaded.channels
    everything = Choice(loaded.choice.unit_id, loaded.choice.type_id)
    return loaded.sums.by_channel(loaded.period.first, loaded.period.last, everything, measures=())


def at(found: Mapping[Any, Facts], key: Any) -> Facts:
    """Answer the facts of a key, of one that counts nothing none."""
    return found.get(key, NOTHING)


def amount(count: int, each: int) -> int | float:
    """Answer a count in what people count: minutes as hours."""
    return count if each == 1 else round(count / each, 1)
