"""Deadlines are local wall times: over nights in which clocks change, and in ten zones at once."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app import clock as clocks
from app import tenancy
from app.actions.clients import ClientChoice, ClientFields
from app.actions.deadlines import settle_due
from app.actions.reservations import states
from app.actions.reservations.make import Wish, make
from app.domain.asking import Party, Period
from app.extensions import db
from app.queries.policies import rules
from tests import make as makers
from tests import stocks
from tests.actions.test_deadlines import settle_due_here, state_read
from tests.cast import add_house, document, new_version

ZONES = [
    "Pacific/Kiritimati", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Madrid", "UTC",
    "America/St_Johns", "America/New_York", "America/Sao_Paulo", "Pacific/Honolulu",
]  # fmt: skip
LATE = document(absent_after={"time": "02:30", "day_offset": 1})


def stay(house, first, last):
    wish = Wish(
        unit_ref="cabin-1",
        period=Period(first, last),
        party=Party(2),
        client=ClientChoice(fields=ClientFields(name="Ada")),
    )
    return make(house.actor(), wish)


@pytest.mark.parametrize(
    ("arrives", "due_at"),
    [
        # In the night to 29 March 02:30 does not exist: the first instant after the gap.
        (dt.date(2026, 3, 28), dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC)),
        # In the night to 25 October 02:30 comes twice: the first of them.
        (dt.date(2026, 10, 24), dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)),
    ],
)
def test_a_deadline_in_a_night_of_the_change_comes_once(build, clock, arrives, due_at):
    clock.move_to(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
    house = build(LATE)
    ref = stay(house, arrives, arrives + dt.timedelta(days=2))
    assert makers.find(ref).due_at == due_at
    clock.move_to(due_at - dt.timedelta(seconds=1))
    assert state_read(ref) == "confirmed"
    clock.move_to(due_at)
    assert state_read(ref) == "absent"
    assert settle_due_here(house) == 1
    assert settle_due_here(house) == 0


def test_ten_businesses_in_ten_zones_each_have_their_own_evening(owner, clock):
    houses = [add_house(owner, f"zone-{place}", timezone=zone) for place, zone in enumerate(ZONES)]
    refs = {}
    for house in houses:
        rules = document(absent_after={"time": "22:00"})
        with tenancy.entered(house.tenant):
            new_version(house, rules)
            refs[house.tenant.id] = stay(house, dt.date(2026, 7, 10), dt.date(2026, 7, 12))
    evenings = sorted(
        dt.datetime(2026, 7, 10, 22, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC) for zone in ZONES
    )
    assert len(set(evenings)) == len(ZONES)
    for number, evening in enumerate(evenings, start=1):
        clock.move_to(evening - dt.timedelta(seconds=1))
        assert settle_due(clocks.now()) == 0
        clock.move_to(evening)
        assert settle_due(clocks.now()) == 1
        absent = 0
        for house in houses:
            with tenancy.entered(house.tenant):
                absent += makers.find(refs[house.tenant.id]).state == "absent"
        assert absent == number
    db.session.remove()


def test_what_is_out_too_long_is_overdue_when_read_and_never_a_state(build, clock):
    house = build()
    stocks.add_pool(house, "kayaks")
    ref = stocks.sell(house, "kayaks", 10, 10, 12)
    clock.move_to(dt.datetime(2026, 7, 10, 8, tzinfo=dt.UTC))
    states.check_in(house.actor(), ref)
    clock.move_to(dt.datetime(2026, 7, 12, 8, tzinfo=dt.UTC))
    assert settle_due_here(house) == 0
    row = makers.find(ref)
    asked = rules(row.policy_version_id)
    period = Period(row.arrives_on, row.departs_on, dt.time(10), dt.time(12))
    assert (row.state, row.due_at) == ("checked_in", None)
    assert asked.kind.is_overdue(asked.doc, period, zone=house.tenant.zone, now=clocks.now())
