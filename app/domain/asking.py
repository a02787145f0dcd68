"""What people ask for and what a kind of policy answers: values that every kind shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.domain.refusal import Refusal
from app.domain.stock import Need, Stock
from app.domain.words import State


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time as people say it, in the tenant's zone; the kind turns it into a span."""

    starts_on: date
    ends_on: date
    starts_time: time | None = None
    ends_time: time | None = None


@dataclass(frozen=True)
class Party:
    """The people of a reservation, and the cots they need."""

    adults: int
    children: int = 0
    infants: int = 0
    cots: int = 0

    @property
    def people(self) -> int:
        """Return how many they are, infants included."""
        return self.adults + self.children + self.infants


@dataclass(frozen=True)
class UnitFacts:
    """What rules may know of a unit."""

    ref: str
    name: str
    capacity: int
    cots: int = 0
    tags: frozenset[str] = frozenset()
    in_service_from: date | None = None
    in_service_until: date | None = None
    stock: Stock = Stock.SINGLE
    quantity: int = 1
    needs: tuple[Need, ...] = ()
    type: str = ""

    @property
    def takes(self) -> tuple[Need, ...]:
        """Return the leaf units that one of it takes; a single unit and a pool take themselves."""
        return self.needs or (Need(self.ref, quantity=self.quantity, stock=self.stock),)


@dataclass(frozen=True)
class Around:
    """How much of a unit is free beside a period.

    Units:   whole days that nobody has directly before and after it; None: nobody is near.
    """

    days_before: int | None = None
    days_after: int | None = None


@dataclass(frozen=True)
class Ask:
    """One request: all that a rule may read.

    Shapes:  `held` is the period a reservation has already, when it is being changed; `cots_left` is how many
             cots nobody else has in that period (None: all of the unit's); a unit is in
             service on `in_service_from` and no more on `in_service_until`; `quantity` is how many of the unit are
             wanted; `client_periods` are the other periods that the same client holds under the same policy
             (None: the client is not known yet); `around` None: nobody has looked; `complimentary` None: as it
             was sold; `held_code` is the promotional code that a reservation has, '' none, None: it is new.
    """

    period: Period
    party: Party
    unit: UnitFacts
    now: datetime
    zone: ZoneInfo
    is_new: bool = True
    held: Period | None = None
    cots_left: int | None = None
    quantity: int = 1
    promo_code: str = ""
    client_periods: tuple[Period, ...] | None = None
    around: Around | None = None
    complimentary: bool | None = None
    held_code: str | None = None

    @property
    def keeps_code(self) -> bool:
        """Tell whether its promotional code is the one that the reservation has already."""
        return self.held_code is not None and _plain(self.held_code) == _plain(self.promo_code)

    @property
    def has_new_start(self) -> bool:
        """Tell whether it begins on another date than what is held, or is new."""
        return self.is_new or (self.held is not None and self.held.starts_on != self.period.starts_on)

    @property
    def has_new_end(self) -> bool:
        """Tell whether it ends on another date than what is held, or is new."""
        return self.is_new or (self.held is not None and self.held.ends_on != self.period.ends_on)


def _plain(code: str) -> str:
    return code.strip().casefold()


@dataclass(frozen=True)
class Check:
    """One rule of a policy with what it demands, and its refusals when it is broken."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether the rule is kept."""
        return not self.refusals


@dataclass(frozen=True)
class Asked:
    """A field by which people say a period.

    Shapes:  `sort` is date, time, or slot (a time chosen from those that are offered on the day).
    """

    name: str
    sort: str
    is_needed: bool = True


@dataclass(frozen=True)
class Deadline:
    """What becomes of a reservation by itself, when, and from when its unit is free then.

    Shapes:  `frees_from` None: everything is freed.
    """

    due_at: datetime
    due_state: State
    frees_from: datetime | None

    def of_claim(self, ends_at: datetime) -> tuple[datetime | None, datetime | None]:
        """Return when a claim changes by it, and where it ends then; nothing for one that has ended by itself.

        Shapes:  as `due_at` and `due_ends_at` of `ClaimFacts`.
        """
        if self.frees_from is not None and self.frees_from >= ends_at:
            return None, None
        return self.due_at, self.frees_from


@dataclass(frozen=True)
class Minimum:
    """How many of something must be sold by an instant, so that it takes place at all."""

    seats: int
    judged_at: datetime


@dataclass(frozen=True)
class Alternative:
    """A way out of a refusal that is accepted when posted.

    Shapes:  kind `shift` (other dates), `unit` (another unit), `shorten` and `extend` (fewer or more units of time),
             `continue` (stay as long as possible, then go on in another unit for `period`), `reseat` (the same
             once the stays in the fact `moves` have moved, which is posted first), `fewer` (the same for fewer of
             the unit, or fewer people); `quantity` and `party` None: as asked.
    """

    kind: str
    unit_ref: str
    period: Period
    facts: Mapping[str, object] = field(default_factory=dict)
    quantity: int | None = None
    party: Party | None = None
