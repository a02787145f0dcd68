"""Issue of the statistics: the dashboard of a year of 500 units and 200,000 reservations, and a day rolled anew."""

import datetime as dt
import time

from app import clock, tenancy
from app.actions import rolling
from app.actions.actor import POLICY
from app.actions.transaction import Attempt, run
from app.extensions import db
from app.factory import create_app
from app.queries.units import list_units
from bench.client import Client
from bench.processes import cpu_s, gunicorn
from bench.report import Figure, at_most, median, quantile, shown
from bench.stage import Stage

GOAL = "statistics"
UNITS, RESERVATIONS = 500, 200_000
PAGES, DAYS = 60, 40
YEAR = "admin/stats?span=year"


def measure(stage: Stage) -> list[Figure]:
    """Measure one large business: roll all of it, open its year, and roll single days."""
    tenant = stage.load(units=UNITS, reservations=RESERVATIONS).slugs[0]
    begun = time.monotonic()
    stage.flask("stats", "roll")
    rolled = time.monotonic() - begun
    with stage.as_owner() as connection:
        connection.execute("VACUUM ANALYZE stats_unit_days, stats_unit_months, stats_type_days")
        rows = connection.execute("SELECT count(*) FROM stats_unit_days").fetchone()[0]
    with gunicorn(stage, "wsgi:app", workers=1) as web:
        pages = _pages(web.pid, web.client().sign_in(tenant), stage, f"/{tenant}/{YEAR}")
    return [
        shown(GOAL, "first roll of everything", rolled, unit="s", note=f" ({rows:,} rows)"),
        *pages,
        *_days(stage, tenant),
    ]


def _pages(server: int, client: Client, stage: Stage, path: str) -> list[Figure]:
    for _ in range(5):
        if client.get(path).status != 200:
            raise RuntimeError(f"{path} was not answered.")
    taken, begun = [], cpu_s(server) + cpu_s(stage.postgres_pid)
    for _ in range(PAGES):
        started = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - started) * 1000)
    used = (cpu_s(server) + cpu_s(stage.postgres_pid) - begun) / PAGES * 1000
    return [
        at_most(GOAL, "dashboard of a year, 500 units: p95", quantile(taken, 0.95), 100, unit="ms"),
        shown(GOAL, "dashboard: median", median(taken), unit="ms"),
        shown(GOAL, "dashboard: CPU of web and PostgreSQL", used, unit="ms"),
        shown(GOAL, "dashboard: HTML, gzip", answer.gzipped_bytes / 1000, unit="kB"),
    ]


def _days(stage: Stage, slug: str) -> list[Figure]:
    """Roll a day of a unit anew, as a change of a one-night stay makes the worker do."""
    app = create_app(stage.settings)
    taken = []
    with app.app_context():
        with tenancy.entered(tenancy.find_by_slug(slug)):
            units, today = list_units(), clock.now().date()
            for number in range(DAYS):
                day, unit = today + dt.timedelta(days=number), units[number % len(units)]
                db.session.rollback()
                started = time.perf_counter()
                run(
                    POLICY,
                    Attempt("stats", "rolled"),
                    lambda work, day=day, unit=unit: rolling.derive_again(
                        work, units, day, day + dt.timedelta(days=1), unit_ids=[unit.id]
                    ),
                )
                taken.append((time.perf_counter() - started) * 1000)
        db.engine.dispose()
    return [at_most(GOAL, "a day of a unit rolled anew: median", median(taken[5:]), 20, unit="ms")]
