"""Several server processes on a database of the test's own, and a member who is signed in over HTTP."""

from __future__ import annotations

import re
import secrets
import urllib.parse
from dataclasses import dataclass
from http.client import HTTPConnection

import pytest
from sqlalchemy import create_engine, text

from app import tenancy
from app.actions.people import HASHER
from app.extensions import db
from app.factory import create_app
from app.settings import load
from tests.cast import add_house
from tests.serving import serving

PASSWORD = "a race along the shore"
PROCESSES = 4


@dataclass
class Desk:
    """A member at work: an address, a cookie and a token; each request has a connection of its own."""

    address: str
    slug: str
    cookie: str = ""
    token: str = ""

    def send(self, method, path, fields=None):
        """Ask for a page or post a form; answer status, headers and text."""
        connection = HTTPConnection(self.address.removeprefix("http://"), timeout=60)
        headers = {"Cookie": self.cookie, "HX-Request": "true", "Connection": "close"}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode({"csrf_token": self.token, **fields})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, f"/{self.slug}/admin/{path}", body=body, headers=headers)
        answer = connection.getresponse()
        got = answer.status, dict(answer.getheaders()), answer.read().decode()
        connection.close()
        return got

    def reserve(self, *, unit, arrives, departs, key=""):
        """Post the form of a new reservation."""
        return self.want(unit, arrives_on=arrives, departs_on=departs, idem=key)

    def want(self, unit, *, adults=2, **fields):
        """Post the form of a new reservation of any kind, by the names of its fields."""
        typed = {name: str(value) for name, value in fields.items()}
        wanted = {"unit": unit, "adults": str(adults), "client_name": "Ada Okonkwo", **typed}
        return self.send("POST", "reservations", wanted)


@pytest.fixture
def furnish():
    """What a house has besides its eight cabins; tests of other stock say their own."""
    return lambda _house: None


@pytest.fixture
def desk(own_database, tmp_path, furnish):
    """A house with its own servers, and its owner signed in; a name of its own, for sign-ins are counted by address."""
    slug = f"shore-{secrets.token_hex(4)}"
    app = create_app(load(own_database.environ()))
    engine = create_engine(own_database.owner_url)
    with engine.connect() as owner, app.app_context():
        house = add_house(owner, slug, units=8)
        with tenancy.entered(house.tenant):
            furnish(house)
        owner.execute(
            text("INSERT INTO credentials (person_id, password_hash) VALUES (:person, :hash)"),
            {"person": house.people["owner"], "hash": HASHER.hash(PASSWORD)},
        )
        owner.commit()
        db.session.remove()
        db.engine.dispose()
    engine.dispose()
    with serving(own_database, folder=tmp_path, workers=PROCESSES, WEB_THREADS="10") as address:
        yield signed_in(Desk(address, slug))


def signed_in(desk: Desk) -> Desk:
    _, headers, html = desk.send("GET", "sign-in")
    desk.cookie = headers["Set-Cookie"].split(";")[0]
    desk.token = re.search(r'name="csrf_token" value="([^"]+)"', html)[1]
    fields = {"email": f"owner@{desk.slug}.test", "password": PASSWORD}
    status, headers, _ = desk.send("POST", "sign-in", fields)
    assert status == 303
    desk.cookie = headers["Set-Cookie"].split(";")[0]
    _, _, html = desk.send("GET", "reservations/new")
    desk.token = re.search(r'name="csrf_token" value="([^"]+)"', html)[1]
    return desk


@pytest.fixture
def sql(own_database):
    """A question to the race's database, past the walls."""
    engine = create_engine(own_database.superuser_url)

    def ask(statement, **values):
        with engine.connect() as connection:
            return connection.execute(text(statement), values).fetchall()

    yield ask
    engine.dispose()
