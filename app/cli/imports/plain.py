"""The plain format: one row a reservation, columns named in English; docs/import.md describes it.

Its columns for times are those that the kind of the row's policy asks for.
"""

from __future__ import annotations

import datetime as dt

from app.cli.imports.book import QUANTITY, Book, Told
from app.cli.imports.row import Cells, Format, Incoming, Whom
from app.domain.asking import Party, Period
from app.domain.words import State

MARKS = frozenset({"client"})
COLUMNS = (
    "unit", "unit_type", "client", "email", "phone", "country", "arrives", "departs", "state", "people", "children",
    "infants", "price", "made_on", "ended_on", "channel", "note",
)  # fmt: skip
FORMER = frozenset({"arrives", "departs"})
NEEDED = ("client", "state", "people")
NEVER = Told(Period(dt.date.max, dt.date.max), ())


def read(cells: Cells, key: str, book: Book) -> Incoming:
    """Return the reservation that a row describes.

    Raises:  Skipped.
    """
    client = Whom(
        cells.text("client", needed=True),
        cells.text("email").lower(),
        phone=cells.text("phone"),
        country=cells.text("country"),
    )
    told = book.told(cells) or NEVER
    period = told.period
    made_on = cells.day("made_on") if cells.text("made_on") else None
    latest = max(made_on or period.starts_on, period.starts_on)
    state = _state(cells)
    children, infants = cells.count("children"), cells.count("infants")
    people = cells.count("people", default=None)
    unit, unit_type = cells.text("unit"), cells.text("unit_type")
    channel, note = cells.text("channel"), cells.text("note")
    quantity = cells.count(QUANTITY) if cells.text(QUANTITY) else None
    cells.refuse("neither unit nor unit_type is said", when=not unit and not unit_type)
    cells.refuse("quantity is 0", when=quantity == 0)
    cells.refuse("nobody", when=people < 1)
    cells.refuse("children and infants are more than people", when=children + infants > people)
    cells.refuse("made_on comes after the end", when=bool(made_on and made_on > period.ends_on))
    price = cells.money("price")
    ended_on = cells.day("ended_on", default=latest)
    cells.check()
    return Incoming(
        line=cells.line,
        key=key,
        unit=unit,
        unit_type=unit_type,
        client=client,
        period=period,
        policies=told.policies,
        state=state,
        party=Party(people - children - infants, children, infants=infants),
        total_minor=price,
        made_on=made_on,
        ended_on=ended_on,
        quantity=quantity,
        channel=channel,
        note=note,
    )


def _state(cells: Cells) -> State:
    said = cells.text("state").lower().replace(" ", "_").replace("-", "_")
    try:
        return State(said)
    except ValueError:
        cells.reasons.append(f"state is {said!r}, none of {', '.join(State)}")
        return State.CANCELLED


FORMAT = Format(
    "the plain format", MARKS, COLUMNS, needed=NEEDED, not_kept=(), read=read, asks_times=True, former=FORMER
)
