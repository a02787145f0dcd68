"""What the share of a day means for each kind of policy: its name, its heading and its definition in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.language import lazy_gettext
from app.sentences import fields


class Measure(NamedTuple):
    """The words of a kind's use.

    Shapes:  `share` stands above the percentages, `said` is heard after one of them, `of` takes `taken` and
             `available`; `each` is how much of what is counted makes one of them.
    """

    name: Any
    share: Any
    said: Any
    meaning: Any
    of: Any
    each: int = 1


MEASURES = {
    "nightly": Measure(
        lazy_gettext("Nights"),
        lazy_gettext("Occupied"),
        lazy_gettext("occupied"),
        lazy_gettext(
            "Share of units with a reservation that night. What is made of other units counts through them."
        ),
        lazy_gettext("%(taken)s of %(available)s units taken"),
    ),
    "slot": Measure(
        lazy_gettext("Departures"),
        lazy_gettext("Sold"),
        lazy_gettext("sold"),
        lazy_gettext("Share of seats sold on the departures offered that day."),
        lazy_gettext("%(taken)s of %(available)s seats sold"),
    ),
    "interval": Measure(
        lazy_gettext("Rentals"),
        lazy_gettext("Reserved"),
        lazy_gettext("reserved"),
        lazy_gettext("Share of hours reserved, of the opening hours that day for each unit."),
        lazy_gettext("%(taken)s of %(available)s hours reserved"),
        60,
    ),
}


def measure_of(kind: str) -> Measure:
    """Answer the words of a kind; of one that has none here those that are true of any."""
    return MEASURES.get(kind) or _of_any(kind)


def _of_any(kind: str) -> Measure:
    return Measure(
        fields.kind(kind),
        lazy_gettext("Reserved"),
        lazy_gettext("reserved"),
        lazy_gettext("Share of what is offered that day that is reserved."),
        lazy_gettext("%(taken)s of %(available)s reserved"),
    )


def use_of(measure: Measure, night: Any) -> str:
    """Write how much of a day is taken."""
    taken, available = round(night.taken_count / measure.each), round(night.available_count / measure.each)
    return str(measure.of) % {"taken": taken, "available": available}
