"""Who listens in this process, by tenant, and the one ear at Redis that hears for all of them.

Each seat has a short queue of its own, so a slow reader delays nobody; one that falls behind is cut and comes
back by itself, which costs it one full refresh.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from flask import Flask
from redis import Redis, RedisError

from app import logs
from app.live import events
from app.live.store import WAIT_S, Away, store
from app.web.live.frames import frame

MOST_WAITING = 64
MOST_OF_A_MEMBER = 12
TICK_S = 1.0
EAR_S = 5.0
RETRY_S = 0.5
AWAY = frame('{"t":"away"}')
RESTARTS = 1012

log = logs.get(__name__)


class Seat:
    """One socket: who sits there, what waits to be sent, and why it must close."""

    def __init__(
        self,
        tenant_id: int,
        person_id: int,
        *,
        send_now: Callable[[bytes], bytes | None],
        wake: Callable[[], None],
        cut: Callable[[], None],
    ) -> None:
        self.tenant_id, self.person_id = tenant_id, person_id
        self.is_greeted = True
        self.waiting: deque[bytes] = deque()
        self.close_code = 0
        self.must_ask_again = False
        self._send_now, self._wake, self._cut = send_now, wake, cut

    def offer(self, data: bytes) -> None:
        """Send a frame at once or put it into the queue; who is too far behind is cut off."""
        if self.is_greeted and not self.waiting and not self.close_code:
            left = self._send_now(data)
            if left is None:
                return
            data = left
        if len(self.waiting) >= MOST_WAITING:
            self._cut()
            return
        self.waiting.append(data)
        self._wake()

    def close(self, code: int) -> None:
        """Ask its own thread to close it."""
        self.close_code = code
        self._wake()

    def ask_again(self) -> None:
        """Ask its own thread to look whether the member may still sit here."""
        self.must_ask_again = True
        self._wake()


class Hall:
    """The seats of a process."""

    def __init__(self, app: Flask, *, most: int) -> None:
        self._app, self._most = app, most
        self._rooms: dict[int, set[Seat]] = {}
        self._epochs: dict[int, str] = {}
        self._of_member: Counter[tuple[int, int]] = Counter()
        self._count = 0
        self._is_over = threading.Event()
        self.is_away = False

    def start(self) -> None:
        """Listen to Redis and look around every second."""
        for run in (self._listen, self._look_around):
            threading.Thread(target=run, daemon=True, name=run.__name__).start()

    @property
    def is_full(self) -> bool:
        """Tell whether another socket must be turned away."""
        return self._count >= self._most or self._is_over.is_set()

    def may_sit(self, tenant_id: int, person_id: int) -> bool:
        """Tell whether a member may open one more."""
        return self._of_member[tenant_id, person_id] < MOST_OF_A_MEMBER

    def sit(self, seat: Seat) -> None:
        """Take a seat: from now on it hears everything."""
        self._rooms.setdefault(seat.tenant_id, set()).add(seat)
        self._of_member[seat.tenant_id, seat.person_id] += 1
        self._count += 1

    def leave(self, seat: Seat) -> None:
        """Give a seat back."""
        room = self._rooms.get(seat.tenant_id, set())
        if seat not in room:
            return
        room.discard(seat)
        self._count -= 1
        self._of_member[seat.tenant_id, seat.person_id] -= 1
        if not self._of_member[seat.tenant_id, seat.person_id]:
            del self._of_member[seat.tenant_id, seat.person_id]
        if not room:
            self._rooms.pop(seat.tenant_id, None)
            self._epochs.pop(seat.tenant_id, None)

    def close(self) -> None:
        """Ask everybody to come back later, to another process: a stop must not wait for them."""
        self._is_over.set()
        for seat in self._everybody():
            seat.close(RESTARTS)

    def greeting(self, tenant_id: int, epoch: str, since: int | None) -> list[bytes]:
        """Answer the frames for somebody who comes: where the events stand, then what was missed."""
        try:
            told = events.hello(tenant_id, epoch, since)
        except Away:
            return [AWAY]
        first = {
            "t": "hello",
            "epoch": told.epoch,
            "seq": since if told.is_whole else told.seq,  # what they had: what follows counts on from there
            "resumed": told.is_whole,
            "age": told.age_ms,
        }
        return [frame(json.dumps(first)), *(frame(text) for text in told.missed)]

    def _everybody(self) -> list[Seat]:
        return [seat for room in list(self._rooms.values()) for seat in list(room)]

    def _listen(self) -> None:
        """Hear what is told to any tenant, for ever; without Redis say so, and greet everybody anew afterwards."""
        with self._app.app_context():
            pattern, url = store().channel("*"), self._app.config["SETTINGS"].redis_url
        while not self._is_over.is_set():
            try:
                with Redis.from_url(
                    url, decode_responses=True, socket_connect_timeout=WAIT_S, socket_timeout=2 * EAR_S,
                    health_check_interval=EAR_S,
                ) as redis, redis.pubsub() as ear:  # fmt: skip
                    ear.psubscribe(pattern)
                    self._hear(ear)
            except (RedisError, OSError) as error:
                self._lose(error)
                time.sleep(RETRY_S)

    def _hear(self, ear: Any) -> None:
        while not self._is_over.is_set():
            message = ear.get_message(timeout=EAR_S)
            if message is None:
                continue
            if message["type"] == "psubscribe":
                self._find_again()
            elif message["type"] == "pmessage":
                self._tell(int(message["channel"].rpartition(":")[2]), message["data"])

    def _tell(self, tenant_id: int, text: str) -> None:
        room = self._rooms.get(tenant_id)
        if not room:
            return
        data = frame(text)
        for seat in list(room):
            seat.offer(data)
        if '["session"' in text or '["member"' in text:
            for seat in list(room):
                seat.ask_again()

    def _lose(self, error: Exception) -> None:
        if not self.is_away:
            log.warning("live: redis is away", error=type(error).__name__)
            for seat in self._everybody():
                seat.offer(AWAY)
        self.is_away = True

    def _find_again(self) -> None:
        """Greet everybody: between two subscriptions anything may have been told."""
        was_away, self.is_away = self.is_away, False
        with self._app.app_context():
            for tenant_id in list(self._rooms):
                self._greet(tenant_id)
        if was_away:
            log.info("live: redis is back")

    def _greet(self, tenant_id: int) -> None:
        frames = self.greeting(tenant_id, "", None)
        for seat in list(self._rooms.get(tenant_id, ())):
            for data in frames:
                seat.offer(data)

    def _look_around(self) -> None:
        """End the leases that are over, and notice a Redis that was emptied under us."""
        with self._app.app_context():
            while not self._is_over.wait(TICK_S):
                for tenant_id in list(self._rooms):
                    try:
                        epoch = str(store().run("sweep", tenant_id))
                    except Away:
                        break
                    if self._epochs.get(tenant_id, epoch) != epoch:
                        self._greet(tenant_id)
                    self._epochs[tenant_id] = epoch
