"""Why a period has no room: said in one way for every kind."""

from typing import Any

from app.domain.asking import Ask
from app.domain.availability import Room
from app.domain.policies.base import Kind
from app.domain.policies.document import PolicyDocument
from app.domain.refusal import Refusal
from app.domain.stock import COUNTED


def no_room(kind: Kind[Any], doc: PolicyDocument, ask: Ask, room: Room) -> Refusal | None:
    """Return why a period has no room for what is wanted, or None when it has.

    Shapes:  names the conflicting units of time, the rivals, how many are left and the latest end.
    Refuses: taken, or too_close when only buffers are in the way, or not_enough_left where there are many or
             many are wanted (all 409).
    """
    period, zone = ask.period, ask.zone
    own, seats = kind.span(doc, period, zone), kind.seats(doc, period)
    blocked, wanted = kind.blocked(doc, own), kind.wanted(doc, ask)
    left = room.left(own, blocked, seats=seats)
    if left >= wanted:
        return None
    rivals = room.rivals(own, blocked)
    cells = kind.unit_spans(doc, period, zone=zone)
    dates = [day for day, cell in cells if room.left(cell, None, seats=seats) < wanted]
    until = room.free_until(own, blocked, wanted=wanted)
    latest = kind.latest_end(doc, period, zone=zone, until=until) if until > own.starts_at else None
    facts: dict[str, object] = {
        "dates": list(dict.fromkeys(day.isoformat() for day in dates)),
        "rivals": [claim.as_fact(zone) for claim in rivals],
        "latest_ends_on": latest.ends_on.isoformat() if latest else None,
        "latest_ends_time": f"{latest.ends_time:%H:%M}" if latest and latest.ends_time else None,
        "left": left,
        "wanted": wanted,
        "noun": kind.noun(doc),
        "has_times": not kind.asks_whole_days,
    }
    if left or wanted > 1 or ask.unit.stock in COUNTED:
        field = "adults" if doc.each_person_takes_one else "quantity"
        return Refusal("not_enough_left", field, facts, status=409)
    return Refusal("taken" if dates else "too_close", kind.end_field if latest else "unit", facts, status=409)
