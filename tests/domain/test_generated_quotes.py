"""Prices for any kind, tariff, party, quantity and change: what stands on the lines is the total."""

from datetime import date, timedelta
from itertools import count as numbers

from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking import Party
from app.domain.lines import LineKind, Quote, charged_by_night, grouped, revenue_by_night
from app.domain.pricing import Priced, quote
from app.domain.tariff import Tariff

START = date(2026, 7, 6)


def percents(limit: int):
    return st.decimals(0, limit, places=1).map(str)


def some(most: int = 2, **entry):
    return st.lists(st.fixed_dictionaries(entry), max_size=most)


def maybe(**entry):
    return st.none() | st.fixed_dictionaries(entry)


def different(entries: list[dict], name: str) -> list[dict]:
    """Give each entry a value of its own."""
    return (
        [entry | {name: value(place)} for place, entry in enumerate(entries)]
        if (value := VALUES[name])
        else []
    )


VALUES = {"units": lambda place: 1 + 3 * place, "code": lambda place: f"code{place}"}
minors = st.integers(0, 10**6)
days_before = st.integers(0, 200)
window = st.sampled_from([{}, {"first_on": "2026-07-08"}, {"last_on": "2026-07-09"}])
bases = st.lists(st.sampled_from(["nights", "extras", "fees"]), min_size=1, max_size=3, unique=True)
price_or_part = st.fixed_dictionaries({"percent": percents(100)}) | st.fixed_dictionaries({"minor": minors})
people = maybe(child_percent=percents(200), infant_minor=minors)
parts = {
    "base_minor": minors,
    "seasons": some(1, name=st.just("s"), first_on=st.just("2026-07-07"), last_on=st.just("2026-07-09"), percent=percents(90)),
    "weekdays": st.lists(price_or_part.map(lambda price: {"days": ["fri", "sat"], **price}), max_size=2),
    "tiers": some(3, minor=minors).map(lambda tiers: different(tiers, "units")),
    "tier_mode": st.sampled_from(["single", "mixed"]),
    "extra_adult_minor": minors, "extra_child_minor": minors, "extra_infant_minor": minors,
    "stay_discounts": some(nights=st.integers(1, 20), percent=percents(100)),
    "discounts": some(name=st.just("n"), percent=percents(100)).map(lambda found: different(found, "code")),
    "early_discounts": some(days_before=days_before, percent=percents(100)),
    "late_discounts": some(days_before=days_before, percent=percents(100)),
    "promo_codes": st.lists(
        st.tuples(price_or_part, window, window, st.integers(1, 9)).map(
            lambda said: {**said[0], "made": said[1], "stay": said[2], "min_units": said[3]}
        ),
        max_size=2,
    ).map(lambda found: different(found, "code")),
    "fees": some(name=st.just("f"), minor=minors, per=st.sampled_from(["stay", "night", "person", "person_night", "item"])),
    "taxes": some(4, name=st.just("t"), percent=percents(50), included=st.booleans(), on=bases).flatmap(
        lambda found: st.booleans().map(lambda on: [tax | {"compound": on and not tax["included"]} for tax in found])
    ),
    "city_tax": st.none() | st.tuples(price_or_part, window, st.booleans()).map(
        lambda said: {"name": "c", **said[0], **said[1], "children": said[2], "max_nights": 5, "most_minor": 10**5}
    ),
    "deposit_percent": st.none() | percents(100), "deposit_least_minor": st.none() | minors,
    "instalments": st.integers(1, 5),
}  # fmt: skip
tariffs = st.tuples(
    st.fixed_dictionaries(parts), st.fixed_dictionaries({"per_person": people}) | st.fixed_dictionaries({"included_people": st.integers(1, 4)})
).map(lambda both: Tariff.model_validate(both[0] | both[1]))  # fmt: skip


@st.composite
def priced(draw):
    """Make something to price: some dates from near the start on, each with its units of time."""
    first = START + timedelta(days=draw(st.integers(-2, 3)))
    units = draw(st.lists(st.integers(1, 4), min_size=1, max_size=8))
    return Priced(
        [
            first + timedelta(days=place)
            for place, count in zip(numbers(), units, strict=False)
            for _ in range(count)
        ],
        draw(st.builds(Party, st.integers(1, 4), st.integers(0, 3), st.integers(0, 2))),
        quantity=draw(st.integers(1, 3)),
        made_on=draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 7, 10))),
        promo_code=draw(st.sampled_from(["", "code0", "CODE1", "other"])),
        complimentary=draw(st.sampled_from([None, None, None, True, False])),
    )


def check(found: Quote, asked: Priced) -> None:
    assert found.total_minor == sum(line.amount_minor for line in found.lines if line.counts) >= 0
    assert found.deposit_minor + found.deposit_rest_minor == found.total_minor == sum(found.instalments)
    revenue, charged = revenue_by_night(found.lines), charged_by_night(found.lines)
    assert set(revenue) == set(charged) == set(asked.days)
    assert sum(revenue.values()) == found.net_nights_minor
    assert all(0 <= revenue[day] <= charged[day] for day in revenue)
    assert sum(line.amount_minor for line in grouped(found.lines) if line.counts) == found.total_minor
    for line in found.lines:
        if line.kind is LineKind.TAX_INCLUDED:
            inside = [int(line.facts[f"on_{base}_minor"]) for base in ("nights", "extras", "fees")]
            assert (sum(inside), line.counts) == (line.amount_minor, False)
    if any(line.kind is LineKind.COMPLIMENTARY for line in found.lines):
        assert found.total_minor == 0


@given(tariffs, tariffs, priced(), priced())
def test_the_lines_of_any_price_add_up_before_and_after_a_change(
    then: Tariff, today: Tariff, made: Priced, changed: Priced
):
    first = quote(then, made, currency="EUR")
    check(first, made)
    check(quote(today, changed, currency="EUR", sold=first.lines), changed)


@given(tariffs, priced())
def test_a_price_asked_for_again_with_its_own_lines_is_the_same(rules: Tariff, asked: Priced):
    first = quote(rules, asked, currency="EUR")
    assert quote(rules, asked, currency="EUR", sold=first.lines) == first


@given(tariffs, tariffs, priced())
def test_X2_what_was_sold_stands_as_it_was_when_the_tariff_changes(
    then: Tariff, today: Tariff, asked: Priced
):
    sold = [line for line in quote(then, asked, currency="EUR").lines if line.kind is LineKind.NIGHT]
    again = quote(today, asked, currency="EUR", sold=sold)
    assert sorted(map(str, (line for line in again.lines if line in sold))) == sorted(map(str, sold))
