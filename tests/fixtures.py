"""The fixtures that every folder shares: the owner's hand, the clock, and houses to work in."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import replace

import pytest
import time_machine
from flask import has_app_context
from sqlalchemy import create_engine, delete, select

from app import mail_server as mail_servers
from app import tenancy
from app.actions.site import vacancy
from app.extensions import db
from app.models import OutboxRow
from app.queries import arrivals, policies, sums, usage
from tests import make
from tests.cast import add_house, document, local
from tests.mailbox import MailServer

_numbers = itertools.count(1)


def forget_database():
    """Forget what this process remembers of a database: in another one the same numbers are of something else."""
    for remembered in (
        policies._remembered,
        usage._parts,
        vacancy._from_price,
        sums.as_left,
        arrivals._as_left,
    ):
        remembered.cache_clear()


@pytest.fixture(scope="session")
def owner(settings):
    """A connection as the owner of the tables, for what only the command line may do."""
    engine = create_engine(settings.database_owner_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def clock():
    """The clock stands at noon of 1 July 2026 in Madrid until a test moves it."""
    with time_machine.travel(local(2026, 7, 1), tick=False) as travelling:
        yield travelling


@pytest.fixture
def build(app, owner, clock):
    """Build a house by its policy; another tenant with the same nights taken stands beside it.

    Where the test runs inside an application context the house is entered; a test of pages has none, since each
    request must bring its own, and looks into the database through `inside`.
    """
    entered = []

    def build_house(policy=None, **changes):
        with contextlib.nullcontext() if has_app_context() else app.app_context():
            house = _build_two(owner, policy or document(), changes)
            db.session.remove()
        if has_app_context():
            context = tenancy.entered(house.tenant)
            context.__enter__()
            entered.append(context)
        return house

    yield build_house
    for context in reversed(entered):
        context.__exit__(None, None, None)
    if has_app_context():
        db.session.remove()


def _build_two(owner, policy, changes):
    number = next(_numbers)
    other = add_house(owner, f"other-{number}")
    with tenancy.entered(other.tenant):
        for unit in other.units:
            make.reserve(other, 1, 31, unit=unit)
        db.session.execute(delete(OutboxRow))
        db.session.commit()
    return add_house(owner, f"cabins-{number}", policy=policy, **changes)


@pytest.fixture
def inside(app):
    """Look into the database as a house, or as one person, from a test of pages."""

    @contextlib.contextmanager
    def looking(house=None, *, person=None):
        with app.app_context(), tenancy.entered(house.tenant if house else None, person=person):
            yield
            db.session.commit()

    return looking


@pytest.fixture
def house(build):
    """A house with a plain policy."""
    return build()


@pytest.fixture
def mail_server(app, monkeypatch):
    """A mail server that the application under test hands its mails to."""
    with MailServer() as server:
        settings = app.config["SETTINGS"]
        to = mail_servers.read(f"smtp://127.0.0.1:{server.port}")
        with_mail = replace(
            settings, mail_server=to, mail_from="mails@platform.example", public_host="reserve.example"
        )
        monkeypatch.setitem(app.config, "SETTINGS", with_mail)
        yield server


@pytest.fixture
def mailbox(mail_server):
    """What the mail server received."""
    return mail_server.box


@pytest.fixture
def kept(app, monkeypatch, tmp_path):
    """A folder of this test's own in which the application under test keeps pictures; answers what lies there."""
    folder = tmp_path / "media"
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], media_url=str(folder)))

    def files():
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    return files


@pytest.fixture
def work_off(app):
    """Do all that waits in a house's outbox, as a worker does, until nothing is left that can be done."""

    def done(house):
        from app.jobs import outbox as jobs

        tried = set()
        with app.app_context():
            while True:
                with tenancy.entered(house.tenant):
                    asked = select(OutboxRow.ref, OutboxRow.sending).where(
                        OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None)
                    )
                    rows = [tuple(row) for row in db.session.execute(asked.order_by(OutboxRow.id))]
                    waiting = [row for row in rows if row not in tried]
                if not waiting:
                    return
                tried |= {(ref, sending + 1) for ref, sending in waiting} | set(waiting)
                for ref, sending in waiting:
                    jobs.deliver(house.tenant.id, ref, sending)

    return done
