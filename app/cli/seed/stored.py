"""What happens in a demonstration business as rows, with the same truths that the actions keep."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.actions.audit import plain
from app.actions.refs import name_key, slug
from app.actions.reservations.rows import times_of
from app.cli.seed.business import UnitPlan
from app.cli.seed.house import House
from app.cli.seed.life import Life, Rules, life
from app.cli.seed.names import known, somebody
from app.cli.seed.stays import Closed, Stay
from app.domain.asking import Ask, Party, Period, UnitFacts
from app.domain.channels import WEBSITE
from app.domain.lines import Line
from app.domain.localtime import local_date, local_time
from app.domain.span import Span
from app.domain.stock import Stock
from app.domain.words import ActorKind, State

CHANNELS = {WEBSITE: 46, "Phone": 22, "E-mail": 16, "Partner site": 12, "Walk-in": 4}
REGULARS_RATIO, CHILDREN_RATIO, NOTE_RATIO = 0.22, 0.35, 0.05
RECORDED = dt.timedelta(days=21)


class Diary:
    """Writes the reservations and closures of one house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._dice = house.dice
        self._known: dict[str, int] = {}
        self._met: list[tuple[int, dt.datetime]] = []
        self._groups: dict[str, int] = {}

    def closure(self, closed: Closed) -> None:
        """Write a closure with its claim."""
        house, rules = self._house, self._house.versions[closed.unit.policy][-1].rules
        span = rules.kind.span(rules.doc, Period(closed.starts_on, closed.ends_on), house.zone)
        made_at = min(house.now, span.starts_at) - dt.timedelta(days=self._dice.randrange(2, 30))
        closure_id = house.batch.add(
            "closures",
            tenant_id=house.tenant_id, ref=house.ref(), unit_id=house.units[closed.unit.name],
            starts_on=closed.starts_on, ends_on=closed.ends_on, starts_at=span.starts_at, ends_at=span.ends_at,
            reason=closed.reason, note=closed.note, created_at=made_at,
        )  # fmt: skip
        house.claim(closed.unit, span, span, closure_id=closure_id)

    def stay(self, stay: Stay) -> None:
        """Write a reservation with its client, claim, price and changes of state."""
        house, period = self._house, stay.period
        versions = house.versions[stay.unit.policy]
        lived = life(stay, period, versions[0].rules, now=house.now, dice=self._dice)
        if lived is None:
            return
        version = [each for each in versions if each.since <= lived.made_at or each is versions[0]][-1]
        rules, party = version.rules, self._party(stay)
        ask = Ask(period, party, _facts(stay.unit), lived.made_at, house.zone, quantity=stay.quantity)
        many = rules.kind.wanted(rules.doc, ask)
        quote = rules.kind.quote(rules.doc, ask, currency=house.business.currency)
        span = rules.kind.span(rules.doc, period, house.zone)
        fee = self._fee(lived, period, rules, quote.lines)
        ref, due = house.ref(), lived.deadline
        row: dict[str, Any] = {
            "state": lived.state.value,
            "arrives_on": period.starts_on,
            "departs_on": period.ends_on,
            "adults": party.adults,
            "children": party.children,
            "cots": party.cots,
            "expected_time": self._expected(stay, lived, rules),
            "total_minor": quote.total_minor,
            "fee_minor": fee,
            "paid_minor": self._paid(lived, quote.total_minor, quote.deposit_minor, fee),
            "note": self._note(lived),
        }
        client_id = self._client(stay, lived.made_at)
        reservation_id = house.batch.add(
            "reservations",
            tenant_id=house.tenant_id, ref=ref, unit_id=house.units[stay.unit.name],
            client_id=client_id, policy_version_id=version.id,
            starts_at=span.starts_at, ends_at=span.ends_at, period=times_of(period),
            due_at=due.due_at if due else None, due_state=due.due_state.value if due else None,
            channel=self._dice.choices(list(CHANNELS), weights=list(CHANNELS.values()))[0],
            made_at=lived.made_at, version=len(lived.moves), quantity=many,
            group_id=self._group(stay, client_id, lived.made_at), **row,
        )  # fmt: skip
        self._claim(stay.unit, lived, span, rules, reservation_id, many)
        for position, line in enumerate(quote.lines):
            self._line(reservation_id, position, line)
        self._moves(reservation_id, ref, lived, {**row, "unit": slug(stay.unit.name)})

    def _party(self, stay: Stay) -> Party:
        children = 0
        if stay.people > 2 and not stay.name and self._dice.random() < CHILDREN_RATIO:
            children = self._dice.randrange(1, stay.people - 1)
        cots = 1 if children and stay.unit.cots and self._dice.random() < 0.3 else 0
        return Party(adults=stay.people - children, children=children, cots=cots)

    def _client(self, stay: Stay, at: dt.datetime) -> int:
        """Return a new client, one who came before, or the one whose name is given."""
        if stay.name in self._known:
            return self._known[stay.name]
        if not stay.name and self._met and self._dice.random() < REGULARS_RATIO:
            return self._dice.choice(self._met)[0]
        number = len(self._met) + len(self._known) + 1
        person = known(stay.name, number) if stay.name else somebody(self._dice, number)
        client_id = self._house.batch.add(
            "clients",
            tenant_id=self._house.tenant_id, ref=self._house.ref(), name=person.name, name_key=name_key(person.name),
            email=person.email, phone=person.phone, country=person.country,
            search_key=name_key(person.name, person.email, person.phone), created_at=at,
        )  # fmt: skip
        if stay.name:
            self._known[stay.name] = client_id
        else:
            self._met.append((client_id, at))
        return client_id

    def _group(self, stay: Stay, client_id: int, at: dt.datetime) -> int | None:
        """Return the group that a stay was made in with others of its client, written with the first of them."""
        house = self._house
        if stay.name not in house.business.groups:
            return None
        if stay.name not in self._groups:
            self._groups[stay.name] = house.batch.add(
                "reservation_groups",
                tenant_id=house.tenant_id, ref=house.ref(), client_id=client_id, made_at=at,
            )  # fmt: skip
        return self._groups[stay.name]

    def _claim(
        self, unit: UnitPlan, lived: Life, span: Span, rules: Rules, reservation_id: int, many: int
    ) -> None:
        """Write the claim as the actions leave it: shortened, dead, or with a deadline."""
        blocked, ends_at = rules.kind.blocked(rules.doc, span), lived.claim_ends_at
        if ends_at and span.starts_at < ends_at < span.ends_at and unit.stock is not Stock.SEATS:
            after = dt.timedelta(0) if lived.ends_plain else dt.timedelta(minutes=rules.doc.after_min)
            span, blocked = Span(span.starts_at, ends_at), Span(blocked.starts_at, ends_at + after)
        due_at, due_ends_at = lived.deadline.of_claim(span.ends_at) if lived.deadline else (None, None)
        self._house.claim(
            unit, span, blocked, many=many, reservation_id=reservation_id, live=lived.is_live,
            due_at=due_at, due_ends_at=due_ends_at,
        )  # fmt: skip

    def _line(self, reservation_id: int, position: int, line: Line) -> None:
        self._house.batch.add_plain(
            "price_lines",
            tenant_id=self._house.tenant_id, reservation_id=reservation_id, position=position, kind=line.kind.value,
            code=line.code, facts=dict(line.facts), on_date=line.on_date, quantity=line.quantity,
            amount_minor=line.amount_minor, counts=line.counts,
        )  # fmt: skip

    def _moves(self, reservation_id: int, ref: str, lived: Life, row: dict[str, Any]) -> None:
        """Write the changes of state, and an entry for each of the last weeks."""
        house, taker = self._house, self._dice.choice(self._house.staff)
        for move in lived.moves:
            person = None if move.by_policy or move.after is State.PENDING else taker
            house.batch.add(
                "state_changes",
                tenant_id=house.tenant_id, reservation_id=reservation_id,
                from_state=move.before.value if move.before else None, to_state=move.after.value,
                happened_at=move.at, recorded_at=move.at, person_id=person,
            )  # fmt: skip
            if move.at < house.now - RECORDED or (move.before is None and row["note"]):
                continue
            made = plain({**row, "state": move.after.value, "paid_minor": 0, "fee_minor": None})
            house.record(
                "reservation", reservation_id, ref,
                action="made" if move.before is None else move.after.value, at=move.at,
                actor=_actor(person, by_policy=move.by_policy), person_id=person,
                before={"state": move.before.value} if move.before else {},
                after={"state": move.after.value} if move.before else made,
            )  # fmt: skip

    def _fee(self, lived: Life, period: Period, rules: Rules, lines: list[Line]) -> int | None:
        if lived.state is State.ABSENT:
            return rules.kind.absence_fee(rules.doc, lines)
        if lived.state is State.CANCELLED:
            at = lived.moves[-1].at
            return rules.kind.cancellation(rules.doc, period, zone=rules.zone, at=at, lines=lines).fee_minor
        return None

    def _paid(self, lived: Life, total: int, deposit: int, fee: int | None) -> int:
        """Return what has been paid: all at the end, some before."""
        if lived.state is State.FINISHED:
            return total if self._dice.random() < 0.97 else deposit
        if lived.state in {State.CANCELLED, State.ABSENT}:
            return min(fee or 0, total) if self._dice.random() < 0.8 else 0
        if lived.state is State.CHECKED_IN:
            return total if self._dice.random() < 0.6 else deposit
        if lived.state is State.CONFIRMED:
            return self._dice.choices([0, deposit, total], weights=[4, 5, 2])[0]
        return 0

    def _expected(self, stay: Stay, lived: Life, rules: Rules) -> dt.time | None:
        """Return when somebody said they would come."""
        if stay.expected:
            return dt.time.fromisoformat(stay.expected)
        if stay.starts_time:
            return None
        soon = stay.arrives_on <= local_date(self._house.now, self._house.zone) + dt.timedelta(days=2)
        if lived.state is not State.CONFIRMED or self._dice.random() > (0.7 if soon else 0.15):
            return None
        period = stay.period
        first = local_time(rules.kind.span(rules.doc, period, self._house.zone).starts_at, self._house.zone)
        return dt.time(min(first.hour + self._dice.randrange(5), 21), self._dice.choice((0, 15, 30, 45)))

    def _note(self, lived: Life) -> str:
        if lived.state in {State.CANCELLED, State.EXPIRED} or self._dice.random() > NOTE_RATIO:
            return ""
        return self._dice.choice(self._house.business.notes)


def _facts(unit: UnitPlan) -> UnitFacts:
    return UnitFacts(
        slug(unit.name), unit.name, capacity=unit.capacity, cots=unit.cots, tags=frozenset(unit.amenities)
    )


def _actor(person_id: int | None, *, by_policy: bool) -> ActorKind:
    if by_policy:
        return ActorKind.POLICY
    return ActorKind.MEMBER if person_id is not None else ActorKind.CLIENT
