"""The facts of the statistics are those that reservations give, whatever was done and in whichever order."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from functools import partial

import pytest
import time_machine
from sqlalchemy import create_engine, select

from app import clock as clocks
from app import tenancy
from app.actions import clients, rolling
from app.actions.clients import ClientFields
from app.actions.reservations import states
from app.domain.localtime import next_month
from app.domain.stats import total
from app.extensions import db
from app.jobs import schedule
from app.jobs import stats as jobs
from app.models import Client, Reservation, Unit, UnitMonth
from app.queries import arrivals
from app.queries import stats as queries
from app.queries.stale import find_stale
from app.queries.stats import Sums, load_total, totals
from app.queries.stats_check import check
from app.queries.sums import Asked, Choice, as_left, kept
from tests import make, stocks
from tests.cast import add_house, document, local
from tests.cli.hand import Hand, change_unit
from tests.make import july

YEAR = dt.date(2026, 1, 1), dt.date(2027, 1, 1)
SEED, OPERATIONS = 20260701, 500  # in each of two zones
PENDING = {"pending_expires_hours": 24, "absent_after": {"time": "22:00"}}


@pytest.fixture
def clock():
    """The clock stands at noon of 1 July 2026 in Madrid until a test moves it."""
    with time_machine.travel(local(2026, 7, 1), tick=False) as travelling:
        yield travelling


@pytest.fixture
def zone():
    """Where the business lives, unless a test says otherwise."""
    return "Europe/Madrid"


@pytest.fixture
def house(cli, clock, zone):
    """A business of four kinds of units, in a database that is committed to."""
    owner = create_engine(cli.urls.owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with cli.app.app_context():
        with owner.connect() as connection:
            made = add_house(connection, "four", policy=document(**PENDING), units=4, timezone=zone)
        with tenancy.entered(made.tenant):
            stocks.add(made, "dorm", stock="pool", quantity=4)
            stocks.add(made, "villa", stock="composite", parts={"cabin-1": 1, "cabin-2": 1})
            stocks.add_pool(made, "bikes", count=5)
            stocks.add_tour(made, "tour", seats=12, least_seats=2, cutoff_min=60)
            yield made
    owner.dispose()


def roll():
    """Roll as the worker does: outside of a tenant."""
    db.session.rollback()
    db.session.expunge_all()
    tenant = tenancy.current()
    with tenancy.entered(None):
        rolling.roll()
    assert tenancy.current() is tenant


def settle():
    """Roll until nothing is behind: an entry waits while any older transaction of the server is open."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        roll()
        checked = check(clocks.now())  # None while units are sorted anew that no roll has seen
        db.session.rollback()
        if checked and not checked.behind:
            return
    raise AssertionError(f"Still behind: {checked}")


def differences():
    """What is kept otherwise than it is derived; what only the time has changed is left to the next roll."""
    found = check(clocks.now())
    db.session.rollback()
    return found.differences


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Santiago"])
def test_after_a_thousand_random_operations_what_is_kept_is_what_is_derived(house, clock, monkeypatch):
    roll()
    hand = Hand(house, clock, SEED)
    for number in range(1, OPERATIONS + 1):
        hand.once()
        if number % 100 == 0:
            _as_derived(monkeypatch)
            roll()
            assert differences() == []
    found = load_total(*YEAR, clocks.now())
    assert {kind: facts.sold > 10 for kind, facts in found.items()} == dict.fromkeys(
        ("nightly", "interval", "slot"), True
    )
    _identities(Sums(clocks.now()))
    db.session.rollback()


