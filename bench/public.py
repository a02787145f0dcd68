"""Issue of the public site: the front page, the catalogue and a unit's page, and the catalogue with dates at 500 units."""

import datetime as dt

from psycopg.types.json import Jsonb

from app import clock
from app.domain.site import SiteDocument, UnitPage
from bench.client import Client
from bench.processes import cpu_s, gunicorn
from bench.report import Figure, at_most, median, shown
from bench.stage import Stage
from bench.timeline import furnished

GOAL = "public"
ROUNDS, PAGES, HELLOS = 5, 30, 300
LIGHTEST_KB = 150


def measure(stage: Stage) -> list[Figure]:
    """Measure the public pages of a business of 50 units, and of one ten times as large."""
    fifty, many = (_published(stage, units) for units in (50, 500))
    begins = clock.now().date() + dt.timedelta(days=40)
    dates = f"from={begins}&to={begins + dt.timedelta(days=3)}&people=2"
    paths = {
        "front page, 50 units": (f"/{fifty}/", 30),
        "catalogue, 50 units": (f"/{fifty}/units", 30),
        "unit, 50 units": (f"/{fifty}/units/unit-1", 30),
        "catalogue with dates, 50 units": (f"/{fifty}/units?{dates}", 30),
        "catalogue with dates, 500 units": (f"/{many}/units?{dates}", 60),
    }
    with (
        gunicorn(stage, "wsgi:app", workers=1) as web,
        gunicorn(stage, "bench.floor:app", workers=1) as bare,
    ):
        client, hello = web.client(), bare.client()
        hello_ms = median(_cpu(bare.pid, hello, stage, "/", times=HELLOS) for _ in range(ROUNDS))
        return [
            shown(GOAL, "bare Flask: CPU of a hello", hello_ms, unit="ms"),
            *(
                figure
                for name, (path, most) in paths.items()
                for figure in _page(web.pid, client, stage, name, path, most=most, hello_ms=hello_ms)
            ),
        ]


def _page(
    server: int, client: Client, stage: Stage, name: str, path: str, *, most: float, hello_ms: float
) -> list[Figure]:
    for _ in range(3):
        answer = client.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered by {answer.status}.")
    taken = median(_cpu(server, client, stage, path) for _ in range(ROUNDS))
    size = len(client.get(path).body) / 1000
    note = f", {taken / hello_ms:.0f} times a hello"
    return [
        at_most(GOAL, f"{name}: CPU of web and PostgreSQL", taken, most, unit="ms", note=note),
        shown(GOAL, f"{name}: HTML", size, unit="kB"),
    ]


def _cpu(server: int, client: Client, stage: Stage, path: str, *, times: int = PAGES) -> float:
    """Answer what a page costs, in milliseconds."""
    begun = cpu_s(server) + cpu_s(stage.postgres_pid)
    for _ in range(times):
        client.get(path)
    return (cpu_s(server) + cpu_s(stage.postgres_pid) - begun) / times * 1000


def _published(stage: Stage, units: int) -> str:
    tenant = furnished(stage, units)
    doc = Jsonb(SiteDocument(headline={"en": "A house to measure"}).model_dump(mode="json"))
    page = Jsonb(UnitPage(line={"en": "Quiet, with a view."}).model_dump(mode="json"))
    with stage.as_owner() as connection:
        values = {"tenant": stage.tenant_id(tenant), "doc": doc, "page": page}
        connection.execute(
            "INSERT INTO sites (tenant_id, draft, published, published_at)"
            " VALUES (%(tenant)s, %(doc)s, %(doc)s, now())",
            values,
        )
        connection.execute(
            "INSERT INTO site_units (tenant_id, unit_id, slug, draft, published)"
            " SELECT tenant_id, id, 'unit-' || row_number() OVER (ORDER BY id), %(page)s, %(page)s"
            " FROM units WHERE tenant_id = %(tenant)s",
            values,
        )
        connection.execute("ANALYZE site_units")
    return tenant
