"""The catalogue of a business and the page of each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request

from app.actions.site.days import days_of, departures_of, hours_of
from app.actions.site.vacancy import by_the_day, list_vacant, prices_minor
from app.domain.asking import Party, Period
from app.language import gettext as _
from app.queries.pictures import load_pictures
from app.queries.policies import today
from app.queries.site import PublicUnit
from app.sentences.words import SOME_MONDAY
from app.web.guard import public
from app.web.public.cards import Card, card, kinds_said, pictures_of
from app.web.public.estimate import estimate_form
from app.web.public.face import business, face, public_units, shown
from app.web.public.found import unit_data

pages = Blueprint("catalogue", __name__, url_prefix="/units")

UNITS_A_PAGE = 24
MOST_PEOPLE = 50
ASKED = ("from", "to", "people", "type", "has")
LONGEST = dt.timedelta(days=120)


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for.

    Shapes:  `period` None: no dates yet; `errors` say what of them can't be, by the field's name.
    """

    type_ref: str
    people: int
    amenities: tuple[str, ...]
    period: Period | None
    first: str
    last: str
    errors: dict[str, list[str]]
    page: int

    @property
    def stay(self) -> dict[str, str]:
        """Answer what of it the page of a unit is told, so that nobody says it twice."""
        if self.period is None:
            return {}
        dates = {"arrives_on": self.first, "departs_on": self.last}
        return dates | ({"adults": str(self.people)} if self.people else {})

    def matches(self, unit: PublicUnit) -> bool:
        """Tell whether a unit is of the kind that is looked for."""
        has_all = all(name in unit.unit.amenities for name in self.amenities)
        return has_all and self.type_ref in {"", unit.type_ref} and unit.unit.capacity >= self.people


@pages.get("")
@public()
def index() -> Any:
    """Show the units that fit, those that are free first."""
    face()
    wanted, units = _wanted(), public_units()
    fitting = [unit for unit in units if wanted.matches(unit)]
    free = _free(fitting, wanted)
    ordered = fitting if free is None else sorted(fitting, key=lambda unit: unit.ref not in free)
    count = max(-(-len(ordered) // UNITS_A_PAGE), 1)
    place = min(wanted.page, count)
    kinds = kinds_said(units)
    on_page = ordered[(place - 1) * UNITS_A_PAGE : place * UNITS_A_PAGE]
    return shown(
        "public/units.html",
        contact=business(),
        wanted=wanted,
        cards=_cards(on_page, wanted, free),
        kinds=kinds,
        kind_choices=[(ref, name) for ref, name, _count in kinds],
        all_count=len(units),
        fitting_count=len(fitting),
        free_count=None if free is None else len(free),
        amenities=_amenities(units),
        page=place,
        pages=count,
        stay=wanted.stay,
        has_dates=bool(by_the_day([unit.unit for unit in units])),
        query={key: request.args.getlist(key) for key in ASKED if key in request.args},
        today=today(),
    )


@pages.get("/<slug>")
@public()
def show(slug: str) -> Any:
    """Show a unit: what it looks like, what it has, when it is free and what that costs."""
    face()
    unit = next((each for each in public_units() if each.slug == slug), None)
    if unit is None:
        abort(404)
    contact, departures = business(), departures_of(unit.unit)
    return shown(
        "public/unit.html",
        **estimate_form(unit.ref),
        unit=unit,
        card=card(unit),
        gallery=list(load_pictures(unit.page.pictures).values()),
        days=days_of(unit.unit, request.args.get("month") or request.args.get("arrives_on", "")[:7]),
        week_days=[SOME_MONDAY + dt.timedelta(days=place) for place in range(7)],
        departures=departures,
        hours=hours_of(unit.unit),
        data=unit_data(unit, contact, [slot for _day, slots in departures for slot in slots]),
    )


def _wanted() -> Wanted:
    args = request.args
    first, last = args.get("from", "").strip(), args.get("to", "").strip()
    period, errors = _period(first, last)
    people = args.get("people", "")
    number = args.get("page", "")
    return Wanted(
        args.get("type", ""),
        min(int(people), MOST_PEOPLE) if people.isascii() and people.isdigit() and len(people) < 4 else 0,
        tuple(args.getlist("has")[:20]),
        period,
        first,
        last,
        errors,
        max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 5 else 1,
    )


def _period(first: str, last: str) -> tuple[Period | None, dict[str, list[str]]]:
    """Answer the dates that were typed, or what is wrong by the name of its field."""
    if not first and not last:
        return None, {}
    if not first or not last:
        return None, _at("from" if not first else "to", _("Choose both dates."))
    begins, ends = _date(first), _date(last)
    if begins is None or ends is None:
        return None, _at("from" if begins is None else "to", _("This is not a date."))
    now_on = today()
    if begins < now_on:
        return None, _at("from", _("These dates are over. Choose later ones."))
    if ends <= begins:
        return None, _at("to", _("The last day has to come after the first one."))
    if ends - begins > LONGEST or begins.year > now_on.year + 5:
        return None, _at("to", _("These dates are too far apart or too far away."))
    return Period(begins, ends), {}


def _at(name: str, said: Any) -> dict[str, list[str]]:
    return {name: [str(said)]}


def _date(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None


def _free(units: Sequence[PublicUnit], wanted: Wanted) -> set[str] | None:
    if wanted.period is None:
        return None
    found = list_vacant([unit.unit for unit in units], wanted.period, Party(max(wanted.people, 1)))
    return {unit.ref for unit in found}


def _cards(units: Sequence[PublicUnit], wanted: Wanted, free: set[str] | None) -> list[Card]:
    pictures, period = pictures_of(units), wanted.period
    if period is None or free is None:
        return [card(unit, pictures=pictures) for unit in units]
    party = Party(max(wanted.people, 1))
    totals = prices_minor([unit.unit for unit in units if unit.ref in free], period, party)
    return [
        card(unit, pictures=pictures, is_free=unit.ref in free, total_minor=totals.get(unit.ref))
        for unit in units
    ]


def _amenities(units: Sequence[PublicUnit]) -> list[str]:
    """Answer what some units have and others have not: only that tells them apart."""
    found: dict[str, int] = {}
    for unit in units:
        for name in unit.unit.amenities:
            found[name] = found.get(name, 0) + 1
    return sorted(name for name, count in found.items() if count < len(units))
