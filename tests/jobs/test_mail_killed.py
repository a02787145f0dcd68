"""A real worker is killed with -9 while its mail is being taken: it arrives again, and is known as the same."""

# ruff: noqa: F811 - fixtures of another module

import datetime as dt
import time
from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from app import clock, mail_server, tenancy
from app.actions.clients import ClientChoice
from app.actions.reservations.make import Wish
from app.actions.reservations.make import make as reserve
from app.domain.asking import Party, Period
from tests.cast import add_house
from tests.jobs.test_killed import ask, made, relays, worker  # noqa: F401  fixtures
from tests.jobs.test_mails import ADA
from tests.mailbox import MailServer

pytestmark = pytest.mark.servers
PATIENCE_S = 60
# What a worker held is free once the server notices that the worker is gone; a relay looks at nothing that is held.
HELD = """
    SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE d.datname = current_database() AND l.relation = 'outbox'::regclass AND l.pid <> pg_backend_pid()
"""


class WithMail:
    """The environment of a worker that sends mails."""

    def __init__(self, urls, server) -> None:
        self.urls, self.server = urls, server

    def environ(self):
        """The environment of a process."""
        url = f"smtp://127.0.0.1:{self.server.port}"
        return self.urls.environ() | {"SMTP_URL": url, "MAIL_FROM": "mails@platform.example"}


def wait_for(true, folder):
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, (folder / "worker.log").read_text()[-3000:]
        time.sleep(0.05)


def test_a_mail_that_was_being_taken_when_its_worker_died_comes_again_as_the_same(
    own_database,
    made,
    ask,
    tmp_path,
    monkeypatch,
):
    engine = create_engine(own_database.owner_url)
    with engine.connect() as owner:
        house = add_house(owner, "shore")
    engine.dispose()
    relay = relays()
    with MailServer() as server:
        environ, box = WithMail(own_database, server), server.box
        monkeypatch.setitem(
            made.config,
            "SETTINGS",
            replace(
                made.config["SETTINGS"],
                mail_server=mail_server.read(environ.environ()["SMTP_URL"]),
                mail_from="mails@platform.example",
            ),
        )
        with tenancy.entered(house.tenant):
            first_on = clock.now().date() + dt.timedelta(days=30)
            asked = Wish(
                unit_ref="cabin-1",
                period=Period(first_on, first_on + dt.timedelta(days=3)),
                party=Party(adults=2),
                client=ClientChoice(fields=ADA),
            )
            reserve(house.actor("owner"), asked)
        box.is_holding = True
        with worker(environ, tmp_path):
            wait_for(lambda: box.to(ADA.email), tmp_path)
        box.is_holding = False
        assert ask("SELECT state FROM mails WHERE audience = 'client'") == "waiting"
        wait_for(lambda: not ask(HELD), tmp_path)
        for _ in ("seen as abandoned", "sent anew"):
            next(relay)
        with worker(environ, tmp_path):
            sent = "SELECT count(*) FROM mails WHERE state = 'sent'"
            wait_for(lambda: ask(sent), tmp_path)
        first, second = box.to(ADA.email)
        assert first["Message-ID"] == second["Message-ID"]
    assert ask("SELECT count(*) FROM outbox WHERE done_at IS NULL") == 0
