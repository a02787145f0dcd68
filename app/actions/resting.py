"""Let a server rest that did not answer: nobody waits for it again within a minute, and what it was to get is put off."""

from __future__ import annotations

from redis import RedisError

from app import queues

RESTS_S = 60


def rests(kind: str, host: str) -> bool:
    """Tell whether a server did not answer a moment ago."""
    try:
        return bool(queues.hasty_connection().exists(f"{kind}:rests:{host}"))
    except RedisError:
        return False


def let_rest(kind: str, host: str) -> None:
    """Note that a server did not answer."""
    try:
        queues.hasty_connection().set(f"{kind}:rests:{host}", 1, ex=RESTS_S)
    except RedisError:
        return
