"""Read typed text into values and remember, field by field, what can't be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from app.domain.amounts import read_amount
from app.domain.money import to_minor
from app.sentences.amounts import amount_asked
from app.sentences.base import _

MOST_TEXT = 2_000
LONGEST_NUMBER = 12
MOST_MONEY = Decimal(10) ** 9


class Reader:
    """Reads the fields of one form.

    Shapes:  `errors` holds the sentences about each field; a field that can't be read answers its default.
    """

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.errors: dict[str, list[str]] = {}

    def blame(self, name: str, said: str) -> None:
        """Remember what is wrong with a field."""
        self.errors.setdefault(name, []).append(said)

    def text(self, name: str, *, most: int = MOST_TEXT) -> str:
        """Answer a text without the space around it."""
        said = self.typed.get(name, "").strip().replace("\x00", "")
        if len(said) > most:
            self.blame(name, _("At most %(most)s letters.", most=most))
        return said[:most]

    def date(self, name: str, *, needed: str = "") -> dt.date | None:
        """Answer a date, or None; `needed` is what is said when it is left empty."""
        said = self.text(name)
        if not said:
            if needed:
                self.blame(name, needed)
            return None
        try:
            return dt.date.fromisoformat(said)
        except ValueError:
            self.blame(name, _("This is not a date."))
            return None

    def time(self, name: str) -> dt.time | None:
        """Answer a time of day, or None when the field is empty."""
        said = self.text(name)
        if not said:
            return None
        try:
            return dt.time.fromisoformat(said).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            self.blame(name, _("Write a time such as 17:30."))
            return None

    def whole(self, name: str, *, least: int = 0, most: int = 999, default: int = 0) -> int:
        """Answer a whole number within bounds."""
        said = self.text(name)
        if not said:
            return default
        is_number = said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER
        if not is_number or not least <= int(said) <= most:
            self.blame(name, _("Write a whole number from %(least)s to %(most)s.", least=least, most=most))
            return default
        return int(said)

    def money(self, name: str, currency: str) -> int:
        """Answer an amount in minor units; one that could be misread is none."""
        said = self.text(name)
        if not said:
            return 0
        minor = read_amount(said, currency)
        if minor is None or not 0 <= minor <= to_minor(MOST_MONEY, currency):
            self.blame(name, amount_asked(currency))
            return 0
        return minor
