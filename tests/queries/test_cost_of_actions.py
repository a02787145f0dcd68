"""What actions read does not grow with what was, whatever the planner guesses: they run by plans that know no values."""

from __future__ import annotations

import datetime as dt

import pytest

from app import clock
from app.actions.actor import CLI
from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations import states
from app.actions.reservations.make import Wish, make
from app.domain.asking import Party, Period
from app.domain.refusal import Refused
from app.extensions import db
from app.queries.frame import load_frame
from app.queries.reservations import find_owners
from bench.counting import listening
from tests.queries.test_cost import loaded, plan_for_any_values  # noqa: F401

FEW_BUFFERS = 60
HISTORY = {"reservations", "claims", "clients", "price_lines", "state_changes", "audit_entries"}

PLANNED = """
    SELECT statement, generic_plans > 0 FROM pg_prepared_statements WHERE generic_plans + custom_plans > 5
"""
OFTEN = ("touched AS", "reservations.due_at > timestamptz", "SELECT claims.unit_id", "clients.name", "json_object_agg",
         "memberships_of")  # fmt: skip

pytestmark = pytest.mark.servers


def nodes_of(plan):
    """A plan's nodes, the outermost first."""
    return [plan, *(node for each in plan.get("Plans", ()) for node in nodes_of(each))]


def wish_for(unit):
    """A stay beyond all that was loaded."""
    day = clock.now().date() + dt.timedelta(days=3_000)
    who = ClientChoice(fields=ClientFields(name="Ada Okonkwo"))
    return Wish(unit, Period(day, day + dt.timedelta(days=3)), Party(adults=2), who)


def test_no_action_reads_a_whole_history(loaded):  # noqa: F811
    wish = wish_for("cabin-0001")
    with listening() as seen:
        ref = make(CLI, wish)
        with pytest.raises(Refused) as refused:
            make(CLI, wish)
        assert list(refused.value.alternatives)
        states.cancel(CLI, ref)
    reads = {each.sql: each for each in seen if "INSERT" not in each.sql}
    assert len(reads) > 15
    for text, each in reads.items():
        plan = plan_for_any_values(loaded, each)
        whole = {node["Relation Name"] for node in nodes_of(plan) if node["Node Type"] == "Seq Scan"}
        assert not whole & HISTORY, text
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= FEW_BUFFERS, text


def test_the_frame_reads_what_is_pending_and_what_is_unseen_since_a_person_looked_last(loaded):  # noqa: F811
    with listening() as seen:
        load_frame(1, clock.now())
    (asked,) = [each for each in seen if "memberships_of" in each.sql]
    nodes = nodes_of(plan_for_any_values(loaded, asked))
    (waits,) = [node for node in nodes if node.get("Relation Name") == "reservations"]
    assert waits["Index Name"] == "reservations_pending" or "'pending'" in waits["Index Cond"]
    (looked_up,) = [node["Index Cond"] for node in nodes if node.get("Index Name") == "audit_entries_told"]
    assert "recorded_at >" in looked_up


def test_what_each_action_asks_is_planned_once_and_not_each_time(loaded):  # noqa: F811
    db.session.remove()
    db.engine.dispose()  # what other tests prepared on this connection, planned for a page, is not asked about
    wish = wish_for("cabin-0002")
    ref = make(CLI, wish)
    for _ in range(16):
        with pytest.raises(Refused) as refused:
            make(CLI, wish)
        assert list(refused.value.alternatives)
        find_owners([ref], clock.now())
        load_frame(1, clock.now())
    driver = db.session.connection().connection.driver_connection
    planned = driver.execute(PLANNED).fetchall()
    db.session.rollback()
    for words in OFTEN:
        assert {is_kept for text, is_kept in planned if words in text} == {True}, words
