"""Goal 5: from a change to everybody's sockets, beside a bare asyncio broadcaster; and to everybody's timelines."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app
from redis import Redis

from app.factory import create_app
from app.live import events
from app.settings import load
from bench import visible
from bench.processes import ended, free_port, wait_for
from bench.report import Figure, at_most, quantile
from bench.seats import Seat, doors, members, serving_live
from bench.stage import ROOT, Stage
from bench.wire import listening

TENANTS, SOCKETS_A_MEMBER = 200, 10
ROOM, ROUNDS = 100, 60
PAUSE_S, SETTLE_S = 0.03, 1.0


def measure(stage: Stage) -> Iterator[Figure]:
    app = create_app(load(stage.environ))
    yield from _rooms(stage, app)
    yield from visible.measure(stage, app)


def _rooms(stage: Stage, app: Flask) -> list[Figure]:
    seats = members(stage, app, [f"live-{place}" for place in range(TENANTS)])
    big = members(stage, app, ["live-room"], each=ROOM // SOCKETS_A_MEMBER)
    url = stage.environ["REDIS_URL"]
    with _bare(url) as port, Redis.from_url(url) as redis:
        paths = [f"/{seat.slug}" for seat in seats for _ in range(SOCKETS_A_MEMBER)]
        floor_room = asyncio.run(_spread(port, ["/live-room"] * ROOM, ["live-room"], _floor(redis)))
        floor_all = asyncio.run(_spread(port, paths, [seat.slug for seat in seats], _floor(redis)))
    paths_in = doors(seats, each=SOCKETS_A_MEMBER)
    with serving_live(stage) as (port, pid), app.app_context():
        before = _memory_kib(pid)
        ours_room = asyncio.run(_spread(port, doors(big, each=SOCKETS_A_MEMBER), ["live-room"], _ours(big)))
        held: list[int] = []
        slugs, look = [seat.slug for seat in seats], lambda: held.append(_memory_kib(pid))
        ours_all = asyncio.run(_spread(port, paths_in, slugs, _ours(seats), look))
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
        at_most("5", "memory a socket", (held[0] - before) / sockets, 64, unit="KiB"),
    ]  # fmt: skip


def _ours(seats: list[Seat]):
    keys = {seat.slug: seat.tenant_id for seat in seats}
    return lambda slug, mark: events.publish(keys[slug], [("mark", mark)])


def _floor(redis: Redis):
    return lambda slug, mark: redis.publish(f"floor:/{slug}", json.dumps({"mark": mark}))


async def _spread(port: int, ways: list[str], slugs: list[str], tell, look=lambda: None) -> list[float]:
    """Open all sockets, tell round after round to one room, and answer how long each of its sockets took to hear.

    Shapes:  `look` is called when all are open and have been for a moment.
    """
    took: list[float] = []
    async with listening(port, ways) as sockets:
        await asyncio.sleep(SETTLE_S)
        look()
        for place in range(ROUNDS):
            slug, mark = slugs[place % len(slugs)], f"mark-{place}-"
            room = [one for one in sockets if one.path.split("/")[1] == slug]
            hearing = [asyncio.create_task(one.hear(mark.encode())) for one in room]
            await asyncio.sleep(PAUSE_S)
            begun = time.monotonic()
            await asyncio.to_thread(_in_context(tell), slug, mark)
            took += [at - begun for at in await asyncio.gather(*hearing)]
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


@contextmanager
def _bare(url: str) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.broadcast", url, str(port)], cwd=ROOT, env=dict(os.environ)
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        ended(process)


def _memory_kib(pid: int) -> int:
    """Answer the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
