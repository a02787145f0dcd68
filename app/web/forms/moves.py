"""Moves of several stays as one hidden field of a form carries them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from app.actions.reservations.reseat import Step
from app.domain.asking import Alternative

MOST_MOVES = 1_000
PARTS = 4


def as_text(steps: Iterable[Step]) -> str:
    """Write moves as `stay:version:from:to`, with a comma between two."""
    return ",".join(f"{step.ref}:{step.version}:{step.unit_ref}:{step.to_ref}" for step in steps)


def read_steps(text: str) -> list[Step]:
    """Read moves; nothing where a part is missing or no number."""
    parts = [each.split(":") for each in text.split(",")[:MOST_MOVES]]
    if all(len(each) == PARTS for each in parts):
        with suppress(ValueError):
            return [Step(ref, int(version), unit, to) for ref, version, unit, to in parts]
    return []


def steps_of(way: Alternative) -> list[Step]:
    """Answer the moves that a way out needs."""
    moves = way.facts.get("moves")
    if not isinstance(moves, list):
        return []
    return [Step(move["ref"], move["version"], move["from"], move["to"]) for move in moves]
