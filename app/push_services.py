"""Hand a message to a push service: encrypted for one browser, signed by this installation, within a few seconds.

The address came from a browser. It is connected to as it was looked up, once it was seen to be public; it is not
followed elsewhere, and what it answers beside a status is not read.
"""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import requests
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from app import clock, push_addresses

CONNECT_S, READ_S, ALTOGETHER_S = 3.0, 4.0, 8.0
LARGEST_BYTES = 3900
LONGEST_WAIT = dt.timedelta(hours=6)


class Outcome(StrEnum):
    """What became of a message."""

    TAKEN = "taken"
    GONE = "gone"
    BUSY = "busy"
    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """What a push service answered, and when it wants to be asked again."""

    outcome: Outcome
    status: int = 0
    after: dt.timedelta | None = None


@dataclass(frozen=True)
class Browser:
    """Where a browser is reached, and its keys."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Message:
    """What a browser is sent.

    Shapes:  a message replaces a waiting one of the same `topic`; `ttl_s` is how long it may wait for the browser.
    """

    content: Mapping[str, Any]
    topic: str
    ttl_s: int
    urgency: str


@dataclass(frozen=True)
class Sender:
    """In whose name messages are sent."""

    private_key: str
    contact: str
    to_loopback: bool = False


class _TooSlow(Exception):
    """A push service took longer than anybody may."""


def send(sender: Sender, browser: Browser, message: Message) -> Answer:
    """Send a message and answer what became of it; it never takes longer than a few seconds."""
    try:
        _within(ALTOGETHER_S, lambda: _send(sender, browser, message))
    except WebPushException as error:
        return _refused(error)
    except (requests.RequestException, OSError, _TooSlow):
        return Answer(Outcome.AWAY)
    return Answer(Outcome.TAKEN, 201)


def as_json(content: Mapping[str, Any]) -> str:
    """Write a message's content; of a text that is too long for a push service the end is cut off."""
    body = str(content.get("body", ""))
    text = json.dumps(content, ensure_ascii=False)
    while len(text.encode()) > LARGEST_BYTES and body:
        body = body[: len(body) * 3 // 4]
        text = json.dumps({**content, "body": f"{body}…"}, ensure_ascii=False)
    return text


def _send(sender: Sender, browser: Browser, message: Message) -> None:
    with _Session(to_loopback=sender.to_loopback) as session:
        webpush(
            {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}},
            data=as_json(message.content),
            vapid_private_key=Vapid02.from_string(sender.private_key),
            vapid_claims={"sub": sender.contact},  # a new one each time: it is written into
            ttl=message.ttl_s,
            headers={"Topic": message.topic, "Urgency": message.urgency},
            timeout=(CONNECT_S, READ_S),
            requests_session=session,
        )


def _refused(error: WebPushException) -> Answer:
    status = int(error.status_code or 0)
    if status in (404, 410):
        return Answer(Outcome.GONE, status)
    if status == 429 or status >= 500:
        return Answer(Outcome.BUSY, status, _wait(error.retry_after))
    return Answer(Outcome.REFUSED, status)


def _wait(said: str | None) -> dt.timedelta | None:
    """Read a Retry-After, in seconds or as a date; nobody is waited for longer than some hours."""
    if not said:
        return None
    if said.isascii() and said.isdigit() and len(said) < 9:
        return min(dt.timedelta(seconds=int(said)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max(dt.timedelta(0), min(until - clock.now(), LONGEST_WAIT))


def _within(seconds: float, work: Callable[[], None]) -> None:
    """Do something that may take no longer, however slowly the other side answers.

    Raises:  _TooSlow, or what it raised itself.
    """
    ended: list[BaseException | None] = []

    def run() -> None:
        try:
            work()
            ended.append(None)
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not ended:
        raise _TooSlow
    if ended[0] is not None:
        raise ended[0]


class _Session(requests.Session):
    """A session that goes to public addresses of https only, follows nobody and reads no answer's text."""

    def __init__(self, *, to_loopback: bool) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Adapter(to_loopback=to_loopback))
        if to_loopback:
            self.mount("http://", _Adapter(to_loopback=True))

    def post(self, url: Any, data: Any = None, json: Any = None, **options: Any) -> requests.Response:
        """Post, and leave the text of the answer where it is."""
        answer = super().post(url, data=data, json=json, stream=True, allow_redirects=False, **options)
        answer._content = b""
        answer.close()
        return answer


class _Adapter(HTTPAdapter):
    """An adapter whose connections go where the look-up said, after a look at it."""

    def __init__(self, *, to_loopback: bool) -> None:
        self.to_loopback = to_loopback
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pools, with connections of ours."""
        super().init_poolmanager(*args, **options)
        pools = _pools(self.to_loopback)
        self.poolmanager.pool_classes_by_scheme = pools


def _pools(to_loopback: bool) -> dict[str, type[HTTPConnectionPool]]:
    def connect(connection: HTTPConnection) -> socket.socket:
        try:
            found = push_addresses.addresses_of(connection.host, connection.port or 443, loopback=to_loopback)
            return socket.create_connection((found[0], connection.port or 443), timeout=CONNECT_S)
        except OSError as error:
            raise NewConnectionError(connection, type(error).__name__) from error

    class Plain(HTTPConnection):
        _new_conn = connect

    class Secure(HTTPSConnection):
        _new_conn = connect

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
