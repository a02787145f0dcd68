"""A rule's "no", as a value, and the exception that carries several of them to the edge."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.asking import Alternative


@dataclasses.dataclass(frozen=True)
class Refusal:
    """One broken rule: its code, the form field it concerns, the data it read and what would pass."""

    code: str
    field: str | None
    facts: dict[str, object] = dataclasses.field(default_factory=dict)
    status: int = 422


class Refused(Exception):
    """Every refusal of one request, with the ways out that would be accepted.

    Shapes:  `alternatives` may be a function; it is asked when somebody reads them, after locks were given back.
    """

    def __init__(
        self,
        refusals: Iterable[Refusal],
        alternatives: Iterable[Alternative] | Callable[[], Iterable[Alternative]] = (),
    ) -> None:
        self.refusals = list(refusals)
        self._alternatives = alternatives
        super().__init__(", ".join(refusal.code for refusal in self.refusals))

    @cached_property
    def alternatives(self) -> list[Alternative]:
        """Return the ways out."""
        found = self._alternatives
        return list(found() if callable(found) else found)

    @property
    def status(self) -> int:
        """Return 409 when somebody else has it, else 422."""
        return 409 if any(refusal.status == 409 for refusal in self.refusals) else 422
