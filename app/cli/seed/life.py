"""What has become of a stay by now: its changes of state, and what its claim looks like after them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.cli.seed.stays import Stay
from app.domain.asking import Deadline, Period
from app.domain.localtime import instant
from app.domain.policies.base import Kind, PolicyDocument
from app.domain.words import State

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Move:
    """One change of state; `by_policy` when a deadline did it."""

    before: State | None
    after: State
    at: dt.datetime
    by_policy: bool = False


@dataclass(frozen=True)
class Life:
    """A stay as it stands now."""

    moves: list[Move]
    deadline: Deadline | None
    is_live: bool
    claim_ends_at: dt.datetime | None = None
    ends_plain: bool = False

    @property
    def state(self) -> State:
        """Return the state that stands."""
        return self.moves[-1].after

    @property
    def made_at(self) -> dt.datetime:
        """Return when it was made."""
        return self.moves[0].at


@dataclass(frozen=True)
class Rules:
    """What a policy says, and where."""

    kind: Kind[Any]
    doc: PolicyDocument
    zone: ZoneInfo


def life(stay: Stay, period: Period, rules: Rules, *, now: dt.datetime, dice: random.Random) -> Life | None:
    """Return what has become of a stay by now; None when it could not have come about."""
    if stay.fate == "pending":
        return _pending(period, rules, now, dice)
    made_at = _made_at(period, rules.zone, now, dice)
    if stay.fate == "expired":
        return _expired(period, rules, made_at, now)
    moves = _confirmed(made_at, now, dice)
    if stay.starts_time and moves[-1].at >= rules.kind.span(rules.doc, period, rules.zone).starts_at:
        moves = [Move(None, State.CONFIRMED, made_at)]
    if stay.fate == "cancelled":
        return _cancelled(period, rules, moves, now, dice)
    confirmed = rules.kind.deadline(
        rules.doc, State.CONFIRMED, period=period, zone=rules.zone, made_at=moves[-1].at
    )
    if stay.fate == "absent" and confirmed and confirmed.due_at <= now:
        move = Move(State.CONFIRMED, confirmed.due_state, confirmed.due_at, by_policy=True)
        freed = confirmed.frees_from
        return Life([*moves, move], None, freed is not None, freed, ends_plain=True)
    came_at = _came_at(stay, period, rules, dice)
    left_at = _left_at(period, rules, dice)
    if now < came_at:
        return Life(moves, confirmed, True)
    if stay.fate == "overdue":
        left_at = now + MINUTE
    moves = [*moves, Move(State.CONFIRMED, State.CHECKED_IN, max(came_at, moves[-1].at + MINUTE))]
    if now < left_at:
        staying = rules.kind.deadline(
            rules.doc, State.CHECKED_IN, period=period, zone=rules.zone, made_at=came_at
        )
        return Life(moves, staying, True)
    return Life([*moves, Move(State.CHECKED_IN, State.FINISHED, left_at)], None, True, left_at)


def _pending(period: Period, rules: Rules, now: dt.datetime, dice: random.Random) -> Life:
    made_at = _whole(now - MINUTE * dice.randrange(25, 1080))
    deadline = rules.kind.deadline(rules.doc, State.PENDING, period=period, zone=rules.zone, made_at=made_at)
    return Life([Move(None, State.PENDING, made_at)], deadline, rules.doc.pending_blocks)


def _expired(period: Period, rules: Rules, made_at: dt.datetime, now: dt.datetime) -> Life | None:
    deadline = rules.kind.deadline(rules.doc, State.PENDING, period=period, zone=rules.zone, made_at=made_at)
    if deadline is None or deadline.due_at >= now:
        return None
    ended = Move(State.PENDING, deadline.due_state, deadline.due_at, by_policy=True)
    return Life([Move(None, State.PENDING, made_at), ended], None, False)


def _cancelled(
    period: Period, rules: Rules, moves: list[Move], now: dt.datetime, dice: random.Random
) -> Life | None:
    first = moves[-1].at + 30 * MINUTE
    last = min(now, instant(period.starts_on, dt.time(9), rules.zone, lenient=True))
    if last <= first:
        return None
    at = _whole(first + (last - first) * dice.random())
    return Life([*moves, Move(State.CONFIRMED, State.CANCELLED, at)], None, False)


def _made_at(period: Period, zone: ZoneInfo, now: dt.datetime, dice: random.Random) -> dt.datetime:
    """Return when a stay was asked for: mostly some weeks before, in the daytime, and never after now."""
    days = min(int(dice.expovariate(1 / 38)) + 1, 330)
    at = dt.time(dice.randrange(8, 22), dice.randrange(60))
    made_at = instant(period.starts_on - dt.timedelta(days=days), at, zone, lenient=True)
    if made_at < now - 60 * MINUTE:
        return made_at
    return _whole(now - dt.timedelta(hours=2 + min(dice.expovariate(1 / 500), 6000)))


def _confirmed(made_at: dt.datetime, now: dt.datetime, dice: random.Random) -> list[Move]:
    """Return how a stay came to be confirmed: at once, or some hours after a request."""
    if dice.random() < 0.6:
        return [Move(None, State.CONFIRMED, made_at)]
    later = made_at + MINUTE * dice.randrange(10, 400)
    answered_at = later if later < now else _whole(made_at + (now - made_at) / 2)
    return [Move(None, State.PENDING, made_at), Move(State.PENDING, State.CONFIRMED, answered_at)]


def _came_at(stay: Stay, period: Period, rules: Rules, dice: random.Random) -> dt.datetime:
    starts_at = rules.kind.span(rules.doc, period, rules.zone).starts_at
    at = starts_at + MINUTE * dice.randrange(2, 300)
    if stay.starts_time:
        return starts_at + MINUTE * dice.randrange(10)
    if stay.expected:
        said = instant(period.starts_on, dt.time.fromisoformat(stay.expected), rules.zone, lenient=True)
        at = max(starts_at, said + MINUTE * dice.randrange(5, 35))
    return at


def _left_at(period: Period, rules: Rules, dice: random.Random) -> dt.datetime:
    early = 8 if period.starts_time else 150
    return rules.kind.span(rules.doc, period, rules.zone).ends_at - MINUTE * dice.randrange(4, early)


def _whole(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)
