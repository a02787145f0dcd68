"""Who listens while sockets are measured: signed-in members, and the process that serves their sockets."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from app.web.members import digest_of
from bench.processes import ended, free_port, wait_for
from bench.stage import ROOT, Stage

LOG_SHOWN = 3_000


@dataclass(frozen=True)
class Seat:
    """A member's way in: where, and with which cookie."""

    slug: str
    tenant_id: int
    cookie: str


def members(stage: Stage, app: Flask, slugs: list[str], *, each: int = 1, exists: bool = False) -> list[Seat]:
    """Make businesses with so many signed-in managers each."""
    sign = SecureCookieSessionInterface().get_signing_serializer(app)
    found = []
    with stage.as_owner() as owner:
        for slug in slugs:
            if not exists:
                owner.execute(
                    "INSERT INTO tenants (slug, name, timezone, currency, locale) VALUES (%s, %s, 'UTC', 'EUR', 'en')",
                    (slug, slug),
                )
            tenant_id = stage.tenant_id(slug)
            for place in range(each):
                token = secrets.token_urlsafe(32)
                row = owner.execute(
                    "INSERT INTO people (email, name) VALUES (%s, %s) RETURNING id",
                    (f"m{place}@{slug}.live", f"Member {place}"),
                ).fetchone()
                person = row[0] if row else 0
                owner.execute(
                    "INSERT INTO memberships (tenant_id, person_id, ref, role) VALUES (%s, %s, %s, 'manager')",
                    (tenant_id, person, secrets.token_hex(4)),
                )
                owner.execute(
                    "INSERT INTO sessions (ref, person_id, digest, last_seen_at) VALUES (%s, %s, %s, now())",
                    (secrets.token_hex(4), person, digest_of(token)),
                )
                cookie = sign.dumps({"_user_id": token, "_fresh": True}) if sign else ""
                found.append(Seat(slug, tenant_id, str(cookie)))
    return found


def doors(seats: list[Seat], *, each: int = 1) -> list[str]:
    """Answer path and cookie of each socket."""
    return [f"/{seat.slug}/admin/live {seat.cookie}" for seat in seats for _ in range(each)]


@contextmanager
def serving_live(stage: Stage) -> Iterator[tuple[int, int]]:
    """Serve the sockets with the product's own configuration; answer port and the worker's process.

    Sockets are opened as by pages of this very port.
    """
    port = free_port()
    environ = {**stage.environ, "LIVE_PORT": str(port), "PORT": str(port)}
    log = (stage.folder / "log" / "live.log").open("ab")
    words = ["-m", "gunicorn", "-c", "gunicorn.live.conf.py", "wsgi:live()"]
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        wait_for(port, process)
        children = (
            Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        )
        yield port, int(children[0])
    except RuntimeError:
        sys.stderr.write((stage.folder / "log" / "live.log").read_text(encoding="utf-8")[-LOG_SHOWN:])
        raise
    finally:
        ended(process)
        log.close()
