"""No stay leaves a stretch beside it that is too short for anybody else."""

from datetime import date, timedelta

from app.domain.asking import Ask, Check
from app.domain.rules import Stay, verdict


def gap_checks(minimum: int | None, stay: Stay, ask: Ask) -> list[Check]:
    """Check that a stay leaves beside it nothing, or at least that many units of time.

    A change is asked on the side that it moves. Where nobody is near, or nobody has looked, nothing is asked.

    Refuses: gap_before, gap_after.
    """
    around = ask.around
    if minimum is None or minimum < 2 or around is None:
        return []
    before, after = around.days_before, around.days_after
    fills = {
        "fills_from": _moved(stay.starts_on, -before) if before is not None else None,
        "fills_until": _moved(stay.ends_on, after) if after is not None else None,
    }
    checks = []
    if before is not None and ask.has_new_start:
        facts = fills | _side(stay, minimum=minimum, free=before, read_on=stay.starts_on, away=1)
        checks.append(
            verdict("gap_before", facts, broken=_is_too_short(before, minimum), field=stay.start_field)
        )
    if after is not None and ask.has_new_end:
        facts = fills | _side(stay, minimum=minimum, free=after, read_on=stay.ends_on, away=-1)
        checks.append(verdict("gap_after", facts, broken=_is_too_short(after, minimum), field=stay.end_field))
    return checks


def _is_too_short(free: int, minimum: int) -> bool:
    return 0 < free < minimum


def _side(stay: Stay, *, minimum: int, free: int, read_on: date, away: int) -> dict[str, object]:
    """Return what is known of one side, and the dates on it that leave nothing, or enough.

    Shapes:  `away` is the direction in which the gap grows; the stay would be over before it is long enough: None.
    """
    grows_by = minimum - free
    return {
        "minimum": minimum,
        "free": free,
        "noun": stay.noun,
        "read_on": read_on.isoformat(),
        "touching_on": _moved(read_on, -away * free),
        "leaving_on": _moved(read_on, away * grows_by) if grows_by < stay.count else None,
    }


def _moved(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()
