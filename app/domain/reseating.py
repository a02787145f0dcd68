"""Which stays change their unit so that one unit is free for a wanted span: as few as can be found.

Stays on like units are intervals, and a unit is a colour: where nothing is fixed and no instant has more stays than
units, giving units out in the order in which stays begin always works. Two searches share one board: chains of a few
moves first, each stay moving aside for one before it; then a new seating of all that hangs together with the span.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.availability import Usage
from app.domain.span import Span

FEW = 4
CHAIN_NODES = 4_000
SEATING_NODES = 20_000

MayStand = Callable[[str, str], bool]


@dataclass(frozen=True)
class Seated:
    """What stands in a unit: a stay that may move, or something that stays where it is.

    Shapes:  `blocked` contains `own`; a closure or an imported event is not buffered, and is always fixed.
    """

    ref: str
    unit: str
    own: Span
    blocked: Span
    is_fixed: bool = False
    is_buffered: bool = True

    def clashes(self, other: Seated) -> bool:
        """Tell whether both can't be in one unit; availability compares the same two pairs."""
        if self.own.overlaps(other.own):
            return True
        return self.is_buffered and other.is_buffered and self.blocked.overlaps(other.blocked)


@dataclass(frozen=True)
class Move:
    """A stay that goes from one unit to another."""

    ref: str
    unit: str
    to: str


@dataclass(frozen=True)
class Plan:
    """The unit that becomes free, and who moves for it."""

    unit: str
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Wanted:
    """The span for which a unit is wanted, and the units that would do, the preferred first."""

    own: Span
    blocked: Span
    units: tuple[str, ...]


def find_plan(
    wanted: Wanted,
    seated: Sequence[Seated],
    *,
    units: Sequence[str],
    may_stand: MayStand = lambda _ref, _unit: True,
) -> Plan | None:
    """Return who moves where so that one of the wanted units is free, or None when nothing is found.

    Shapes:  `units` are all that stays may move to; `may_stand` tells of a stay and a unit it is not in whether the
             rules of the stay allow it there. References of what is not fixed are unique.
    Units:   bounded by CHAIN_NODES and SEATING_NODES steps; within them the answer is exact.
    """
    if not wanted.units or not _peak_fits(wanted, seated, len(units)):
        return None
    board = _Board(wanted, seated, units, may_stand)
    for most in range(FEW + 1):
        chains = _Chains(board, most)
        if chains.settle((board.wanted,)):
            return board.plan()
        if not chains.is_cut:
            return None
        if chains.is_spent:
            break
    return board.plan() if _seat_anew(board) else None


def _peak_fits(wanted: Wanted, seated: Sequence[Seated], count: int) -> bool:
    """Tell whether at no instant of the span all units are taken."""
    own = Usage((each.own, 1) for each in seated)
    blocked = Usage((each.blocked, 1) for each in seated if each.is_buffered)
    return own.peak(wanted.own) < count and blocked.peak(wanted.blocked) < count


class _Board:
    """Who stands where while a plan is looked for; what is wanted is the last of all."""

    def __init__(
        self, wanted: Wanted, seated: Sequence[Seated], units: Sequence[str], may_stand: MayStand
    ) -> None:
        self.all = [*seated, Seated("", "", wanted.own, wanted.blocked)]
        self.wanted = len(seated)
        self.place: list[str | None] = [each.unit or None for each in self.all]
        self.rivals = _rivals(self.all)
        self._units, self._wanted_units, self._may_stand = units, wanted.units, may_stand
        self._known: dict[tuple[int, str], bool] = {}

    def units_of(self, item: int) -> Sequence[str]:
        """Return the units to try for a stay."""
        return self._wanted_units if item == self.wanted else self._units

    def may(self, item: int, unit: str) -> bool:
        """Tell whether a stay may be in a unit, whoever else is there."""
        each = self.all[item]
        if item == self.wanted or each.unit == unit:
            return True
        if (item, unit) not in self._known:
            self._known[item, unit] = self._may_stand(each.ref, unit)
        return self._known[item, unit]

    def plan(self) -> Plan:
        """Return the plan that the places say."""
        pairs = zip(self.all, self.place, strict=True)
        moves = tuple(
            Move(each.ref, each.unit, to) for each, to in pairs if each.unit and to and to != each.unit
        )
        return Plan(self.place[self.wanted] or "", moves)


