"""Make several reservations for one client in one transaction: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.actions import claims
from app.actions.actor import Actor
from app.actions.audit import Subject
from app.actions.clients import ClientChoice, choose
from app.actions.refs import new_ref
from app.actions.reservations import rows
from app.actions.reservations.make import AskedFor, Weighed, Wish, asked_for, place, weigh
from app.actions.reservations.rows import Held
from app.actions.reservations.seating import alternatives
from app.actions.reservations.surroundings import await_others
from app.actions.transaction import Attempt, Idempotency, Work, run
from app.actions.writer import values_of
from app.domain.asking import Alternative, Party, Period
from app.domain.refusal import Refusal, Refused
from app.domain.stock import Stock
from app.domain.words import State
from app.models import AuditEntry, Client, Reservation, ReservationGroup
from app.queries.units import list_units

FEWEST, MOST = 2, 30
OF_ALL = frozenset({"override_reason"})


@dataclass(frozen=True)
class Item:
    """One of the units that a group asks for, with its own dates and people."""

    unit_ref: str
    period: Period
    party: Party
    quantity: int = 1
    promo_code: str = ""
    complimentary: bool = False


@dataclass(frozen=True)
class GroupWish:
    """What somebody asks for together: one client, several units."""

    client: ClientChoice
    items: Sequence[Item]
    state: State = State.CONFIRMED
    note: str = ""
    channel: str = ""
    override_reason: str = ""

    @property
    def wishes(self) -> list[Wish]:
        """Answer each item as the wish that it would be alone."""
        shared = {name: value for name, value in vars(self).items() if name != "items"}
        return [Wish(**vars(item), **shared) for item in self.items]

    def as_request(self) -> dict[str, Any]:
        """Answer the request as data, for the record and for telling two bodies apart; no personal data."""
        return {"items": [wish.as_request() for wish in self.wishes]}


@dataclass
class _Group:
    """A group while it is judged: what was placed, and what stands against the rest, by the number of the item."""

    row: ReservationGroup
    placed: dict[int, tuple[AskedFor, Held]] = field(default_factory=dict)
    refused: dict[int, Weighed] = field(default_factory=dict)

    @property
    def numbers(self) -> dict[str, int]:
        """Answer the numbers of the items that are placed, by the references of their reservations."""
        return {held.row.ref: number for number, (_asked, held) in self.placed.items()}


def make_group(actor: Actor, wish: GroupWish, *, idempotency: Idempotency | None = None) -> str:
    """Make a reservation for each item and answer the reference of the group.

    Refuses: group_too_small, group_too_large, and all that policies and calendar have against each item, at fields
             such as `items-2-unit` (counted from 1), with alternatives that name their item.
    """
    attempt = Attempt("group", "made", request=wish.as_request())
    return run(actor, attempt, lambda work: _make(work, wish), idempotency=idempotency)


def _make(work: Work, wish: GroupWish) -> str:
    if not FEWEST <= len(wish.items) <= MOST:
        code = "group_too_small" if len(wish.items) < FEWEST else "group_too_large"
        raise Refused([Refusal(code, None, {"fewest": FEWEST, "most": MOST})])
    units = rows.lock_units(work, [item.unit_ref for item in wish.items])
    wanted = [asked_for(work, one, units[one.unit_ref]) for one in wish.wishes]
    work.attempt.request["policy_versions"] = [asked.today.version_id for asked in wanted]
    await_others(work, [(asked.today, asked.ask) for asked in wanted], client=wish.client.ref)
    count = len(wanted)
    work.writer.collect(Client, ReservationGroup, *[Reservation, AuditEntry] * count, *[AuditEntry] * 2)
    client_id = choose(work, wish.client)
    group = _Group(_row(work, client_id))
    work.writer.add((ReservationGroup, [values_of(group.row)]))
    for number, asked in enumerate(wanted, start=1):
        _take(work, group, asked, client_id=client_id, number=number)
    if group.refused:
        # Asked before anything is given back: what is offered leaves alone what the other items have.
        raise Refused(list(_said(group)), list(_ways(group)))
    for asked, held in group.placed.values():
        if not asked.blocks:
            claims.free_from(work, held.owner, None)
    _record(work, group)
    return group.row.ref


def _row(work: Work, client_id: int) -> ReservationGroup:
    return ReservationGroup(
        tenant_id=work.tenant.id,
        id=work.writer.new_id(ReservationGroup),
        ref=new_ref(),
        client_id=client_id,
        made_at=work.now,
    )


def _take(work: Work, group: _Group, asked: AskedFor, *, client_id: int, number: int) -> None:
    """Judge an item with the earlier ones in place, and place it, so that the later ones are judged with it.

    What only rules stand against is placed as well: then a clash of later items with it is said too.
    """
    weighed = weigh(work, asked, client=client_id)
    if weighed.refusals:
        group.refused[number] = weighed
    if asked.offer is not None and not asked.offer.too_large and not weighed.verdict.in_the_way:
        held = place(work, weighed, client_id, group=group.row, live=True)
        group.placed[number] = asked, held
        work.writer.send()


def _said(group: _Group) -> Iterator[Refusal]:
    """Answer every refusal at its item's field; what is said of all of them is said once."""
    said_of_all = set[str]()
    for number, weighed in group.refused.items():
        for refusal in weighed.refusals:
            if refusal.field in OF_ALL:
                if refusal.field not in said_of_all:
                    yield refusal
                said_of_all.add(refusal.field)
                continue
            facts = {"unit": weighed.asked.unit.name, **_with_items(refusal.facts, group.numbers)}
            name = f"items-{number}-{refusal.field or 'unit'}"
            yield replace(refusal, field=name, facts={**facts, "item": number})


def _with_items(facts: Mapping[str, object], numbers: Mapping[str, int]) -> dict[str, object]:
    """Answer facts that say which rivals are items of the same group."""
    rivals = facts.get("rivals")
    if not isinstance(rivals, list):
        return dict(facts)
    named = [
        {**rival, "item": numbers[rival["ref"]]} if rival["ref"] in numbers else rival for rival in rivals
    ]
    return {**facts, "rivals": named}


def _ways(group: _Group) -> Iterator[Alternative]:
    """Answer the ways out of each refused item, with its number; a single unit is offered to one of them."""
    units, offered = list_units(), set[str]()
    singles = {unit.ref for unit in units if unit.stock is Stock.SINGLE}
    for number, weighed in group.refused.items():
        asked = weighed.asked
        own = {group.placed[number][1].row.ref} if number in group.placed else set[str]()
        left = [unit for unit in units if unit.ref == asked.unit.ref or unit.ref not in offered & singles]
        for way in alternatives(asked.today, weighed.verdict.ask or asked.ask, ignoring=own, units=left):
            offered.add(way.unit_ref)
            yield replace(way, facts={**way.facts, "item": number})


def _record(work: Work, group: _Group) -> None:
    """Write the making of the group down, linked to each of its reservations."""
    members = [held.row for _asked, held in group.placed.values()]
    total = sum(row.total_minor for row in members)
    after = {"state": members[0].state, "members": len(members), "total_minor": total}
    work.record(
        "group",
        entity_id=group.row.id,
        entity_ref=group.row.ref,
        action="made",
        after=after,
        linked=[{"entity": "reservation", "id": row.id, "ref": row.ref} for row in members],
        subject=Subject(client_id=group.row.client_id),
    )
