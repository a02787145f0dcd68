"""Goal 4: reservations made through the page by 16 clients, beside pgbench writing the same rows."""

import datetime as dt
import re
import secrets
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from app import clock
from bench.client import Client, hidden
from bench.processes import Served, cpu_s, gunicorn
from bench.report import Figure, at_least, at_most, median, quantile, shown
from bench.stage import Stage

GOAL = "4 making"
CLIENTS, UNITS, ROUNDS, ROUND_S = 16, 50, 3, 5
RIVAL_ROUNDS = 200
SCRIPT = Path(__file__).with_name("making.sql")
TABLES = (
    "clients", "reservations", "claims", "price_lines", "state_changes", "audit_entries", "audit_private",
    "idempotency_keys", "outbox",
)  # fmt: skip
FACTS = (
    '{"state": "confirmed", "unit": "cabin-0001", "adults": 2, "total_minor": 30000, "note": "", "cots": 0}'
)
EPOCH = dt.date(2000, 1, 1)


def measure(stage: Stage) -> list[Figure]:
    """Measure both by turns, then let sixteen want the same nights two hundred times."""
    page, floor = stage.load(units=2 * UNITS, reservations=80 * UNITS, tenants=2).slugs
    with gunicorn(stage, "wsgi:app", workers=2) as web:
        member = web.client().sign_in(page)
        forms = Forms(page, hidden(member.get(f"/{page}/admin/reservations/new").text)["csrf_token"])
        clients = [web.client() for _ in range(CLIENTS)]
        for each in clients:
            each.take_cookies_of(member)
        rows = _rows_of_one(stage, clients[0], forms)
        return [*_raced(stage, web, clients, forms, floor, rows), *_rivals(clients, forms)]


class Forms:
    """Filled forms for nights that nobody has: unit after unit, then later nights."""

    def __init__(self, tenant: str, token: str) -> None:
        self.path = f"/{tenant}/admin/reservations"
        self.token = token
        self._places: Iterator[int] = count()

    def fill(self) -> dict[str, str]:
        """Answer the next form; adding `idem` makes it a sending of its own."""
        turn, unit = divmod(next(self._places), UNITS)
        arrives = clock.now().date() + dt.timedelta(days=200 + 4 * turn)
        return {
            "csrf_token": self.token,
            "unit": f"cabin-{unit + 1:04d}",
            "arrives_on": arrives.isoformat(),
            "departs_on": (arrives + dt.timedelta(days=3)).isoformat(),
            "adults": "2",
            "client_name": "Ada Okonkwo",
            "client_email": "ada@clients.example",
            "state": "confirmed",
        }


def send(client: Client, forms: Forms, fields: dict[str, str]) -> int:
    """Post a form and answer the status."""
    return client.post(forms.path, {**fields, "idem": secrets.token_urlsafe(16)}).status


def _rows(connection: psycopg.Connection) -> dict[str, int]:
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
    found = connection.execute(f"SELECT {counts}").fetchone()
    return dict(zip(TABLES, found, strict=True))


def _rows_of_one(stage: Stage, client: Client, forms: Forms) -> dict[str, int]:
    """Make one reservation and answer the rows that it left."""
    with stage.as_owner() as connection:
        before = _rows(connection)
        status = send(client, forms, forms.fill())
        if status != 303:
            raise RuntimeError(f"Making a reservation was answered by {status}.")
        after = _rows(connection)
    return {table: after[table] - before[table] for table in TABLES}


def _raced(
    stage: Stage, web: Served, clients: list[Client], forms: Forms, floor: str, rows: dict[str, int]
) -> list[Figure]:
    bench = Floor(stage, floor)
    bench.refuse_other_rows(rows)
    made: list[float] = []
    wrote: list[float] = []
    cpu: list[float] = []
    sql: list[float] = []
    for _ in range(ROUNDS):
        wrote.append(bench.run(ROUND_S))
        time.sleep(1)  # until the floor's connections have ended, whose time counts from then on
        begun, postgres = web.cpu_s(), cpu_s(stage.postgres_pid)
        rate = make_for(clients, forms, ROUND_S)
        made.append(rate)
        cpu.append((web.cpu_s() - begun) / (rate * ROUND_S) * 1000)
        sql.append((cpu_s(stage.postgres_pid) - postgres) / (rate * ROUND_S) * 1000)
    ratio = median(a / b for a, b in zip(made, wrote, strict=True))
    return [
        shown(GOAL, f"pgbench, {CLIENTS} clients, the same {sum(rows.values())} rows", median(wrote), unit="/s"),
        shown(GOAL, f"page, {CLIENTS} clients", median(made), unit="/s"),
        at_least(GOAL, "page against pgbench", ratio, 0.15, unit="x"),
        shown(GOAL, "CPU of one making: web", median(cpu), unit="ms", note=f"; PostgreSQL {median(sql):.1f} ms"),
    ]  # fmt: skip


