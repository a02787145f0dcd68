"""A mail server for an installation under test, and the worker's part: what waits in the outbox is sent."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from app import mail_server
from app.jobs import outbox
from tests.mailbox import MailServer

WAITING = "SELECT tenant_id, ref, sending FROM outbox WHERE done_at IS NULL AND job = 'mail'"


@contextmanager
def mailed(cli):
    """Let an installation hand its mails to a server on loopback; answer the box they come into."""
    with MailServer() as server:
        cli.app.config["SETTINGS"] = replace(
            cli.app.config["SETTINGS"],
            mail_server=mail_server.read(f"smtp://127.0.0.1:{server.port}"),
            mail_from="mails@platform.example",
            public_host="reserve.example",
        )
        yield server.box


def send(cli, job) -> int:
    """Do what the worker does once: a periodic job, then what waits; answer what the job did."""
    with cli.app.app_context():
        count = job()
        for tenant_id, ref, sending in cli.ask(WAITING):
            outbox.deliver(tenant_id, ref, sending)
    return count
