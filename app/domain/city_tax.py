"""The tax of a place on each person and unit of time: an amount, or a percentage of a person's share of the price."""

from collections import Counter
from datetime import date
from decimal import Decimal

from app.domain.fields import plain
from app.domain.lines import Line, LineKind, revenue_by_night
from app.domain.money import WIDE, round_half_up
from app.domain.priced import Work
from app.domain.tax_rules import CityTax


def city_tax(work: Work) -> list[Line]:
    """Return the tax of the people who pay it, for the units of time on which it is due; of a gift none."""
    tax, party = work.tariff.city_tax, work.priced.party
    if tax is None or work.is_complimentary:
        return []
    people = party.adults + (party.children if tax.children else 0)
    due = [day for day in work.priced.days if tax.covers(day)][: tax.max_nights]
    amount = people * (_of_price(work, tax, due) if tax.minor is None else tax.minor * len(due))
    if tax.most_minor is not None:
        amount = min(amount, tax.most_minor)
    if not amount:
        return []
    count = people * len(due)
    facts = _facts(tax, people=people, nights=len(due))
    return [Line(LineKind.CITY_TAX, "city_tax", amount, quantity=count, facts=facts)]


def _of_price(work: Work, tax: CityTax, due: list[date]) -> int:
    """Return what one person pays: a percentage of a share of each unit's net price, rounded for each unit."""
    party = work.priced.party
    net, counts = revenue_by_night(work.lines), Counter(work.priced.days)
    shares = Decimal(100 * max(party.adults + party.children, 1))
    whole = 0
    for day in due:
        percent = WIDE.multiply(Decimal(net.get(day, 0)), tax.percent or Decimal(0))
        each = round_half_up(WIDE.divide(percent, shares * counts[day]))
        whole += each if tax.each_most_minor is None else min(each, tax.each_most_minor)
    return whole


def _facts(tax: CityTax, *, people: int, nights: int) -> dict[str, object]:
    facts: dict[str, object] = {
        "name": tax.name,
        "each_minor": tax.minor,
        "people": people,
        "nights": nights,
    }
    if tax.percent is not None:
        facts |= {"percent": plain(tax.percent), "each_most_minor": tax.each_most_minor}
    if tax.children:
        facts["children"] = True
    if tax.most_minor is not None:
        facts["most_minor"] = tax.most_minor
    return facts
