"""Many rows for measurements, as true as few."""

from app.cli.seed.text import REFS, ref


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
