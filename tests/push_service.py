"""A push service on this machine: it checks who sends, as real ones do, and opens what a browser would open."""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.push_addresses import public_key_of
from tests.servers import VAPID_PRIVATE_KEY

A_DAY_S = 24 * 3600
HANG_S = 30


def encoded(raw: bytes) -> str:
    """Base64 as URLs have it."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes of such a text."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Received:
    """A message that was taken, opened."""

    content: dict[str, Any]
    topic: str
    ttl: int
    urgency: str
    claims: dict[str, Any]


@dataclass
class Subscriber:
    """A browser that waits for messages: where, with which keys, and what it answers instead of taking one."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    tries: int = 0
    received: list[Received] = field(default_factory=list)

    @property
    def p256dh(self) -> str:
        """Its public key."""
        return encoded(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        """Its secret."""
        return encoded(self.secret)

    @property
    def shown(self) -> list[dict[str, Any]]:
        """What its owner sees: a message of a topic replaces the one before, as RFC 8030 has it."""
        return [each.content for each in {each.topic: each for each in self.received}.values()]


class PushService:
    """A push service; `subscriber` makes a browser of it, what it hangs on ends with the service."""

    def __init__(self) -> None:
        self.subscribers: dict[str, Subscriber] = {}
        self.problems: list[str] = []
        self.over = threading.Event()
        self.on_taken: Callable[[], None] = lambda: None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    def subscriber(self, *answers: int | tuple[int, dict[str, str]]) -> Subscriber:
        """Add a browser; it answers what is named first, each once, and takes everything afterwards."""
        path = f"/push/{len(self.subscribers) + 1}-{secrets.token_urlsafe(8)}"
        made = Subscriber(
            f"{self.origin}{path}", answers=[a if isinstance(a, tuple) else (a, {}) for a in answers]
        )
        self.subscribers[path] = made
        return made

    def take(self, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str]]:
        """Answer a message as a push service does."""
        known = self.subscribers.get(path)
        if known is None:
            return 404, {}
        known.tries += 1
        if known.answers:
            status, more = known.answers.pop(0)
            if status == 0:
                self.over.wait(HANG_S)
            return status, more
        try:
            claims = _claims(headers["Authorization"], self.origin)
            if headers["Content-Encoding"] != "aes128gcm":
                raise ValueError("another encoding")
            plain = http_ece.decrypt(body, private_key=known.key, auth_secret=known.secret)
        except (ValueError, KeyError, InvalidSignature, http_ece.ECEException) as problem:
            self.problems.append(f"{type(problem).__name__}: {problem}")
            return 403, {}
        known.received.append(
            Received(json.loads(plain), headers["Topic"], int(headers["TTL"]), headers["Urgency"], claims)
        )
        self.on_taken()
        return 201, {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, more = service.take(self.path, self.headers, body)
                if not status:
                    return
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: Any) -> None:
                pass

        return Handler


def _claims(authorization: str, origin: str) -> dict[str, Any]:
    """Check a token and answer what it claims.

    Source:  RFC 8292: `vapid t=…, k=…`, signed by ES256 with the key that the browser was subscribed by.
    """
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    if scheme != "vapid" or parts["k"] != public_key_of(VAPID_PRIVATE_KEY):
        raise ValueError("another key")
    signed, _, signature = parts["t"].rpartition(".")
    raw = decoded(signature)
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
    key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(decoded(part)) for part in signed.split("."))
    if head["alg"] != "ES256" or claims["aud"] != origin or not str(claims["sub"]).startswith("mailto:"):
        raise ValueError("another audience")
    if not time.time() < claims["exp"] <= time.time() + A_DAY_S:
        raise ValueError("out of date")
    return claims


@contextlib.contextmanager
def running() -> Iterator[PushService]:
    """A push service until the block ends; a message that it refused for its form is a failure."""
    service = PushService()
    thread = threading.Thread(
        target=service.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield service
        assert service.problems == []
    finally:
        service.over.set()
        service.server.shutdown()
        service.server.server_close()
        thread.join(5)
