"""The scheduler: puts each periodic job in its queue once a period, however many schedulers run.

The period that was enqueued last stands in Redis, so that a second scheduler finds it taken. It is compared with the clock and
never expires by it: a clock that is set back, on which Redis too would wait for it to come there again, stops nothing.
A job's id is its own, so that a failed one blocks nothing.
"""

import datetime as dt
import signal
import threading
from dataclasses import dataclass

import redis

from app import clock, logs, queues
from app.actions.refs import new_ref
from app.factory import create_app
from app.walls import refuse_powerful_role

TICK_S = 1.0
APART_S = 60  # so far the clocks of two schedulers may be apart
RESULT_TTL_S = 3600
FAILURE_TTL_S = 7 * 24 * 3600
log = logs.get(__name__)


@dataclass(frozen=True)
class Periodic:
    """A job that is due once a period."""

    name: str
    function: str
    period_s: int
    queue_name: str

    def begin_s(self, now: dt.datetime) -> int:
        """Return when the period began: equal for all schedulers, new in each period."""
        return int(now.timestamp()) // self.period_s * self.period_s

    def job_name(self, now: dt.datetime) -> str:
        """Return what the ids of the period's jobs begin with."""
        return f"{self.name}-{dt.datetime.fromtimestamp(self.begin_s(now), dt.UTC):%Y%m%d%H%M%S}"


PERIODIC = (
    Periodic("sweep", "app.jobs.transitions.sweep", 60, queues.NOW),
    Periodic("relay", "app.jobs.outbox.relay", 10, queues.NOW),
    Periodic("remind", "app.jobs.mails.remind", 600, queues.DEFAULT),
    Periodic("summarise", "app.jobs.mails.summarise", 600, queues.SLOW),
    Periodic("anchor", "app.jobs.mails.anchor", 600, queues.DEFAULT),
    Periodic("seal", "app.jobs.sealing.seal", 10, queues.DEFAULT),
    Periodic("roll", "app.jobs.stats.roll", 10, queues.SLOW),
    Periodic("forget", "app.jobs.transitions.forget", 3600, queues.SLOW),
)


def enqueue_due(now: dt.datetime, done: dict[str, int]) -> list[str]:
    """Put what is due now into its queue, and return the ids of the jobs that this call put there.

    Shapes:  `done` is the scheduler's memory: the last period of each name that it saw enqueued.
    """
    placed = []
    for periodic in PERIODIC:
        begin_s = periodic.begin_s(now)
        if done.get(periodic.name) == begin_s:
            continue
        job_id = f"{periodic.job_name(now)}-{new_ref().replace('-', '')}"
        if _enqueue(periodic, begin_s, job_id):
            placed.append(job_id)
        done[periodic.name] = begin_s
    return placed


def _enqueue(periodic: Periodic, begin_s: int, job_id: str) -> bool:
    """Enqueue a period's job and note the period, both or neither; tell whether it was this scheduler that did it."""
    key = f"schedule:{periodic.name}"
    with queues.connection().pipeline() as both:
        both.watch(key)  # type: ignore[no-untyped-call]  # the library says nothing of it
        last_s = int(both.get(key) or 0)
        if begin_s <= last_s <= begin_s + max(periodic.period_s, APART_S):
            return False
        both.multi()
        both.set(key, begin_s)
        queues.queue(periodic.queue_name).enqueue_call(
            periodic.function,
            job_id=job_id,
            result_ttl=RESULT_TTL_S,
            failure_ttl=FAILURE_TTL_S,
            pipeline=both,
        )
        try:
            both.execute()
        except redis.WatchError:
            return False
    if begin_s < last_s:
        log.warning("the clock went back; going on", name=periodic.name, seconds=last_s - begin_s)
    return True


class Watch:
    """Looks for what is due, time after time, and goes on where Redis takes nothing."""

    def __init__(self) -> None:
        self._done: dict[str, int] = {}
        self._is_refused = False

    def look(self, now: dt.datetime) -> None:
        """Enqueue what is due; say once that Redis takes nothing, and once that it takes jobs again."""
        try:
            enqueue_due(now, self._done)
        except redis.RedisError as error:
            if not self._is_refused:
                log.warning("redis takes no jobs; trying again", error=str(error) or type(error).__name__)
            self._is_refused = True
            return
        if self._is_refused:
            log.warning("redis takes jobs again")
        self._is_refused = False


def main() -> None:
    """Look every second, until told to stop."""
    app = create_app()
    refuse_powerful_role(app.config["SETTINGS"])
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watch = Watch()
    with app.app_context():
        while not stop.wait(TICK_S):
            watch.look(clock.now())


if __name__ == "__main__":
    main()
