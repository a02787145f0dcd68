"""Redis as live things use it: short waits, scripts that are one step each, and a pause after a failure."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from flask import current_app
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from app import logs

SCRIPTS = Path(__file__).parent / "scripts"
WAIT_S = 0.5
PAUSE_S = 2.0
PREFIX = "live:"
KEYS = ("epoch", "seq", "log", "locks", "taken", "people")  # as `common.lua` names them

log = logs.get(__name__)


class Away(Exception):
    """Redis can't be asked just now."""


class Store:
    """One process's way to Redis; after a failure nobody waits for it again for a moment.

    Raises:  Away, from every call.
    """

    def __init__(self, url: str) -> None:
        self.client: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=WAIT_S,
            socket_connect_timeout=WAIT_S,
            retry=Retry(NoBackoff(), 1),
        )
        self._scripts: dict[str, Script] = {}
        self._away_until = 0.0

    @property
    def is_away(self) -> bool:
        """Tell whether Redis failed just now, so that nobody should wait for it."""
        return time.monotonic() < self._away_until

    def run(self, name: str, tenant_id: int, *args: str | float) -> Any:
        """Run a script on the keys of a tenant."""
        keys = [*(f"{PREFIX}{{{tenant_id}}}:{part}" for part in KEYS), self.channel(tenant_id)]
        return self._ask(lambda: self._script(name)(keys=keys, args=list(args)))

    def channel(self, tenant_id: int | str) -> str:
        """Answer where a tenant's events are told; channels know no number of a database, so it is in their name."""
        number = self.client.connection_pool.connection_kwargs.get("db") or 0
        return f"{PREFIX}{number}:{tenant_id}"

    def _ask(self, question: Any) -> Any:
        if self.is_away:
            raise Away
        try:
            return question()
        except RedisError as error:
            self._away_until = time.monotonic() + PAUSE_S
            log.warning("redis is away", error=type(error).__name__)
            raise Away from error

    def _script(self, name: str) -> Script:
        if name not in self._scripts:
            text = (SCRIPTS / "common.lua").read_text() + (SCRIPTS / f"{name}.lua").read_text()
            self._scripts[name] = self.client.register_script(text)
        return self._scripts[name]


def store() -> Store:
    """Answer the application's store, made once a process."""
    known: Store | None = current_app.extensions.get("live_store")
    if known is None:
        known = current_app.extensions["live_store"] = Store(current_app.config["SETTINGS"].redis_url)
    return known