def make_for(clients: list[Client], forms: Forms, seconds: float) -> float:
    """Let every client make reservations for a while, and answer how many a second were made."""
    lock, statuses = threading.Lock(), []
    until = time.monotonic() + seconds

    def work(client: Client) -> None:
        while time.monotonic() < until:
            with lock:
                fields = forms.fill()
            statuses.append(send(client, forms, fields))

    begun = time.monotonic()
    _together(work, clients)
    bad = [status for status in statuses if status != 303]
    if bad:
        raise RuntimeError(f"{len(bad)} of {len(statuses)} reservations were answered by {set(bad)}.")
    return len(statuses) / (time.monotonic() - begun)


def _together(work: Callable[[Client], None], clients: list[Client]) -> None:
    """Let all clients work at once; the first failure is raised."""
    with ThreadPoolExecutor(len(clients)) as pool:
        for work_done in [pool.submit(work, client) for client in clients]:
            work_done.result()


class Floor:
    """pgbench as the app's role, one statement a table, prepared."""

    def __init__(self, stage: Stage, tenant: str) -> None:
        self._stage = stage
        self._turn = 0
        with stage.as_owner() as connection:
            self._facts = connection.execute(
                "SELECT t.id, (SELECT person_id FROM memberships m WHERE m.tenant_id = t.id),"
                " (SELECT id FROM policy_versions v WHERE v.tenant_id = t.id), min(u.id), max(u.id)"
                " FROM tenants t JOIN units u ON u.tenant_id = t.id WHERE t.slug = %s GROUP BY t.id",
                (tenant,),
            ).fetchone()
        if self._facts[4] - self._facts[3] != UNITS - 1:
            raise RuntimeError("The units of the floor are not numbered in a row.")

    def run(self, seconds: int) -> float:
        """Run for a while and answer the transactions a second."""
        return self._pgbench("-T", str(seconds))

    def refuse_other_rows(self, rows: dict[str, int]) -> None:
        """Make sure that one transaction writes what one reservation writes."""
        with self._stage.as_owner() as connection:
            before = _rows(connection)
            self._pgbench("-t", "1", clients=1)
            after = _rows(connection)
        wrote = {table: after[table] - before[table] for table in TABLES}
        if wrote != rows:
            raise RuntimeError(f"The floor writes {wrote}, the page {rows}.")

    def _pgbench(self, *how_long: str, clients: int = CLIENTS) -> float:
        tenant, person, version, first_unit, _ = self._facts
        url = make_url(self._stage.settings.database_url)
        self._turn += 1
        first_day = (clock.now().date() - EPOCH).days + 1_000 * self._turn
        values = {
            "tenant": tenant, "person": person, "version": version, "first_unit": first_unit, "units": UNITS,
            "first_day": first_day, "i": 0, "facts": FACTS,
        }  # fmt: skip
        done = subprocess.run(
            [
                self._stage.pg_bin / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", *how_long,
                *(f"-D{name}={value}" for name, value in values.items()), "-f", SCRIPT,
                "-h", str(url.query["host"]), "-U", str(url.username), str(url.database),
            ],
            env={"PGPASSWORD": str(url.password), "PATH": ""},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        rate = re.search(r"tps = ([\d.]+)", done.stdout)
        if done.returncode or rate is None or "aborted" in done.stderr:
            raise RuntimeError(f"pgbench failed:\n{done.stderr[-2000:]}")
        return float(rate[1])


def _rivals(clients: list[Client], forms: Forms) -> list[Figure]:
    """Let all clients want the same nights at the same moment, round after round.

    Each comes on a connection of its own: whoever typed for longer than a server keeps one has none.
    """
    start = threading.Barrier(len(clients))
    lock = threading.Lock()
    rounds = [forms.fill() for _ in range(RIVAL_ROUNDS)]
    answers: list[list[int]] = [[] for _ in rounds]
    waits: list[float] = []

    def work(client: Client) -> None:
        for place, fields in enumerate(rounds):
            start.wait(60)
            begun = time.monotonic()
            client.reconnect()
            status = send(client, forms, fields)
            waited = time.monotonic() - begun
            with lock:
                answers[place].append(status)
                waits.append(waited * 1000)

    _together(work, clients)
    clean = sum(sorted(each) == [303] + [409] * (len(clients) - 1) for each in answers)
    wrong = sorted({status for each in answers for status in each} - {303, 409})
    note = f"; other answers: {wrong}" if wrong else ""
    return [
        at_least(GOAL, f"rounds of {len(clients)} rivals with one winner, all others 409", clean, RIVAL_ROUNDS, note=note),
        at_most(GOAL, "longest wait of a rival", max(waits), 500, unit="ms", note=f" (median {median(waits):.0f}, p99 {quantile(waits, 0.99):.0f})"),
    ]  # fmt: skip
