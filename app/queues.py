"""The queues. Jobs travel as JSON: whoever can write to Redis must not be able to run code."""

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue

NOW, DEFAULT, SLOW = "now", "default", "slow"
QUEUES = (NOW, DEFAULT, SLOW)
SERIALIZER = "json"
WAIT_S = 0.5


def connection() -> Redis:
    """Return the application's patient connection to Redis, made once a process."""
    return _known("redis")


def hasty_connection() -> Redis:
    """Return the connection of whoever has somebody waiting: it gives up after a moment."""
    hasty = {"socket_timeout": WAIT_S, "socket_connect_timeout": WAIT_S, "retry": Retry(NoBackoff(), 1)}
    return _known("hasty_redis", **hasty)


def _known(name: str, **options: object) -> Redis:
    known: Redis | None = current_app.extensions.get(name)
    if known is None:
        known = Redis.from_url(current_app.config["SETTINGS"].redis_url, **options)
        current_app.extensions[name] = known
    return known


def queue(name: str, *, through: Redis | None = None) -> Queue:
    """Return one of the queues."""
    if name not in QUEUES:
        raise ValueError(f"There is no queue {name!r}.")
    return Queue(name, connection=through or connection(), serializer=SERIALIZER)


def is_waiting(name: str, job_id: str) -> bool:
    """Tell whether a job stands in a queue, taken by no worker."""
    return connection().lpos(queue(name).key, job_id) is not None
