"""Goal 3: what looking for ways out of a refusal costs in a business of 50 units, beside judging the request once."""

import datetime as dt
import time
from collections.abc import Callable

from sqlalchemy import text

from app import clock, tenancy
from app.actions.reservations.seating import alternatives, judge
from app.domain.asking import Ask, Party, Period
from app.extensions import db
from app.factory import create_app
from app.queries.policies import rules
from app.queries.units import find_unit
from bench.report import Figure, at_most, median, shown
from bench.stage import Stage

GOAL = "3 ways"
UNITS, TIMES, ROUNDS = 50, 20, 3
MOST_MS = 5.0
FIRST_STAY = text(
    "SELECT u.ref, r.arrives_on, r.departs_on FROM reservations r JOIN units u ON u.id = r.unit_id"
    " WHERE r.state = 'confirmed' AND r.arrives_on > :today ORDER BY r.arrives_on, u.ref LIMIT 1"
)


def measure(stage: Stage) -> list[Figure]:
    """Ask for nights that somebody has, and for more people than any unit takes, which no way leads out of."""
    slug = stage.load(units=UNITS, reservations=200 * UNITS).slugs[0]
    app = create_app(stage.settings)
    with app.app_context():
        tenant = tenancy.find_by_id(stage.tenant_id(slug))
        if tenant is None:
            raise RuntimeError(f"There is no {slug}.")
        with tenancy.entered(tenant):
            figures = _figures()
        db.session.remove()
        db.engine.dispose()
    return figures


def _figures() -> list[Figure]:
    floors, taken, hopeless = [], [], []
    for _ in range(ROUNDS):
        floors.append(_judged(people=2))
        taken.append(_searched(people=2))
        hopeless.append(_searched(people=900))
    floor, way, none = median(floors), median(taken), median(hopeless)
    return [
        shown(GOAL, "judging a request once, own CPU", floor, unit="ms"),
        at_most(GOAL, "ways out of a taken night, own CPU", way, MOST_MS, unit="ms"),
        shown(GOAL, "the same against it", way / floor, unit="x"),
        at_most(GOAL, "finding that there is none, own CPU", none, MOST_MS, unit="ms"),
        shown(GOAL, "the same against it", none / floor, unit="x"),
    ]


def _asked(people: int) -> Ask:
    """Answer a request for the nights of the next stay there is."""
    now = clock.now()
    ref, first, last = db.session.execute(FIRST_STAY, {"today": now.date() + dt.timedelta(days=20)}).one()
    unit = find_unit(ref)
    tenant = tenancy.current()
    if unit is None or tenant is None:
        raise RuntimeError("The business has no stay to ask for.")
    return Ask(Period(first, last), Party(people), unit.facts, now, tenant.zone)


def _judged(people: int) -> float:
    ask = _asked(people)
    unit = find_unit(ask.unit.ref)
    if unit is None or not judge(rules(unit.version_id), ask, unit=unit).refusals:
        raise RuntimeError("The request is not refused.")
    return _cpu_ms(lambda: judge(rules(unit.version_id), ask, unit=unit))


def _searched(people: int) -> float:
    ask = _asked(people)
    unit = find_unit(ask.unit.ref)
    if unit is None or bool(alternatives(rules(unit.version_id), ask)) == (people > 100):
        raise RuntimeError("The ways out are not those that were meant.")
    return _cpu_ms(lambda: alternatives(rules(unit.version_id), ask))


def _cpu_ms(work: Callable[[], object]) -> float:
    """Answer the processor time of this process for doing something once."""
    begun = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - begun) / TIMES * 1_000
