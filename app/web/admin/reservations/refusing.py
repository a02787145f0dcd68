"""A refusal as a page tells it: sentences beside fields, rivals by the names that members know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app import clock, sentences
from app.domain.refusal import Refusal, Refused
from app.queries.reservations import OwnerRow, find_owners
from app.sentences import reservations
from app.web.admin.reservations.reading import Shown

NOBODY: Mapping[str, OwnerRow] = MappingProxyType({})


@dataclass(frozen=True)
class Said:
    """What is said in answer: all sentences with their fields, and the sentences of each field."""

    items: list[tuple[str, str | None]] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def at(self, name: str) -> list[str]:
        """Answer what is said beside a field."""
        return self.errors.get(name, [])

    def __bool__(self) -> bool:
        """Tell whether anything is said at all."""
        return bool(self.items)


def say(refusals: Sequence[Refusal], *, unit: str, known: Mapping[str, OwnerRow] = NOBODY) -> Said:
    """Put refusals into sentences for a member, who may know the names of the rivals; see `name_rivals`."""
    said = Said()
    for refusal in name_rivals(refusals, unit=unit, known=known):
        add(said, refusal.field, sentences.sentence(refusal), beside=reservations.beside(refusal))
    return said


def add(said: Said, name: str | None, text: str, *, beside: str | None = None) -> None:
    """Say one thing more; `beside` is what stands beside the field instead of all of it."""
    said.items.append((text, name))
    if name:
        said.errors.setdefault(name, []).append(beside or text)


def told(refused: Refused, shown: Shown) -> Said:
    """Put into sentences why a move of a reservation was refused."""
    return say(refused.refusals, unit=shown.unit.name)


def name_rivals(
    refusals: Sequence[Refusal], *, unit: str, known: Mapping[str, OwnerRow] = NOBODY
) -> list[Refusal]:
    """Say in the facts of refusals which unit is meant and who is in the way; `known` are owners found before."""
    refs = [rival["ref"] for refusal in refusals for rival in _rivals(refusal)]
    owners = known if known.keys() >= set(refs) else find_owners(refs, clock.now())
    named = []
    for refusal in refusals:
        facts: dict[str, object] = {"unit": unit, **refusal.facts}
        if "rivals" in facts:
            facts["rivals"] = [
                {**rival, "name": owners[rival["ref"]].client_name if rival["ref"] in owners else ""}
                for rival in _rivals(refusal)
            ]
        named.append(replace(refusal, facts=facts))
    return named


def _rivals(refusal: Refusal) -> list[dict[str, str]]:
    rivals = refusal.facts.get("rivals")
    return list(rivals) if isinstance(rivals, list) else []
