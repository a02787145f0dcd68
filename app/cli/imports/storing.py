"""Imported reservations as rows: clients, units, claims, prices, changes of state, and the record of it all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg

from app.actions.audit import plain
from app.actions.refs import name_key, new_ref, slug
from app.actions.reservations.rows import times_of
from app.cli.batch import Batch
from app.cli.imports.book import Rules
from app.cli.imports.claiming import Claims
from app.cli.imports.row import Incoming, Whom
from app.cli.imports.seated import Plan, capacities, takes_place
from app.cli.imports.seating import House, Seat
from app.cli.imports.tenant import Business
from app.domain.asking import Deadline, Period
from app.domain.channels import Spellings
from app.domain.lines import LineKind
from app.domain.localtime import instant
from app.domain.money import split_largest_remainder
from app.domain.span import Span
from app.domain.words import OPEN, ActorKind, State

MADE_AT, CANCELLED_AT, ABSENT_AT = dt.time(12), dt.time(18), dt.time(23, 59)


class Store:
    """Turns seated rows into rows of the tables."""

    def __init__(self, connection: psycopg.Connection, business: Business) -> None:
        self._connection = connection
        self._batch = Batch(connection)
        self._business = business
        self._now = business.now
        self._tenant = {"tenant_id": business.id}
        self._units: dict[str, tuple[int, str]] = {}
        self._types: dict[str, int] = {}
        self._clients: dict[object, int] = {}
        self._channels = Spellings()
        self._claims = Claims(connection, self._batch, business.id, self._units)
        self.made_units = 0
        self.made_types = 0

    def write(self, plan: Plan, house: House, *, step: Callable[[], None]) -> None:
        """Write everything that a plan needs."""
        self._read_names()
        self._add_units(house, plan)
        for row, seat in plan.seated:
            self._reservation(row, seat)
            step()
        self._batch.write()

    def _read_names(self) -> None:
        """Read what exists: references of types and units, clients by mail address, how channels are written."""
        ask, me = self._connection.execute, (self._business.id,)
        self._types = dict(ask("SELECT name, id FROM unit_types WHERE tenant_id = %s", me).fetchall())
        types = ask("SELECT ref FROM unit_types WHERE tenant_id = %s", me).fetchall()
        self._type_refs = {ref for (ref,) in types}
        units = ask("SELECT id, name, ref, position FROM units WHERE tenant_id = %s", me).fetchall()
        self._units.update({name: (unit_id, ref) for unit_id, name, ref, _ in units})
        self._unit_refs = {ref for _, ref in self._units.values()}
        self._position = max((position for *_, position in units), default=-1)
        known = ask(
            "SELECT email, max(id) FROM clients WHERE tenant_id = %s AND email <> '' AND erased_at IS NULL"
            " AND merged_into_id IS NULL GROUP BY email",
            me,
        )
        self._clients = dict(known.fetchall())
        channels = ask(
            "SELECT channel FROM reservations WHERE tenant_id = %s GROUP BY channel ORDER BY min(id)", me
        )
        self._channels = Spellings(name for (name,) in channels.fetchall())

    def _add_units(self, house: House, plan: Plan) -> None:
        most = capacities(plan)
        for seat in sorted(house.seats, key=lambda seat: seat.unit_type):
            if seat.unit_id is not None:
                continue
            if seat.unit_type not in self._types:
                self._add_type(seat.unit_type)
            ref, (people, infants) = _unused(slug(seat.name), self._unit_refs), most[seat.unit_type]
            self._position += 1
            unit_id = self._batch.add(
                "units", **self._tenant, ref=ref, name=seat.name, unit_type_id=self._types[seat.unit_type],
                policy_id=seat.policy_id, capacity=people, cots=infants, position=self._position,
            )  # fmt: skip
            self._units[seat.name] = (unit_id, ref)
            self.made_units += 1
            self._record(
                "unit", unit_id, ref, action="added", after={"type": seat.unit_type, "capacity": people}
            )

    def _add_type(self, name: str) -> None:
        ref = _unused(slug(name), self._type_refs)
        self._types[name] = self._batch.add(
            "unit_types", **self._tenant, ref=ref, name=name, position=len(self._types)
        )
        self.made_types += 1

    def _reservation(self, row: Incoming, seat: Seat) -> None:
        business, (unit_id, unit_ref) = self._business, self._units[seat.name]
        rules, period = business.rules[seat.policy_id], row.period
        wanted = business.wanted(seat.policy_id, row)
        own = wanted.own
        moves = self._moves(row, own)
        deadline = self._deadline(row, period, rules)
        facts: dict[str, Any] = {
            "state": row.state.value,
            "arrives_on": period.starts_on,
            "departs_on": period.ends_on,
            "quantity": wanted.quantity,
            "adults": row.party.adults,
            "children": row.party.children,
            "infants": row.party.infants,
            "total_minor": row.total_minor,
            "paid_minor": row.total_minor if row.state is State.FINISHED else 0,
        }
        ref, client_id = new_ref(), self._client(row.client, moves[0][2])
        reservation_id = self._batch.add(
            "reservations", **self._tenant, ref=ref, unit_id=unit_id, client_id=client_id,
            policy_version_id=rules.version_id, starts_at=own.starts_at, ends_at=own.ends_at, period=times_of(period),
            due_at=deadline.due_at if deadline else None, due_state=deadline.due_state.value if deadline else None,
            channel=self._channels.of(row.channel), note=row.note, made_at=moves[0][2], import_key=row.key, version=len(moves), **facts,
        )  # fmt: skip
        if takes_place(row):
            live = row.state is not State.PENDING or rules.doc.pending_blocks
            self._claims.write(reservation_id, seat, wanted, deadline=deadline, live=live)
        self._lines(reservation_id, row, rules, wanted.quantity)
        for before, after, at in moves:
            self._batch.add(
                "state_changes", **self._tenant, reservation_id=reservation_id, from_state=before, to_state=after,
                happened_at=at, recorded_at=self._now,
            )  # fmt: skip
        self._record(
            "reservation", reservation_id, ref, action="imported",
            after={**facts, "unit": unit_ref},
            linked=[{"entity": "client", "id": client_id}],
        )  # fmt: skip

    def _moves(self, row: Incoming, own: Span) -> list[tuple[str | None, str, dt.datetime]]:
        """Return the changes of state that led to the row's state, as far as the file tells when."""
        zone = self._business.zone
        made_at = min(
            instant(row.made_on or row.period.starts_on, MADE_AT, zone, lenient=True),
            own.starts_at,
            self._now,
        )
        if row.state in {State.PENDING, State.EXPIRED}:
            moves: list[tuple[str | None, str, dt.datetime]] = [(None, State.PENDING.value, made_at)]
        else:
            moves = [(None, State.CONFIRMED.value, made_at)]
        at = CANCELLED_AT if row.state is State.CANCELLED else ABSENT_AT
        ended_at = max(min(instant(row.ended_on, at, zone, lenient=True), self._now), made_at)
        if row.state in {State.CHECKED_IN, State.FINISHED}:
            came_at = min(own.starts_at, self._now)
            moves.append((State.CONFIRMED.value, State.CHECKED_IN.value, came_at))
        if row.state is State.FINISHED:
            moves.append((State.CHECKED_IN.value, State.FINISHED.value, min(own.ends_at, self._now)))
        elif row.state not in OPEN:
            moves.append((moves[0][1], row.state.value, ended_at))
        return moves

    def _deadline(self, row: Incoming, period: Period, rules: Rules) -> Deadline | None:
        if row.state not in OPEN:
            return None
        return rules.kind.deadline(
            rules.doc, row.state, period=period, zone=self._business.zone, made_at=self._now
        )

    def _client(self, whom: Whom, at: dt.datetime) -> int:
        """Return the client's number: the same mail address, or else all the same words, are the same client."""
        key: object = whom.email or whom
        if key in self._clients:
            return self._clients[key]
        client_id = self._batch.add(
            "clients", **self._tenant, ref=new_ref(), name=whom.name, name_key=name_key(whom.name), email=whom.email,
            phone=whom.phone, country=whom.country, search_key=name_key(whom.name, whom.email, whom.phone),
            created_at=at,
        )  # fmt: skip
        if not whom.is_one_of_a_kind:
            self._clients[key] = client_id
        return client_id

    def _lines(self, reservation_id: int, row: Incoming, rules: Rules, many: int) -> None:
        """Write a line for each date with its units of time, which together are the row's price."""
        days = Counter(rules.kind.units_of_time(rules.doc, row.period, zone=self._business.zone))
        parts = split_largest_remainder(row.total_minor, list(days.values()))
        for position, ((day, count), minor) in enumerate(zip(days.items(), parts, strict=True)):
            self._batch.add_plain(
                "price_lines", **self._tenant, reservation_id=reservation_id, position=position,
                kind=LineKind.NIGHT.value, code="night", facts={"base_minor": minor // (count * many), "season": None,
                "weekday_percent": None, "weekday_minor": None}, on_date=day, quantity=count * many,
                amount_minor=minor, counts=True,
            )  # fmt: skip

    def _record(
        self, entity: str, entity_id: int, ref: str, *, action: str, after: dict[str, Any],
        linked: list[dict[str, Any]] | None = None,
    ) -> None:  # fmt: skip
        self._batch.add(
            "audit_entries", **self._tenant, happened_at=self._now, recorded_at=self._now, actor=ActorKind.CLI.value,
            source="import", entity=entity, entity_id=entity_id, entity_ref=ref, action=action, after=plain(after),
            linked=linked or [],
        )  # fmt: skip


def _unused(wanted: str, taken: set[str]) -> str:
    """Return a reference that nobody has, and keep it."""
    ref, number = wanted, 2
    while ref in taken:
        ref, number = f"{wanted}-{number}", number + 1
    taken.add(ref)
    return ref
