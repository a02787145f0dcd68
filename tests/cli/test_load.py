"""Many rows for measurements, as true as few."""

import datetime as dt
from zoneinfo import ZoneInfo

from app.cli.seed.text import REFS, ref
from app.domain.asking import Ask, Party, Period, UnitFacts
from app.domain.policies.base import kind_of
from app.domain.policies.reading import read_document
from app.domain.words import State

STAYS = """
SELECT r.state, r.arrives_on, r.departs_on, r.starts_at, r.ends_at, r.adults, r.made_at, r.total_minor, r.due_at,
       r.due_state, c.starts_at, c.ends_at, c.blocks_from, c.blocks_to, c.live, c.due_at, c.due_ends_at, v.document,
       (SELECT jsonb_agg(jsonb_build_array(position, kind, code, amount_minor, quantity, on_date, facts, counts)
                         ORDER BY position)
        FROM price_lines p WHERE p.tenant_id = r.tenant_id AND p.reservation_id = r.id)
FROM reservations r JOIN claims c ON c.tenant_id = r.tenant_id AND c.reservation_id = r.id
JOIN policy_versions v ON v.tenant_id = r.tenant_id AND v.id = r.policy_version_id ORDER BY r.id
"""
SHAPE = """
SELECT u.ref, r.arrives_on, r.departs_on, r.state, r.made_at, r.total_minor, r.paid_minor
FROM reservations r JOIN units u ON u.tenant_id = r.tenant_id AND u.id = r.unit_id
JOIN tenants t ON t.id = r.tenant_id WHERE t.slug = %s ORDER BY u.ref, r.arrives_on
"""


def test_a_load_has_its_size_and_keeps_every_constraint(cli):
    said = cli.done("seed", "load", "--units", "7", "--reservations", "500", "--tenants", "3")

    assert "500 reservations in" in said
    assert "constraints on" in said
    assert cli.ask("SELECT slug FROM tenants ORDER BY slug") == [
        ("load-00001",),
        ("load-00002",),
        ("load-00003",),
    ]
    assert cli.ask("SELECT count(*) FROM units GROUP BY tenant_id ORDER BY 1") == [(2,), (2,), (3,)]
    assert cli.ask("SELECT count(*) FROM reservations GROUP BY tenant_id ORDER BY 1") == [
        (166,),
        (167,),
        (167,),
    ]
    assert cli.one("SELECT count(*) FROM claims") == 500
    assert cli.one("SELECT count(*) FROM clients") < 500
    assert cli.one("SELECT sum(total_minor) FROM reservations") == cli.one(
        "SELECT sum(amount_minor) FROM price_lines"
    )
    assert {state for (state,) in cli.ask("SELECT DISTINCT state FROM reservations")} >= {
        "finished",
        "confirmed",
    }
    cli.done("check")


def test_a_second_load_comes_beside_the_first(cli):
    for _ in range(2):
        cli.done("seed", "load", "--units", "1", "--reservations", "5")

    assert cli.one("SELECT count(*) FROM tenants") == 2
    assert cli.one("SELECT count(*) FROM memberships m JOIN people p ON p.id = m.person_id"
                   " WHERE p.email = 'owner@load.example'") == 2  # fmt: skip


def test_every_reservation_has_the_lines_times_and_deadline_that_its_policy_gives(cli):
    cli.done("seed", "load", "--units", "3", "--reservations", "120")

    rows = cli.ask(STAYS)
    assert len(rows) == 120
    assert {(row[2] - row[1]).days for row in rows} == {1, 2, 3, 5}
    for (
        state,
        first,
        last,
        starts,
        ends,
        adults,
        made_at,
        total,
        due,
        due_state,
        *claim,
        document,
        lines,
    ) in rows:
        doc, period, zone = read_document(document), Period(first, last), ZoneInfo("Europe/Madrid")
        kind, unit = kind_of(doc), UnitFacts("cabin", "Cabin", capacity=4)
        price = kind.quote(doc, Ask(period, Party(adults), unit, made_at, zone), currency="EUR")
        span = kind.span(doc, period, zone)
        around = kind.blocked(doc, span)
        deadline = kind.deadline(doc, State(state), period=period, zone=zone, made_at=made_at)
        assert lines == [
            [
                place, line.kind, line.code, line.amount_minor, line.quantity, line.on_date.isoformat(),
                dict(line.facts), line.counts,
            ]
            for place, line in enumerate(price.lines)
        ]  # fmt: skip
        assert (total, starts, ends) == (price.total_minor, span.starts_at, span.ends_at)
        assert (due, due_state) == ((deadline.due_at, deadline.due_state) if deadline else (None, None))
        assert claim == [
            span.starts_at, span.ends_at, around.starts_at, around.ends_at, state != "cancelled", due,
            deadline.frees_from if deadline else None,
        ]  # fmt: skip
        assert first - made_at.astimezone(zone).date() >= dt.timedelta(days=30)


def test_the_same_size_gives_the_same_stays_again(cli):
    for _ in range(2):
        cli.done("seed", "load", "--units", "2", "--reservations", "60")

    stays = cli.ask(SHAPE, "load-00001")
    assert len(stays) == 60
    assert stays == cli.ask(SHAPE, "load-00002")


def test_senseless_sizes_and_production_are_refused(install):
    assert "Every business needs a unit" in install().refused(
        "seed", "load", "--units", "1", "--tenants", "2"
    )
    assert "no made-up data" in install(APP_ENV="production").refused("seed", "load")


def test_references_of_numbers_are_different_and_scattered():
    numbers = [*range(1, 3000), REFS // 2, REFS - 1]
    refs = {ref(number) for number in numbers}

    assert len(refs) == len(numbers)
    assert all(len(each) == 9 and each[4] == "-" for each in refs)
    assert ref(1)[:2] != ref(2)[:2]
