"""What cancelling costs: tiers by whole days between local dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from app.domain.fields import Days, Part, Percent, plain
from app.domain.money import percent_of


class Tier(Part):
    """The charge from that many days before the start, down to the next tier.

    Shapes:  exactly one of `charge_percent` (of the total) and `first_unit` (the first unit of time).
    """

    days_before: Days
    charge_percent: Percent | None = None
    first_unit: bool = False

    @model_validator(mode="after")
    def _has_one_charge(self) -> Self:
        if (self.charge_percent is None) == (not self.first_unit):
            raise PydanticCustomError("one_charge", "one charge")
        return self


@dataclass(frozen=True)
class CancellationFee:
    """What a cancellation costs and what then changes hands.

    Shapes:  `tier` holds the facts of its text: days_before (of the stay), from_days, until_days, charge_percent
             or first_unit; empty when the policy has no tiers.
    """

    tier: Mapping[str, object]
    fee_minor: int
    refund_minor: int
    owed_minor: int


def tier_facts(tiers: Sequence[Tier]) -> list[dict[str, object]]:
    """Return each tier as the facts of a sentence, the earliest first."""
    ordered = sorted(tiers, key=lambda tier: -tier.days_before)
    facts: list[dict[str, object]] = []
    for place, tier in enumerate(ordered):
        facts.append(
            {
                "from_days": tier.days_before,
                "until_days": ordered[place - 1].days_before - 1 if place else None,
                "charge_percent": None if tier.charge_percent is None else plain(tier.charge_percent),
                "first_unit": tier.first_unit,
            }
        )
    return facts


def fee(
    tiers: Sequence[Tier], days_before: int, *, total_minor: int, first_unit_minor: int, paid_minor: int
) -> CancellationFee:
    """Return the fee that many days before the start, capped at the total and first taken from what was paid.

    Below its last tier a policy charges as in that tier.
    """
    charge, text = 0, {}
    ordered = sorted(tiers, key=lambda tier: -tier.days_before)
    for tier, facts in zip(ordered, tier_facts(tiers), strict=True):
        if days_before >= tier.days_before or tier is ordered[-1]:
            percent = tier.charge_percent
            charge = first_unit_minor if percent is None else percent_of(total_minor, percent)
            text = facts | {"days_before": days_before}
            break
    charge = min(charge, total_minor)
    return CancellationFee(text, charge, max(paid_minor - charge, 0), max(charge - paid_minor, 0))
