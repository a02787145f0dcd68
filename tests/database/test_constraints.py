"""What the database refuses by itself, whatever code inserts."""

import psycopg
import pytest
from psycopg import errors

CLAIM = """INSERT INTO claims (tenant_id, unit_id, source, reservation_id, starts_at, ends_at, blocks_from, blocks_to)
           SELECT tenant_id, unit_id, 'reservation', id, %(a)s, %(b)s, %(c)s, %(d)s FROM reservations LIMIT 1"""
CLOSED = """INSERT INTO claims (tenant_id, unit_id, source, closure_id, starts_at, ends_at, blocks_from, blocks_to)
            SELECT tenant_id, unit_id, 'closure', id, %(a)s, %(b)s, %(c)s, %(d)s FROM closures LIMIT 1"""


def claim(connection, a, b, c=None, d=None, *, statement=CLAIM):
    connection.execute(statement, {"a": a, "b": b, "c": c or a, "d": d or b})


@pytest.fixture
def connection(app_sql, enter):
    enter("one")
    return app_sql


def refused(excinfo):
    return excinfo.value.diag.constraint_name


def test_T2_overlapping_own_time_is_refused_by_name(connection):
    with pytest.raises(errors.ExclusionViolation) as refusal:
        claim(connection, "2026-07-12 13:00Z", "2026-07-14 09:00Z")
    assert refused(refusal) == "claims_own_time"


def test_T1_touching_claims_are_accepted(connection):
    claim(connection, "2026-07-13 09:00Z", "2026-07-14 09:00Z")
    assert connection.execute("SELECT count(*) FROM claims WHERE live").fetchone() == (3,)


def test_buffers_of_reservations_may_not_overlap(connection):
    claim(connection, "2026-07-20 13:00Z", "2026-07-22 09:00Z", "2026-07-20 13:00Z", "2026-07-22 12:00Z")
    with pytest.raises(errors.ExclusionViolation) as refusal:
        claim(connection, "2026-07-22 11:00Z", "2026-07-24 09:00Z")
    assert refused(refusal) == "claims_buffered"


def test_T9_a_closure_may_touch_a_buffer_but_not_the_own_time(connection):
    claim(connection, "2026-07-20 13:00Z", "2026-07-22 09:00Z", "2026-07-20 13:00Z", "2026-07-22 12:00Z")
    claim(connection, "2026-07-22 10:00Z", "2026-07-22 11:00Z", statement=CLOSED)
    with pytest.raises(errors.ExclusionViolation) as refusal:
        claim(connection, "2026-07-21 10:00Z", "2026-07-21 11:00Z", statement=CLOSED)
    assert refused(refusal) == "claims_own_time"


@pytest.mark.parametrize(
    ("case", "constraint"),
    [
        (("2026-09-01 09:00Z", "2026-09-01 09:00Z"), "claims_span_is_not_empty"),  # T3: an empty span
        (("2026-09-02 09:00Z", "2026-09-01 09:00Z"), "claims_span_is_not_empty"),  # backwards
        (("2026-09-01 09:00Z", "2026-12-01 09:00Z"), "claims_span_is_bounded"),  # over 62 days
        (
            ("2026-09-01 09:00Z", "2026-09-02 09:00Z", "2026-09-01 10:00Z", "2026-09-02 09:00Z"),
            "claims_buffers_contain_span",
        ),
        (
            ("2026-09-01 09:00Z", "2026-09-02 09:00Z", "2026-08-01 09:00Z", "2026-09-02 09:00Z"),
            "claims_buffers_are_bounded",
        ),
    ],
)
def test_T3_spans_that_are_none_are_refused(connection, case, constraint):
    with pytest.raises(errors.CheckViolation) as refusal:
        claim(connection, *case)
    assert refused(refusal) == constraint


@pytest.mark.parametrize("column", ["unit_id", "starts_at", "ends_at", "blocks_from", "blocks_to"])
def test_nothing_of_a_claim_may_be_missing(connection, column):
    with pytest.raises(errors.NotNullViolation):
        connection.execute(f"UPDATE claims SET {column} = NULL")


def test_a_claim_can_not_call_itself_shared_to_slip_past(connection):
    with pytest.raises(errors.ForeignKeyViolation) as refusal:
        connection.execute("UPDATE claims SET exclusive = false")
    assert refused(refusal) == "claims_unit_fkey"


def test_a_claim_has_exactly_one_owner(connection):
    with pytest.raises(errors.CheckViolation) as refusal:
        connection.execute(
            "UPDATE claims SET closure_id = (SELECT id FROM closures) WHERE source = 'reservation'"
        )
    assert refused(refusal) == "claims_has_one_owner"


def test_the_guarantee_is_in_the_live_catalogue(owner_sql):
    asked = """SELECT conname, convalidated, condeferrable, pg_get_constraintdef(oid) FROM pg_constraint
               WHERE conrelid = 'claims'::regclass AND contype = 'x' ORDER BY conname"""
    buffered, own = owner_sql.execute(asked).fetchall()
    assert buffered[:3] == ("claims_buffered", True, False)
    assert own[:3] == ("claims_own_time", True, False)
    assert "tstzrange(starts_at, ends_at) WITH &&" in own[3]
    assert "WHERE ((live AND exclusive))" in own[3]
    assert "tstzrange(blocks_from, blocks_to) WITH &&" in buffered[3]
    assert "source = ANY (ARRAY['reservation'::text, 'slot'::text])" in buffered[3]


def test_the_record_can_only_grow(connection):
    for statement in (
        "UPDATE audit_entries SET action = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "UPDATE audit_seals SET digest = digest",
        "DELETE FROM audit_seals",
        "TRUNCATE audit_seals",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
