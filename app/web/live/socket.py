"""The socket at `/<tenant>/admin/live`: who may sit there, and what goes to and fro.

Frames to the page:  hello {epoch, seq, resumed, age}, ev {epoch, seq, changes}, away, pong.
Frames from it:      hi {epoch, since, on}, on {on}, ping.
Close codes:  4401 sign in again, 4403 not allowed here, 1012 the process restarts, 1013 too many.
"""

from __future__ import annotations

import json
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server
from wsproto.utilities import LocalProtocolError

from app import tenancy
from app.extensions import db, look_up
from app.live import presence
from app.live.locks import Holder
from app.live.store import Away
from app.web.guard import public
from app.web.live.frames import frame
from app.web.live.hall import Hall, Seat
from app.web.members import Member, digest_of, me

SIGN_IN, NOT_HERE, TOO_MANY = 4401, 4403, 1013
SILENT_S = 50.0
ASK_AGAIN_S = 60.0
LONGEST_ON = 60
USUAL_PORTS = {"http": 80, "https": 443}
PONG = frame('{"t":"pong"}')

pages = Blueprint("live", __name__, url_prefix="/admin")
sock = Sock()


def hall() -> Hall:
    """Answer the hall of this process."""
    found: Hall = current_app.extensions["live_hall"]
    return found


@pages.before_request
def _turn_away() -> None:
    """Turn away other sites' pages and, when it is full, everybody."""
    if not _is_ours(request.headers.get("Origin", "")):
        abort(403)
    if hall().is_full:
        abort(503)


def _is_ours(origin: str) -> bool:
    """Tell whether one of our own pages asks: behind no proxy web's port is theirs, and the socket has another."""
    settings = current_app.config["SETTINGS"]
    try:
        parts = urlsplit(origin)
        port = parts.port or USUAL_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return False
    if settings.trusted_proxies:
        return parts.netloc.lower() == request.host.lower()
    ours = {
        settings.port,
        urlsplit(f"//{settings.public_host}").port,
    }  # the second where web's port is mapped
    return port in ours and parts.hostname == urlsplit(f"//{request.host}").hostname


@sock.route("/live", bp=pages)  # type: ignore[untyped-decorator]  # flask-sock ships no types
@public()
def live(ws: Server) -> None:
    """Serve one page's socket until it closes."""
    member, tenant = me(), tenancy.current()
    if member is None or member.role is None:
        return _close(ws, SIGN_IN if member is None else NOT_HERE)
    tenancy.leave_request()
    db.session.remove()
    if not hall().may_sit(tenant.id, member.person_id):
        return _close(ws, TOO_MANY)
    talk = Talk(ws, tenant.id, member)
    hall().sit(talk.seat)
    try:
        talk.go_on()
    except (ConnectionClosed, OSError, LocalProtocolError):
        return None
    finally:
        hall().leave(talk.seat)
        talk.end()
    return None


def _close(ws: Server, code: int) -> None:
    try:
        ws.close(code)
    except (ConnectionClosed, OSError, LocalProtocolError):
        return


class Talk:
    """One socket's conversation."""

    def __init__(self, ws: Server, tenant_id: int, member: Member) -> None:
        self._ws, self._tenant_id, self._member = ws, tenant_id, member
        self._name = secrets.token_urlsafe(9)
        self._on = ""
        self._heard_at = self._asked_at = time.monotonic()
        self.seat = Seat(
            tenant_id, member.person_id, send_now=ws.sock.send_now, wake=ws.event.set, cut=self._cut
        )

    def go_on(self) -> None:
        """Hear and tell until one side closes.

        Raises:  ConnectionClosed, OSError, LocalProtocolError when the other side is gone.
        """
        while True:
            self._ws.event.wait(SILENT_S / 2)
            self._ws.event.clear()
            while self._ws.input_buffer:
                self._hear(self._ws.input_buffer.pop(0))
            while self.seat.waiting:
                self._ws.sock.send(self.seat.waiting.popleft())
            if not self._ws.connected or time.monotonic() - self._heard_at > SILENT_S:
                return None
            code = self.seat.close_code or self._no_longer()
            if code:
                return _close(self._ws, code)

    def end(self) -> None:
        """Take the member off the page."""
        if self._on:
            try:
                presence.leave(self._tenant_id, self._name)
            except Away:
                return

    def _hear(self, text: Any) -> None:
        """Answer what the page says; what makes no sense is passed over."""
        self._heard_at = time.monotonic()
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(said, dict):
            return
        if said.get("t") == "hi":
            self._greet(said.get("epoch"), said.get("since"))
        if said.get("t") in {"hi", "on"} and isinstance(said.get("on"), str):
            self._on = said["on"][:LONGEST_ON]
        if said.get("t") == "ping":
            self._ws.sock.send(PONG)
        if self._on:
            self._say_where()

    def _greet(self, epoch: object, since: object) -> None:
        known = epoch if isinstance(epoch, str) else ""
        number = since if isinstance(since, int) and 0 <= since < 1 << 53 else None
        self.seat.is_greeted = False  # what is told meanwhile follows the greeting
        try:
            for data in hall().greeting(self._tenant_id, known, number):
                self._ws.sock.send(data)
        finally:
            self.seat.is_greeted = True

    def _say_where(self) -> None:
        member = self._member
        try:
            holder = Holder(member.person_id, member.name, member.initials)
            presence.say(self._tenant_id, self._name, holder, self._on)
        except Away:
            return

    def _no_longer(self) -> int:
        """Answer with which code to close where the session ended or the member was removed meanwhile."""
        if not self.seat.must_ask_again and time.monotonic() - self._asked_at < ASK_AGAIN_S:
            return 0
        self.seat.must_ask_again, self._asked_at = False, time.monotonic()
        question = "SELECT role FROM session_by_digest(:digest, :tenant)"
        rows = look_up(question, digest=digest_of(self._member.token), tenant=self._tenant_id)
        if not rows:
            return SIGN_IN
        return 0 if rows[0].role else NOT_HERE

    def _cut(self) -> None:
        """Drop who does not read; a close frame would wait behind what they did not read either."""
        self._ws.connected = False
        try:
            self._ws.sock.shutdown(2)
        except OSError:
            return