def _as_derived(monkeypatch):
    """What a page sums, of which much is behind just now, is what is derived from the reservations alone."""
    sums = Sums(clocks.now())
    told = arrivals.load_arrivals(*YEAR, sums, Choice())
    read = sums.by_day(*YEAR), sums.by_unit(*YEAR), sums.by_channel(*YEAR), sums.by_type(*YEAR)
    with monkeypatch.context() as patched:
        patched.setattr(queries, "find_roll", lambda: None)
        alone = Sums(clocks.now())
        apart = arrivals.load_arrivals(*YEAR, alone, Choice())
        derived = alone.by_day(*YEAR), alone.by_unit(*YEAR), alone.by_channel(*YEAR), alone.by_type(*YEAR)
    db.session.rollback()
    assert told == apart
    for one, other in zip(read, derived, strict=True):
        assert _without_zeros(one) == _without_zeros(other)
    for first in YEAR[0], july(17):
        days, alike = sums.by_day(first, YEAR[1]), sums.by_days_alike(first, YEAR[1])
        assert _by_weekday(alike) == _by_weekday(days)
        assert totals(alike, first) == totals(days, first)
    db.session.rollback()


def _by_weekday(found):
    sums = defaultdict(list)
    for kind, days in found.items():
        for day, facts in days.items():
            sums[kind, day.replace(day=1), day.weekday()].append(facts)
    return {key: total(each) for key, each in sums.items() if any(total(each))}


def _without_zeros(found):
    return {(kind, key): facts for kind, keys in found.items() for key, facts in keys.items() if any(facts)}


def _identities(sums):
    days = sums.by_day(*YEAR)
    year = totals(days, YEAR[0])
    for kind, facts in year.items():
        assert facts.revpar_minor() == pytest.approx(
            facts.occupancy_ratio * facts.revenue_minor / facts.sold, abs=0.51
        )
        months = [
            totals(
                sums.by_day(dt.date(2026, m, 1), next_month(dt.date(2026, m, 1))), dt.date(2026, m, 1)
            ).get(kind)
            for m in range(1, 13)
        ]
        assert total(each for each in months if each)._replace(inside=0) == facts._replace(inside=0)
        by_unit, by_channel = (
            found[kind].values() for found in (sums.by_unit(*YEAR), sums.by_channel(*YEAR))
        )
        assert (
            total(by_unit)._replace(inside=0)
            == total(by_channel)._replace(inside=0)
            == facts._replace(inside=0)
        )
        some = july(5), july(40)
        assert total(sums.by_unit(*some)[kind].values()) == total(sums.by_day(*some)[kind].values())
        for channel in ("Website", "Phone"):
            chosen = totals(sums.by_day(*YEAR, Choice(channel=channel)), YEAR[0])[kind]
            assert chosen.sold == sums.by_channel(*YEAR)[kind][channel].sold
            assert chosen.available == facts.available


def test_a_late_change_rolls_only_what_it_touches(house, clock):
    ref = make.reserve(house, 10, 13)
    make.reserve(house, 20, 23, unit="cabin-2")
    settle()
    before = kept(None, *YEAR)
    clock.move_to(local(2026, 7, 11))
    states.mark_absent(house.actor("manager"), ref)
    settle()
    after = kept(None, *YEAR)
    db.session.rollback()
    changed = {key[:2] for key in {**before, **after} if before.get(key) != after.get(key)}
    changed = {
        key for key in changed if key[0] != house.units["tour"]
    }  # departures are called off by the time alone
    days = [july(1), *map(july, (10, 11, 12))]
    assert changed <= {(house.units["cabin-1"], day) for day in days}
    assert len(changed) >= 3


def test_who_arrives_is_told_apart_anew_when_a_client_is_known_better(house, monkeypatch):
    ref = make.reserve(house, 10, 13)
    settle()
    client = db.session.execute(
        select(Client).join(Reservation, Reservation.client_id == Client.id).where(Reservation.ref == ref)
    ).scalar_one()
    assert countries() == {"": 1}
    clients.change(
        house.actor("manager"),
        client.ref,
        ClientFields(name="Ada Okonkwo", country="NG"),
        version=client.version,
    )
    assert countries() == {"NG": 1}
    settle()
    assert countries() == {"NG": 1}
    with monkeypatch.context() as patched:
        patched.setattr(arrivals, "_chosen", None)  # from what is kept alone
        assert countries() == {"NG": 1}
    assert differences() == []


