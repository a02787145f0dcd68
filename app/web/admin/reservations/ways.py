"""Ways out of a refusal as buttons: each fills the form and saves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.actions.reservations.openings import RESEAT
from app.actions.reservations.preview import Preview, Way
from app.domain.asking import Alternative, Period
from app.queries.units import UnitRow
from app.sentences import periods, reservations
from app.sentences.base import _, ngettext
from app.sentences.words import how_many
from app.web.filters import clock, date_range, day_short, money, money_more
from app.web.forms.reservation import FEWER, GOES_ON, as_fix


@dataclass(frozen=True)
class Button:
    """A way out: what it says, what it costs, and what it sends.

    Shapes:  `total_minor` None where it has no price of its own.
    """

    text: str
    price: str
    value: str
    total_minor: int | None = None


def buttons(preview: Preview, alternatives: Sequence[Alternative], units: Iterable[UnitRow]) -> list[Button]:
    """Answer each way out with its price."""
    found = [
        Button(_text(preview, way), _price(preview, way), as_fix(way.alternative), way.total_minor)
        for way in preview.ways(alternatives, units)
    ]
    return list({button.value: button for button in found}.values())


def _text(preview: Preview, way: Way) -> str:
    asked, period = preview.draft.period, way.alternative.period
    if way.alternative.kind == GOES_ON:
        return _("Stay until %(day)s, then %(unit)s", day=day_short(period.starts_on), unit=way.unit_name)
    if way.alternative.kind == FEWER:
        return _("Take %(many)s", many=many_of(way.alternative, preview.draft.unit.stock))
    if way.alternative.kind == RESEAT:
        return reseat_text(way.alternative)
    if period == asked:
        is_new = preview.held is None
        return _("Take %(unit)s", unit=way.unit_name) if is_new else _("Move to %(unit)s", unit=way.unit_name)
    is_own_unit = way.alternative.unit_ref == preview.draft.unit.ref
    dates = _own_dates(asked, way.alternative) if is_own_unit else periods.said(period)
    return _("%(unit)s, %(dates)s", unit=way.unit_name, dates=dates)


def _own_dates(asked: Period, way: Alternative) -> str:
    """Say what is other about the dates in the unit that was asked for."""
    period = way.period
    if way.kind == "earlier" and period.ends_time:
        at = clock(period.ends_time)
        return _("leave at %(time)s", time=at) if period.starts_time is None else _("until %(time)s", time=at)
    if period.starts_time is not None:
        return periods.said(period)
    if period.starts_on == asked.starts_on:
        day = day_short(period.ends_on)
        return (
            _("leave on %(day)s", day=day)
            if period.ends_on < asked.ends_on
            else _("stay until %(day)s", day=day)
        )
    if period.ends_on == asked.ends_on:
        return _("arrive on %(day)s", day=day_short(period.starts_on))
    return date_range(period.starts_on, period.ends_on)


def many_of(way: Alternative, stock: str) -> str:
    """Write how many a way out takes, as `3 seats`; who comes, where they are not all adults."""
    count, party = way.facts["left"], way.party
    many = how_many(count, stock) if isinstance(count, int) else ""
    if party is None or party.people == party.adults:
        return many or str(count)
    return f"{many or count}: {reservations.party(vars(party))}"


def reseat_text(way: Alternative) -> str:
    """Say which unit is free once others move; the page of its button shows who."""
    moves = way.facts["moves"]
    return ngettext(
        "%(unit)s, if %(num)s stay moves", "%(unit)s, if %(num)s stays move",
        len(moves) if isinstance(moves, list) else 0,
        unit=way.facts["unit"],
    )  # fmt: skip


def _price(preview: Preview, way: Way) -> str:
    """Answer the total, and how much more or less that is than what was asked for, where that has a price."""
    total = money(way.total_minor, short=True)
    more = way.total_minor - preview.quote.total_minor if preview.quote else 0
    return f"{total} ({money_more(more, short=True)})" if more else total
