"""What the queries of a month, a year and a page of a list cost: buffers are counted, nothing is timed.

Source:  performance.md 2; 50 units with 5,000 reservations, beside another business with as many.
"""

from __future__ import annotations

import datetime as dt
import re

import psycopg
import pytest
from psycopg import sql

from app import clock, tenancy
from app.actions import rolling
from app.cli.seed.load import load
from app.cli.seed.sites import Size
from app.domain.tape import Window
from app.domain.words import State
from app.extensions import db
from app.factory import create_app
from app.queries import sums
from app.queries.calendar import list_moves
from app.queries.chosen import count_reservations
from app.queries.clients import COUNTED, count_clients, list_clients
from app.queries.nights import list_nights
from app.queries.reservations import list_reservations
from app.queries.stats import load_total
from app.queries.timeline import load_tape
from app.queries.wanted import Wanted
from app.settings import load as read
from bench.counting import cost, listening
from tests.servers import lent, plain

UNITS, RESERVATIONS = 50, 5_000
MONTH_DAYS, YEAR_DAYS = 31, 366
MONTH_BUFFERS, YEAR_BUFFERS = 400, 1_000
MONTH_BUFFERS_BEFORE_17 = 2_000  # it looks a list of keys up one by one, from the root of the index
PAGE, PAGE_BUFFERS, PAGE_BUFFERS_BEFORE_17, COUNT_BUFFERS = 51, 300, 500, 60
PERIOD_BUFFERS_BEFORE_17, FIGURES_QUERIES = 3_000, 5

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def loaded(request, servers):
    """A database that holds two businesses of the same size; the first of them is answered."""
    name = f"cost_{getattr(request.config, 'workerinput', {}).get('workerid', 'one')}"
    with lent(servers, name, 0) as urls:
        app = create_app(read(urls.environ()))
        with app.app_context():
            made = load(Size(2 * UNITS, 2 * RESERVATIONS, 2), jobs=2, say=lambda _text: None)
            rolling.roll()
            tenant = tenancy.find_by_slug(made.slugs[0])
            with tenancy.entered(tenant), psycopg.connect(plain(urls.app_url), autocommit=True) as connection:
                yield tenant, connection
            db.engine.dispose()


def spent(loaded, ask):
    """The rows that something answered, and the statements with their buffers, as the app's role."""
    tenant, connection = loaded
    with listening() as seen:
        found = ask()
    asked = list(seen)
    cost(connection, tenant.id, asked)  # the first time also reads what the server knows of the tables
    return found, len(asked), cost(connection, tenant.id, asked).buffers


def most(loaded, buffers, before_17):
    return before_17 if loaded[1].info.server_version < 170_000 else buffers


def plan_for_any_values(loaded, statement):
    """What a plan that knows no values does with them, as JSON."""
    tenant, connection = loaded
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement.sql)))
    numbered = re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", statement.sql)
    values = sql.SQL(", ").join(sql.Literal(statement.values[name]) for name in names)
    with connection.transaction(force_rollback=True):
        connection.execute(
            "SELECT set_config('app.tenant_id', %s, true), set_config('plan_cache_mode', 'force_generic_plan', true)",
            (str(tenant.id),),
        )
        connection.execute(statement.sql, statement.values, prepare=True)
        (name,) = connection.execute(
            "SELECT name FROM pg_prepared_statements WHERE statement = %s", (numbered.replace("%%", "%"),)
        ).fetchone()
        given = sql.SQL("({})").format(values) if names else sql.SQL("")
        (explained,) = connection.execute(
            sql.SQL("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {}{}").format(
                sql.Identifier(name), given
            )
        ).fetchone()
    return explained[0]["Plan"]


def joins_of(node):
    """The joins of a plan, each as how it is done and of which type it is."""
    own = [(node["Node Type"], node["Join Type"])] if "Join Type" in node else []
    return own + [join for each in node.get("Plans", ()) for join in joins_of(each)]


def test_a_month_compares_no_stay_with_every_other_whatever_the_planner_guesses(loaded):
    today = clock.now().date()
    with listening() as seen:
        load_tape(Window(today, MONTH_DAYS, today), clock.now())
    (taken,) = [each for each in seen if each.sql.startswith("WITH claimed")]
    joins = [join for join in joins_of(plan_for_any_values(loaded, taken)) if join[1] == "Full"]
    assert joins == [("Hash Join", "Full"), ("Hash Join", "Full")]


