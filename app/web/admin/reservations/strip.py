"""Fourteen days of one unit around a draft, in half-days: who is there, where the draft goes, where they clash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from app.actions.reservations.preview import Preview
from app.domain.asking import Period
from app.domain.availability import Calendar, effective
from app.domain.localtime import day_start, local_date
from app.domain.span import Span
from app.domain.stock import Stock
from app.domain.words import ClaimSource
from app.queries.claims import load_calendar
from app.queries.reservations import OwnerRow, find_owners
from app.sentences.base import _
from app.tenancy import current

DAYS = 14
BEFORE = 3
DRAFT, CLASH = "draft", "clash"


@dataclass(frozen=True)
class Bar:
    """A bar of the strip: its first half-day from 1, how many, and what it shows."""

    start: int
    length: int
    state: str
    text: str
    from_before: bool
    to_after: bool

    @property
    def is_clash(self) -> bool:
        """Tell whether the draft and somebody else want this."""
        return self.state == CLASH


@dataclass(frozen=True)
class Strip:
    """The days that are shown, the bars on them, and whose they are."""

    days: list[dt.date]
    bars: list[Bar]
    today: int | None
    owners: Mapping[str, OwnerRow]


def strip(preview: Preview, who: str) -> Strip | None:
    """Lay out the days around a draft; None when its dates are no period."""
    own = preview.own
    if own is None:
        return None
    zone, now = current().zone, preview.work.now
    first = _first_day(preview)
    days, window = [first + dt.timedelta(days=count) for count in range(DAYS)], _window(first)
    held = {preview.held.row.ref} if preview.held else set()
    stored = [each for found in _calendar(preview, window).claims.values() for each in found]
    claims = [
        claim
        for claim in (effective(each, now) for each in stored)
        if claim and claim.owner_ref not in held and claim.span.overlaps(window)
    ]
    owners = find_owners([claim.owner_ref for claim in claims], now)
    cells: list[tuple[str, str]] = [("", "")] * (DAYS * 2)
    for claim in claims:
        owner = owners.get(claim.owner_ref)
        is_closure = claim.source == ClaimSource.CLOSURE
        state = "closure" if is_closure else owner.state.value if owner else "confirmed"
        name = owner.client_name if owner else _("Out of service") if is_closure else _("Another slot")
        for place in _half_days(claim.span, first):
            cells[place] = (state, name)
    wanted = set(_half_days(own, first))
    # Where there are several, a draft stands beside others unless there is no room.
    shares = preview.draft.unit.stock is not Stock.SINGLE and not preview.verdict.in_the_way
    for place in wanted:
        cells[place] = (CLASH, _("clash")) if cells[place][0] and not shares else (DRAFT, who)
    outer = [own, *(claim.span for claim in claims)]
    today = (local_date(now, zone) - first).days
    return Strip(days, list(_bars(cells, outer, window)), today if 0 <= today < DAYS else None, owners)


def shown(period: Period) -> Span:
    """Answer the days that are shown around a period, unless a clash is out of their sight."""
    return _window(period.starts_on - dt.timedelta(days=BEFORE))


def _window(first: dt.date) -> Span:
    zone = current().zone
    return Span(day_start(first, zone), day_start(first + dt.timedelta(days=DAYS), zone))


def _calendar(preview: Preview, window: Span) -> Calendar:
    """Answer the claims in a window: those that were read for the verdict, where they are all of them."""
    seen = preview.verdict.seen
    if seen is not None and seen.window.contains(window):
        return seen.calendar
    return load_calendar(preview.draft.unit.leaves, first=window.starts_at, last=window.ends_at)


def _first_day(preview: Preview) -> dt.date:
    """Begin a little before the draft, or later where the first clash would be out of sight."""
    first = preview.draft.period.starts_on - dt.timedelta(days=BEFORE)
    for refusal in preview.verdict.in_the_way:
        dates = refusal.facts.get("dates")
        if isinstance(dates, list) and dates:
            return max(first, dt.date.fromisoformat(dates[0]) - dt.timedelta(days=DAYS - BEFORE - 1))
    return first


def _half_days(span: Span, first: dt.date) -> Iterable[int]:
    """Answer the half-days of a span, each end at the nearest midday or midnight."""
    zone = current().zone
    begins, ends = (_half_day(at.astimezone(zone), first) for at in (span.starts_at, span.ends_at))
    return range(max(begins, 0), min(max(ends, begins + 1), DAYS * 2))


def _half_day(at: dt.datetime, first: dt.date) -> int:
    return (at.date() - first).days * 2 + round((at.hour + at.minute / 60) / 12)


def _bars(cells: list[tuple[str, str]], spans: list[Span], window: Span) -> Iterable[Bar]:
    begins_before = any(span.starts_at < window.starts_at for span in spans)
    ends_after = any(span.ends_at > window.ends_at for span in spans)
    place = 0
    for (state, text), run in groupby(cells):
        length = len(list(run))
        if state:
            yield Bar(
                place + 1,
                length,
                state,
                text,
                from_before=place == 0 and begins_before,
                to_after=place + length == len(cells) and ends_after,
            )
        place += length
