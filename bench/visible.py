"""Goal 5: how soon a lock stands on the timelines of all colleagues who look at theirs."""

import asyncio
import datetime as dt
import secrets
import time
from urllib.parse import urlencode

from flask import Flask

from app import clock
from bench.processes import gunicorn
from bench.report import Figure, at_most, quantile, shown
from bench.seats import Seat, doors, members, serving_live
from bench.stage import Stage
from bench.wire import PATIENCE_S, Socket, ask, listening

COLLEAGUES, LOCKS = 20, 30
UNITS, RESERVATIONS = 14, 600
PAUSE_S, BETWEEN_S, ROUND_DAYS, LONGEST_S = 0.05, 0.3, 10, 60.0


def measure(stage: Stage, app: Flask) -> list[Figure]:
    """Post locks as one member; the others hear of each and fetch the locks of their timeline, as its script does, until one shows it."""
    slug = stage.load(units=UNITS, reservations=RESERVATIONS).slugs[0]
    seats = members(stage, app, [slug], each=COLLEAGUES, exists=True)
    with serving_live(stage) as (live_port, _pid), gunicorn(stage, "wsgi:app", workers=2) as web:
        before = web.cpu_s()
        took, alone = asyncio.run(_watch(live_port, web.port, seats))
        cpu_s = (web.cpu_s() - before) / len(alone)
    return [
        at_most("5", f"lock to visible on {COLLEAGUES} members' timelines, p95", quantile(took, 0.95) * 1e3, 300, unit="ms", note=f" of {len(took)}"),
        shown("5", "… median", quantile(took, 0.5) * 1e3, unit="ms"),
        shown("5", f"… web's processor time for it, with {COLLEAGUES} timelines' locks", cpu_s * 1e3, unit="ms"),
        shown("5", "… one timeline fetched alone, median", quantile(alone, 0.5) * 1e3, unit="ms"),
    ]  # fmt: skip


async def _watch(live_port: int, web_port: int, seats: list[Seat]) -> tuple[list[float], list[float]]:
    took: list[float] = []
    alone: list[float] = []
    path = f"/{seats[0].slug}/admin"
    async with listening(live_port, doors(seats[1:])) as sockets:
        token, cookie, unit = await _begin(web_port, seats[0])
        ends_at = time.monotonic() + LONGEST_S
        for place in range(LOCKS):
            if took and time.monotonic() > ends_at:
                break
            lock_id, first = (
                secrets.token_urlsafe(9),
                clock.now().date() + dt.timedelta(place % ROUND_DAYS + 1),
            )
            fields = urlencode({
                "unit": unit, "arrives_on": first, "departs_on": first + dt.timedelta(2), "adults": "1",
                "lock": lock_id, "lock_key": "k" * 20, "csrf_token": token,
            })  # fmt: skip
            pairs = zip(sockets, seats[1:], strict=True)
            watching = [asyncio.create_task(_see(one, web_port, seat, lock_id)) for one, seat in pairs]
            await asyncio.sleep(PAUSE_S)
            begun = time.monotonic()
            answer = await ask(web_port, "POST", f"{path}/locks", cookie, fields)
            if lock_id not in answer:
                raise RuntimeError(f"no lock was taken: {answer[:1500]}")
            took += [at - begun for at in await asyncio.gather(*watching)]
            await ask(web_port, "POST", f"{path}/locks/free", cookie, fields)
            await asyncio.sleep(BETWEEN_S)
            begun = time.monotonic()
            await ask(web_port, "GET", f"{path}/timeline", seats[1].cookie)
            alone.append(time.monotonic() - begun)
    return took, alone


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


async def _see(one: Socket, port: int, seat: Seat, lock_id: str) -> float:
    """Hear of a lock and fetch the timeline's locks until they show it; who waited too long gives up, and that counts."""
    until = await one.hear(lock_id.encode()) + PATIENCE_S
    while time.monotonic() < until:
        html = await ask(port, "GET", f"/{seat.slug}/admin/timeline/locks?days=21", seat.cookie)
        if lock_id in html:
            return time.monotonic()
        await asyncio.sleep(PAUSE_S)
    return time.monotonic()
