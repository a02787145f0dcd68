"""The figures of the statistics in words: what each is called, how it is written, and what exactly it counts.

Pages, mails and files read these, so a figure is the same everywhere.
Source:  semantics.md 10.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from app.domain.stats import Facts
from app.language import lazy_gettext as _
from app.language import ngettext
from app.sentences import shown
from app.sentences.measures import measure_of

Form = Literal["number", "money", "price", "percent", "nights", "minutes", "days"]


class FigureKind(NamedTuple):
    """A figure.

    Shapes:  `of` answers it from sums of facts, in minor units, as a ratio, or a number; None without a denominator.
             `rows` names the measure whose rows it counts; `better` says whether more is better, less is, or neither.
    """

    key: str
    name: Any
    form: Form
    of: Callable[[Facts], float | int | None]
    meaning: Any
    rows: str = ""
    better: Literal["more", "less", ""] = ""


def of_kind(kind: str) -> dict[str, FigureKind]:
    """Answer the figures that count what a kind offers: nights, seats or hours."""
    return {figure.key: figure for figure in _BY_KIND.get(kind, _of_any)(measure_of(kind).each)}


def of_reservations() -> dict[str, FigureKind]:
    """Answer the figures that count reservations, of whatever kind."""
    return {figure.key: figure for figure in _RESERVATIONS}


def written(value: float | None, form: Form) -> str:
    """Write a figure."""
    if value is None:
        return "–"
    if form == "money":
        return shown.money_whole(round(value))
    if form == "price":
        return shown.money(round(value))
    if form == "percent":
        return shown.percent(value, 0 if round(1000 * value) % 10 == 0 else 1)
    if form == "minutes":
        return counted_hours(value)
    if form == "nights":
        return counted_nights(value)
    if form == "days":
        return str(ngettext("%(num)s day", "%(num)s days", round(value)))
    return shown.number(round(value))


def counted_hours(minutes: float) -> str:
    """Write minutes as hours, with one digit behind the point where they are not whole."""
    return shown.number(_short(minutes / 60)) + " h"


def counted_nights(count: float) -> str:
    """Write an average number of nights."""
    return shown.number(_short(count))


def _short(value: float) -> Decimal:
    return Decimal(str(round(value, 1))).normalize() + 0


def difference(now: float | None, then: float | None, form: Form) -> tuple[str, int]:
    """Write by how much a figure differs from another, without a sign; and whether it is more (1), less (-1) or neither."""
    if now is None or then is None:
        return "", 0
    if form == "percent":
        points = round(100 * now) - round(100 * then)
        text = str(ngettext("%(num)s point", "%(num)s points", abs(points))) if points else ""
        return text, (points > 0) - (points < 0)
    change = now - then
    text = written(abs(change), form) if round(abs(change), 1) else ""
    return text, ((change > 0) - (change < 0)) if text else 0


def _nightly(_each: int) -> list[FigureKind]:
    return [
        FigureKind(
            "occupancy", _("Occupancy"), "percent", lambda facts: facts.occupancy_ratio,
            _("Nights sold, of the nights that units were in service and not closed for the season."), "sold", "more",
        ),
        FigureKind(
            "adjusted", _("Occupancy without repairs"), "percent", lambda facts: facts.adjusted_ratio,
            _("Nights sold, of the nights available and not closed for maintenance; the owner's use stays in."), "sold", "more",
        ),
        FigureKind(
            "reserved", _("Nights reserved"), "number", lambda facts: facts.reserved,
            _("Nights of confirmed, present and finished stays, complimentary ones included."), "reserved", "more",
        ),
        FigureKind(
            "sold", _("Nights sold"), "number", lambda facts: facts.sold,
            _("Nights of confirmed, present and finished stays with a price above zero."), "sold", "more",
        ),
        FigureKind(
            "complimentary", _("Complimentary nights"), "number", lambda facts: facts.complimentary,
            _("Nights of such stays at a price of zero."), "complimentary",
        ),
        FigureKind(
            "available", _("Nights available"), "number", lambda facts: facts.available,
            _("Nights of units in service; closed for the season is left out, other closures stay in."), "available",
        ),
        FigureKind(
            "maintenance", _("Nights out of order"), "number", lambda facts: facts.maintenance,
            _("Nights available that were closed for maintenance."), "maintenance", "less",
        ),
        FigureKind(
            "adr", _("Average price of a night (ADR)"), "price", lambda facts: facts.adr_minor(),
            _("Estimated revenue, divided by the nights sold."), "sold", "more",
        ),
        FigureKind(
            "revpar", _("Revenue of an available night (RevPAR)"), "price", lambda facts: facts.revpar_minor(),
            _("Estimated revenue, divided by the nights available."), "revenue_minor", "more",
        ),
        FigureKind(
            "adjusted_revpar", _("RevPAR without repairs"), "price", lambda facts: facts.adjusted_revpar_minor(),
            _("Estimated revenue, divided by the nights available and not closed for maintenance."), "revenue_minor", "more",
        ),
        FigureKind(
            "stay", _("Average stay in nights"), "nights", lambda facts: facts.average_stay,
            _("Nights of the stays that arrive in the period, divided by their number; cancelled and absent ones are left out."), "stay",
        ),
    ]  # fmt: skip


def _slot(_each: int) -> list[FigureKind]:
    return [
        FigureKind(
            "occupancy", _("Seats sold"), "percent", lambda facts: facts.occupancy_ratio,
            _("Seats sold, of the seats on departures that were offered; called off and empty ones are left out."), "sold", "more",
        ),
        FigureKind(
            "reserved", _("Seats reserved"), "number", lambda facts: facts.reserved,
            _("Seats of confirmed, present and finished reservations, complimentary ones included."), "reserved", "more",
        ),
        FigureKind(
            "complimentary", _("Complimentary seats"), "number", lambda facts: facts.complimentary,
            _("Seats of such reservations at a price of zero."), "complimentary",
        ),
        FigureKind(
            "available", _("Seats offered"), "number", lambda facts: facts.available,
            _("Seats on the departures that took place or still will."), "available",
        ),
        FigureKind(
            "adr", _("Average price of a seat"), "price", lambda facts: facts.adr_minor(),
            _("Estimated revenue, divided by the seats sold."), "sold", "more",
        ),
        FigureKind(
            "revpar", _("Revenue of an offered seat"), "price", lambda facts: facts.revpar_minor(),
            _("Estimated revenue, divided by the seats offered."), "revenue_minor", "more",
        ),
    ]  # fmt: skip


def _interval(each: int) -> list[FigureKind]:
    return [
        FigureKind(
            "occupancy", _("Hours rented"), "percent", lambda facts: facts.occupancy_ratio,
            _("Hours rented, of the opening hours of every piece; closed hours never count."), "sold", "more",
        ),
        FigureKind(
            "adjusted", _("Hours rented, without repairs"), "percent", lambda facts: facts.adjusted_ratio,
            _("Hours rented, of the opening hours of every piece that was not closed for maintenance."), "sold", "more",
        ),
        FigureKind(
            "reserved", _("Hours reserved"), "minutes", lambda facts: facts.reserved,
            _("Opening hours of confirmed, present and finished rentals, complimentary ones included."), "reserved", "more",
        ),
        FigureKind(
            "complimentary", _("Complimentary hours"), "minutes", lambda facts: facts.complimentary,
            _("Opening hours of such rentals at a price of zero."), "complimentary",
        ),
        FigureKind(
            "available", _("Hours offered"), "minutes", lambda facts: facts.available,
            _("Opening hours, times the pieces in service; closed for the season is left out."), "available",
        ),
        FigureKind(
            "adr", _("Average price of an hour"), "price", lambda facts: facts.adr_minor(each),
            _("Estimated revenue, divided by the hours rented."), "sold", "more",
        ),
        FigureKind(
            "revpar", _("Revenue of an offered hour"), "price", lambda facts: facts.revpar_minor(each),
            _("Estimated revenue, divided by the hours offered."), "revenue_minor", "more",
        ),
        FigureKind(
            "stay", _("Average rental"), "minutes", lambda facts: facts.average_stay,
            _("Time from hand-out to return of the rentals that begin in the period, divided by their number."), "stay",
        ),
    ]  # fmt: skip


def _of_any(_each: int) -> list[FigureKind]:
    return [
        FigureKind(
            "occupancy", _("Reserved"), "percent", lambda facts: facts.occupancy_ratio,
            _("Share of what is offered that is sold."), "sold", "more",
        ),
        FigureKind(
            "reserved", _("Units of time reserved"), "number", lambda facts: facts.reserved,
            _("Of confirmed, present and finished reservations, complimentary ones included."), "reserved", "more",
        ),
    ]  # fmt: skip


_BY_KIND = {"nightly": _nightly, "slot": _slot, "interval": _interval}

_RESERVATIONS = [
    FigureKind(
        "active", _("Active reservations"), "number", lambda facts: facts.active_in_all,
        _("Reservations confirmed or in house that touch the period; of the period compared, those that were so at the same time then."), "active_in_all", "more",
    ),
    FigureKind(
        "cancelled", _("Cancelled reservations"), "number", lambda facts: facts.cancelled,
        _("Reservations cancelled so far that would have arrived in the period."), "cancelled", "less",
    ),
    FigureKind(
        "revenue", _("Estimated revenue"), "money", lambda facts: facts.revenue_minor,
        _("The price of what is reserved after discounts, what is to come included; without taxes, fees and extras."), "revenue_minor", "more",
    ),
    FigureKind(
        "arrivals", _("Arrivals"), "number", lambda facts: facts.standing,
        _("Confirmed, present and finished reservations that begin in the period."), "standing", "more",
    ),
    FigureKind(
        "lead", _("Time from making to arrival"), "days", lambda facts: facts.average_lead_days,
        _("Days between making and arrival, on average over the arrivals of the period."), "lead_days",
    ),
    FigureKind(
        "cancellation", _("Cancellation rate, by arrival"), "percent", lambda facts: facts.cancellation_ratio,
        _("Cancelled, of all reservations that were to arrive in the period; requests and expired ones are left out."), "cancelled", "less",
    ),
    FigureKind(
        "absence", _("Absence rate, by arrival"), "percent", lambda facts: facts.absence_ratio,
        _("Absent, of all reservations that were to arrive in the period."), "absent", "less",
    ),
    FigureKind(
        "made", _("Reservations made"), "number", lambda facts: facts.made,
        _("Reservations made in the period, for whichever dates; requests and expired ones are left out."), "made", "more",
    ),
    FigureKind(
        "made_cancellation", _("Cancellation rate, by making"), "percent", lambda facts: facts.made_cancellation_ratio,
        _("Cancelled so far, of the reservations made in the period."), "made_cancelled", "less",
    ),
    FigureKind(
        "made_absence", _("Absence rate, by making"), "percent", lambda facts: facts.made_absence_ratio,
        _("Absent, of the reservations made in the period."), "made_absent", "less",
    ),
    FigureKind(
        "pending", _("Requests waiting"), "number", lambda facts: facts.pending,
        _("Requests for the period that nobody has answered yet."), "pending",
    ),
]  # fmt: skip
