"""A hand that does one thing after another at random, in a business of four kinds of units."""

from __future__ import annotations

import contextlib
import datetime as dt
import random

from sqlalchemy import select

from app import clock as clocks
from app import tenancy
from app.actions import closures, deadlines, units
from app.actions.reservations import states, swap
from app.actions.transaction import NotFound
from app.domain.asking import Party, Period
from app.domain.refusal import Refused
from app.extensions import db
from app.models import Policy, Unit, UnitType
from tests import make, stocks
from tests.make import july


def change_unit(house, ref, **changes):
    """Change a unit as its form does; what is not named stays."""
    row = db.session.execute(select(Unit).where(Unit.ref == ref)).scalar_one()
    kind = db.session.execute(select(UnitType.ref).where(UnitType.id == row.unit_type_id)).scalar_one()
    policy = db.session.execute(select(Policy.ref).where(Policy.id == row.policy_id)).scalar_one()
    stands = {"name": row.name, "type_ref": kind, "policy_ref": policy, "capacity": row.capacity, "cots": row.cots,
              "in_service_from": row.in_service_from, "in_service_until": row.in_service_until}  # fmt: skip
    version = row.version
    db.session.rollback()
    units.change(house.actor("manager"), ref, units.UnitFields(**stands | changes), version=version)


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
        change_unit(self.house, "cabin-4", in_service_until=self.dice.choice((None, july(200), july(120))))

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
        acts += [
            self.move,
            self.move,
            self.swap,
            self.give,
            self.close,
            self.open,
            self.wait,
            self.sweep,
            self.unit,
        ]
        with contextlib.suppress(Refused, NotFound, IndexError, ValueError):
            self.dice.choice(acts)()
        db.session.rollback()


def _times(row):
    return [
        dt.time.fromisoformat(text) if text else None
        for text in (row.period.get("starts_time"), row.period.get("ends_time"))
    ]
