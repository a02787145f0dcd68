"""Goal 2: what a business's pages cost while all businesses, and its own history, grow to five times the size.

Already the smaller history fills all that a page shows: the month of the figures and the same a year before, and
the calendar's year. Else a page would show more afterwards, and its cost a row would hide behind its rows.
"""

from collections.abc import Iterable

from app import clock
from bench.bare import claims_a_second
from bench.counting import Cost, cost
from bench.inside import Inside, inside
from bench.report import Figure, at_least, at_most, median, shown
from bench.stage import Stage
from bench.timeline import MONTH

GOAL, SEEDING = "2 growth", "6 seeding"
UNITS, STAYS, TIMES_AS_MANY = 50, 10_000, 5
MONTHS, YEARS = "timeline, a month", "calendar, twelve months"
PAGES = {
    MONTHS: MONTH,
    YEARS: "admin/calendar",
    "today": "admin/",
    "a day": "admin/days/{day}",
    "reservations": "admin/reservations",
    "reservations, all": "admin/reservations?q=",
    "reservations, in house": "admin/reservations?state=checked_in",
    "requests": "admin/requests",
    "clients": "admin/clients",
    "activity": "admin/audit",
    "figures": "admin/stats",
}
MONTH_BUFFERS, YEAR_BUFFERS = 400, 1_000
LEAST_BUFFERS, LEAST_MS, TIMES = 20, 1.0, 5


def measure(stage: Stage, *, tenants: int) -> list[Figure]:
    """Measure among businesses with STAYS reservations each, then among as many with TIMES_AS_MANY beside them."""
    first = stage.load(units=tenants * UNITS, reservations=tenants * STAYS, tenants=tenants)
    before = _costs(stage, first.slugs[tenants // 2])
    then = stage.load(units=tenants * UNITS, reservations=tenants * STAYS * TIMES_AS_MANY, tenants=tenants)
    after = _costs(stage, then.slugs[tenants // 2])
    bare = claims_a_second(stage)
    among = _costs(stage, first.slugs[tenants // 2], names=(MONTHS, YEARS))
    all_ = f"{STAYS:,} among {tenants * STAYS * (1 + TIMES_AS_MANY):,}"
    return [
        shown(SEEDING, "COPY of bare claims with one exclusion constraint", bare, unit="/s"),
        shown(SEEDING, "whole reservations against it", then.rate / bare, unit="x"),
        at_least(SEEDING, "reservations a second, constraints on", then.rate, 15_000, unit="/s"),
        at_most(GOAL, f"{all_}: a month's page, buffers", among[MONTHS].buffers, MONTH_BUFFERS),
        at_most(GOAL, f"{all_}: a year's page, buffers", among[YEARS].buffers, YEAR_BUFFERS),
        *(_grown(name, before[name], after[name]) for name in PAGES),
    ]


def _grown(name: str, was: Cost, now: Cost) -> Figure:
    ratio = now.buffers / max(was.buffers, LEAST_BUFFERS)
    times = now.time_ms / max(was.time_ms, LEAST_MS)
    note = f" ({was.buffers} to {now.buffers}; SQL {was.time_ms:.1f} to {now.time_ms:.1f} ms, {times:.2f}x)"
    return at_most(GOAL, f"five times the reservations, {name}: buffers", ratio, 2, unit="x", note=note)


def _costs(stage: Stage, tenant: str, *, names: Iterable[str] = PAGES) -> dict[str, Cost]:
    with inside(stage, tenant) as member:
        return {name: _cost(stage, member, tenant, PAGES[name]) for name in names}


def _cost(stage: Stage, member: Inside, tenant: str, path: str) -> Cost:
    """Answer what a page asks of PostgreSQL, the median of some times."""
    seen = member.statements(f"/{tenant}/{path.format(day=clock.now().date())}")
    with stage.as_app() as connection:
        number = stage.tenant_id(tenant)
        costs = [cost(connection, number, seen) for _ in range(TIMES)]
    return Cost(int(median(each.buffers for each in costs)), median(each.time_ms for each in costs))
