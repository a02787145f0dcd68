"""The claims of imported reservations as rows: a piece for each leaf unit, and what a slot runs with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise

import psycopg

from app.actions.claims import LONGEST
from app.actions.refs import new_ref
from app.cli.batch import Batch
from app.cli.imports.seating import Seat, Wanted
from app.domain.asking import Deadline
from app.domain.stock import Need, Stock
from app.domain.words import ClaimSource

OCCURRENCES = """
SELECT o.unit_id, o.starts_at, o.id, o.seats, o.is_override, EXISTS (
  SELECT FROM claims c WHERE c.tenant_id = o.tenant_id AND c.occurrence_id = o.id AND c.source = 'slot' AND c.live
) FROM slot_occurrences o WHERE o.tenant_id = %s
"""
KEEP = """
UPDATE claims SET starts_at = least(starts_at, %s), ends_at = greatest(ends_at, %s),
  blocks_from = least(blocks_from, %s), blocks_to = greatest(blocks_to, %s)
WHERE tenant_id = %s AND occurrence_id = %s AND source = 'slot' AND live
"""


class Claims:
    """Writes claims, and the occurrences of slots with their first seat.

    Shapes:  `units` holds the key and the reference of each unit by its name; it may still grow.
    """

    def __init__(
        self,
        connection: psycopg.Connection,
        batch: Batch,
        tenant_id: int,
        units: Mapping[str, tuple[int, str]],
    ) -> None:
        self._connection, self._batch, self._tenant_id, self._units = connection, batch, tenant_id, units
        self._occurrences: dict[tuple[int, dt.datetime], int] = {}
        self._seats: dict[int, int] = {}
        self._running: set[int] = set()
        self._occupied: set[int] = set()
        for unit_id, at, number, seats, is_set, runs in connection.execute(
            OCCURRENCES, (tenant_id,)
        ).fetchall():
            self._occurrences[unit_id, at.astimezone(dt.UTC)] = number
            if not is_set:
                self._seats[number] = seats
            if runs:
                self._running.add(number)

    def write(
        self, reservation_id: int, seat: Seat, wanted: Wanted, *, deadline: Deadline | None, live: bool
    ) -> None:
        """Write the claims of a reservation on every leaf unit that it takes."""
        occurrence_id = None
        for need in seat.takes:
            if need.serves:
                if live and occurrence_id is not None:
                    self._occupy(need, wanted, occurrence_id)
                continue
            if need.stock is Stock.SEATS:
                occurrence_id = self._occurrence(need, wanted)
            self._pieces(
                need, wanted, occurrence_id=occurrence_id, reservation_id=reservation_id, live=live,
                quantity=need.per * wanted.quantity, deadline=deadline,
            )  # fmt: skip

    def _occupy(self, need: Need, wanted: Wanted, occurrence_id: int) -> None:
        """Claim what a slot runs with; where it is claimed already, for as long as the slot lasts by now."""
        if occurrence_id in self._occupied:
            return
        self._occupied.add(occurrence_id)
        if occurrence_id not in self._running:
            self._pieces(need, wanted, occurrence_id=occurrence_id, source=ClaimSource.SLOT.value)
            return
        own, blocked = wanted.own, wanted.blocked
        values = own.starts_at, own.ends_at, blocked.starts_at, blocked.ends_at
        self._connection.execute(KEEP, (*values, self._tenant_id, occurrence_id))

    def _occurrence(self, need: Need, wanted: Wanted) -> int:
        """Return the occurrence of a slot, with as many seats as the policy says unless a member has set them."""
        own, unit_id = wanted.own, self._units[need.unit][0]
        there = need.quantity if wanted.seats is None else wanted.seats
        key = (unit_id, own.starts_at)
        if key not in self._occurrences:
            self._occurrences[key] = self._batch.add(
                "slot_occurrences", tenant_id=self._tenant_id, ref=new_ref(), unit_id=unit_id,
                starts_at=own.starts_at, ends_at=own.ends_at, seats=there,
            )  # fmt: skip
        number = self._occurrences[key]
        if self._seats.get(number, there) < there:
            self._seats[number] = there
            self._connection.execute("UPDATE slot_occurrences SET seats = %s WHERE id = %s", (there, number))
        return number

    def _pieces(
        self, need: Need, wanted: Wanted, *, deadline: Deadline | None = None, **more: object
    ) -> None:
        """Write the rows of one leaf unit; a longer claim than the table takes becomes touching ones."""
        own, blocked = wanted.own, wanted.blocked
        cuts = [own.starts_at]
        while own.ends_at - cuts[-1] > LONGEST:
            cuts.append(cuts[-1] + LONGEST)
        cuts.append(own.ends_at)
        for starts_at, ends_at in pairwise(cuts):
            due_at, due_ends_at = deadline.of_claim(ends_at) if deadline else (None, None)
            usual: dict[str, object] = {
                "tenant_id": self._tenant_id,
                "unit_id": self._units[need.unit][0],
                "exclusive": need.stock is Stock.SINGLE,
                "live": True,
                "source": ClaimSource.RESERVATION.value,
                "reservation_id": None,
                "occurrence_id": None,
                "quantity": 1,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "blocks_from": blocked.starts_at if starts_at == own.starts_at else starts_at,
                "blocks_to": blocked.ends_at if ends_at == own.ends_at else ends_at,
                "due_at": due_at,
                "due_ends_at": due_ends_at,
            }
            self._batch.add("claims", **usual | more)
