"""A price, step by step: each unit of time at its own date, then discounts, extras, fees, then taxes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from app.domain import money
from app.domain.asking import Party
from app.domain.discounts import discounts_on
from app.domain.fields import plain, weekday
from app.domain.lines import Line, LineKind, Quote, revenue_by_night, total
from app.domain.tariff import Season, Tariff, WeekdayPrice
from app.domain.taxes import city_tax, taxes_included, taxes_on_top


@dataclass
class Work:
    """A price in the making: what is read, and the lines so far."""

    tariff: Tariff
    days: Sequence[date]
    party: Party
    sold: Sequence[Line]
    lines: list[Line] = field(default_factory=list)

    @property
    def sold_nights(self) -> dict[date, Line]:
        """Return the lines of the nights that were sold already."""
        return {line.on_date: line for line in self.sold if line.kind == LineKind.NIGHT and line.on_date}


def nights(work: Work) -> list[Line]:
    """Price each unit of time at its own date; those sold already keep their price."""
    sold = work.sold_nights
    return [sold.get(day) or night(work.tariff, day) for day in work.days]


def night(tariff: Tariff, day: date) -> Line:
    """Return the line of one unit of time at today's price."""
    season = next((entry for entry in tariff.seasons if entry.covers(day)), None)
    change = next((entry for entry in tariff.weekdays if weekday(day) in entry.days), None)
    base_minor = _base(tariff, season)
    facts: dict[str, object] = {
        "base_minor": base_minor,
        "season": season.name if season else None,
        "weekday_percent": plain(change.percent) if change and change.percent is not None else None,
        "weekday_minor": change.minor if change else None,
    }
    return Line(LineKind.NIGHT, "night", _changed(base_minor, change), on_date=day, facts=facts)


def _base(tariff: Tariff, season: Season | None) -> int:
    if season is None:
        return tariff.base_minor
    if season.percent is None:
        return season.base_minor or 0
    return tariff.base_minor + money.percent_of(tariff.base_minor, season.percent)


def _changed(base_minor: int, change: WeekdayPrice | None) -> int:
    if change is None:
        return base_minor
    if change.percent is None:
        return base_minor + (change.minor or 0)
    return base_minor + money.percent_of(base_minor, change.percent)


def discounts(work: Work) -> list[Line]:
    """Take the discounts off the nights; what was promised for a night sold already is kept."""
    return discounts_on(work.tariff, work.lines, sold=work.sold)


def extras(work: Work) -> list[Line]:
    """Charge the people beyond the included ones, for each unit of time; infants are free.

    Adults use the included places first. A line covers neighbouring nights of one price.
    """
    included = work.tariff.included_people
    if included is None:
        return []
    adults = max(work.party.adults - included, 0)
    children = max(work.party.children - max(included - work.party.adults, 0), 0)
    return [
        *_extra(work, "extra_adult", people=adults, each_minor=work.tariff.extra_adult_minor),
        *_extra(work, "extra_child", people=children, each_minor=work.tariff.extra_child_minor),
    ]


def _extra(work: Work, code: str, *, people: int, each_minor: int) -> list[Line]:
    if not people:
        return []
    sold = [line for line in work.sold if line.kind == LineKind.EXTRA and line.code == code]
    priced = [(day, _sold_each(sold, day, otherwise=each_minor)) for day in work.days]
    lines: list[Line] = []
    for each, run in groupby(priced, key=lambda pair: pair[1]):
        days = [day for day, _ in run]
        if each:
            facts: dict[str, object] = {
                "each_minor": each,
                "people": people,
                "nights": len(days),
                "first_on": days[0].isoformat(),
                "last_on": days[-1].isoformat(),
            }
            count = people * len(days)
            lines.append(
                Line(LineKind.EXTRA, code, each * count, quantity=count, on_date=days[0], facts=facts)
            )
    return lines


def _sold_each(sold: Sequence[Line], day: date, *, otherwise: int) -> int:
    """Return at what price an extra of a date was sold; ISO dates compare as text."""
    for line in sold:
        each = line.facts.get("each_minor")
        if isinstance(each, int) and str(line.facts["first_on"]) <= day.isoformat() <= str(
            line.facts["last_on"]
        ):
            return each
    return otherwise


def fees(work: Work) -> list[Line]:
    """Add the fixed amounts."""
    counts = {"stay": 1, "night": len(work.days), "person": work.party.adults + work.party.children}
    return [
        Line(
            LineKind.FEE,
            f"fee_per_{fee.per}",
            fee.minor * counts[fee.per],
            quantity=counts[fee.per],
            facts={"name": fee.name, "each_minor": fee.minor},
        )
        for fee in work.tariff.fees
        if fee.minor
    ]


Step = Callable[[Work], list[Line]]

STEPS: tuple[tuple[str, Step], ...] = (
    ("nights", nights),
    ("discounts", discounts),
    ("extras", extras),
    ("fees", fees),
    ("taxes_included", lambda work: taxes_included(work.tariff, work.lines)),
    ("taxes", lambda work: taxes_on_top(work.tariff, work.lines)),
    ("city_tax", lambda work: city_tax(work.tariff, adults=work.party.adults, units=len(work.days))),
)


def quote(
    tariff: Tariff, days: Sequence[date], *, party: Party, currency: str, sold: Sequence[Line] = ()
) -> Quote:
    """Return the price of some units of time, each step over the lines of those before it.

    Units:   minor units of `currency`; the total is the sum of the lines that count.
    """
    work = Work(tariff, days, party, sold)
    for _, step in STEPS:
        work.lines.extend(step(work))
    whole = total(work.lines)
    now, later = money.deposit_split(whole, tariff.deposit_percent or 0)
    return Quote(
        currency=currency,
        lines=work.lines,
        total_minor=whole,
        net_nights_minor=sum(revenue_by_night(work.lines).values()),
        deposit_minor=now,
        deposit_rest_minor=later,
        instalments=money.instalments(whole, tariff.instalments),
    )
