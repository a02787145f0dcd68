"""The five figures, on rows of the database."""

import datetime as dt

import pytest

from app import clock as clocks
from app.actions import closures
from app.actions.reservations import states
from app.domain.lines import revenue_by_night
from app.extensions import db
from app.models import PriceLine, Reservation, Unit
from app.queries.lines import list_lines
from app.queries.stats import list_revenue, load_period
from tests import make, many
from tests.cast import document, local
from tests.counting import queries
from tests.make import july

JUNE, JULY, AUGUST = dt.date(2026, 6, 1), dt.date(2026, 7, 1), dt.date(2026, 8, 1)
FROM_JULY = {
    "seasons": [{"name": "High", "first_on": "2026-07-01", "last_on": "2026-08-31", "base_minor": 15_000}]
}


def period(first, last, **more):
    return load_period(first, last, clocks.now(), **more)


def june(day):
    return JUNE + dt.timedelta(days=day - 1)


def test_A1_the_figures_of_june(build, clock):
    house = build(units=10)
    paid = [(f"cabin-{n}", june(1), june(19)) for n in range(1, 11)]
    many.stays(house, paid, state="finished", night_minor=11_000)
    many.stays(house, [("cabin-1", june(19), june(25))], state="finished", night_minor=0)
    clock.move_to(local(2026, 5, 1))
    for unit, first, last, reason in (("cabin-2", 20, 24, "owner"), ("cabin-3", 19, 31, "maintenance")):
        fields = closures.ClosureFields(unit, june(first), june(last), reason)
        closures.create(house.actor("manager"), fields)
    found = period(JUNE, JULY).figures
    assert (found.sold_count, found.complimentary_count, found.available_count) == (180, 6, 300)
    assert (found.occupancy_ratio, found.adr_minor, found.revpar_minor) == (0.6, 11_000, 6_600)
    assert found.revenue_minor == 1_980_000


def test_A3_each_month_gets_its_nights_at_their_own_prices(build, clock):
    clock.move_to(local(2026, 6, 1))
    house = build(document(pricing=FROM_JULY))
    make.reserve(house, -2, 3)
    in_june, in_july = period(JUNE, JULY).figures, period(JULY, AUGUST).figures
    assert (in_june.sold_count, in_june.revenue_minor) == (3, 30_000)
    assert (in_july.sold_count, in_july.revenue_minor) == (2, 30_000)


def test_A4_a_unit_counts_from_the_day_it_opens(build):
    house = build(units=10)
    db.session.get(Unit, (house.tenant.id, house.units["cabin-10"])).in_service_from = dt.date(2026, 6, 16)
    db.session.commit()
    assert period(JUNE, JULY).figures.available_count == 285


def test_revenue_leaves_out_taxes_fees_and_extras_to_the_cent(build):
    pricing = {
        "base_minor": 9_999,
        "fees": [{"name": "Cleaning", "minor": 4_000}],
        "stay_discounts": [{"nights": 3, "percent": 7}],
        "taxes": [{"name": "VAT", "percent": 10}],
    }
    house = build(document(pricing=pricing))
    ref = make.reserve(house, 10, 17)
    expected = revenue_by_night(list_lines(make.find(ref).id))
    assert list_revenue(july(1), july(32), clocks.now()) == expected
    assert period(JULY, AUGUST).figures.revenue_minor == sum(expected.values())
    assert list_revenue(july(12), july(14), clocks.now()) == {
        july(12): expected[july(12)],
        july(13): expected[july(13)],
    }


def test_what_is_given_counts_as_complimentary_and_earns_nothing(house):
    make.reserve(house, 20, 22)
    row = make.find(make.reserve(house, 10, 13))
    db.session.add(
        PriceLine(
            tenant_id=house.tenant.id, reservation_id=row.id, position=90, kind="complimentary",
            code="complimentary", facts={}, quantity=1, amount_minor=-row.total_minor,
            counts=True,
        )
    )  # fmt: skip
    db.session.commit()
    found = period(JULY, AUGUST).figures
    assert (found.sold_count, found.complimentary_count, found.revenue_minor) == (2, 3, 20_000)


def test_a_stay_with_a_price_is_sold_also_on_a_night_that_costs_nothing(build):
    gift = {"name": "Gift", "first_on": "2026-07-11", "last_on": "2026-07-11", "base_minor": 0}
    make.reserve(build(document(pricing={"seasons": [gift]})), 10, 13)
    found = period(JULY, AUGUST)
    assert (found.figures.sold_count, found.figures.complimentary_count) == (3, 0)
    assert (found.figures.revenue_minor, found.revenue[july(11)]) == (20_000, 0)


def test_X4_what_was_sold_stays_sold_when_somebody_leaves_early(house, clock):
    ref = make.reserve(house, 10, 15)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    before = period(JULY, AUGUST).figures
    clock.move_to(local(2026, 7, 12, 9))
    states.check_out(house.actor(), ref)
    assert period(JULY, AUGUST).figures == before


@pytest.mark.parametrize(("hour", "expected"), [(21, (2, 20_000)), (22, (0, 0))])
def test_S1_an_absence_earns_nothing_from_its_deadline_on(build, clock, hour, expected):
    house = build(document(absent_after={"time": "22:00"}))
    make.reserve(house, 10, 12)
    clock.move_to(local(2026, 7, 10, hour))
    found = period(JULY, AUGUST).figures
    assert (found.sold_count, found.revenue_minor) == expected


def test_requests_are_not_sold_and_not_active(house):
    make.request(house, 10, 12)
    found = period(JULY, AUGUST)
    assert (found.figures.reserved_count, found.active_count, found.nights[july(10)].taken_count) == (0, 0, 1)


def test_cancelled_counts_by_arrival_and_active_by_touching(house):
    states.cancel(house.actor(), make.reserve(house, 30, 34))
    make.reserve(house, 30, 34)
    in_july, in_august = period(JULY, AUGUST), period(AUGUST, dt.date(2026, 9, 1))
    assert (in_july.cancelled_count, in_august.cancelled_count) == (1, 0)
    assert (in_july.active_count, in_august.active_count) == (1, 1)


def test_active_as_of_then_reads_the_changes_of_state(house, clock):
    ref = make.reserve(house, 10, 12)
    then = clocks.now()
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    clock.move_to(local(2026, 7, 12, 10))
    states.check_out(house.actor(), ref)
    assert period(JULY, AUGUST).active_count == 0
    assert period(JULY, AUGUST, as_of=then).active_count == 1
    assert period(JULY, AUGUST, as_of=then - dt.timedelta(days=1)).active_count == 0


def test_the_figures_take_three_queries(build):
    house = build(units=6)
    many.stays(house, [(unit, july(3), july(9)) for unit in house.units], night_minor=10_000)
    with queries() as seen:
        found = period(JULY, AUGUST)
    assert (len(seen), found.figures.sold_count) == (3, 36)
    assert db.session.query(Reservation).count() == 6