def test_a_month_of_fifty_units_touches_few_buffers(loaded):
    today = clock.now().date()
    window = Window(today - dt.timedelta(days=2), MONTH_DAYS, today)
    tape, count, buffers = spent(loaded, lambda: load_tape(window, clock.now()))
    assert (tape.unit_count, tape.pages, count) == (UNITS, 1, 2)
    assert tape.reservation_count > 300
    assert buffers <= most(loaded, MONTH_BUFFERS, MONTH_BUFFERS_BEFORE_17)


def test_a_year_of_fifty_units_touches_few_buffers(loaded):
    first = clock.now().date() - dt.timedelta(days=300)
    last = first + dt.timedelta(days=YEAR_DAYS)
    nights, count, buffers = spent(loaded, lambda: list_nights(first, last, clock.now()))
    assert (len(nights), count) == (YEAR_DAYS, 1)
    assert sum(night.taken_count for night in nights.values()) > 10_000
    assert buffers <= YEAR_BUFFERS


def test_the_moves_of_a_month_touch_few_buffers(loaded):
    first = clock.now().date()
    last = first + dt.timedelta(days=MONTH_DAYS)
    moves, count, buffers = spent(loaded, lambda: list_moves(first, last, clock.now()))
    assert count == 1
    assert sum(each.arriving for each in moves.values()) > 250
    assert buffers <= most(loaded, MONTH_BUFFERS, MONTH_BUFFERS_BEFORE_17)


@pytest.mark.parametrize("state", [None, State.FINISHED, State.CONFIRMED, State.CHECKED_IN, State.CANCELLED])
@pytest.mark.parametrize("is_coming", [True, False])
def test_a_page_of_the_list_touches_few_buffers_and_counts_by_indexes(loaded, state, is_coming):
    wanted = Wanted(state=state, first=clock.now().date() if is_coming else None)
    rows, asked, buffers = spent(loaded, lambda: list_reservations(wanted, clock.now(), most=PAGE))
    count, counts, counted = spent(loaded, lambda: count_reservations(wanted, clock.now()))
    assert (asked, counts) == (1, 1)
    assert len(rows) == min(PAGE, count)
    assert is_coming or count > 10
    assert buffers <= most(loaded, PAGE_BUFFERS, PAGE_BUFFERS_BEFORE_17)
    assert counted <= COUNT_BUFFERS


def test_a_search_touches_what_it_finds(loaded):
    (some,) = list_reservations(Wanted(), clock.now(), most=1)
    for text in (some.client_name, some.unit_name, some.ref, some.ref[:4]):
        wanted = Wanted(text=text, key=text.lower())
        rows, asked, buffers = spent(
            loaded, lambda wanted=wanted: list_reservations(wanted, clock.now(), most=PAGE)
        )
        assert some.ref in {row.ref for row in rows}
        assert asked == 2
        assert buffers <= most(loaded, PAGE_BUFFERS, PAGE_BUFFERS_BEFORE_17)


def test_a_page_of_clients_and_their_number_touch_few_buffers(loaded):
    rows, _asked, buffers = spent(loaded, list_clients)
    count, counts, counted = spent(loaded, count_clients)
    assert (len(rows), count, counts) == (PAGE, COUNTED + 1, 1)
    assert buffers <= most(loaded, PAGE_BUFFERS, PAGE_BUFFERS_BEFORE_17)
    assert counted <= COUNT_BUFFERS


def test_the_figures_of_a_year_touch_few_buffers(loaded):
    first = clock.now().date() - dt.timedelta(days=YEAR_DAYS // 2)
    last = first + dt.timedelta(days=YEAR_DAYS)
    sums.as_left.cache_clear()
    load_total(first, last, clock.now())
    sums.as_left.cache_clear()
    found, count, buffers = spent(loaded, lambda: load_total(first, last, clock.now())["nightly"])
    assert count == FIGURES_QUERIES
    again, asked_again, _buffers = spent(loaded, lambda: load_total(first, last, clock.now())["nightly"])
    assert (again, asked_again) == (found, FIGURES_QUERIES - 1)  # what no roll has changed is remembered
    assert found.sold > 5_000
    assert found.cancelled > 50
    assert buffers <= most(loaded, YEAR_BUFFERS, PERIOD_BUFFERS_BEFORE_17)