def countries():
    found = arrivals.load_arrivals(*YEAR, Sums(clocks.now()), Choice())
    db.session.rollback()
    return dict(found.by_country)


def test_verify_names_what_was_changed_behind_its_back(cli, house):
    make.reserve(house, 10, 13)
    settle()
    assert "0 differences" in cli.done("stats", "verify")
    cli.change(
        "UPDATE stats_unit_days SET sold = sold + 1 WHERE day = '2026-07-11' AND unit_id = %s",
        house.units["cabin-1"],
    )
    said = cli.refused("stats", "verify", "--tenant", "four")
    assert "DIFFERS four: cabin-1 2026-07-11: sold 2, derived 1" in said
    assert "stats_unit_months" in said
    assert "stats_type_days" in said
    cli.done("stats", "roll", "--anew")
    assert "0 differences" in cli.done("stats", "verify")


def test_the_worker_rolls_every_few_seconds(house):
    (periodic,) = [each for each in schedule.PERIODIC if each.function == "app.jobs.stats.roll"]
    assert periodic.period_s <= 10
    make.reserve(house, 10, 13)
    with tenancy.entered(None):
        assert jobs.roll() > 0
    assert differences() == []
    assert db.session.execute(select(Reservation.state)).scalar_one() == "confirmed"


def test_a_reader_is_never_behind_whatever_a_unit_became_and_however_much_was_done(house, monkeypatch):
    """What sums are sorted by, what is made of others, and more entries than are looked at: all is derived then."""
    make.reserve(house, 10, 13)
    make.reserve(house, 20, 22, unit="villa")
    settle()
    asked = select(Unit.unit_type_id).where(Unit.ref == "cabin-1")
    was = db.session.execute(asked).scalar_one()
    change_unit(house, "cabin-1", new_type="Boathouses")
    _as_derived(monkeypatch)
    moved = db.session.execute(asked).scalar_one()
    assert moved != was
    assert Sums(clocks.now()).by_type(*YEAR)["nightly"][moved].sold == 5
    db.session.rollback()
    settle()
    assert differences() == []
    monkeypatch.setattr(queries, "find_stale", partial(find_stale, most=2))
    for day in (1, 3, 5):
        make.reserve(house, day, day + 1, unit="cabin-3")
    _as_derived(monkeypatch)


def test_a_roll_between_two_sums_of_a_page_counts_nothing_twice(house):
    settle()
    make.reserve(house, 10, 13)
    sums = Sums(clocks.now())
    days = total(sums.by_day(*YEAR)["nightly"].values())
    settle()
    assert total(sums.by_unit(*YEAR)["nightly"].values()).sold == days.sold == 3
    db.session.rollback()


def test_what_is_remembered_of_sums_is_of_one_roll_and_of_one_business(house):
    make.reserve(house, 10, 13)
    settle()
    early, late = Sums(clocks.now()), Sums(clocks.now())
    assert total(early.by_unit(*YEAR)["nightly"].values()).sold == 3  # and is remembered
    make.reserve(house, 20, 22)
    settle()
    assert total(late.by_unit(*YEAR)["nightly"].values()).sold == 3  # as it was when this page began
    assert (
        total(late.by_channel(*YEAR)["nightly"].values()).sold == 5
    )  # as it is kept now, and so the page goes on
    assert total(late.by_unit(*YEAR)["nightly"].values()).sold == 5
    assert total(Sums(clocks.now()).by_unit(*YEAR)["nightly"].values()).sold == 5
    with pytest.raises(LookupError):
        as_left(house.tenant.id + 1, "", Asked(UnitMonth, "unit_id", *YEAR), Choice())
    db.session.rollback()
