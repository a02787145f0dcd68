"""A web server and a socket's process on a database of the test's own, and members who listen."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from simple_websocket import Client, ConnectionClosed
from sqlalchemy import create_engine

from app import clock, tenancy
from app.extensions import db
from app.factory import create_app
from app.models import SignedIn
from app.settings import load
from app.web.members import digest_of
from tests.cast import House, add_house
from tests.servers import lent, number_of
from tests.serving import free_port, serving, serving_live


@dataclass
class Listener:
    """A page's socket: what it hears, in order."""

    ws: Client

    def say(self, **frame) -> None:
        self.ws.send(json.dumps(frame))

    def next(self, kind="", *, within=5.0):
        """The next frame, or the next of a kind."""
        while True:
            text = self.ws.receive(timeout=within)
            assert text is not None, f"nothing was heard within {within} s"
            frame = json.loads(text)
            if not kind or frame["t"] == kind:
                return frame

    def change(self, noun, *, within=5.0):
        """The references of the next change of a noun."""
        while True:
            for name, refs in self.next("ev", within=within)["changes"]:
                if name == noun:
                    return list(refs)

    def close(self) -> None:
        """Leave, if the server did not close first."""
        if self.ws.connected:
            self.ws.close()
        self.ws.thread.join(5)

    def closed_with(self, *, within=5.0):
        """The code with which the server closes."""
        try:
            while self.ws.receive(timeout=within) is not None:
                pass
        except ConnectionClosed as closed:
            return int(closed.reason)
        raise AssertionError(f"still open after {within} s")


@dataclass
class Member:
    """A signed-in member: their cookie, and their hand at web and live."""

    site: Site
    house: House
    token: str
    cookie: str
    csrf: str = ""

    def listen(self, *, on="timeline", origin=None, epoch="", since=None, greet=True) -> Listener:
        """Open a page's socket."""
        headers = {"Cookie": f"session={self.cookie}", "Origin": origin or self.site.web}
        ws = Client.connect(self.site.live_url(self.house), headers=headers)
        listener = Listener(ws)
        if greet:
            listener.say(t="hi", epoch=epoch, since=since, on=on)
        return listener

    def turned_away_with(self) -> int:
        """The code with which a socket of this member is closed at once.

        The library loses a close frame that came in one piece with the handshake (1005): then once more.
        """
        for _ in range(10):
            listener = self.listen(greet=False)
            code = listener.closed_with()
            listener.close()
            if code != 1005:
                return code
        raise AssertionError("no close frame was read")

    def knock(self, origin="") -> int:
        """The status with which the server answers a handshake."""
        headers = {
            "Cookie": f"session={self.cookie}", "Connection": "Upgrade", "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }  # fmt: skip
        return self.site.get_live(f"/{self.house.tenant.slug}/admin/live", **headers, Origin=origin)

    def ask(self, method, path, fields=None, **headers):
        """Ask web for a page or post a form; answer status, headers, text."""
        connection = HTTPConnection(urlsplit(self.site.web).netloc, timeout=30)
        given = {"Cookie": f"session={self.cookie}", "HX-Request": "true", **headers}
        body = None
        if fields is not None:
            self.csrf = self.csrf or self._csrf()
            body = urlencode({"csrf_token": self.csrf, **fields})
            given["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, f"/{self.house.tenant.slug}/admin/{path}", body=body, headers=given)
        answer = connection.getresponse()
        got = answer.status, dict(answer.getheaders()), answer.read().decode()
        connection.close()
        return got

    def _csrf(self) -> str:
        _status, _headers, html = self.ask("GET", "reservations/new", **{"HX-Request-Type": "full"})
        return re.search(r'name="csrf_token" value="([^"]+)"', html)[1]


@dataclass
class Site:
    """The processes' addresses and the houses that live there."""

    app: object
    web: str
    port: int
    process: subprocess.Popen

    def live_url(self, house: House) -> str:
        return f"ws://127.0.0.1:{self.port}/{house.tenant.slug}/admin/live"

    def get_live(self, path: str, **headers: str) -> int:
        """The status with which the socket's process answers a plain request."""
        connection = HTTPConnection(f"127.0.0.1:{self.port}", timeout=10)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        status = answer.status
        answer.close()
        connection.close()
        return status

    def member(self, house: House, role="staff") -> Member:
        """Sign somebody in, past the form."""
        token = secrets.token_urlsafe(32)
        with self.app.app_context(), tenancy.entered(None, person=house.people[role]):
            row = SignedIn(ref=secrets.token_hex(4), person_id=house.people[role], digest=digest_of(token))
            row.last_seen_at = clock.now()
            db.session.add(row)
            db.session.commit()
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return Member(self, house, token, client.get_cookie("session").value)

    def sign_out(self, member: Member) -> None:
        """End a session behind its page's back."""
        with self.app.app_context(), tenancy.entered(None, person=member.house.people["staff"]):
            db.session.query(SignedIn).filter_by(digest=digest_of(member.token)).update(
                {"ended_at": clock.now()}
            )
            db.session.commit()


@pytest.fixture(scope="module")
def live_database(request, servers):
    """A fresh migrated database for the tests of a module, which commit for real."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "one")
    with lent(servers, f"live_{worker}", 11 - number_of(worker)) as own:
        yield own


@pytest.fixture(scope="module")
def site(live_database, tmp_path_factory):
    """Web and live, side by side."""
    app = create_app(load(live_database.environ()))
    port, folder = free_port(), tmp_path_factory.mktemp("site")
    with (
        serving(live_database, folder=folder, workers=1, LIVE_PORT=str(port)) as web,
        serving_live(live_database, folder=folder, port=port, pages=web, LIVE_SOCKETS="40") as process,
    ):
        yield Site(app, web, port, process)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def listen(site):
    """Open pages' sockets, closed with the test."""
    opened = []

    def listening(member, **named):
        opened.append(member.listen(**named))
        return opened[-1]

    yield listening
    for listener in opened:
        listener.close()


@pytest.fixture
def houses(site, live_database):
    """Two houses of the site."""
    engine = create_engine(live_database.owner_url)
    with engine.connect() as owner, site.app.app_context():
        found = [add_house(owner, f"{name}-{secrets.token_hex(3)}") for name in ("shore", "forest")]
        db.session.remove()
    engine.dispose()
    return found
