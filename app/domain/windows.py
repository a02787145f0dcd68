"""The booking window: a start that has not passed, not too soon and not too far, by dates and by instants."""

from datetime import datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from app.domain.asking import Ask, Check
from app.domain.localtime import local_date, local_time
from app.domain.refusal import Refusal
from app.domain.rules import Stay, verdict
from app.domain.span import Span

HorizonCovers = Literal["start", "stay"]


class Window(Protocol):
    """What a policy says of when a start can be reserved."""

    lead_days: int
    same_day_cutoff: time | None
    horizon_days: int | None
    horizon_covers: HorizonCovers


def window_checks(window: Window, stay: Stay, ask: Ask) -> list[Check]:
    """Check what a request changes: its start is not past, not too soon and not too far, its end not too far.

    The cut-off is a wall time: from it on, today counts as over.

    Refuses: in_the_past, lead_time, beyond_horizon, stay_beyond_horizon.
    """
    horizon, covers = window.horizon_days, window.horizon_covers
    if ask.has_new_start:
        return start_checks(window, stay, ask) + horizon_checks(
            stay, ask, horizon_days=horizon, covers=covers
        )
    if ask.has_new_end and covers == "stay":
        return horizon_checks(stay, ask, horizon_days=horizon, covers="stay")
    return []


def start_checks(window: Window, stay: Stay, ask: Ask) -> list[Check]:
    """Check the start against today: not past, not too soon.

    Refuses: in_the_past, lead_time.
    """
    lead_days, same_day_cutoff = window.lead_days, window.same_day_cutoff
    today = local_date(ask.now, ask.zone)
    facts: dict[str, object] = {"starts_on": stay.starts_on.isoformat(), "today": today.isoformat()}
    checks = [verdict("in_the_past", facts, broken=stay.starts_on < today, field=stay.start_field)]
    if lead_days or same_day_cutoff:
        is_late = same_day_cutoff is not None and local_time(ask.now, ask.zone) >= same_day_cutoff
        earliest_on = today + timedelta(days=lead_days + is_late)
        demand = facts | {
            "lead_days": lead_days,
            "cutoff": f"{same_day_cutoff:%H:%M}" if same_day_cutoff else None,
            "earliest_on": earliest_on.isoformat(),
        }
        checks.append(
            verdict("lead_time", demand, broken=stay.starts_on < earliest_on, field=stay.start_field)
        )
    return checks


def horizon_checks(
    stay: Stay, ask: Ask, *, horizon_days: int | None, covers: HorizonCovers = "start"
) -> list[Check]:
    """Check that a stay is not too far ahead: that it begins by the horizon, or that all of it lies before.

    A change that moves only the end is asked only where the whole stay is meant.

    Refuses: beyond_horizon, stay_beyond_horizon.
    """
    if horizon_days is None:
        return []
    today = local_date(ask.now, ask.zone)
    latest_on = today + timedelta(days=horizon_days)
    facts: dict[str, object] = {
        "starts_on": stay.starts_on.isoformat(),
        "today": today.isoformat(),
        "horizon_days": horizon_days,
        "latest_on": latest_on.isoformat(),
    }
    is_too_late = stay.starts_on > latest_on
    if is_too_late or covers == "start":
        return [verdict("beyond_horizon", facts, broken=is_too_late, field=stay.start_field)]
    within = sum(day <= latest_on for day in stay.days)
    facts |= {"read_on": stay.days[-1].isoformat(), "ends_on": stay.ending_after(within)}
    return [verdict("stay_beyond_horizon", facts, broken=within < stay.count, field=stay.end_field)]


def instant_checks(ask: Ask, *, closes_at: datetime, cutoff_min: int, field: str) -> list[Check]:
    """Check that a start with a time of day can still be reserved at this instant.

    Refuses: closed_by_now.
    """
    local = closes_at.astimezone(ask.zone)
    earliest_at = (ask.now + timedelta(minutes=cutoff_min)).astimezone(ask.zone)
    facts: dict[str, object] = {
        "closed_on": local.date().isoformat(),
        "closed_time": f"{local:%H:%M}",
        "cutoff_min": cutoff_min,
        "earliest_at": earliest_at.isoformat(),
    }
    return [verdict("closed_by_now", facts, broken=ask.now >= closes_at, field=field)]


def not_open_at(now: datetime, own: Span, *, opens_at: datetime, zone: ZoneInfo) -> Refusal | None:
    """Return why nobody may be checked in at `now`, or None.

    Refuses: check_in_not_open, stay_is_over (both 409).
    """
    local = opens_at.astimezone(zone)
    facts: dict[str, object] = {
        "opens_at": local.isoformat(),
        "opens_on": local.date().isoformat(),
        "opens_time": f"{local:%H:%M}",
        "ended_on": local_date(own.ends_at, zone).isoformat(),
    }
    if now >= own.ends_at:
        return Refusal("stay_is_over", None, facts, status=409)
    return Refusal("check_in_not_open", None, facts, status=409) if now < opens_at else None
