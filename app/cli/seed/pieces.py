"""The stays of a load, and their rows as text."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import psycopg

from app.cli.batch import take
from app.cli.seed.patterns import CHANGE, CLAIM, LINE, RESERVATION, Pattern, noon, pattern
from app.cli.seed.sites import Site
from app.cli.seed.text import copy_lines, ref
from app.domain.words import State

STAYS_A_CLIENT = 4
PAST_RATIO, CANCELLED_RATIO = 0.8, 0.08
NIGHTS, GAPS = (1, 1, 2, 2, 3, 3, 5), (0, 0, 0, 1, 1, 2)
MEAN_DAYS = sum(NIGHTS) / len(NIGHTS) + sum(GAPS) / len(GAPS)
DAYS_AHEAD, MORE_AHEAD = 30, 60
TABLES = ("clients", "reservations", "claims", "price_lines", "state_changes")
CLIENTS = ("tenant_id", "id", "ref", "name", "name_key", "search_key")
RESERVATIONS = (
    "tenant_id", "id", "ref", "unit_id", "client_id", "policy_version_id", *RESERVATION, "made_at",
)  # fmt: skip
CLAIMS = ("tenant_id", "reservation_id", "unit_id", *CLAIM)
LINES = ("tenant_id", "reservation_id", *LINE)
CHANGES = ("tenant_id", "reservation_id", *CHANGE)


class Stay(NamedTuple):
    """A stay in a unit."""

    unit_id: int
    arrives_on: dt.date
    pattern: Pattern


@dataclass(frozen=True)
class Piece:
    """Some units of a business with how many stays each gets."""

    site: Site
    units: list[tuple[int, int]]
    today: dt.date
    seed: str

    def stays(self) -> list[Stay]:
        """Return the stays, most of them in the past: month after month, in each unit after unit.

        So people make them, and what is written next to each other is read together.
        """
        dice, made = random.Random(self.seed), []
        for unit_id, count in self.units:
            days_back = int(count * MEAN_DAYS * PAST_RATIO) + dice.randrange(4)
            day = self.today - dt.timedelta(days=days_back)
            for _ in range(count):
                ends = day + dt.timedelta(days=dice.choice(NIGHTS))
                state = _state(day, ends, self.today, dice)
                made.append(Stay(unit_id, day, pattern(day, ends, state)))
                day = ends + dt.timedelta(days=dice.choice(GAPS))
        return sorted(made, key=lambda stay: (stay.arrives_on.year, stay.arrives_on.month))


def _state(arrives_on: dt.date, departs_on: dt.date, today: dt.date, dice: random.Random) -> State:
    if dice.random() < CANCELLED_RATIO:
        return State.CANCELLED
    if departs_on <= today:
        return State.FINISHED
    return State.CHECKED_IN if arrives_on < today else State.CONFIRMED


def write(connection: psycopg.Connection, site: Site, stays: list[Stay]) -> None:
    """Write the stays of one business, with clients, claims, prices and changes of state.

    Rows that no other points to are numbered by the database as it reads them.
    """
    tenant, count = site.id, len(stays)
    clients = take(connection, "clients", -(-count // STAYS_A_CLIENT))
    pairs = list(zip(take(connection, "reservations", count), stays, strict=True))
    copy_lines(
        connection, "clients", CLIENTS,
        (f"{tenant}\t{i}\t{ref(i)}\tClient {i:07d}\tclient {i:07d}\tclient {i:07d}\n" for i in clients),
    )  # fmt: skip
    copy_lines(connection, "reservations", RESERVATIONS, _reservations(site, pairs, clients))
    copy_lines(
        connection, "claims", CLAIMS,
        (f"{tenant}\t{number}\t{stay.unit_id}\t{stay.pattern.claim}\n" for number, stay in pairs),
    )  # fmt: skip
    copy_lines(
        connection, "price_lines", LINES,
        (f"{tenant}\t{number}\t{line}\n" for number, stay in pairs for line in stay.pattern.lines),
    )  # fmt: skip
    copy_lines(
        connection, "state_changes", CHANGES,
        (f"{tenant}\t{number}\t{stay.pattern.change}\n" for number, stay in pairs),
    )  # fmt: skip


def _reservations(site: Site, pairs: list[tuple[int, Stay]], clients: list[int]) -> Iterator[str]:
    for place, (number, stay) in enumerate(pairs):
        made_at = noon(stay.arrives_on - dt.timedelta(days=DAYS_AHEAD + place % MORE_AHEAD))
        yield (
            f"{site.id}\t{number}\t{ref(number)}\t{stay.unit_id}\t{clients[place // STAYS_A_CLIENT]}\t{site.version_id}"
            f"\t{stay.pattern.reservation}\t{made_at}\n"
        )
