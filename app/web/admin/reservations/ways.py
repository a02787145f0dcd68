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
    is_own_unit = way.alternative.unit_ref == preview.draft.unit.ref
    if way.alternative.kind == GOES_ON:
        return _("Stay until %(day)s, then %(unit)s", day=day_short(period.starts_on), unit=way.unit_name)
    if way.alternative.kind == FEWER:
        return _("Take %(many)s", many=many_of(way.alternative, preview.draft.unit.stock))
    if way.alternative.kind == RESEAT:
        return reseat_text(way.alternative)
    if way.alternative.kind == "earlier" and period.ends_time:
        at = clock(period.ends_time)
        return _("Leave at %(time)s", time=at) if period.starts_time is None else _("Until %(time)s", time=at)
    if not is_own_unit:
        return _elsewhere(asked, way, is_new=preview.held is None)
    if period.starts_time is not None:
        return periods.said(period)
    if period.starts_on == asked.starts_on:
        day = day_short(period.ends_on)
        return (
            _("Leave on %(day)s", day=day)
            if period.ends_on < asked.ends_on
            else _("Stay until %(day)s", day=day)
        )
    if period.ends_on == asked.ends_on:
        return _("Arrive on %(day)s", day=day_short(period.starts_on))
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


def _elsewhere(asked: Period, way: Way, *, is_new: bool) -> str:
    period = way.alternative.period
    if period != asked:
        return _("%(unit)s, %(dates)s", unit=way.unit_name, dates=periods.said(period))
    return _("Take %(unit)s", unit=way.unit_name) if is_new else _("Move to %(unit)s", unit=way.unit_name)


def _price(preview: Preview, way: Way) -> str:
    """Answer the new total; for another unit, how much more or less than the price so far."""
    before = preview.before_minor
    if way.alternative.kind == GOES_ON:
        return f"+{money(way.total_minor, short=True)}"
    if before is None or way.alternative.unit_ref == preview.draft.unit.ref:
        return money(way.total_minor, short=True)
    if way.total_minor == before:
        return _("same price")
    return money_more(way.total_minor - before, short=True)
