"""Many businesses of one shape, for measurements: written by COPY with every constraint on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from queue import SimpleQueue
from zoneinfo import ZoneInfo

import click
import psycopg

from app import clock
from app.cli import owner
from app.cli.seed.pieces import TABLES, Piece, write
from app.cli.seed.sites import ZONE, Site, Size, make_sites, share
from app.domain.localtime import local_date

CHUNK = 20_000


@dataclass(frozen=True)
class Loaded:
    """What was written, and how long it took."""

    slugs: list[str]
    reservations: int
    seconds: float


def load(size: Size, *, jobs: int, say: Callable[[str], None]) -> Loaded:
    """Write businesses and fill them over several connections; each piece is a transaction of its own.

    Raises:  ClickException in production.
    """
    if owner.settings().is_production:
        raise click.ClickException("Production takes no made-up data.")
    with owner.connect() as connection:
        sites, slugs = make_sites(connection, size)
    idle: SimpleQueue[psycopg.Connection] = SimpleQueue()
    connections = [owner.connect() for _ in range(jobs)]
    for connection in connections:
        connection.execute("SET synchronous_commit = off")
        idle.put(connection)
    begun = time.monotonic()
    with (
        ThreadPoolExecutor(jobs) as pool,
        click.progressbar(length=size.reservations, label="Loading") as bar,
    ):
        works = [pool.submit(_fill, piece, idle) for piece in _pieces(sites, size)]
        for work in as_completed(works):
            bar.update(work.result())
    seconds = time.monotonic() - begun
    for connection in connections:
        connection.close()
    rate = size.reservations / seconds
    say(f"{size.reservations:,} reservations in {seconds:.1f} s: {rate:,.0f} a second, constraints on.")
    with owner.connect(autocommit=True) as connection:
        connection.execute("SET synchronous_commit = on")  # pages are marked as visible only behind a flush
        for table in ("units", *TABLES):
            connection.execute(f"VACUUM (ANALYZE) {table}")
    return Loaded(slugs, size.reservations, seconds)


def _fill(piece: Piece, idle: SimpleQueue[psycopg.Connection]) -> int:
    connection = idle.get()
    try:
        stays = piece.stays()
        write(connection, piece.site, stays)
        connection.commit()
        return len(stays)
    finally:
        idle.put(connection)


def _pieces(sites: list[Site], size: Size) -> Iterator[Piece]:
    """Yield neighbouring units of a business with at most about CHUNK stays."""
    today = local_date(clock.now(), ZoneInfo(ZONE))
    for place, site in enumerate(sites):
        count = share(size.reservations, size.tenants, place)
        shares = [share(count, len(site.units), number) for number in range(len(site.units))]
        each = max(1, CHUNK // max(shares[0], 1))
        for first in range(0, len(shares), each):
            pairs = list(zip(site.units, shares, strict=True))[first : first + each]
            yield Piece(site, pairs, today, f"{place} {first}")
