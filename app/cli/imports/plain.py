"""The plain format: one row a reservation, columns named in English; docs/import.md describes it."""

from __future__ import annotations

from app.cli.imports.row import Cells, Format, Incoming, Whom
from app.domain.asking import Party
from app.domain.words import State

MARKS = frozenset({"arrives", "departs"})
COLUMNS = (
    "unit", "unit_type", "client", "email", "phone", "country", "arrives", "departs", "state", "people", "children",
    "infants", "price", "made_on", "ended_on", "channel", "note",
)  # fmt: skip
NEEDED = ("client", "arrives", "departs", "state", "people")
LONGEST_NIGHTS = 730


def read(cells: Cells, key: str) -> Incoming:
    """Return the reservation that a row describes.

    Raises:  Skipped.
    """
    client = Whom(
        cells.text("client", needed=True),
        cells.text("email").lower(),
        phone=cells.text("phone"),
        country=cells.text("country"),
    )
    arrives_on, departs_on = cells.day("arrives"), cells.day("departs")
    made_on = cells.day("made_on") if cells.text("made_on") else None
    latest = max(made_on or arrives_on, arrives_on)
    state = _state(cells)
    children, infants = cells.count("children"), cells.count("infants")
    people = cells.count("people", default=None)
    unit, unit_type = cells.text("unit"), cells.text("unit_type")
    nights = (departs_on - arrives_on).days
    cells.refuse("neither unit nor unit_type is said", when=not unit and not unit_type)
    cells.refuse("no night: departs must come after arrives", when=nights < 1 and not cells.reasons)
    cells.refuse(f"{nights} nights are too many", when=nights > LONGEST_NIGHTS)
    cells.refuse("nobody", when=people < 1)
    cells.refuse("children and infants are more than people", when=children + infants > people)
    cells.refuse("made_on comes after departs", when=bool(made_on and made_on > departs_on))
    price = cells.money("price")
    ended_on = cells.day("ended_on", default=latest)
    cells.check()
    return Incoming(
        line=cells.line,
        key=key,
        unit=unit,
        unit_type=unit_type,
        client=client,
        arrives_on=arrives_on,
        departs_on=departs_on,
        state=state,
        party=Party(people - children - infants, children, infants=infants),
        total_minor=price,
        made_on=made_on,
        ended_on=ended_on,
        channel=cells.text("channel"),
        note=cells.text("note"),
    )


def _state(cells: Cells) -> State:
    said = cells.text("state").lower().replace(" ", "_").replace("-", "_")
    try:
        return State(said)
    except ValueError:
        cells.reasons.append(f"state is {said!r}, none of {', '.join(State)}")
        return State.CANCELLED


FORMAT = Format("the plain format", MARKS, COLUMNS, needed=NEEDED, not_kept=(), read=read)