def _rivals(everything: Sequence[Seated]) -> list[list[int]]:
    """Return for each one those that can't be in the same unit with it, in one sweep."""
    found: list[list[int]] = [[] for _ in everything]
    open_now: list[int] = []
    for item in sorted(range(len(everything)), key=lambda place: everything[place].blocked):
        starts_at = everything[item].blocked.starts_at
        open_now = [other for other in open_now if everything[other].blocked.ends_at > starts_at]
        for other in open_now:
            if everything[item].clashes(everything[other]):
                found[item].append(other)
                found[other].append(item)
        open_now.append(item)
    return found


class _Chains:
    """Looks for at most so many moves: who takes a unit sends away those who clash there, and they go on.

    Whoever moved once stays: so every set of moves that works is found, if it is small enough.
    """

    def __init__(self, board: _Board, most: int) -> None:
        self._board, self._left, self._nodes = board, most, CHAIN_NODES
        self._settled: set[int] = set()
        self.is_cut = self.is_spent = False

    def settle(self, waiting: tuple[int, ...]) -> bool:
        """Give all that wait a unit, and tell whether it worked; else everything stands as before."""
        if not waiting:
            return True
        if self._nodes <= 0:
            self.is_cut = self.is_spent = True
            return False
        self._nodes -= 1
        options, item = min(((self._options(each), each) for each in waiting), key=lambda pair: len(pair[0]))
        rest = tuple(each for each in waiting if each != item)
        self._settled.add(item)
        for unit, sent in options:
            if len(sent) > self._left:
                self.is_cut = True
            elif self._try(item, unit, sent, rest):
                return True
        self._settled.discard(item)
        return False

    def _try(self, item: int, unit: str, sent: list[int], rest: tuple[int, ...]) -> bool:
        place, before = self._board.place, self._board.place[item]
        place[item] = unit
        for other in sent:
            place[other] = None
        self._left -= len(sent)
        if self.settle(rest + tuple(sent)):
            return True
        self._left += len(sent)
        for other in sent:
            place[other] = unit
        place[item] = before
        return False

    def _options(self, item: int) -> list[tuple[str, list[int]]]:
        """Return the units that one may take and who would have to leave there, the fewest first."""
        board = self._board
        there: dict[str, list[int]] = {}
        closed = {board.all[item].unit}
        for other in board.rivals[item]:
            unit = board.place[other]
            if unit is None:
                continue
            if board.all[other].is_fixed or other in self._settled:
                closed.add(unit)
            there.setdefault(unit, []).append(other)
        found = [
            (unit, there.get(unit, []))
            for unit in board.units_of(item)
            if unit not in closed and board.may(item, unit)
        ]
        return sorted(found, key=lambda option: len(option[1]))


def _seat_anew(board: _Board) -> bool:
    """Give units anew to all that hang together with the span, in the order in which they begin."""
    order = sorted(_cluster(board), key=lambda item: (board.all[item].blocked, item))
    for item in order:
        board.place[item] = None
    tries = [iter(_free(board, order[0]))]
    for _node in range(SEATING_NODES):
        item = order[len(tries) - 1]
        unit = next(tries[-1], None)
        board.place[item] = unit
        if unit is None:
            tries.pop()
            if not tries:
                return False
        elif len(tries) == len(order):
            _send_back(board, order)
            return True
        else:
            tries.append(iter(_free(board, order[len(tries)])))
    return False


def _cluster(board: _Board) -> set[int]:
    """Return what is wanted and all stays that clash with it, or with one of these, and may move."""
    found, edge = {board.wanted}, [board.wanted]
    while edge:
        for other in board.rivals[edge.pop()]:
            if other not in found and not board.all[other].is_fixed:
                found.add(other)
                edge.append(other)
    return found


def _free(board: _Board, item: int) -> list[str]:
    """Return the units in which nobody is in the way of one, its own first."""
    taken = {board.place[other] for other in board.rivals[item]}
    found = [unit for unit in board.units_of(item) if unit not in taken and board.may(item, unit)]
    return sorted(found, key=lambda unit: unit != board.all[item].unit)


def _send_back(board: _Board, order: Sequence[int]) -> None:
    """Let everybody return to their own unit for whom it is free after all."""
    is_changed = True
    while is_changed:
        is_changed = False
        for item in order:
            own = board.all[item].unit
            if own and board.place[item] != own and own not in {board.place[o] for o in board.rivals[item]}:
                board.place[item] = own
                is_changed = True
