"""The figures, derived from rows of the database."""

import datetime as dt

import pytest

from app import clock as clocks
from app.actions import closures
from app.actions.reservations import states
from app.domain.lines import revenue_by_night
from app.domain.stats import total
from app.extensions import db
from app.models import PriceLine, Reservation, Unit
from app.queries.lines import list_lines
from app.queries.stats import Sums, apart_from, list_revenue, load_total
from app.queries.sums import Choice
from tests import make, many, stocks
from tests.cast import document, local
from tests.counting import queries
from tests.make import july

JUNE, JULY, AUGUST = dt.date(2026, 6, 1), dt.date(2026, 7, 1), dt.date(2026, 8, 1)
FROM_JULY = {
    "seasons": [{"name": "High", "first_on": "2026-07-01", "last_on": "2026-08-31", "base_minor": 15_000}]
}


def period(first, last, **choice):
    """What all kinds together count in a period."""
    return total(load_total(first, last, clocks.now(), Choice(**choice)).values())


def june(day):
    return JUNE + dt.timedelta(days=day - 1)


@pytest.mark.parametrize(
    ("stretches", "left"),
    [
        ([], [(1, 30)]),
        ([(5, 8)], [(1, 5), (8, 30)]),
        ([(20, 30), (1, 3)], [(3, 20)]),
        ([(4, 9), (6, 12), (7, 8)], [(1, 4), (12, 30)]),
        ([(1, 30)], []),
    ],
)
def test_dates_without_some_stretches_of_them(stretches, left):
    days = [(june(low), june(high)) for low, high in stretches]
    assert apart_from(days, june(1), june(30)) == [(june(low), june(high)) for low, high in left]


def test_A1_the_figures_of_june(build, clock):
    house = build(units=10)
    paid = [(f"cabin-{n}", june(1), june(19)) for n in range(1, 11)]
    many.stays(house, paid, state="finished", night_minor=11_000)
    many.stays(house, [("cabin-1", june(19), june(25))], state="finished", night_minor=0)
    clock.move_to(local(2026, 5, 1))
    for unit, first, last, reason in (("cabin-2", 20, 24, "owner"), ("cabin-3", 19, 31, "maintenance")):
        fields = closures.ClosureFields(unit, june(first), june(last), reason)
        closures.create(house.actor("manager"), fields)
    found = period(JUNE, JULY)
    assert (found.sold, found.complimentary, found.available) == (180, 6, 300)
    assert (found.occupancy_ratio, found.adr_minor(), found.revpar_minor()) == (0.6, 11_000, 6_600)
    assert found.revenue_minor == 1_980_000
    assert (found.adjusted_ratio, found.adjusted_revpar_minor()) == (0.625, 6_875)
    assert found.reserved == 186


def test_A3_each_month_gets_its_nights_at_their_own_prices(build, clock):
    clock.move_to(local(2026, 6, 1))
    house = build(document(pricing=FROM_JULY))
    make.reserve(house, -2, 3)
    in_june, in_july = period(JUNE, JULY), period(JULY, AUGUST)
    assert (in_june.sold, in_june.revenue_minor) == (3, 30_000)
    assert (in_july.sold, in_july.revenue_minor) == (2, 30_000)


def test_A4_a_unit_counts_from_the_day_it_opens(build):
    house = build(units=10)
    db.session.get(Unit, (house.tenant.id, house.units["cabin-10"])).in_service_from = dt.date(2026, 6, 16)
    db.session.commit()
    assert period(JUNE, JULY).available == 285


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
    assert period(JULY, AUGUST).revenue_minor == sum(expected.values())
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
    found = period(JULY, AUGUST)
    assert (found.sold, found.complimentary, found.revenue_minor) == (2, 3, 20_000)


def test_a_stay_with_a_price_is_sold_also_on_a_night_that_costs_nothing(build):
    gift = {"name": "Gift", "first_on": "2026-07-11", "last_on": "2026-07-11", "base_minor": 0}
    make.reserve(build(document(pricing={"seasons": [gift]})), 10, 13)
    found = period(JULY, AUGUST)
    assert (found.sold, found.complimentary) == (3, 0)
    assert (found.revenue_minor, period(july(11), july(12)).revenue_minor) == (20_000, 0)


def test_X4_what_was_sold_stays_sold_when_somebody_leaves_early(house, clock):
    ref = make.reserve(house, 10, 15)
    clock.move_to(local(2026, 7, 10, 16))
    states.check_in(house.actor(), ref)
    sold = period(JULY, AUGUST)
    clock.move_to(local(2026, 7, 12, 9))
    states.check_out(house.actor(), ref)
    left = period(JULY, AUGUST)
    assert (
        (left.sold, left.revenue_minor, left.stay)
        == (sold.sold, sold.revenue_minor, sold.stay)
        == (5, 50_000, 5)
    )
    assert (left.taken, left.active, left.standing) == (2, 0, 1)


@pytest.mark.parametrize(("hour", "expected"), [(21, (2, 20_000)), (22, (0, 0))])
def test_S1_an_absence_earns_nothing_from_its_deadline_on(build, clock, hour, expected):
    house = build(document(absent_after={"time": "22:00"}))
    make.reserve(house, 10, 12)
    clock.move_to(local(2026, 7, 10, hour))
    found = period(JULY, AUGUST)
    assert (found.sold, found.revenue_minor) == expected


def test_requests_are_not_sold_and_not_active(house):
    make.request(house, 10, 12)
    found = period(JULY, AUGUST)
    assert (found.reserved, found.active_in_all, found.pending) == (0, 0, 1)
    assert period(july(10), july(11)).taken == 1


