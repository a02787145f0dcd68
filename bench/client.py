"""A browser as small as can be: it keeps its connection and its cookies, and costs next to nothing."""

import gzip
import re
import socket
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from app.actions.people import DEMO_PASSWORD
from app.cli.seed.sites import EMAIL

PASSWORD = DEMO_PASSWORD
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def gzipped_bytes(self) -> int:
        """Answer how many bytes the body has after gzip 6."""
        return len(gzip.compress(self.body, 6))

    def header(self, name: str) -> str:
        found = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*([^\r]*)", self.head)
        return found[1].decode() if found else ""


class Client:
    """One connection to a server on the loopback; its cookies are those of its sign-in."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._connect()
        self._cookies: dict[str, str] = {}
        self._head = b""
        self._dress()

    def get(self, path: str, *, as_fragment: bool = False) -> Answer:
        """Ask for a page, or for its fragment as HTMX would."""
        asked = b"HX-Request: true\r\n" if as_fragment else b""
        return self._exchange(b"GET " + path.encode() + b" HTTP/1.1\r\n" + self._head + asked + b"\r\n")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Post a form as a browser without script would."""
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
        return self._exchange(head.encode() + self._head + b"\r\n" + body)

    def sign_in(self, tenant: str) -> "Client":
        """Sign in to a loaded business through the form."""
        path = f"/{tenant}/admin/sign-in"
        page = self.get(path)
        self._keep_cookies(page)
        fields = hidden(page.text)
        answer = self.post(path, {**fields, "email": EMAIL, "password": PASSWORD})
        if answer.status != 303:
            raise RuntimeError(f"Signing in to {tenant} was answered by {answer.status}.")
        self._keep_cookies(answer)
        return self

    def reconnect(self) -> None:
        """Go on over a new connection."""
        self._socket.close()
        self._socket = self._connect()

    def take_cookies_of(self, other: "Client") -> None:
        """Go on in the session of another client."""
        self._cookies = dict(other._cookies)
        self._dress()

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port), 60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _dress(self) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        line = f"Cookie: {cookies}\r\n" if cookies else ""
        self._head = f"Host: 127.0.0.1:{self._port}\r\nAccept-Language: en\r\n{line}".encode()

    def _exchange(self, request: bytes) -> Answer:
        try:
            answer = self._once(request)
        except ConnectionError:  # a kept connection that the server had closed
            self.reconnect()
            answer = self._once(request)
        if b"connection: close" in answer.head.lower():
            self.reconnect()
        return answer

    def _once(self, request: bytes) -> Answer:
        self._socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length:[ \t]*(\d+)", head)
        wanted = int(length[1]) if length else 0
        parts, held = [body], len(body)
        while held < wanted:
            parts.append(self._receive())
            held += len(parts[-1])
        return Answer(int(head[9:12]), head, b"".join(parts))

    def _receive(self) -> bytes:
        got = self._socket.recv(262_144)
        if not got:
            raise ConnectionError("The server closed the connection.")
        return got

    def _keep_cookies(self, answer: Answer) -> None:
        found = re.findall(rb"(?im)^set-cookie:[ \t]*([^=]+)=([^;\r]*)", answer.head)
        if found:
            self._cookies |= {name.decode(): value.decode() for name, value in found}
            self._dress()


def hidden(page: str) -> dict[str, str]:
    """Answer the hidden fields of a page's forms; where several have a name, the last one's."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(page)}
