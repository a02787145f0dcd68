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
FILL = """
    UPDATE claims c SET ends_at = n.next, blocks_to = n.next
    FROM (SELECT id, lead(starts_at) OVER (PARTITION BY unit_id ORDER BY starts_at) AS next FROM claims
          WHERE tenant_id = %s AND live) n
    WHERE c.id = n.id AND c.ends_at < n.next AND n.next - c.starts_at < interval '60 days'
"""


def measure(stage: Stage) -> list[Figure]:
    """Ask for nights that somebody has, for more people than any unit takes, and in a house that is full for weeks."""
    slug = stage.load(units=UNITS, reservations=200 * UNITS).slugs[0]
    app = create_app(stage.settings)
    with app.app_context():
        tenant = tenancy.find_by_id(stage.tenant_id(slug))
        if tenant is None:
            raise RuntimeError(f"There is no {slug}.")
        with tenancy.entered(tenant):
            figures = _figures(lambda: _fill(stage, tenant.id))
        db.session.remove()
        db.engine.dispose()
    return figures


def _figures(fill: Callable[[], None]) -> list[Figure]:
    floors, taken, hopeless, full = [], [], [], []
    for _ in range(ROUNDS):
        floors.append(_judged(people=2))
        taken.append(_searched(people=2))
        hopeless.append(_searched(people=900, leads=False))
    fill()
    for _ in range(ROUNDS):
        full.append(_searched(people=2, leads=False))
    floor = median(floors)
    figures = [shown(GOAL, "judging a request once, own CPU", floor, unit="ms")]
    for name, found in (
        ("ways out of a taken night", taken),
        ("that no unit takes so many", hopeless),
        ("that all units are taken for weeks", full),
    ):
        figures.append(at_most(GOAL, f"{name}, own CPU", median(found), MOST_MS, unit="ms"))
        figures.append(shown(GOAL, "the same against it", median(found) / floor, unit="x"))
    return figures


def _fill(stage: Stage, tenant_id: int) -> None:
    """Let every stay last until the next one in its unit begins."""
    with stage.as_owner() as connection:
        connection.execute("SELECT set_config('app.tenant_id', %s, false)", (str(tenant_id),))
        connection.execute(FILL, (tenant_id,))
        connection.execute("ANALYZE claims")
    db.session.rollback()


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


def _searched(people: int, *, leads: bool = True) -> float:
    ask = _asked(people)
    unit = find_unit(ask.unit.ref)
    if unit is None or bool(alternatives(rules(unit.version_id), ask)) != leads:
        raise RuntimeError("The ways out are not those that were meant.")
    return _cpu_ms(lambda: alternatives(rules(unit.version_id), ask))


def _cpu_ms(work: Callable[[], object]) -> float:
    """Answer the processor time of this process for doing something once."""
    begun = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - begun) / TIMES * 1_000
