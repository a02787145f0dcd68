"""Issue 7: what the record adds to making a reservation: the same forms with it and without it, by turns."""

from bench.client import hidden
from bench.making import CLIENTS, UNITS, Forms, make_for
from bench.processes import Served, cpu_s, gunicorn
from bench.report import Figure, at_most, median, shown
from bench.stage import Stage

GOAL = "record"
ROUNDS, ROUND_S = 16, 2
MOST = 1.10
WRITTEN = "SELECT (SELECT count(*) FROM audit_entries), (SELECT count(*) FROM reservations)"


def measure(stage: Stage) -> list[Figure]:
    """Let sixteen clients make reservations, for some seconds with the record and for as many without it."""
    slug = stage.load(units=UNITS, reservations=80 * UNITS).slugs[0]
    with (
        gunicorn(stage, "wsgi:app", workers=2) as recorded,
        gunicorn(stage, "bench.unrecorded:app", workers=2) as unrecorded,
    ):
        making = [_Making(stage, web, slug) for web in (recorded, unrecorded)]
        forms = Forms(slug, making[0].token)
        for each in making:
            each.run(forms)
        entries = [each.entries_each for each in making]
        if not entries[0] or entries[1]:
            raise RuntimeError(f"With the record and without it, a making left {entries} entries.")
        cpu: list[list[float]] = [[], []]
        sql: list[list[float]] = [[], []]
        rates: list[list[float]] = [[], []]
        for turn in range(ROUNDS):
            for place in (0, 1) if turn % 2 else (1, 0):
                rate, web_ms, postgres_ms = making[place].run(forms)
                rates[place].append(rate)
                cpu[place].append(web_ms + postgres_ms)
                sql[place].append(postgres_ms)
    ratio = median(a / b for a, b in zip(*cpu, strict=True))
    return [
        shown(GOAL, f"makings with the record, {CLIENTS} clients", median(rates[0]), unit="/s", note=f"; {median(cpu[0]):.2f} ms of CPU each, {median(sql[0]):.2f} of them PostgreSQL's"),
        shown(GOAL, "makings without it", median(rates[1]), unit="/s", note=f"; {median(cpu[1]):.2f} ms of CPU each, {median(sql[1]):.2f} of them PostgreSQL's"),
        at_most(GOAL, "CPU of a making, web and PostgreSQL: with against without", ratio, MOST, unit="x", note=f"; rounds {', '.join(f'{a / b:.2f}' for a, b in zip(*cpu, strict=True))}"),
    ]  # fmt: skip


class _Making:
    """Sixteen clients of one of the two servers."""

    def __init__(self, stage: Stage, web: Served, slug: str) -> None:
        self._stage, self._web = stage, web
        member = web.client().sign_in(slug)
        self.token = hidden(member.get(f"/{slug}/admin/reservations/new").text)["csrf_token"]
        self._clients = [web.client() for _ in range(CLIENTS)]
        for each in self._clients:
            each.take_cookies_of(member)
        self.entries_each = 0.0

    def run(self, forms: Forms) -> tuple[float, float, float]:
        """Make reservations for a while; answer how many a second, and what one costs the web and PostgreSQL in milliseconds."""
        forms.token = self.token
        entries, made = self._written()
        web, postgres = self._web.cpu_s(), cpu_s(self._stage.postgres_pid)
        rate = make_for(self._clients, forms, ROUND_S)
        web, postgres = self._web.cpu_s() - web, cpu_s(self._stage.postgres_pid) - postgres
        entries_now, made_now = self._written()
        count = made_now - made
        self.entries_each = (entries_now - entries) / count
        return rate, web / count * 1000, postgres / count * 1000

    def _written(self) -> tuple[int, int]:
        with self._stage.as_owner() as connection:
            row = connection.execute(WRITTEN).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)
