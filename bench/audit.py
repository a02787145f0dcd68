"""Issue 7: the activity of a business with five million entries, page by page and filter by filter."""

import time
from dataclasses import dataclass

import psycopg

from bench.client import Client
from bench.counting import cost
from bench.inside import inside
from bench.processes import cpu_s, gunicorn
from bench.report import Figure, at_most, median, shown
from bench.stage import Stage

GOAL = "activity"
ENTRIES, UNITS, RESERVATIONS, MEMBERS = 5_000_000, 500, 20_000, 20
ROUNDS, MOST_MS = 10, 50
OFFICE, SELDOM = "198.51.100.1", "203.0.113.9"
INDEXED = ("audit_entries", "audit_private")
# As reservations live: made, changed, confirmed, in, out; then locks, clients, units; one in eleven is refused.
ENTRY = """
INSERT INTO audit_entries (tenant_id, happened_at, recorded_at, actor, person_id, source, entity, entity_id, entity_ref,
                           action, outcome, before, after, request)
SELECT %(tenant)s, at, at, CASE WHEN n %% 9 = 0 THEN 'policy' ELSE 'member' END,
       CASE WHEN n %% 9 = 0 THEN NULL WHEN n %% 500000 = 1 THEN %(seldom)s ELSE p.ids[1 + (n * 7919 %% %(members)s)::int] END,
       'editor', kind.entity, r.id, r.ref, kind.action, CASE WHEN n %% 11 = 0 THEN 'refused' ELSE 'done' END,
       '{"adults": 2, "total_minor": 30000}', '{"adults": 3, "total_minor": 31000}',
       CASE WHEN n %% 11 = 0 THEN '{"codes": ["taken"], "adults": 3}'::jsonb ELSE '{}' END
FROM generate_series(1::bigint, %(entries)s) AS n
CROSS JOIN LATERAL (SELECT now() - (%(entries)s - n) * interval '25 seconds' AS at,
  CASE WHEN n %% 1000003 = 0 THEN ARRAY['client', 'erased'] WHEN n %% 10 = 1 THEN ARRAY['lock', 'taken_over']
  ELSE ARRAY['reservation', (ARRAY['made', 'changed', 'confirmed', 'checked_in', 'finished'])[1 + n %% 5]] END AS what) w
CROSS JOIN LATERAL (SELECT what[1] AS entity, what[2] AS action) kind
JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS place, id, ref FROM reservations WHERE tenant_id = %(tenant)s) r
  ON r.place = n * 104729 %% %(reservations)s
CROSS JOIN (SELECT %(people)s::bigint[] AS ids) p
"""
MENTIONS = """
INSERT INTO audit_mentions (tenant_id, entity, entity_id, recorded_at, entry_id)
SELECT e.tenant_id, k.entity, k.id, e.recorded_at, e.id FROM audit_entries e
JOIN reservations r ON r.tenant_id = e.tenant_id AND r.id = e.entity_id
CROSS JOIN LATERAL (VALUES ('unit', r.unit_id), ('client', r.client_id)) AS k (entity, id)
WHERE e.tenant_id = %(tenant)s
"""
PRIVATE = """
INSERT INTO audit_private (tenant_id, entry_id, person_id, "values", salt, recorded_at)
SELECT tenant_id, id, person_id, jsonb_build_object('ip', CASE WHEN id %% 400000 = 3 THEN %(seldom_ip)s WHEN id %% 3 = 0 THEN %(office)s
       ELSE '198.51.100.' || 2 + id %% 200 END), '\\x00112233445566778899aabbccddeeff', recorded_at
FROM audit_entries WHERE tenant_id = %(tenant)s AND person_id IS NOT NULL
"""


@dataclass(frozen=True)
class Filled:
    """A business with a long record, and what can be asked for there."""

    slug: str
    tenant_id: int
    paths: dict[str, str]


def measure(stage: Stage) -> list[Figure]:
    """Fill, then ask for each page by turns with a bare Flask that says hello."""
    begun = time.monotonic()
    filled = _filled(stage)
    took_s = time.monotonic() - begun
    with (
        gunicorn(stage, "bench.floor:app", workers=1) as floor,
        gunicorn(stage, "wsgi:app", workers=1) as web,
        inside(stage, filled.slug) as there,
        stage.as_app() as connection,
    ):
        hello, member = floor.client(), web.client().sign_in(filled.slug)
        figures = [shown(GOAL, f"{ENTRIES:,} entries written", took_s, unit="s")]
        for name, path in filled.paths.items():
            address = f"/{filled.slug}/admin/audit?{path}"
            cpu_ms, waits = _taken(stage, web.pid, member, address)
            _cpu, floors = _taken(stage, floor.pid, hello, "/")
            spent = cost(connection, filled.tenant_id, there.statements(address))
            note = (
                f"; waited for {median(waits):.0f} ms, {median(waits) / median(floors):.0f} times as long as for hello;"
                f" SQL {spent.time_ms:.1f} ms, {spent.buffers:,} buffers"
            )
            figures.append(
                at_most(GOAL, f"{name}: CPU of web and PostgreSQL", cpu_ms, MOST_MS, unit="ms", note=note)
            )
    return figures


