"""Goal 5: from a lock to everybody's sockets, beside a bare asyncio broadcaster; and to everybody's timelines."""

import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, current_app
from flask.sessions import SecureCookieSessionInterface
from redis import Redis

from app.factory import create_app
from app.live import events
from app.settings import load
from app.web.members import digest_of
from bench.processes import free_port, gunicorn
from bench.report import Figure, at_most, quantile, shown
from bench.stage import ROOT, Stage
from bench.wire import ask, hear, open_all

TENANTS, SOCKETS_A_MEMBER = 200, 10
ROOM, ROUNDS, LOCKS = 100, 60, 30
COLLEAGUES = 20
UNITS, RESERVATIONS = 14, 600
PAUSE_S = 0.03


@dataclass(frozen=True)
class Seat:
    """A member's way in: where, and with which cookie."""

    slug: str
    tenant_id: int
    cookie: str


def measure(stage: Stage) -> list[Figure]:
    app = create_app(load(stage.environ))
    slug = stage.load(units=UNITS, reservations=RESERVATIONS).slugs[0]
    return [*_visible(stage, app, slug), *_rooms(stage, app)]


def _rooms(stage: Stage, app: Flask) -> list[Figure]:
    seats = _members(stage, app, [f"live-{place}" for place in range(TENANTS)])
    big = _members(stage, app, ["live-room"], each=ROOM // SOCKETS_A_MEMBER)
    url = stage.environ["REDIS_URL"]
    with _bare(url) as port, Redis.from_url(url) as redis:
        paths = [f"/{seat.slug}" for seat in seats for _ in range(SOCKETS_A_MEMBER)]
        floor_room = asyncio.run(_spread(port, ["/live-room"] * ROOM, ["live-room"], _floor(redis)))
        floor_all = asyncio.run(_spread(port, paths, [seat.slug for seat in seats], _floor(redis)))
    with _live(stage) as (port, pid), app.app_context():
        before = _memory_kib(pid)
        ours_room = asyncio.run(_spread(port, _doors(big), ["live-room"], _ours(big)))
        ours_all = asyncio.run(_spread(port, _doors(seats), [seat.slug for seat in seats], _ours(seats)))
        held = asyncio.run(_weigh(port, _doors(seats), pid))
    sockets = TENANTS * SOCKETS_A_MEMBER
    p99, p99_floor = quantile(ours_room, 0.99), quantile(floor_room, 0.99)
    all_p95, all_p99, all_floor = (
        quantile(ours_all, 0.95),
        quantile(ours_all, 0.99),
        quantile(floor_all, 0.99),
    )
    return [
        at_most("5", f"lock to a room of {ROOM} sockets, p99", p99 * 1e3, 50, unit="ms"),
        at_most("5", "… of a bare asyncio broadcaster's", p99 / p99_floor, 3, unit="x", note=f" of {p99_floor * 1e3:.1f} ms"),
        at_most("5", f"{sockets:,} sockets of {TENANTS} businesses, p95", all_p95 * 1e3, 1_000, unit="ms"),
        at_most("5", "… p99, of the room's bound for the floor", all_p99 / (3 * all_floor), 2, unit="x", note=f" of {3 * all_floor * 1e3:.1f} ms"),
        at_most("5", "memory a socket", (held - before) / sockets, 64, unit="KiB"),
    ]  # fmt: skip


def _visible(stage: Stage, app: Flask, slug: str) -> list[Figure]:
    """Post locks as one member; the others hear of each and fetch their timeline until it shows the lock."""
    seats = _members(stage, app, [slug], each=COLLEAGUES, exists=True)
    with _live(stage) as (live_port, _pid), gunicorn(stage, "wsgi:app", workers=2) as web:
        took = asyncio.run(_watch(live_port, web.port, seats))
    return [
        at_most("5", f"lock to visible on {COLLEAGUES} members' timelines, p95", quantile(took, 0.95) * 1e3, 300, unit="ms"),
        shown("5", "… median", quantile(took, 0.5) * 1e3, unit="ms"),
    ]  # fmt: skip


def _members(
    stage: Stage, app: Flask, slugs: list[str], *, each: int = 1, exists: bool = False
) -> list[Seat]:
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


def _doors(seats: list[Seat]) -> list[str]:
    """Answer path and cookie of each socket."""
    return [f"/{seat.slug}/admin/live {seat.cookie}" for seat in seats for _ in range(SOCKETS_A_MEMBER)]


def _ours(seats: list[Seat]):
    keys = {seat.slug: seat.tenant_id for seat in seats}
    return lambda slug, mark: events.publish(keys[slug], [("mark", mark)])


def _floor(redis: Redis):
    return lambda slug, mark: redis.publish(f"floor:/{slug}", json.dumps({"mark": mark}))


async def _spread(port: int, doors: list[str], slugs: list[str], tell) -> list[float]:
    """Open all sockets, tell round after round to one room, and answer how long each of its sockets took to hear."""
    sockets = await open_all(port, doors)
    took: list[float] = []
    for place in range(ROUNDS):
        slug, mark = slugs[place % len(slugs)], f"mark-{place}-"
        room = [
            reader
            for path, reader, _writer in sockets
            if path.startswith(f"/{slug}") and path.split("/")[1] == slug
        ]
        hearing = [asyncio.create_task(hear(reader, mark.encode())) for reader in room]
        await asyncio.sleep(PAUSE_S)
        begun = time.monotonic()
        await asyncio.to_thread(_in_context(tell), slug, mark)
        took += [at - begun for at in await asyncio.gather(*hearing)]
    for _path, _reader, writer in sockets:
        writer.close()
    return took


def _in_context(tell):
    """Tell with the application at hand, in whatever thread."""
    app = current_app._get_current_object() if current_app else None

    def told(*words: str) -> None:
        if app is None:
            tell(*words)
            return
        with app.app_context():
            tell(*words)

    return told


async def _weigh(port: int, doors: list[str], pid: int) -> int:
    """Answer how much memory the process has while all sockets are open."""
    sockets = await open_all(port, doors)
    await asyncio.sleep(1)
    held = _memory_kib(pid)
    for _path, _reader, writer in sockets:
        writer.close()
    return held


async def _watch(live_port: int, web_port: int, seats: list[Seat]) -> list[float]:
    doors = [f"/{seat.slug}/admin/live {seat.cookie}" for seat in seats]
    sockets = await open_all(live_port, doors)
    token, cookie, unit = await _begin(web_port, seats[0])
    took: list[float] = []
    for place in range(LOCKS):
        lock_id = secrets.token_urlsafe(9)
        watching = [
            asyncio.create_task(_see(reader, web_port, seat, lock_id))
            for (_path, reader, _writer), seat in zip(sockets[1:], seats[1:], strict=True)
        ]
        await asyncio.sleep(PAUSE_S)
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400 * (place % 10 + 1)))
        after = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400 * (place % 10 + 3)))
        fields = {
            "unit": unit, "arrives_on": day, "departs_on": after, "adults": "1", "lock": lock_id, "lock_key": "k" * 20,
            "csrf_token": token,
        }  # fmt: skip
        begun = time.monotonic()
        answer = await ask(web_port, "POST", f"/{seats[0].slug}/admin/locks", cookie, urlencode(fields))
        if lock_id not in answer:
            raise RuntimeError(f"no lock was taken: {answer[:1500]}")
        took += [at - begun for at in await asyncio.gather(*watching)]
        await ask(web_port, "POST", f"/{seats[0].slug}/admin/locks/free", cookie, urlencode(fields))
        await asyncio.sleep(0.3)
    for _path, _reader, writer in sockets:
        writer.close()
    return took


