"""The scheduler: puts each periodic job in its queue once a period, however many schedulers run.

A job's name carries its period, so a second scheduler finds it taken, and a failed one blocks nothing.
"""

import contextlib
import datetime as dt
import signal
import threading
from dataclasses import dataclass

import redis
from rq.exceptions import DuplicateJobError

from app import clock, logs, queues
from app.factory import create_app
from app.walls import refuse_powerful_role

TICK_S = 1.0
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

    def job_id(self, now: dt.datetime) -> str:
        """Return the name of the period's job: equal for all schedulers, new in each period."""
        begin_s = int(now.timestamp()) // self.period_s * self.period_s
        return f"{self.name}-{dt.datetime.fromtimestamp(begin_s, dt.UTC):%Y%m%d%H%M%S}"


PERIODIC = (
    Periodic("sweep", "app.jobs.transitions.sweep", 60, queues.NOW),
    Periodic("relay", "app.jobs.outbox.relay", 10, queues.NOW),
    Periodic("remind", "app.jobs.mails.remind", 600, queues.DEFAULT),
    Periodic("summarise", "app.jobs.mails.summarise", 600, queues.SLOW),
    Periodic("anchor", "app.jobs.mails.anchor", 600, queues.DEFAULT),
    Periodic("seal", "app.jobs.sealing.seal", 10, queues.DEFAULT),
    Periodic("roll", "app.jobs.stats.roll", 10, queues.SLOW),
)


def enqueue_due(now: dt.datetime, done: dict[str, str]) -> list[str]:
    """Put what is due now into its queue, and return the names of the jobs that this call put there.

    Shapes:  `done` is the scheduler's memory: the last job of each name that it saw in a queue.
    """
    placed = []
    for periodic in PERIODIC:
        job_id = periodic.job_id(now)
        if done.get(periodic.name) == job_id:
            continue
        with contextlib.suppress(DuplicateJobError):
            queues.queue(periodic.queue_name).enqueue_call(
                periodic.function,
                job_id=job_id,
                unique=True,
                result_ttl=RESULT_TTL_S,
                failure_ttl=FAILURE_TTL_S,
            )
            placed.append(job_id)
        done[periodic.name] = job_id
    return placed


class Watch:
    """Looks for what is due, time after time, and goes on where Redis takes nothing."""

    def __init__(self) -> None:
        self._done: dict[str, str] = {}
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
