"""What the database refuses by itself where a unit has many: pools, seats, parts."""

import psycopg
import pytest
from psycopg import errors

TAKE = """INSERT INTO claims (tenant_id, unit_id, exclusive, quantity, source, reservation_id, closure_id, occurrence_id,
            starts_at, ends_at, blocks_from, blocks_to)
          SELECT u.tenant_id, u.id, u.exclusive, %(many)s, %(source)s::text,
            CASE WHEN %(source)s::text = 'reservation' THEN (SELECT id FROM reservations LIMIT 1) END,
            CASE WHEN %(source)s::text = 'closure' THEN (SELECT id FROM closures LIMIT 1) END,
            CASE WHEN u.stock = 'seats' AND %(source)s::text = 'reservation' AND %(seated)s::boolean
              THEN (SELECT id FROM slot_occurrences LIMIT 1) END,
            %(a)s, %(b)s, %(c)s, %(d)s
          FROM units u WHERE u.ref = %(unit)s"""
SLOT = ("2026-07-10 08:00Z", "2026-07-10 10:00Z")


@pytest.fixture
def connection(app_sql, enter):
    enter("one")
    return app_sql


def take(connection, many, a, b, c=None, d=None, *, unit="pool", source="reservation", seated=True):
    values = {
        "many": many, "unit": unit, "source": source, "seated": seated, "a": a, "b": b, "c": c or a, "d": d or b,
    }  # fmt: skip
    connection.execute(TAKE, values)


def day(number, hour=12):
    return f"2026-07-{number:02} {hour:02}:00Z"


def refused(connection, *claim, kind=errors.ExclusionViolation, **how):
    with pytest.raises(kind) as refusal:
        take(connection, *claim, **how)
    return refusal.value.diag.constraint_name


def test_P1_a_pool_is_full_at_its_peak_not_at_the_sum_of_what_overlaps(connection):
    for many, first, last in ((4, 1, 5), (4, 4, 8), (3, 7, 9)):
        take(connection, many, day(first), day(last))
    assert refused(connection, 3, day(1), day(9)) == "claims_within_quantity"
    take(connection, 2, day(1), day(9))


def test_P2_beds_given_back_in_the_middle_can_be_taken_all_along(connection):
    take(connection, 8, day(1), day(3))
    take(connection, 8, day(3), day(5))
    take(connection, 2, day(1), day(5))
    assert refused(connection, 1, day(2), day(3)) == "claims_within_quantity"


def test_P5_what_is_in_repair_counts_against_a_pool(connection):
    take(connection, 1, day(10), day(12), source="closure")
    assert refused(connection, 10, day(11), day(13)) == "claims_within_quantity"
    take(connection, 10, day(12), day(13))


def test_buffers_count_among_reservations_of_a_pool_and_not_for_a_closure(connection):
    take(connection, 6, day(1), day(2), day(1), day(2, 14))
    assert refused(connection, 5, day(2, 13), day(3)) == "claims_within_quantity"
    take(connection, 4, day(2, 12), day(2, 13), source="closure")
    take(connection, 4, day(2, 14), day(3))


def test_a_claim_that_comes_back_to_life_is_counted_again(connection):
    take(connection, 10, day(1), day(2))
    connection.execute("UPDATE claims SET live = false WHERE quantity = 10")
    take(connection, 1, day(1), day(2))
    with pytest.raises(errors.ExclusionViolation) as refusal:
        connection.execute("UPDATE claims SET live = true WHERE quantity = 10")
    assert refusal.value.diag.constraint_name == "claims_within_quantity"


def test_P9_a_pool_can_not_become_smaller_than_its_busiest_hour(connection):
    connection.execute("UPDATE units SET quantity = 20 WHERE ref = 'pool'")
    take(connection, 8, "2099-07-01 12:00Z", "2099-07-02 12:00Z")
    with pytest.raises(errors.ExclusionViolation) as refusal:
        connection.execute("UPDATE units SET quantity = 5 WHERE ref = 'pool'")
    assert refusal.value.diag.constraint_name == "claims_within_quantity"
    connection.execute("UPDATE units SET quantity = 8 WHERE ref = 'pool'")


def test_P4_seats_of_an_occurrence_are_never_oversold(connection):
    take(connection, 5, *SLOT, unit="seats")
    take(connection, 4, *SLOT, unit="seats")
    assert refused(connection, 4, *SLOT, unit="seats") == "claims_within_quantity"
    take(connection, 3, *SLOT, unit="seats")
    with pytest.raises(errors.ExclusionViolation) as refusal:
        connection.execute("UPDATE slot_occurrences SET seats = 11")
    assert refusal.value.diag.constraint_name == "claims_within_quantity"


