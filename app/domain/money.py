"""Money as integers of the currency's minor unit; arithmetic in Decimal, rounding half-up."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

DEFAULT_EXPONENT = 2
# The usual 28 digits are too few for the largest price that a document can say, which is refused, not an error.
WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
EXPONENTS = {
    "BHD": 3, "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0, "KRW": 0,
    "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0,
    "XPF": 0,
}  # fmt: skip


def exponent(currency: str) -> int:
    """Return how many decimals a currency has.

    Source:  ISO 4217.
    """
    return EXPONENTS.get(currency, DEFAULT_EXPONENT)


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an amount of the major unit as integer minor units."""
    return round_half_up(amount.scaleb(exponent(currency)))


def to_major(minor: int, currency: str) -> Decimal:
    """Return minor units as an exact amount of the major unit."""
    return Decimal(minor).scaleb(-exponent(currency))


def round_half_up(amount: Decimal) -> int:
    """Round to the nearest whole; a half goes away from zero."""
    return int(amount.quantize(Decimal(1), context=WIDE))


def percent_of(minor: int, percent: Decimal | int) -> int:
    """Return that percentage of an amount, rounded."""
    return round_half_up(WIDE.divide(WIDE.multiply(Decimal(minor), Decimal(percent)), Decimal(100)))


def included_tax(gross_minor: int, percent: Decimal | int) -> int:
    """Return the tax inside a price: the price less its rounded net."""
    return gross_minor - round_half_up(WIDE.divide(Decimal(gross_minor * 100), 100 + Decimal(percent)))


def split_largest_remainder(total_minor: int, weights: Sequence[Decimal | int]) -> list[int]:
    """Split an amount by weights so that the parts sum to it exactly; equal remainders go to the first.

    Shapes:  one part a weight; weights not negative; all zero counts as all equal.
    """
    if not weights:
        return []
    shares = _whole_numbers(weights)
    if not any(shares):
        shares = [1] * len(shares)
    sign = -1 if total_minor < 0 else 1
    whole = sum(shares)
    parts, remainders = zip(*(divmod(abs(total_minor) * share, whole) for share in shares), strict=True)
    by_remainder = sorted(range(len(shares)), key=lambda place: (-remainders[place], place))
    more = set(by_remainder[: abs(total_minor) - sum(parts)])
    return [sign * (part + (place in more)) for place, part in enumerate(parts)]


def _whole_numbers(weights: Sequence[Decimal | int]) -> list[int]:
    """Return weights in the same proportions without decimals, so that no share of them is rounded."""
    shares = [Decimal(weight) for weight in weights]
    decimals = max(max(-int(share.as_tuple().exponent), 0) for share in shares)
    return [int(share.scaleb(decimals)) for share in shares]


def deposit_split(total_minor: int, percent: Decimal | int) -> tuple[int, int]:
    """Return what is due now and what is due later."""
    now = min(percent_of(total_minor, percent), total_minor)
    return now, total_minor - now


def instalments(total_minor: int, count: int) -> list[int]:
    """Return that many payments that differ by at most one minor unit, the larger first."""
    return split_largest_remainder(total_minor, [1] * count)
