"""The facts of the statistics are those that reservations give, whatever was done and in whichever order."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import time

import pytest
import time_machine
from sqlalchemy import create_engine, select

from app import clock as clocks
from app import tenancy
from app.actions import clients, closures, deadlines, rolling
from app.actions.clients import ClientFields
from app.actions.reservations import states, swap
from app.actions.transaction import NotFound
from app.domain.asking import Party, Period
from app.domain.refusal import Refused
from app.domain.stats import total
from app.extensions import db
from app.jobs import schedule
from app.jobs import stats as jobs
from app.models import Client, Reservation, Unit
from app.queries import arrivals
from app.queries import stats as queries
from app.queries.stats import Choice, Sums, load_total, totals
from app.queries.stats_check import check
from tests import make, stocks
from tests.cast import add_house, document, local
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
        behind = check(clocks.now()).behind
        db.session.rollback()
        if not behind:
            return
    raise AssertionError(f"{behind} days are still behind.")


def differences():
    """What is kept otherwise than it is derived; what only the time has changed is left to the next roll."""
    found = check(clocks.now())
    db.session.rollback()
    return found.differences


class Hand:
    """Does one thing after another at random; what is refused changes nothing."""

    def __init__(self, house, clock, seed):
        self.house, self.clock, self.dice, self.refs, self.closed = house, clock, random.Random(seed), [], []

    def reserve(self):
        dice, day = self.dice, self.dice.randrange(1, 45)
        unit = dice.choice(("cabin-1", "cabin-2", "cabin-3", "cabin-4", "dorm", "villa", "bikes", "tour"))
        channel = dice.choice(("", "Website", "Phone"))
        if unit == "tour":
            ref = stocks.sell(
                self.house, unit, day, dice.choice((10, 16)), adults=dice.randrange(1, 5), channel=channel
            )
        elif unit == "bikes":
            hour = dice.randrange(9, 17)
            ref = stocks.sell(
                self.house, unit, day, hour, hour + 1, until_day=day + dice.randrange(2), adults=2, quantity=2,
                channel=channel,
            )  # fmt: skip
        else:
            act = dice.choice((make.reserve, make.reserve, make.request))
            ref = act(self.house, day, day + dice.randrange(1, 6), unit=unit, channel=channel)
        self.refs.append(ref)

    def change(self):
        row = make.find(self.dice.choice(self.refs))
        by = dt.timedelta(days=self.dice.randrange(-4, 5))
        period = Period(row.arrives_on + by, row.departs_on + by, *_times(row))
        make.alter(self.house, row.ref, period=period, party=Party(row.adults), role="manager")

    def move(self):
        row = make.find(self.dice.choice(self.refs))
        make.alter(self.house, row.ref, unit=self.dice.choice(("cabin-1", "cabin-2", "cabin-3", "cabin-4")))

    def swap(self):
        swap.swap(self.house.actor("manager"), *self.dice.sample(self.refs, 2))

    def state(self):
        act = self.dice.choice(
            (states.confirm, states.cancel, states.check_in, states.check_out, states.mark_absent)
        )
        act(self.house.actor("manager"), self.dice.choice(self.refs))

    def give(self):
        make.alter(self.house, self.dice.choice(self.refs), complimentary=True, role="manager")

    def close(self):
        day, unit = self.dice.randrange(1, 60), self.dice.choice(("cabin-3", "dorm", "bikes", "tour"))
        reason = self.dice.choice(("maintenance", "owner", "season", "other"))
        fields = closures.ClosureFields(unit, july(day), july(day + self.dice.randrange(1, 4)), reason)
        self.closed.append(closures.create(self.house.actor("manager"), fields))

    def open(self):
        closures.lift(self.house.actor("manager"), self.closed.pop())

    def unit(self):
        row = db.session.execute(select(Unit).where(Unit.ref == "cabin-4")).scalar_one()
        row.in_service_until = self.dice.choice((None, july(200)))
        db.session.commit()

    def wait(self):
        self.clock.shift(dt.timedelta(hours=self.dice.randrange(1, 12)))

    def sweep(self):
        tenant = tenancy.current()
        db.session.rollback()
        db.session.expunge_all()
        with tenancy.entered(None):
            deadlines.settle_due(clocks.now())
        assert tenancy.current() is tenant

    def once(self):
        acts = [self.reserve] * 8 + [self.change] * 5 + [self.state] * 5
        acts += [self.move, self.move, self.swap, self.give, self.close, self.open, self.wait, self.sweep]
        with contextlib.suppress(Refused, NotFound, IndexError, ValueError):
            self.dice.choice(acts)()
        db.session.rollback()


def _times(row):
    return [
        dt.time.fromisoformat(text) if text else None
        for text in (row.period.get("starts_time"), row.period.get("ends_time"))
    ]


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
            totals(sums.by_day(dt.date(2026, m, 1), _next(2026, m)), dt.date(2026, m, 1)).get(kind)
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


def _next(year, month):
    return (dt.date(year, month, 1) + dt.timedelta(days=32)).replace(day=1)


def test_a_late_change_rolls_only_what_it_touches(house, clock):
    ref = make.reserve(house, 10, 13)
    make.reserve(house, 20, 23, unit="cabin-2")
    settle()
    before = queries.kept(None, *YEAR)
    clock.move_to(local(2026, 7, 11))
    states.mark_absent(house.actor("manager"), ref)
    settle()
    after = queries.kept(None, *YEAR)
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
        patched.setattr(arrivals, "_counted", None)  # from what is kept alone
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
