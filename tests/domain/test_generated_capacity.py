"""Availability against the simplest model there is: a grid of hours on which everything taken is counted."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.asking import Ask, Party, Period, UnitFacts
from app.domain.availability import Calendar, ClaimFacts, Room, conflicts
from app.domain.policies.room import no_room
from app.domain.span import Span
from app.domain.stock import Need, Stock, occurrence_key
from app.domain.words import BUFFERED, ClaimSource
from tests.domain.make import MADRID, NIGHTLY, policy

START = datetime(2026, 7, 6, tzinfo=UTC)
NOW = START - timedelta(days=1)
HOUR = timedelta(hours=1)
LAST = 40
LEAVES = {"room-1": 1, "room-2": 1, "beds": 4, "kayaks": 10}
Hours = range


def at(hour: int) -> datetime:
    return START + hour * HOUR


def span(hours: Hours) -> Span:
    return Span(at(hours.start), at(hours.stop))


@st.composite
def wanted_hours(draw) -> tuple[Hours, Hours]:
    """What is wanted, and the same with the buffers around it."""
    first = draw(st.integers(0, LAST - 1))
    own = range(first, draw(st.integers(first + 1, LAST)))
    return own, range(own.start - draw(st.integers(0, 3)), own.stop + draw(st.integers(0, 3)))


@st.composite
def claims(draw, units: Iterable[str] = tuple(LEAVES)) -> ClaimFacts:
    own, blocked = draw(wanted_hours())
    source = draw(st.sampled_from(list(ClaimSource)))
    if source not in BUFFERED:
        blocked = own
    unit = draw(st.sampled_from(list(units)))
    due_at = draw(st.sampled_from([None, NOW - HOUR, NOW, NOW + HOUR]))
    frees_from = at(draw(st.integers(0, LAST))) if due_at and draw(st.booleans()) else None
    return ClaimFacts(
        unit, span(own), span(blocked), source, draw(st.sampled_from("ABC")), due_at, frees_from,
        draw(st.integers(1, LEAVES.get(unit, 1))),
    )  # fmt: skip


def hours_of(claim: ClaimFacts) -> tuple[set[int], set[int]]:
    """The hours of a claim and those that its buffers close, as they are true now; said once more, without spans."""
    own, blocked = (
        {hour for hour in range(-5, LAST + 5) if part.holds(at(hour))} for part in (claim.span, claim.blocked)
    )
    if claim.due_at is not None and claim.due_at <= NOW:
        kept = {hour for hour in own if claim.due_ends_at is not None and at(hour) < claim.due_ends_at}
        if kept != own:
            blocked = {hour for hour in blocked if kept and hour <= max(kept)}
        own = kept
    return own, blocked if claim.source in BUFFERED else set()


def touches(claim: ClaimFacts, own: Hours, blocked: Hours) -> bool:
    taken, closed = hours_of(claim)
    return bool(taken & set(own) or closed & set(blocked))


def most_taken(taken: list[ClaimFacts], own: Hours, blocked: Hours) -> int:
    """The most that are taken in one hour: by their own time in one's own, by their buffers within one's buffers."""
    each = [(hours_of(claim), claim.quantity) for claim in taken]
    by_own = [sum(count for (hours, _), count in each if hour in hours) for hour in own]
    by_buffers = [sum(count for (_, hours), count in each if hour in hours) for hour in blocked]
    return max([*by_own, *by_buffers])


def model(needs: list[Need], taken: list[ClaimFacts], own: Hours, blocked: Hours) -> int:
    """How many of a unit are left, by counting."""
    left = []
    for need in needs:
        among = [claim for claim in taken if claim.unit == need.unit]
        left.append(max(need.quantity - most_taken(among, own, blocked), 0) // need.per)
    return min(left)


def calendar(taken: list[ClaimFacts]) -> Calendar:
    return Calendar({unit: [claim for claim in taken if claim.unit == unit] for unit in LEAVES})


def stock_of(unit: str) -> Stock:
    return Stock.SINGLE if LEAVES[unit] == 1 else Stock.POOL


@st.composite
def units(draw) -> list[Need]:
    """A single unit, a pool, or something made of several, with so many of each."""
    parts = draw(st.lists(st.sampled_from(list(LEAVES)), min_size=1, max_size=4, unique=True))
    return [
        Need(unit, draw(st.integers(1, LEAVES[unit])), LEAVES[unit], stock_of(unit)) for unit in sorted(parts)
    ]


many = st.lists(claims(), max_size=10)


@given(units(), many, wanted_hours(), st.sets(st.sampled_from("ABC"), max_size=1))
def test_what_is_left_of_a_unit_is_what_counting_says(needs, taken, wanted, ignoring):
    own, blocked = wanted
    room = Room(needs, calendar(taken), now=NOW, ignoring=ignoring)
    others = [claim for claim in taken if claim.owner_ref not in ignoring]
    assert room.left(span(own), span(blocked)) == model(needs, others, own, blocked)
    assert room.left(span(own), None) == model(needs, [c._replace(blocked=c.span) for c in others], own, own)
    rivals = {need.unit for need in needs}
    expected = [claim for claim in others if claim.unit in rivals and touches(claim, own, blocked)]
    found = room.rivals(span(own), span(blocked))
    assert len(found) == len(expected)
    assert sorted(c.owner_ref for c in found) == sorted(c.owner_ref for c in expected)
    assert found == sorted(found, key=lambda claim: claim.span)


@given(units(), many, wanted_hours(), st.integers(1, 4))
def test_until_when_it_lasts_is_the_longest_that_counting_allows(needs, taken, wanted, how_many):
    own, blocked = wanted
    after = blocked.stop - own.stop
    fits = [
        stop
        for stop in range(own.start + 1, own.stop + 1)
        if model(needs, taken, range(own.start, stop), range(blocked.start, stop + after)) >= how_many
    ]
    until = Room(needs, calendar(taken), now=NOW).free_until(span(own), span(blocked), wanted=how_many)
    if fits:
        assert until == at(max(fits))
    else:
        assert until <= at(own.start)


@given(st.lists(claims(["room-1"]), max_size=8), wanted_hours(), st.sampled_from(list(ClaimSource)))
def test_whoever_shares_an_hour_is_in_the_way_and_nobody_else(taken, wanted, source):
    own, blocked = wanted
    found = conflicts(span(own), span(blocked), claims=taken, now=NOW, source=source)
    among = blocked if source in BUFFERED else range(0)
    assert len(found) == sum(touches(claim, own, among) for claim in taken)


@st.composite
def seated(draw) -> ClaimFacts:
    """Some seats of one of a few departures, or the tour closed for some hours."""
    starts = draw(st.integers(0, 5))
    if draw(st.integers(0, 5)) == 0:
        return ClaimFacts(
            "tour", span(range(starts, starts + 1)), span(range(starts, starts + 1)), ClaimSource.CLOSURE
        )
    own = span(range(starts, starts + 2))
    due_at = draw(st.sampled_from([None, NOW, NOW + HOUR]))
    return ClaimFacts(
        "tour", own, own, due_at=due_at, quantity=draw(st.integers(1, 5)), occurrence=own.starts_at
    )


@st.composite
def of_the_boat(draw) -> ClaimFacts:
    """Somebody else has the boat, or a departure of this tour or of another has."""
    own, blocked = draw(wanted_hours())
    owner = draw(
        st.sampled_from(["X", *(occurrence_key(unit, at(n)) for unit in ("tour", "other") for n in range(3))])
    )
    return ClaimFacts("boat", span(own), span(blocked), owner_ref=owner)


@given(
    st.lists(seated(), max_size=10),
    st.lists(of_the_boat(), max_size=2),
    st.dictionaries(st.integers(0, 5), st.integers(0, 20), max_size=2),
    st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)),
    st.none() | st.integers(1, 15),
)
def test_the_seats_of_a_departure_are_its_own_and_its_boat_runs_once(taken, boat, are_set, wanted, by_policy):
    starts, before, after = wanted
    own, blocked = range(starts, starts + 2), range(starts - before, starts + 2 + after)
    needs = [Need("tour", quantity=12, stock=Stock.SEATS), Need("boat", serves="tour")]
    seats = {("tour", at(hour)): count for hour, count in are_set.items()}
    room = Room(needs, Calendar({"tour": taken, "boat": boat}, seats), now=NOW)
    there = are_set.get(starts, 12 if by_policy is None else by_policy)
    sold = sum(c.quantity for c in taken if c.occurrence == at(starts) and hours_of(c)[0])
    is_closed = any(c.source is ClaimSource.CLOSURE and hours_of(c)[0] & set(own) for c in taken)
    itself = occurrence_key("tour", at(starts))
    is_out = any(claim.owner_ref != itself and touches(claim, own, blocked) for claim in boat)
    expected = 0 if is_closed or is_out else max(there - sold, 0)
    assert room.left(span(own), span(blocked), seats=by_policy) == expected


stays = st.tuples(st.integers(0, 12), st.integers(1, 6), st.integers(1, 4), st.sampled_from([None, -1, 1]))


@given(
    st.lists(stays, max_size=8),
    st.tuples(st.integers(0, 12), st.integers(1, 6), st.integers(1, 4)),
    st.sampled_from([1, 4]),
    st.sampled_from([0, 120, 300, 600]),
)
def test_a_stay_is_refused_exactly_where_counting_finds_too_few(taken, wanted, quantity, after_min):
    """The whole function: what is left, the nights that lack some, and until when it would do."""
    doc = policy(after_min=after_min)
    first, count, how_many = wanted
    period = nights(first, count)
    found = [stayed(doc, each, number, quantity) for number, each in enumerate(taken)]
    stock = Stock.SINGLE if quantity == 1 else Stock.POOL
    unit = UnitFacts("beds", "Beds", 99, stock=stock, quantity=quantity)
    ask = Ask(period, Party(2), unit, NOW, MADRID, quantity=how_many)
    refusal = no_room(NIGHTLY, doc, ask, Room(unit.takes, Calendar({"beds": found}), now=NOW))
    own = NIGHTLY.span(doc, period, MADRID)
    left = counted(found, own, NIGHTLY.blocked(doc, own), quantity)
    assert (refusal is not None) == (left < how_many)
    if refusal is None:
        return
    assert refusal.facts["left"] == left
    assert (refusal.code == "not_enough_left") == (stock is Stock.POOL or how_many > 1)
    own_only = [claim._replace(blocked=claim.span) for claim in found]
    lacking = [day for day, cell in NIGHTLY.unit_spans(doc, period, zone=MADRID) if counted(own_only, cell, cell, quantity) < how_many]  # fmt: skip
    assert refusal.facts["dates"] == [day.isoformat() for day in lacking]
    shorter = [Period(period.starts_on, period.starts_on + timedelta(days=n)) for n in range(count, 0, -1)]
    fits = [each for each in shorter if counted(found, *around(doc, each), quantity) >= how_many]
    told = refusal.facts["latest_ends_on"]
    if fits and refusal.facts["latest_ends_time"] is None:
        assert told == fits[0].ends_on.isoformat()
    if not fits and refusal.facts["latest_ends_time"] is None:
        assert told is None


def nights(first: int, count: int) -> Period:
    starts_on = date(2026, 7, 6) + timedelta(days=first)
    return Period(starts_on, starts_on + timedelta(days=count))


def around(doc, period: Period) -> tuple[Span, Span]:
    own = NIGHTLY.span(doc, period, MADRID)
    return own, NIGHTLY.blocked(doc, own)


def stayed(doc, stay, number: int, quantity: int) -> ClaimFacts:
    """A stay that takes some; one in three was absent, with all of it freed or all but the first night."""
    first, count, many_, due = stay
    own, blocked = around(doc, nights(first, count))
    frees = None if due != 1 else NIGHTLY.unit_ends(doc, nights(first, count), zone=MADRID)[0][1]
    return ClaimFacts(
        "beds", own, blocked, owner_ref=str(number), quantity=min(many_, quantity),
        due_at=NOW if due else None, due_ends_at=frees,
    )  # fmt: skip


def counted(taken: list[ClaimFacts], own: Span, blocked: Span, quantity: int) -> int:
    """Count what is left of a pool half-hour by half-hour."""
    worst = 0
    step = timedelta(minutes=30)
    instant = blocked.starts_at
    while instant < blocked.ends_at:
        mine = mine_blocked = 0
        for claim in taken:
            ends, blocks_to = claim.span.ends_at, claim.blocked.ends_at
            if claim.due_at is not None:
                if claim.due_ends_at is None or claim.due_ends_at <= claim.span.starts_at:
                    continue
                if claim.due_ends_at < ends:
                    ends = blocks_to = claim.due_ends_at
            mine += claim.quantity * (claim.span.starts_at <= instant < ends)
            mine_blocked += claim.quantity * (claim.blocked.starts_at <= instant < blocks_to)
        worst = max(worst, mine_blocked, mine if own.holds(instant) else 0)
        instant += step
    return max(quantity - worst, 0)


def test_the_model_itself_counts_a_peak_and_not_a_sum():
    taken = [ClaimFacts("kayaks", span(range(a, b)), span(range(a, b)), quantity=q) for a, b, q in ((1, 5, 4), (4, 8, 4), (7, 9, 3))]  # fmt: skip
    assert model([Need("kayaks", 1, 10, Stock.POOL)], taken, range(1, 9), range(1, 9)) == 2
