"""What is said about an amount of money that can't be read, or could be read as another."""

from __future__ import annotations

from babel.numbers import format_decimal

from app.domain.money import exponent
from app.language import gettext as _
from app.language import spoken

EXAMPLE = 1200


def amount_asked(currency: str) -> str:
    """Say how an amount is written, with as many decimals as its currency has."""
    places = exponent(currency)
    if not places:
        return _("Write a whole amount without a mark for thousands, such as %(whole)s.", whole=EXAMPLE)
    exact = format_decimal(EXAMPLE, format=f"0.{'0' * places}", locale=spoken().name)
    return _(
        "Write an amount without a mark for thousands, such as %(whole)s or %(exact)s.",
        whole=EXAMPLE,
        exact=exact,
    )
