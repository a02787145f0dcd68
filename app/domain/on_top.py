"""What comes on top of the units of time: people beyond the included ones, and fees."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from app.domain.asking import Party
from app.domain.lines import Line, LineKind
from app.domain.priced import Work


def extras(work: Work) -> list[Line]:
    """Charge the people beyond the included ones, for each unit of time.

    Adults use the included places first, then children, then infants. A line covers neighbouring nights of one price.
    """
    tariff = work.tariff
    if tariff.included_people is None:
        return []
    beyond = _beyond(work.priced.party, tariff.included_people * work.priced.quantity)
    return [
        *_extra(work, "extra_adult", people=beyond.adults, each_minor=tariff.extra_adult_minor),
        *_extra(work, "extra_child", people=beyond.children, each_minor=tariff.extra_child_minor),
        *_extra(work, "extra_infant", people=beyond.infants, each_minor=tariff.extra_infant_minor),
    ]


def _beyond(party: Party, included: int) -> Party:
    places, found = included, []
    for people in (party.adults, party.children, party.infants):
        found.append(max(people - places, 0))
        places = max(places - people, 0)
    return Party(*found)


def _extra(work: Work, code: str, *, people: int, each_minor: int) -> list[Line]:
    if not people:
        return []
    sold = [line for line in work.sold if line.kind == LineKind.EXTRA and line.code == code]
    priced = [(day, _sold_each(sold, day, otherwise=each_minor)) for day in work.priced.days]
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
    party, units = work.priced.party, work.priced.count
    people = party.adults + party.children
    counts = {
        "stay": 1,
        "night": units,
        "person": people,
        "person_night": people * units,
        "item": work.priced.quantity,
    }
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
