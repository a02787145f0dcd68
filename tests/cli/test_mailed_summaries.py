"""Summaries of a week and of a month: mailed once to who chose them, with the figures of the page."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import create_engine

from app import tenancy
from app.actions.actor import Actor
from app.actions.mails import choices
from app.domain.words import ActorKind, Role
from app.jobs import mails as jobs
from app.jobs import schedule
from app.queries.stats import load_total
from tests import make
from tests.cast import add_house, local
from tests.cli.mailing import mailed, send
from tests.mailbox import text_of


@pytest.fixture
def clock():
    """The clock stands at noon of 1 July 2026 in Madrid until a test moves it."""
    with time_machine.travel(local(2026, 7, 1), tick=False) as travelling:
        yield travelling


@pytest.fixture
def house(cli, clock):
    """A house with two stays in July, and a mailbox."""
    owner = create_engine(cli.urls.owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with cli.app.app_context(), owner.connect() as connection:
        made = add_house(connection, "cabins")
        with tenancy.entered(made.tenant):
            make.reserve(made, 6, 9)
            make.reserve(made, 20, 24, unit="cabin-2")
    owner.dispose()
    with mailed(cli) as box:
        yield made, box


def choose(cli, house, role, events):
    actor = Actor(kind=ActorKind.MEMBER, source="test", person_id=house.people[role.value], role=role)
    with cli.app.app_context(), tenancy.entered(house.tenant):
        choices.choose_own(actor, events)


def test_the_week_and_the_month_are_mailed_once_to_who_chose_them(cli, house, clock):
    made, box = house
    choose(cli, made, Role.OWNER, {"weekly", "monthly"})
    choose(cli, made, Role.MANAGER, {"monthly"})
    clock.move_to(local(2026, 7, 13, 5))
    assert send(cli, jobs.summarise) == 0
    clock.move_to(local(2026, 7, 13, 7))
    assert [send(cli, jobs.summarise), send(cli, jobs.summarise)] == [1, 0]
    (week,) = box.to("owner@cabins.test")
    assert "The week at Cabins" in week["subject"]
    body = text_of(week)
    assert "Nights reserved: 3 (0)" in body
    assert "Estimated revenue: €300 (€0)" in body
    assert "reserve.example/cabins/admin/stats?span=week&on=2026-07-06" in body
    clock.move_to(local(2026, 8, 1, 7))
    assert [send(cli, jobs.summarise), send(cli, jobs.summarise)] == [2, 0]
    months = [box.to(f"{role}@cabins.test")[-1] for role in ("owner", "manager")]
    with cli.app.app_context(), tenancy.entered(made.tenant):
        found = load_total(dt.date(2026, 7, 1), dt.date(2026, 8, 1), local(2026, 8, 1, 7))["nightly"]
    for mail in months:
        assert "The month at Cabins: July 2026" in mail["subject"]
        assert f"Nights reserved: {found.reserved} (0)" in text_of(mail)
    assert found.reserved == 7


def test_nobody_is_written_to_who_may_not_see_them_or_did_not_ask(cli, house, clock):
    made, box = house
    clock.move_to(local(2026, 8, 1, 7))
    assert send(cli, jobs.summarise) == 0
    choose(cli, made, Role.VIEWER, {"monthly", "anchor"})
    assert send(cli, jobs.summarise) == 1
    assert cli.one("SELECT events FROM mail_choices") == ["monthly"]
    assert len(box.envelopes) == 1


def test_what_ended_long_ago_is_not_mailed_any_more(cli, house, clock):
    made, _box = house
    choose(cli, made, Role.OWNER, {"monthly"})
    clock.move_to(local(2026, 8, 10, 7))
    assert send(cli, jobs.summarise) == 0


def test_it_is_said_in_the_members_own_language(cli, house, clock):
    made, box = house
    cli.change("UPDATE people SET locale = 'es' WHERE id = %s", made.people["owner"])
    choose(cli, made, Role.OWNER, {"monthly"})
    clock.move_to(local(2026, 8, 1, 7))
    assert send(cli, jobs.summarise) == 1
    (mail,) = box.to("owner@cabins.test")
    assert "julio de 2026" in mail["subject"]


def test_the_worker_looks_every_few_minutes():
    (periodic,) = [each for each in schedule.PERIODIC if each.function == "app.jobs.mails.summarise"]
    assert periodic.period_s <= 900
