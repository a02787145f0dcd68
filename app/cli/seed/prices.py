"""Pieces of policy documents that several demonstration businesses share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def seasons(years: Sequence[int], *entries: tuple[str, str, str, int]) -> list[dict[str, Any]]:
    """Return a season of each year for each name, first and last day (`MM-DD`) and price of a night.

    A season whose last day comes before its first ends in the next year.
    """
    return [
        {
            "name": name,
            "first_on": f"{year}-{first}",
            "last_on": f"{year + (last < first)}-{last}",
            "base_minor": minor,
        }
        for name, first, last, minor in entries
        for year in years
    ]


def cancellation(*tiers: tuple[int, int]) -> list[dict[str, Any]]:
    """Return the tiers of pairs of days before and percent."""
    return [{"days_before": days, "charge_percent": str(percent)} for days, percent in tiers]
