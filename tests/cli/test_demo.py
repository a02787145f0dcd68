"""The demonstration: believable, the same for the same day, and true by the application's own rules."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from PIL import Image

from app import art
from app.cli.seed import demo
from app.cli.seed.cabins import PINAR_ALTO
from app.cli.seed.demo import BUSINESSES
from app.cli.seed.life import Rules, life
from app.cli.seed.pictures import PICTURES
from app.cli.seed.rentals import BRISA
from app.cli.seed.stays import FUTURE_DAYS, PAST_DAYS, plan
from app.cli.seed.tours import NORTHLIGHT
from app.domain.policies.base import kind_of
from app.domain.policies.reading import read_document
from app.domain.stock import Stock
from app.domain.words import GONE, TRANSITIONS, State
from app.jobs import outbox

DAYS = (date(2026, 11, 22), date(2027, 3, 28), date(2028, 2, 29), date(2027, 12, 31))
BY_THE_NIGHT = [business for business in BUSINESSES if not business.outings]
MORNING_OF_SHORT_DAY = datetime(2027, 3, 28, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("business", BY_THE_NIGHT, ids=lambda business: business.slug)
def test_nobody_is_twice_in_a_unit(business, day):
    made = plan(business, day)

    taken = [(stay.unit.name, stay.arrives_on, stay.departs_on) for stay in made.stays if stay.fate not in
             {"cancelled", "expired"}]  # fmt: skip
    taken += [(closed.unit.name, closed.starts_on, closed.ends_on) for closed in made.closed]
    for one, other in pairwise(sorted(taken)):
        assert one[0] != other[0] or one[2] <= other[1]
    assert all(0 < stay.people <= stay.unit.capacity for stay in made.stays)
    assert min(taken, key=lambda each: each[1])[1] < day - timedelta(days=PAST_DAYS - 30)
    assert max(taken, key=lambda each: each[1])[1] > day + timedelta(days=FUTURE_DAYS - 60)


@pytest.mark.parametrize("business", BUSINESSES, ids=lambda business: business.slug)
def test_the_same_day_makes_the_same_plan(business):
    assert plan(business, DAYS[0]) == plan(business, DAYS[0])


@pytest.mark.parametrize("hour", [0, 6, 11, 16, 23])
@pytest.mark.parametrize("business", BUSINESSES, ids=lambda business: business.slug)
def test_states_are_true_at_every_hour(business, hour):
    zone = ZoneInfo(business.timezone)
    now = datetime(2027, 3, 28, hour, 17, tzinfo=zone).astimezone(UTC)
    docs = {
        policy.name: read_document(dict(policy.versions[0][2]))
        for policy in business.policies(range(2025, 2029))
    }
    for stay in plan(business, date(2027, 3, 28)).stays:
        doc, period = docs[stay.unit.policy], stay.period
        rules = Rules(kind_of(doc), doc, zone)
        lived = life(stay, period, rules, now=now, dice=Random(7))
        if lived is None:
            continue
        span = rules.kind.span(doc, period, zone)
        moments = [move.at for move in lived.moves]
        assert moments == sorted(moments)
        assert moments[-1] <= now
        assert all(move.before is None or move.after in TRANSITIONS[move.before] for move in lived.moves)
        if lived.deadline:
            assert lived.deadline.due_at > now
        if lived.state is State.CHECKED_IN and stay.fate != "overdue":
            assert span.starts_at <= now < span.ends_at
        elif lived.state is State.FINISHED:
            assert lived.claim_ends_at
            assert lived.claim_ends_at <= now
        elif lived.state is State.CHECKED_IN:
            assert span.starts_at <= now
        elif lived.state in {State.CONFIRMED, State.PENDING}:
            assert now < span.ends_at


def test_what_goes_out_is_offered_and_never_more_than_there_is():
    for business in (BRISA, NORTHLIGHT):
        docs = {p.name: read_document(dict(p.versions[0][2])) for p in business.policies(range(2025, 2029))}
        made = plan(business, DAYS[0])
        assert len(made.stays) > 500
        assert {stay.unit.stock for stay in made.stays} > {Stock.POOL} or business is NORTHLIGHT
        for stay in made.stays:
            doc = docs[stay.unit.policy]
            assert kind_of(doc).shape(doc, stay.period, zone=ZoneInfo(business.timezone)) == [], stay


def test_today_looks_as_in_the_pictures():
    made = plan(PINAR_ALTO, DAYS[0])
    fates = Counter(stay.fate for stay in made.stays if stay.name)

    assert (fates["pending"], fates["absent"]) == (5, 1)
    assert sum(stay.arrives_on == DAYS[0] for stay in made.stays if stay.name) == 4
    assert {stay.expected for stay in made.stays if stay.expected} == {"16:00", "18:30", "17:15"}
    assert len({unit.type_name for unit in PINAR_ALTO.units}) == 3


@pytest.mark.database
def test_the_demo_is_true_by_the_rules_of_the_application(cli):
    with time_machine.travel(MORNING_OF_SHORT_DAY, tick=True):
        cli.done("seed", "demo")
        assert "FAIL" not in cli.done("check")
        assert "0 reservations settled" in cli.done("transitions", "run")

    check_members(cli)
    check_rows(cli)


def test_the_demo_is_made_again_beside_real_businesses(cli, monkeypatch):
    monkeypatch.setattr(demo, "BUSINESSES", (NORTHLIGHT,))
    refs = "SELECT ref FROM reservations ORDER BY 1"
    with time_machine.travel(MORNING_OF_SHORT_DAY, tick=True):
        cli.done("seed", "demo")
        before = cli.ask(refs)
        assert "--again replaces" in cli.refused("seed", "demo")
        cli.done(
            "tenants", "create", "real", "--name", "Real", "--timezone", "Europe/Madrid", "--currency", "EUR"
        )
        cli.done("seed", "demo", "--again")

    assert cli.ask(refs) == before
    assert cli.ask("SELECT slug, is_demo FROM tenants ORDER BY slug") == [("real", False), ("tours", True)]


def check_members(cli) -> None:
    """Everybody who is promised is there, and may sign in."""
    found = cli.ask(
        "SELECT t.slug, p.email, m.role FROM memberships m JOIN people p ON p.id = m.person_id"
        " JOIN tenants t ON t.id = m.tenant_id"
    )
    for business in BUSINESSES:
        for role in ("owner", "manager", "staff", "viewer"):
            assert (business.slug, f"{role}@{business.slug}.example", role) in found
    assert Counter(email for _, email, _ in found)["ana@everywhere.example"] == 4
    with cli.app.app_context():
        from app.actions.people import DEMO_PASSWORD, verify

        assert verify("owner@cabins.example", DEMO_PASSWORD) is not None


def check_rows(cli) -> None:
    """What the actions keep true is true."""
    gone = tuple(str(state) for state in GONE)
    assert cli.one("SELECT count(*) FROM reservations r JOIN (SELECT reservation_id, sum(amount_minor) AS whole"
                   " FROM price_lines WHERE counts GROUP BY 1) AS p ON p.reservation_id = r.id"
                   " WHERE p.whole <> r.total_minor") == 0  # fmt: skip
    # Who leaves frees nothing of a claim, nor does who misses the only night that they pay for.
    assert cli.one("SELECT count(*) FROM reservations r JOIN claims c ON c.reservation_id = r.id"
                   " WHERE c.due_at IS DISTINCT FROM r.due_at AND (c.due_at IS NOT NULL OR r.due_state <> 'finished'"
                   " AND (r.due_state <> 'absent' OR r.departs_on - r.arrives_on > 1))") == 0  # fmt: skip
    assert cli.one("SELECT count(*) FROM (SELECT DISTINCT ON (reservation_id) reservation_id, to_state"
                   " FROM state_changes ORDER BY reservation_id, happened_at DESC, id DESC) AS s"
                   " JOIN reservations r ON r.id = s.reservation_id WHERE r.state <> s.to_state") == 0  # fmt: skip
    assert cli.one("SELECT count(*) FROM reservations WHERE paid_minor > total_minor") == 0
    assert (
        cli.one(f"SELECT count(*) FROM reservations WHERE fee_minor IS NOT NULL AND state NOT IN {gone}") == 0
    )
    states = dict(cli.ask("SELECT state, count(*) FROM reservations GROUP BY state"))
    assert set(states) == {str(state) for state in State}
    assert states["pending"] >= 15
    assert (
        cli.one("SELECT count(*) FROM audit_entries WHERE actor = 'member' AND entity = 'reservation'") > 100
    )
    assert {reason for (reason,) in cli.ask("SELECT DISTINCT reason FROM closures")} == {
        "maintenance",
        "owner",
    }


def test_pictures_of_the_demo_have_their_names_and_wait_to_be_drawn(cli, monkeypatch):
    monkeypatch.setattr(demo, "BUSINESSES", (NORTHLIGHT,))
    drawn = []
    monkeypatch.setitem(
        art.DRAWINGS, "lights", lambda: drawn.append("lights") or Image.new("RGB", (300, 200))
    )
    for name in ("whales", "glacier", "boat"):
        monkeypatch.setitem(art.DRAWINGS, name, lambda: Image.new("RGB", (300, 200)))
    for again in ((), ("--again",)):
        cli.done("seed", "demo", *again)
        waiting = cli.ask("SELECT tenant_id, ref, sending FROM outbox WHERE job = 'demo_picture' ORDER BY id")
        with cli.app.app_context():
            assert [outbox.deliver(*row) for row in waiting] == [True] * 4
            assert [outbox.deliver(*row) for row in waiting] == [False] * 4
    assert drawn == ["lights"] * 2
    assert cli.ask("SELECT alt->>'es', formats FROM pictures WHERE alt->>'en' LIKE '%night sea'") == [
        ("Auroras verdes sobre el mar de noche", ["webp"])
    ]
    (folder,) = (cli.folder / "var/media").iterdir()
    assert len(list(folder.iterdir())) == 8


def test_every_drawing_is_of_one_business_and_is_described():
    named = [name for some in PICTURES.values() for name in some]
    assert sorted(named) == sorted(art.DRAWINGS)
    assert set(PICTURES) == {business.slug for business in BUSINESSES}
    assert all(0 < len(text) <= 300 for some in PICTURES.values() for both in some.values() for text in both)


def test_production_takes_no_demo_beside_businesses(install):
    production = install(APP_ENV="production")
    production.done(
        "tenants", "create", "real", "--name", "Real", "--timezone", "Europe/Madrid", "--currency", "EUR"
    )

    said = production.refused("seed", "demo", "--again")

    assert "no demo is made beside them" in said
    assert production.one("SELECT count(*) FROM tenants") == 1


def test_an_address_in_use_is_not_taken(cli):
    cli.done(
        "tenants", "create", "hotel", "--name", "Hotel", "--timezone", "Europe/Madrid", "--currency", "EUR"
    )

    assert "addresses hotel" in cli.refused("seed", "demo", "--again")


def test_without_the_owner_nothing_is_seeded(install):
    plain = install(DATABASE_OWNER_URL="")

    assert "DATABASE_OWNER_URL is not set" in plain.refused("seed", "demo")
