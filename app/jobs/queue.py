"""The queues. Jobs travel as JSON: whoever can write to Redis must not be able to run code."""

from flask import current_app
from redis import Redis
from rq import Queue

NOW, DEFAULT, SLOW = "now", "default", "slow"
QUEUES = (NOW, DEFAULT, SLOW)
SERIALIZER = "json"


def connection() -> Redis:
    """Return the application's connection to Redis, made once a process."""
    known = current_app.extensions.get("redis")
    if known is None:
        known = Redis.from_url(current_app.config["SETTINGS"].redis_url)
        current_app.extensions["redis"] = known
    return known


def queue(name: str) -> Queue:
    """Return one of the queues."""
    if name not in QUEUES:
        raise ValueError(f"There is no queue {name!r}.")
    return Queue(name, connection=connection(), serializer=SERIALIZER)