def test_seats_belong_to_the_occurrence_that_leaves_then(connection):
    how = {"unit": "seats", "kind": errors.CheckViolation}
    assert refused(connection, 1, *SLOT, seated=False, **how) == "claims_seats_have_occurrence"
    other = ("2026-07-11 08:00Z", "2026-07-11 10:00Z")
    assert refused(connection, 1, *other, unit="seats") == "claims_within_quantity"


def test_a_closed_slot_sells_no_seats_and_a_sold_one_can_not_be_closed(connection):
    take(connection, 1, *SLOT, unit="seats", source="closure")
    assert refused(connection, 1, *SLOT, unit="seats") == "claims_within_quantity"
    connection.execute("DELETE FROM claims WHERE source = 'closure' AND NOT exclusive")
    take(connection, 1, *SLOT, unit="seats")
    assert refused(connection, 1, *SLOT, unit="seats", source="closure") == "claims_within_quantity"


def test_P8_the_asset_of_two_tours_is_taken_once(connection):
    asset = """INSERT INTO claims (tenant_id, unit_id, source, occurrence_id, starts_at, ends_at, blocks_from, blocks_to)
               SELECT u.tenant_id, u.id, 'slot', o.id, %s, %s, %s, %s FROM units u CROSS JOIN slot_occurrences o
               WHERE u.ref = 'u'"""
    connection.execute(asset, [*SLOT, *SLOT])
    with pytest.raises(errors.ExclusionViolation) as refusal:
        connection.execute(asset, ["2026-07-10 09:00Z", "2026-07-10 11:00Z"] * 2)
    assert refusal.value.diag.constraint_name == "claims_own_time"


def test_P3_a_composite_unit_is_claimed_through_its_parts_only(connection):
    how = {"unit": "composite", "kind": errors.CheckViolation}
    assert refused(connection, 1, day(1), day(2), **how) == "claims_on_leaf_units"


@pytest.mark.parametrize(
    ("composite", "part", "constraint"),
    [
        ("house", "composite", "unit_parts_make_no_circle"),  # composite already holds house
        ("composite", "composite", "unit_parts_is_no_part_of_itself"),
        ("pool", "u", "unit_parts_are_of_composites"),
        ("composite", "seats", "unit_parts_are_of_composites"),
    ],
)
def test_parts_make_no_circle_and_belong_to_composite_units(connection, composite, part, constraint):
    connection.execute(
        """INSERT INTO units (tenant_id, ref, name, unit_type_id, policy_id, capacity, stock, exclusive)
           SELECT tenant_id, 'house', 'House', unit_type_id, policy_id, 2, 'composite', false FROM units WHERE ref = 'u'"""
    )
    add = """INSERT INTO unit_parts (tenant_id, composite_id, part_id)
             SELECT c.tenant_id, c.id, p.id FROM units c, units p WHERE c.ref = %s AND p.ref = %s"""
    connection.execute(add, ["composite", "house"])
    with pytest.raises(errors.CheckViolation) as refusal:
        connection.execute(add, [composite, part])
    assert refusal.value.diag.constraint_name == constraint


def test_a_single_unit_stays_exclusive_and_one(connection):
    for change in ("exclusive = false", "quantity = 2", "stock = 'pool'"):
        with pytest.raises(errors.CheckViolation):
            connection.execute(f"UPDATE units SET {change} WHERE ref = 'u'")


def test_16_writers_sell_exactly_the_ten_of_a_pool(own_database, owner_sql, enter):
    """Sixteen sessions insert at once; the unit's row makes them queue, and ten get through."""
    from threading import Barrier, Thread

    from app.cli.release import plain_url

    tenant = owner_sql.execute("SELECT id FROM tenants WHERE slug = 'one'").fetchone()[0]
    barrier, sold = Barrier(16), []

    def sell():
        with psycopg.connect(plain_url(own_database.app_url), autocommit=True) as mine:
            mine.execute("SELECT set_config('app.tenant_id', %s, false)", [str(tenant)])
            barrier.wait()
            try:
                take(mine, 1, day(20), day(22))
            except errors.ExclusionViolation:
                return
            sold.append(1)

    threads = [Thread(target=sell) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sold) == 10
