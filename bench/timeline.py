"""Goal 1: a month of 50 units for a signed-in member, beside a bare Flask; then 500 units, paged."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from bench.client import Client
from bench.inside import inside
from bench.processes import Served, cpu_s, gunicorn
from bench.report import Figure, at_most, median, shown
from bench.stage import Stage

GOAL = "1 month"
MONTH = "admin/timeline?days=31"
HOTELDRUID_OF_HELLO = (20 + 31) / (0.8 + 1.0)  # performance.md, its peers: CPU against the same floor
_NAMES = count(1_000)
ROUNDS, HELLOS, PAGES = 5, 300, 60
STRETCH = re.compile(r'<li class="(?:gap )?s-\d+ n-\d+">.*?(?=<li class="|</ol>)', re.S)


def measure(stage: Stage) -> list[Figure]:
    """Measure a business of 50 units and 2,000 reservations, and one ten times as large."""
    fifty, many = (furnished(stage, units) for units in (50, 500))
    with (
        gunicorn(stage, "bench.floor:app", workers=1) as floor,
        gunicorn(stage, "wsgi:app", workers=1) as web,
    ):
        return [*_compared(stage, floor, web, fifty, many), *_sized(web, fifty), *_counted(stage, fifty)]


def furnished(stage: Stage, units: int) -> str:
    """Load a business as full as those that the peers were measured on: 290 stays in a month of 50 units."""
    tenant = stage.load(units=units, reservations=40 * units).slugs[0]
    with stage.as_owner() as connection:
        for table, change, key in (
            ("reservations", "state = 'cancelled', due_at = NULL, due_state = NULL", "id"),
            ("claims", "live = false, due_at = NULL", "reservation_id"),
        ):
            connection.execute(
                f"UPDATE {table} SET {change} WHERE tenant_id = %s AND {key} %% 4 = 0",
                (stage.tenant_id(tenant),),
            )
            connection.execute(f"VACUUM ANALYZE {table}")
    return tenant


def _cpu_ms(
    server: int,
    client: Client,
    path: str,
    *,
    times: int,
    as_fragment: bool = False,
    before: Callable[[], object] = lambda: None,
) -> float:
    """Answer the processor time of a request, each on a connection of its own."""
    begun = cpu_s(server)
    for _ in range(times):
        before()
        client.reconnect()
        answer = client.get(path, as_fragment=as_fragment)
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered by {answer.status}.")
    return (cpu_s(server) - begun) / times * 1000


@contextmanager
def _changing(stage: Stage, tenant: str) -> Iterator[Callable[[], object]]:
    """Give a change that every chart shows: another name of a unit, which it never had."""
    with stage.as_owner() as connection:
        key = (stage.tenant_id(tenant),)
        (unit,) = connection.execute("SELECT min(id) FROM units WHERE tenant_id = %s", key).fetchone() or (0,)
        yield lambda: connection.execute(
            "UPDATE units SET name = %s WHERE id = %s", (f"Unit {next(_NAMES)}", unit)
        )


def _compared(stage: Stage, floor: Served, web: Served, small: str, large: str) -> list[Figure]:
    hello, fifty, many = floor.client(), web.client().sign_in(small), web.client().sign_in(large)
    month, paged = f"/{small}/{MONTH}", f"/{large}/{MONTH}"
    for _ in range(10):
        hello.get("/"), fifty.get(month), many.get(paged), fifty.get(month, as_fragment=True)
    names = ("floor", "page", "sql", "anew", "fragment", "paged")
    taken: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        taken["floor"].append(_cpu_ms(floor.pid, hello, "/", times=HELLOS))
        postgres = cpu_s(stage.postgres_pid)
        taken["page"].append(_cpu_ms(web.pid, fifty, month, times=PAGES))
        taken["sql"].append((cpu_s(stage.postgres_pid) - postgres) / PAGES * 1000)
        with _changing(stage, small) as change:
            taken["anew"].append(_cpu_ms(web.pid, fifty, month, times=PAGES, before=change))
        taken["fragment"].append(_cpu_ms(web.pid, fifty, month, times=PAGES, as_fragment=True))
        taken["paged"].append(_cpu_ms(web.pid, many, paged, times=PAGES))
    cpu = {name: median(values) for name, values in taken.items()}

    def note(name: str) -> str:
        return f" ({cpu[name]:.1f} ms)"

    return [
        shown(GOAL, "bare Flask: CPU a request", cpu["floor"], unit="ms"),
        at_most(GOAL, "page: CPU against bare Flask", cpu["page"] / cpu["floor"], 15, unit="x", note=note("page")),
        shown(GOAL, "page: the same, each after a change", cpu["anew"] / cpu["floor"], unit="x", note=note("anew")),
        shown(GOAL, "fragment: the same", cpu["fragment"] / cpu["floor"], unit="x", note=note("fragment")),
        at_most(
            GOAL, "page: share of HotelDruid's", cpu["page"] / cpu["floor"] / HOTELDRUID_OF_HELLO, 0.5, unit="x"
        ),
        at_most(GOAL, "500 units, paged, against 50", cpu["paged"] / cpu["page"], 1.3, unit="x", note=note("paged")),
        shown(GOAL, "page: CPU of PostgreSQL", cpu["sql"], unit="ms"),
    ]  # fmt: skip


def _sized(web: Served, tenant: str) -> list[Figure]:
    answer = web.client().sign_in(tenant).get(f"/{tenant}/{MONTH}", as_fragment=True)
    stretches = STRETCH.findall(answer.text)
    a_stretch = sum(len(each.encode()) for each in stretches) / len(stretches)
    return [
        at_most(GOAL, "bytes a stretch", a_stretch, 220, note=f" ({len(stretches)} stretches)"),
        at_most(GOAL, "fragment, raw", len(answer.body) / 1000, 120, unit="kB"),
        at_most(GOAL, "fragment, gzip", answer.gzipped_bytes / 1000, 11, unit="kB"),
    ]


def _counted(stage: Stage, tenant: str) -> list[Figure]:
    with inside(stage, tenant) as member:
        seen = {
            name: member.statements(f"/{tenant}/{MONTH}", as_fragment=name == "fragment")
            for name in ("page", "fragment")
        }
    return [
        at_most(GOAL, f"{name}: queries besides the tenant's", len(all_), 5) for name, all_ in seen.items()
    ]
