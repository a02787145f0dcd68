"""Sums of facts over a period: from what the jobs keep, with what is behind derived anew, so they are true as read.

Source:  semantics.md 10; the measures are `app.domain.stats.Facts`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.stats import NOTHING, Facts, total
from app.models import TypeDay, UnitDay, UnitMonth
from app.models.stats import MEASURES
from app.queries.facts import derive
from app.queries.policies import rules
from app.queries.rolls import Roll, Stale, find_roll, months_of
from app.queries.stale import find_stale
from app.queries.sums import ALL, SUPPLY, Asked, Choice, Rolled, as_left, kept
from app.queries.tally import Key
from app.queries.units import UnitRow, list_units
from app.tenancy import current

ATTEMPTS = 3

ByKind = dict[str, dict[Any, Facts]]


@dataclass(frozen=True)
class Lack:
    """What the facts of a unit, a day and a channel lack, because something was committed since they were kept."""

    unit: UnitRow
    day: dt.date
    channel: str
    facts: Facts

    @property
    def kind(self) -> str:
        """Answer the key of the kind of its unit."""
        return rules(self.unit.version_id).kind.key


class Sums:
    """The facts of the entered tenant, summed as asked; one of them serves a page.

    Shapes:  answers are by the key of a kind first: nights, seats and minutes are never summed.
    """

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.units = {unit.id: unit for unit in list_units()}
        self._derived = (
            0  # how often something was derived anew, each time with a look at the facts of its own
        )
        self._begin(find_roll())

    def _begin(self, found: Roll | None) -> None:
        """Look what is behind; where sums can't be completed, there are none, and everything is derived."""
        self._found = found
        self._roll: Roll | None = None
        self._stale: Stale | None = None
        if found is not None and not found.is_foreign:
            stale = find_stale(found, list(self.units.values()), self.now)
            if stale.is_whole and not stale.sorted_anew:
                self._roll, self._stale = found, stale
        self._known: dict[tuple[dt.date, dt.date], list[Lack]] = {}

    @property
    def stamp(self) -> str:
        """Answer what is of the roll alone that these sums go by; '' without any."""
        return self._roll.stamp if self._roll else ""

    def of_kind(self, kind: str) -> set[int]:
        """Answer the units that are of a kind."""
        return {key for key, unit in self.units.items() if rules(unit.version_id).kind.key == kind}

    def settled(self, first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
        """Answer the stretches of dates from `first` to before `last` that the facts cover and nothing is behind of."""
        if self._roll is None or self._stale is None:
            return []
        day, ends = max(first, self._roll.first), min(last, self._roll.last)
        behind = self._stale.by_month(day, ends)
        return apart_from([(low, high) for _units, low, high in behind.values()], day, ends)

    def by_day(self, first: dt.date, last: dt.date, choice: Choice = ALL) -> ByKind:
        """Sum each date from `first` to before `last`."""
        return self._of_days(first, last, choice, "day", lambda lack: lack.day, MEASURES)

    def by_days_alike(self, first: dt.date, last: dt.date, choice: Choice = ALL) -> ByKind:
        """Sum the dates of each month and weekday, under one of them; the first date of all stands alone.

        Months, weekdays and the whole add up as with `by_day`, of which a year has hundreds.
        """
        table: Any = TypeDay if choice.unit_id is None else UnitDay
        return self._summed(
            [Asked(table, "day", first, last, alike=True)], first, last, choice, lambda lack: lack.day
        )

    def by_channel(
        self, first: dt.date, last: dt.date, choice: Choice = ALL, *, measures: tuple[str, ...] = MEASURES
    ) -> ByKind:
        """Sum each channel; what is available stands at the one without a name.

        Shapes:  only `measures` are to be read of it.
        """
        return self._of_days(first, last, choice, "channel", lambda lack: lack.channel, measures)

    def by_type(
        self, first: dt.date, last: dt.date, choice: Choice = ALL, *, measures: tuple[str, ...] = MEASURES
    ) -> ByKind:
        """Sum each unit type, by its key.

        Shapes:  only `measures` are to be read of it.
        """
        return self._of_days(first, last, choice, "unit_type_id", lambda lack: lack.unit.type_id, measures)

    def by_unit(
        self,
        first: dt.date,
        last: dt.date,
        choice: Choice = ALL,
        *,
        measures: tuple[str, ...] = MEASURES,
    ) -> ByKind:
        """Sum each unit, by its key: whole months from their sums, the days around them one by one.

        Shapes:  only `measures` are to be read of it.
        """
        begins, ends = whole_months(first, last)
        asked = []
        if begins < ends:
            asked.append(Asked(UnitMonth, "unit_id", begins, ends, measures=measures))
        if (begins, ends) != (first, last):
            asked.append(Asked(UnitDay, "unit_id", first, last, but=(begins, ends), measures=measures))
        found = self._summed(asked, first, last, choice, lambda lack: lack.unit.id)
        if choice.type_id is None:
            return found
        return {
            kind: {key: facts for key, facts in of_kind.items() if choice.holds(self.units[key])}
            for kind, of_kind in found.items()
        }

    def _of_days(
        self,
        first: dt.date,
        last: dt.date,
        choice: Choice,
        name: str,
        key: Callable[[Lack], Any],
        measures: tuple[str, ...],
    ) -> ByKind:
        table: Any = TypeDay if choice.unit_id is None else UnitDay
        return self._summed([Asked(table, name, first, last, measures=measures)], first, last, choice, key)

    def _summed(
        self,
        asked: list[Asked],
        first: dt.date,
        last: dt.date,
        choice: Choice,
        key: Callable[[Lack], Any],
    ) -> ByKind:
        """Sum what is kept and complete it; once more where a roll came in between, so that nothing counts twice."""
        for _attempt in range(ATTEMPTS):
            found = self._collected(asked, choice)
            derived = self._derived
            if found is not None:
                self._complete(found, first, last, choice, key)
                if self._derived == derived:
                    return found
            rolled = find_roll()
            if found is not None and rolled == self._found:
                return found
            self._begin(rolled)
        self._roll = self._stale = None
        every: ByKind = defaultdict(dict)
        self._complete(every, first, last, choice, key)
        return every

    def _collected(self, asked: list[Asked], choice: Choice) -> ByKind | None:
        """Sum what is kept; None where not all of it is as the roll left it that this page goes by."""
        found: ByKind = defaultdict(dict)
        if self._roll is None:
            return found
        try:
            for each in asked:
                for kind, key, facts in as_left(current().id, self._roll.stamp, each, choice):
                    of_kind = found[kind]
                    of_kind[key] = of_kind[key].plus(facts) if key in of_kind else facts
        except Rolled:
            return None
        return found

    def _complete(
        self, found: ByKind, first: dt.date, last: dt.date, choice: Choice, key: Callable[[Lack], Any]
    ) -> None:
        for lack in self._lacks(first, last):
            if choice.holds(lack.unit):
                of_kind, at = found[lack.kind], key(lack)
                of_kind[at] = of_kind.get(at, NOTHING).plus(_of_channel(lack, choice))

    def _lacks(self, first: dt.date, last: dt.date) -> list[Lack]:
        """Derive what is behind in a period, and what of it the facts do not cover."""
        if (first, last) not in self._known:
            self._known[first, last] = self._found_lacks(first, last)
        return self._known[first, last]

    def _found_lacks(self, first: dt.date, last: dt.date) -> list[Lack]:
        if self._roll is None or self._stale is None:
            return self._lacking(self._derive(first, last), {})
        begins, ends = max(first, self._roll.first), min(last, self._roll.last)
        if begins >= ends:
            return self._lacking(self._derive(first, last), {})
        found = []
        for low, high in ((first, begins), (ends, last)):
            if low < high:
                found += self._lacking(self._derive(low, high), {})
        for unit_ids, low, high in self._stale.by_month(begins, ends).values():
            fresh = self._derive(low, high, unit_ids)
            found += self._lacking(fresh, kept(unit_ids, low, high))
        return found

    def _derive(
        self, first: dt.date, last: dt.date, unit_ids: Collection[int] | None = None
    ) -> dict[Key, Facts]:
        self._derived += 1
        return derive(first, last, self.now, units=self.units.values(), unit_ids=unit_ids)

    def _lacking(self, fresh: Mapping[Key, Facts], held: Mapping[Key, Facts]) -> list[Lack]:
        found = []
        for key in {**fresh, **held}:
            unit_id, day, channel = key
            lack = fresh.get(key, NOTHING).minus(held.get(key, NOTHING))
            if any(lack) and unit_id in self.units:
                found.append(Lack(self.units[unit_id], day, channel, lack))
        return found


def load_total(first: dt.date, last: dt.date, now: dt.datetime, choice: Choice = ALL) -> dict[str, Facts]:
    """Sum all of a period, by kind."""
    return totals(Sums(now).by_day(first, last, choice), first)


def totals(by_day: ByKind, first: dt.date) -> dict[str, Facts]:
    """Sum the days of a period; of who came before it, its first day tells."""
    return {
        kind: total(days.values())._replace(inside=days.get(first, NOTHING).inside)
        for kind, days in by_day.items()
    }


def list_revenue(first: dt.date, last: dt.date, now: dt.datetime) -> dict[dt.date, int]:
    """Sum the revenue of each date that earns anything."""
    found: dict[dt.date, int] = defaultdict(int)
    for days in Sums(now).by_day(first, last).values():
        for day, facts in days.items():
            if facts.revenue_minor:
                found[day] += facts.revenue_minor
    return dict(found)


def _of_channel(lack: Lack, choice: Choice) -> Facts:
    """Answer what of a lack is of the chosen channel."""
    if choice.channel in (None, lack.channel):
        return lack.facts
    return Facts(**{name: getattr(lack.facts, name) for name in SUPPLY})


def apart_from(
    stretches: Iterable[tuple[dt.date, dt.date]], first: dt.date, last: dt.date
) -> list[tuple[dt.date, dt.date]]:
    """Answer what is left of the dates from `first` to before `last` without some stretches of them."""
    found = []
    for low, high in sorted(stretches):
        if first < low:
            found.append((first, low))
        first = max(first, high)
    return [*found, (first, last)] if first < last else found


def whole_months(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """Answer the whole months within a period: where they begin and end; the same date twice when there are none."""
    whole = [(low, high) for month, low, high in months_of(first, last) if low == month and high.day == 1]
    return (whole[0][0], whole[-1][1]) if whole else (first, first)
