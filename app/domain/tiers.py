"""Prices for several units of time at once: which of them cover a length at the lowest price."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from app.domain.fields import Count, Minor, Part

MOST_TIERS = 20

TierMode = Literal["single", "mixed"]


class PriceTier(Part):
    """A price for that many units of time together."""

    units: Count
    minor: Minor


Cover = tuple[tuple[PriceTier, int], ...]


def cover(tiers: Sequence[PriceTier], count: int, *, mode: TierMode) -> Cover:
    """Return the cheapest tiers that reach at least a number of units of time, and each how many times.

    Of two that cost the same the longer tier is taken.

    Shapes:  `single`: one tier again and again; `mixed`: any of them together; the longest first.
    """
    if count < 1:
        return ()
    return _single(tuple(tiers), count) if mode == "single" else _mixed(tuple(tiers), count)


def cost(covered: Cover) -> int:
    """Return what some tiers cost together."""
    return sum(tier.minor * times for tier, times in covered)


def _single(tiers: tuple[PriceTier, ...], count: int) -> Cover:
    ways = [(tier, -(-count // tier.units)) for tier in tiers]
    return (min(ways, key=lambda way: (way[0].minor * way[1], -way[0].units)),)


def _mixed(tiers: tuple[PriceTier, ...], count: int) -> Cover:
    """Walk back what was chosen for each length; tables of a few sizes serve all lengths near one another."""
    chosen = _choices(tiers, 1 << (count - 1).bit_length())
    times: dict[PriceTier, int] = {}
    while count > 0:
        tier = chosen[count]
        times[tier] = times.get(tier, 0) + 1
        count -= tier.units
    return tuple(sorted(times.items(), key=lambda way: -way[0].units))


@lru_cache(maxsize=64)
def _choices(tiers: tuple[PriceTier, ...], most: int) -> list[PriceTier]:
    """Return a tier to begin with for each length, found from the lowest costs of the shorter ones."""
    longest_first = sorted(tiers, key=lambda tier: -tier.units)
    costs, chosen = [0], [longest_first[0]]
    for length in range(1, most + 1):
        prices = [costs[max(length - tier.units, 0)] + tier.minor for tier in longest_first]
        lowest = min(prices)
        costs.append(lowest)
        chosen.append(longest_first[prices.index(lowest)])
    return chosen