async def _begin(port: int, seat: Seat) -> tuple[str, str, str]:
    """Answer a form's token, the cookie that goes with it, and a unit."""
    html = await ask(port, "GET", f"/{seat.slug}/admin/reservations/new", seat.cookie)
    token = html.split('name="csrf_token" value="')[1].split('"')[0]
    cookie = html.split("Set-Cookie: session=")[1].split(";")[0]
    return (
        token,
        cookie,
        html.split('<option value="')[1 if '<option value="">' not in html else 2].split('"')[0],
    )


async def _see(reader: asyncio.StreamReader, port: int, seat: Seat, lock_id: str) -> float:
    """Hear of a lock and fetch the timeline until it shows it."""
    await hear(reader, lock_id.encode())
    while True:
        html = await ask(port, "GET", f"/{seat.slug}/admin/timeline", seat.cookie)
        if lock_id in html:
            return time.monotonic()


@contextmanager
def _bare(url: str) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.broadcast", url, str(port)], cwd=ROOT, env=dict(os.environ)
    )
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _live(stage: Stage) -> Iterator[tuple[int, int]]:
    """Serve the sockets with the product's own configuration; answer port and the worker's process."""
    port = free_port()
    environ = {**stage.environ, "LIVE_PORT": str(port)}
    log = (stage.folder / "log" / "live.log").open("ab")
    words = ["-m", "gunicorn", "-c", "gunicorn.live.conf.py", "wsgi:live()"]
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        _await(port)
        children = (
            Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        )
        yield port, int(children[0])
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _await(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nobody listens on {port}")


def _memory_kib(pid: int) -> int:
    """Answer the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