def _taken(stage: Stage, server: int, client: Client, path: str) -> tuple[float, list[float]]:
    """Answer the processor time of a request, and how long each of them took; the first two are not counted."""
    found, begun = [], 0.0
    for place in range(ROUNDS + 2):
        if place == 2:
            begun = cpu_s(server) + cpu_s(stage.postgres_pid)
        started = time.perf_counter()
        answer = client.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered by {answer.status}.")
        found.append((time.perf_counter() - started) * 1000)
    return (cpu_s(server) + cpu_s(stage.postgres_pid) - begun) / ROUNDS * 1000, found[2:]


def _filled(stage: Stage) -> Filled:
    slug = stage.load(units=UNITS, reservations=RESERVATIONS).slugs[0]
    tenant_id = stage.tenant_id(slug)
    with stage.as_owner() as owner:
        people = [_member(owner, tenant_id, place) for place in range(MEMBERS + 1)]
        values = {
            "tenant": tenant_id, "entries": ENTRIES, "reservations": RESERVATIONS, "members": MEMBERS,
            "people": people[:MEMBERS], "seldom": people[MEMBERS], "office": OFFICE, "seldom_ip": SELDOM,
        }  # fmt: skip
        _write(owner, values)
        return Filled(slug, tenant_id, _paths(owner, tenant_id))


def _member(owner: psycopg.Connection, tenant_id: int, place: int) -> int:
    row = owner.execute(
        "INSERT INTO people (email, name) VALUES (%s, %s) RETURNING id",
        (f"a{place}@activity.test", f"Member {place}"),
    ).fetchone()
    person = int(row[0]) if row else 0
    owner.execute(
        "INSERT INTO memberships (tenant_id, person_id, ref, role) VALUES (%s, %s, %s, 'manager')",
        (tenant_id, person, f"member-{place}"),
    )
    return person


def _write(owner: psycopg.Connection, values: dict[str, object]) -> None:
    """Write the rows without the help that single rows need: links, indexes and triggers come back after."""
    indexes = owner.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT LIKE '%%pkey'",
        (list(INDEXED),),
    ).fetchall()
    links = owner.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        (list(INDEXED),),
    ).fetchall()
    owner.execute("SET synchronous_commit = off")
    owner.execute("SET maintenance_work_mem = '512MB'")
    for name, _definition in indexes:
        owner.execute(f"DROP INDEX {name}")
    for table, name, _definition in links:
        owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    owner.execute("ALTER TABLE audit_entries DISABLE TRIGGER USER")
    owner.execute("ALTER TABLE audit_mentions DROP CONSTRAINT audit_mentions_pkey")
    for statement in (ENTRY, PRIVATE, MENTIONS):
        owner.execute(statement, values)
    owner.execute(
        "ALTER TABLE audit_mentions ADD PRIMARY KEY (tenant_id, entity, entity_id, recorded_at, entry_id)"
    )
    owner.execute("ALTER TABLE audit_entries ENABLE TRIGGER USER")
    for table, name, definition in links:
        owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID")
    for _name, definition in indexes:
        owner.execute(definition)
    for table in (*INDEXED, "audit_mentions"):
        owner.execute(f"VACUUM ANALYZE {table}")


def _paths(owner: psycopg.Connection, tenant_id: int) -> dict[str, str]:
    def one(statement: str) -> object:
        row = owner.execute(statement, {"tenant": tenant_id}).fetchone()
        return row[0] if row else ""

    deep = one(
        "SELECT id FROM audit_entries WHERE tenant_id = %(tenant)s ORDER BY recorded_at, id OFFSET 500000 LIMIT 1"
    )
    unit = one("SELECT ref FROM units WHERE tenant_id = %(tenant)s ORDER BY id OFFSET 250 LIMIT 1")
    client = one("SELECT ref FROM clients WHERE tenant_id = %(tenant)s ORDER BY id OFFSET 999 LIMIT 1")
    ref = one("SELECT ref FROM reservations WHERE tenant_id = %(tenant)s ORDER BY id OFFSET 777 LIMIT 1")
    day = one("SELECT (now() - interval '900 days')::date")
    return {
        "first page": "",
        "a page 4.5 million deep": f"before={deep}",
        "a day 900 days ago": f"from={day}&until={day}",
        "person, one of twenty": "person=member-3",
        "person, ten entries": f"person=member-{MEMBERS}",
        "the policy": "person=policy",
        "entity": "entity=reservation",
        "entity, five entries": "entity=client",
        "action": "action=changed",
        "action, five entries": "action=erased",
        "refused": "action=refused",
        "unit": f"unit={unit}",
        "unit, deep": f"unit={unit}&before={deep}",
        "client": f"client={client}",
        "address of the office": f"ip={OFFICE}",
        "address, twelve entries": f"ip={SELDOM}",
        "address nobody had": "ip=192.0.2.1",
        "reference": f"ref={ref}",
        "unit and action": f"unit={unit}&action=changed",
        "unit and person": f"unit={unit}&person=member-3",
        "unit, refused": f"unit={unit}&action=refused",
        "office and unit": f"ip={OFFICE}&unit={unit}",
        "office, a day 900 days ago": f"ip={OFFICE}&from={day}&until={day}",
        "person who never did it": f"person=member-{MEMBERS}&action=changed&entity=lock",
        "what is never done to it": "entity=lock&action=changed",
    }
