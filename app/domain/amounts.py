"""Amounts of money as people type them."""

from __future__ import annotations

import re

from app.domain.money import exponent

MOST_DIGITS = 15
# `1200,50`, and in groups of three what can't be read otherwise: `1 200`, `1.200,50`, `1,200.50`, `1.200.000`.
WRITTEN = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<whole>\d+)(?:[.,](?P<decimals>\d*))?",
        r"(?P<whole>)[.,](?P<decimals>\d+)",
        r"(?P<whole>\d{1,3}(?: \d{3})+)(?:[.,](?P<decimals>\d*))?",
        r"(?P<whole>\d{1,3}(?:\.\d{3})+),(?P<decimals>\d*)",
        r"(?P<whole>\d{1,3}(?:,\d{3})+)\.(?P<decimals>\d*)",
        r"(?P<whole>\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})+)(?P<decimals>)",
    )
]
# Three decimals to some, thousands to others. With a point it is how a field itself shows three decimals.
DOUBTFUL = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)


def read_amount(typed: str, currency: str) -> int | None:
    """Return an amount of the major unit as minor units, or None where it is none or could be another.

    Refuses more decimals than the currency has, whatever they are: `1.200` is twelve hundred to half of the world.
    """
    said = " ".join(typed.split())
    is_less = said.startswith("-")
    said = said.removeprefix("-")
    found = next((match for pattern in WRITTEN if (match := pattern.fullmatch(said))), None)
    if found is None or DOUBTFUL.fullmatch(said):
        return None
    whole = re.sub(r"\D", "", found["whole"])
    decimals = found["decimals"] or ""
    if len(decimals) > exponent(currency) or len(whole) > MOST_DIGITS:
        return None
    minor = int(whole + decimals.ljust(exponent(currency), "0") or "0")
    return -minor if is_less else minor
