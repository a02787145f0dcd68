"""What the ways by which reservations come are called: each has one spelling."""

from __future__ import annotations

from collections.abc import Iterable

WEBSITE = "Website"


class Spellings:
    """How a tenant writes its channels: as each was written first, whatever letters and spaces are used later.

    Shapes:  the public site's own name is known before all others.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._by_key: dict[str, str] = {}
        for name in (WEBSITE, *known):
            self.of(name)

    def of(self, name: str) -> str:
        """Answer how a channel is written; one that is new is known from now on."""
        plain = " ".join(name.split())
        return self._by_key.setdefault(plain.casefold(), plain)
