"""The stays of a load, and their rows as text."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import psycopg

from app.cli.batch import take
from app.cli.seed.sites import CLEANING_HOURS, PRICE_MINOR, ZONE, Site
from app.cli.seed.text import at, copy_lines, ref

STAYS_A_CLIENT = 4
PAST_RATIO, CANCELLED_RATIO = 0.8, 0.08
NIGHTS, GAPS = (1, 1, 2, 2, 3, 3, 5), (0, 0, 0, 1, 1, 2)
MEAN_DAYS = sum(NIGHTS) / len(NIGHTS) + sum(GAPS) / len(GAPS)
CHECK_IN, CHECK_OUT, ABSENT = 15, 11, 22
TABLES = ("clients", "reservations", "claims", "price_lines", "state_changes")
CLIENTS = ("tenant_id", "id", "ref", "name", "name_key", "search_key")
RESERVATIONS = (
    "tenant_id", "id", "ref", "unit_id", "client_id", "policy_version_id", "state", "arrives_on", "departs_on",
    "starts_at", "ends_at", "period", "adults", "due_at", "due_state", "total_minor", "paid_minor", "made_at",
)  # fmt: skip
CLAIMS = (
    "tenant_id", "id", "unit_id", "live", "source", "reservation_id", "starts_at", "ends_at", "blocks_from",
    "blocks_to", "due_at",
)  # fmt: skip
LINES = (
    "tenant_id", "id", "reservation_id", "position", "kind", "code", "facts", "on_date", "quantity", "amount_minor",
    "counts",
)  # fmt: skip
CHANGES = ("tenant_id", "id", "reservation_id", "from_state", "to_state", "happened_at", "recorded_at")
PERIOD = '{"starts_time": null, "ends_time": null}'
FACTS = f'{{"base_minor": {PRICE_MINOR}, "season": null, "weekday_percent": null, "weekday_minor": null}}'


@dataclass(frozen=True)
class Stay:
    """A stay in a unit."""

    unit_id: int
    arrives_on: dt.date
    departs_on: dt.date
    state: str


@dataclass(frozen=True)
class Piece:
    """Some units of a business with how many stays each gets."""

    site: Site
    units: list[tuple[int, int]]
    today: dt.date
    seed: str

    def stays(self) -> list[Stay]:
        """Return the stays, unit after unit, most of them in the past."""
        dice, made = random.Random(self.seed), []
        for unit_id, count in self.units:
            days_back = int(count * MEAN_DAYS * PAST_RATIO) + dice.randrange(4)
            day = self.today - dt.timedelta(days=days_back)
            for _ in range(count):
                ends = day + dt.timedelta(days=dice.choice(NIGHTS))
                made.append(Stay(unit_id, day, ends, _state(day, ends, self.today, dice)))
                day = ends + dt.timedelta(days=dice.choice(GAPS))
        return made


def _state(arrives_on: dt.date, departs_on: dt.date, today: dt.date, dice: random.Random) -> str:
    if dice.random() < CANCELLED_RATIO:
        return "cancelled"
    if departs_on <= today:
        return "finished"
    return "checked_in" if arrives_on < today else "confirmed"


def write(connection: psycopg.Connection, site: Site, stays: list[Stay]) -> None:
    """Write the stays of one business, with clients, claims, prices and changes of state."""
    zone, count = ZoneInfo(ZONE), len(stays)
    nights = sum((stay.departs_on - stay.arrives_on).days for stay in stays)
    clients = take(connection, "clients", -(-count // STAYS_A_CLIENT))
    pairs = list(zip(take(connection, "reservations", count), stays, strict=True))
    claims, changes = (iter(take(connection, table, count)) for table in ("claims", "state_changes"))
    lines = iter(take(connection, "price_lines", nights))
    tenant = site.id
    copy_lines(
        connection, "clients", CLIENTS,
        (f"{tenant}\t{i}\t{ref(i)}\tClient {i:07d}\tclient {i:07d}\tclient {i:07d}\n" for i in clients),
    )  # fmt: skip
    copy_lines(connection, "reservations", RESERVATIONS, _reservations(site, pairs, clients, zone))
    copy_lines(connection, "claims", CLAIMS, _claims(site, pairs, claims, zone))
    copy_lines(connection, "price_lines", LINES, _lines(site, pairs, lines))
    copy_lines(connection, "state_changes", CHANGES, _changes(site, pairs, changes, zone))


def _reservations(
    site: Site, pairs: list[tuple[int, Stay]], clients: list[int], zone: ZoneInfo
) -> Iterator[str]:
    for place, (number, stay) in enumerate(pairs):
        first, last = stay.arrives_on, stay.departs_on
        total = (last - first).days * PRICE_MINOR
        due = f"{at(first, ABSENT, zone)}\tabsent" if stay.state == "confirmed" else "\\N\t\\N"
        paid = total if stay.state == "finished" else 0
        made = at(first - dt.timedelta(days=30 + place % 60), 12, zone)
        yield (
            f"{site.id}\t{number}\t{ref(number)}\t{stay.unit_id}\t{clients[place // STAYS_A_CLIENT]}\t{site.version_id}"
            f"\t{stay.state}\t{first}\t{last}\t{at(first, CHECK_IN, zone)}\t{at(last, CHECK_OUT, zone)}\t{PERIOD}\t2"
            f"\t{due}\t{total}\t{paid}\t{made}\n"
        )


def _claims(site: Site, pairs: list[tuple[int, Stay]], ids: Iterator[int], zone: ZoneInfo) -> Iterator[str]:
    for number, stay in pairs:
        starts, ends = at(stay.arrives_on, CHECK_IN, zone), at(stay.departs_on, CHECK_OUT, zone)
        live = "f" if stay.state == "cancelled" else "t"
        due = at(stay.arrives_on, ABSENT, zone) if stay.state == "confirmed" else "\\N"
        clean = at(stay.departs_on, CHECK_OUT + CLEANING_HOURS, zone)
        yield (
            f"{site.id}\t{next(ids)}\t{stay.unit_id}\t{live}\treservation\t{number}\t{starts}\t{ends}"
            f"\t{starts}\t{clean}\t{due}\n"
        )


def _lines(site: Site, pairs: list[tuple[int, Stay]], ids: Iterator[int]) -> Iterator[str]:
    for number, stay in pairs:
        for place in range((stay.departs_on - stay.arrives_on).days):
            day = stay.arrives_on + dt.timedelta(days=place)
            yield (
                f"{site.id}\t{next(ids)}\t{number}\t{place}\tnight\tnight\t{FACTS}\t{day}\t1\t{PRICE_MINOR}\tt\n"
            )


def _changes(site: Site, pairs: list[tuple[int, Stay]], ids: Iterator[int], zone: ZoneInfo) -> Iterator[str]:
    for number, stay in pairs:
        when = at(stay.arrives_on, 9, zone)
        yield f"{site.id}\t{next(ids)}\t{number}\t\\N\t{stay.state}\t{when}\t{when}\n"