def test_cancelled_counts_by_arrival_and_active_by_touching(house):
    states.cancel(house.actor(), make.reserve(house, 30, 34))
    make.reserve(house, 30, 34)
    in_july, in_august = period(JULY, AUGUST), period(AUGUST, dt.date(2026, 9, 1))
    assert (in_july.cancelled, in_august.cancelled) == (1, 0)
    assert (in_july.active_in_all, in_august.active_in_all) == (1, 1)


def test_A2_the_average_price_weighs_every_night_alike(build, clock):
    house = build(units=9)
    many.stays(house, [("cabin-1", june(1), june(2))], night_minor=10_000)
    many.stays(house, [(unit, june(2), june(3)) for unit in house.units], night_minor=5_000)
    assert period(JUNE, JULY).adr_minor() == 5_500


def test_A5_a_night_is_taken_once_when_one_leaves_and_another_comes(build):
    house = build(units=1)
    make.reserve(house, 10, 13)
    make.reserve(house, 13, 15)
    found = period(july(13), july(14))
    assert (found.taken, found.available, found.taken_ratio) == (1, 1, 1.0)


@pytest.fixture
def empty(build):
    """A business without units yet."""
    return build(units=0)


def test_A7_seats_sold_of_the_departures_that_were_not_called_off(empty, clock):
    stocks.add_tour(empty, least_seats=4, cutoff_min=60)
    stocks.sell(empty, "tour", 10, 10, adults=9)
    assert period(july(10), july(11)).occupancy_ratio == 9 / 24
    clock.move_to(local(2026, 7, 10, 15))
    found = period(july(10), july(11))
    assert (found.sold, found.available, found.occupancy_ratio) == (9, 12, 0.75)


def test_A8_hours_rented_of_open_hours_and_repairs_only_in_the_adjusted_figure(empty):
    stocks.add_pool(empty, "bikes", count=5, opens="08:00", closes="20:00")
    for day in range(1, 21):
        stocks.sell(empty, "bikes", day, 13, 18, quantity=3, adults=3)
    fields = closures.ClosureFields("bikes", july(3), july(8), "maintenance", quantity=1)
    closures.create(empty.actor("manager"), fields)
    found = load_total(july(1), july(21), clocks.now())["interval"]
    assert (found.available, found.sold, found.maintenance) == (5 * 240 * 60, 300 * 60, 60 * 60)
    assert found.occupancy_ratio == 0.25
    assert round(100 * found.adjusted_ratio, 2) == 26.32


def test_P2_each_bed_of_a_pool_counts(empty):
    stocks.add(empty, "dorm", stock="pool", quantity=4)
    make.reserve(empty, 10, 12, unit="dorm", quantity=3)
    found = period(JULY, AUGUST)
    assert (found.sold, found.available, found.taken) == (6, 4 * 31, 6)


def test_P3_a_house_counts_through_its_rooms_which_share_what_it_earns(build):
    house = build()
    stocks.add(house, "villa", stock="composite", parts={"cabin-1": 1, "cabin-2": 1, "cabin-3": 1})
    make.reserve(house, 10, 12, unit="villa")
    found = period(JULY, AUGUST)
    assert (found.sold, found.available, found.standing, found.stay) == (6, 3 * 31, 1, 2)
    rooms = [period(JULY, AUGUST, unit_id=house.units[f"cabin-{n}"]) for n in (1, 2, 3)]
    assert [room.sold for room in rooms] == [2, 2, 2]
    assert sum(room.revenue_minor for room in rooms) == found.revenue_minor == 20_000


def test_a_season_is_not_available_and_other_closures_are(house, clock):
    for unit, reason in (("cabin-1", "season"), ("cabin-2", "owner"), ("cabin-3", "maintenance")):
        fields = closures.ClosureFields(unit, july(10), july(14), reason)
        closures.create(house.actor("manager"), fields)
    found = period(JULY, AUGUST)
    assert (found.available, found.adjusted, found.taken) == (3 * 31 - 4, 3 * 31 - 8, 0)


def test_rates_are_by_arrival_or_by_making(house, clock):
    make.reserve(house, 10, 12)
    states.cancel(house.actor(), make.reserve(house, 20, 22))
    clock.move_to(local(2026, 7, 2))
    make.reserve(house, 40, 42)
    made_first = period(july(1), july(2))
    assert (made_first.made, made_first.made_cancelled, made_first.made_cancellation_ratio) == (2, 1, 0.5)
    assert (made_first.standing, made_first.cancelled) == (0, 0)
    arriving = period(JULY, AUGUST)
    assert (arriving.standing, arriving.cancelled, arriving.cancellation_ratio) == (1, 1, 0.5)
    assert (arriving.average_stay, arriving.average_lead_days, arriving.made) == (2, 9, 3)


def test_channels_share_what_is_available_and_nothing_else(house):
    make.reserve(house, 10, 12, channel="Website")
    make.reserve(house, 20, 23, channel="Phone")
    web = period(JULY, AUGUST, channel="Website")
    assert (web.sold, web.standing, web.available, web.taken) == (2, 1, 3 * 31, 5)
    by_channel = Sums(clocks.now()).by_channel(JULY, AUGUST)["nightly"]
    assert {name: facts.sold for name, facts in by_channel.items() if facts.sold} == {
        "Website": 2,
        "Phone": 3,
    }


def test_a_year_takes_as_many_queries_as_a_day(build):
    house = build(units=6)
    many.stays(house, [(unit, july(3), july(9)) for unit in house.units], night_minor=10_000)
    load_total(JULY, AUGUST, clocks.now())
    counts = []
    for last in (july(4), july(1) + dt.timedelta(days=365)):
        with queries() as seen:
            found = load_total(JULY, last, clocks.now())["nightly"]
        counts.append((len(seen), found.sold))
    assert counts == [(counts[0][0], 6), (counts[0][0], 36)]
    assert db.session.query(Reservation).count() == 6
