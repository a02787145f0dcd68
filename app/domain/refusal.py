"""A rule's "no", as a value, and the exception that carries several of them to the edge."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.domain.asking import Alternative

    Search = Callable[[Sequence[Any] | None], Iterable[Alternative]]


@dataclasses.dataclass(frozen=True)
class Refusal:
    """One broken rule: its code, the form field it concerns, the data it read and what would pass."""

    code: str
    field: str | None
    facts: dict[str, object] = dataclasses.field(default_factory=dict)
    status: int = 422


class Refused(Exception):
    """Every refusal of one request, with the ways out that would be accepted.

    Shapes:  `alternatives` may be a function of the units that there are, None: it looks itself; it is asked once, when
             somebody reads them, after locks were given back.
    """

    def __init__(
        self,
        refusals: Iterable[Refusal],
        alternatives: Iterable[Alternative] | Search = (),
    ) -> None:
        self.refusals = list(refusals)
        self._search = alternatives if callable(alternatives) else None
        self._found = None if callable(alternatives) else list(alternatives)
        super().__init__(", ".join(refusal.code for refusal in self.refusals))

    @property
    def alternatives(self) -> list[Alternative]:
        """Return the ways out."""
        return self.among(None)

    def among(self, units: Sequence[Any] | None) -> list[Alternative]:
        """Return the ways out for somebody who has read already which units there are."""
        if self._found is None:
            self._found = list(self._search(units)) if self._search else []
        return self._found

    @property
    def status(self) -> int:
        """Return 409 when somebody else has it, else 422."""
        return 409 if any(refusal.status == 409 for refusal in self.refusals) else 422
