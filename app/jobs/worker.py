"""The worker: takes jobs from the queues and runs each in a process and an application context of its own."""

from typing import Any

from flask import Flask
from rq import Worker
from rq.job import Job
from rq.queue import Queue

from app.extensions import db
from app.factory import create_app
from app.jobs import mails, outbox, transitions  # noqa: F401  loaded once, before each job's fork
from app.queues import QUEUES, SERIALIZER, connection
from app.walls import refuse_powerful_role

MAINTENANCE_INTERVAL_S = 60


class AppWorker(Worker):
    """A worker whose jobs find the application and a database connection of their own."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self.app = app
        super().__init__(
            QUEUES, serializer=SERIALIZER, maintenance_interval=MAINTENANCE_INTERVAL_S, **options
        )

    def perform_job(self, job: Job, queue: Queue, *rest: Any, **named: Any) -> bool:
        """Run a job in the child, which must not share the parent's connections."""
        with self.app.app_context():
            db.engine.dispose(close=False)
            return bool(super().perform_job(job, queue, *rest, **named))


def main() -> None:
    """Work until told to stop."""
    app = create_app()
    refuse_powerful_role(app.config["SETTINGS"])
    with app.app_context():
        worker = AppWorker(app, connection=connection())
    worker.work(logging_level=app.config["SETTINGS"].log_level.upper())


if __name__ == "__main__":
    main()
