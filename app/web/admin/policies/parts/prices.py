"""What a night costs: the base, further people, seasons and weekdays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.domain.fields import WEEKDAYS
from app.domain.pricing import night
from app.domain.tariff import Season, Tariff
from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.sentences.words import one, weekdays
from app.web.admin.policies.cells import AMOUNT, DAY, MANY, PERCENT, TEXT, WHOLE, Input
from app.web.admin.policies.derive import weekday_options
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.parts.words import day_of, percent
from app.web.admin.policies.values import Fact, Table
from app.web.filters import date_range, money, weekday


def _base(doc: Any, noun: str) -> list[Fact]:
    tariff = doc.pricing
    text = _("%(amount)s, unless a season says otherwise.", amount=money(tariff.base_minor))
    facts = [Fact(one(noun), text)]
    if getattr(tariff, "included_people", None) is not None:
        facts.append(Fact(_("Extra people"), _people(tariff)))
    return facts


def _people(tariff: Any) -> str:
    return _(
        "The price is for %(people)s. Each further adult %(adult)s a night, each child %(child)s.",
        people=ngettext("%(num)s person", "%(num)s people", tariff.included_people),
        adult=money(tariff.extra_adult_minor),
        child=money(tariff.extra_child_minor),
    )


def _seasons(doc: Any, _noun: str) -> list[Fact]:
    return [
        Fact(f"{season.name} {season.first_on.year}", _season(season), is_in_table=True)
        for season in doc.pricing.seasons
    ]


def _season(season: Season) -> str:
    price = money(season.base_minor) if season.base_minor is not None else percent(season.percent)
    return f"{date_range(season.first_on, season.last_on)}: {price}."


def _weekdays(doc: Any, _noun: str) -> list[Fact]:
    facts = []
    for change in doc.pricing.weekdays:
        by = money(change.minor) if change.minor is not None else percent(change.percent)
        sign = "" if by.startswith("-") else "+"
        label = _("On %(days)s", days=weekdays([day.value for day in change.days]))
        facts.append(Fact(label, f"{sign}{by}."))
    return facts


def _table(doc: Any) -> Table | None:
    """Put the price of each weekday in each season side by side."""
    tariff = doc.pricing
    if not isinstance(tariff, Tariff) or not (tariff.weekdays or tariff.seasons):
        return None
    rows = [(_("Otherwise"), _week(tariff.model_copy(update={"seasons": ()})))]
    for season in tariff.seasons:
        always = season.model_copy(update={"first_on": dt.date.min, "last_on": dt.date.max})
        label = f"{season.name}, {date_range(season.first_on, season.last_on)}"
        rows.append((label, _week(tariff.model_copy(update={"seasons": (always,)}))))
    return Table([weekday(day_of(key)) for key in WEEKDAYS], rows)


def _week(tariff: Tariff) -> Sequence[str]:
    return [money(night(tariff, day_of(key)).amount_minor, short=True) for key in WEEKDAYS]


BASE = Part(
    key="base",
    fields={
        "pricing.base_minor": Input(AMOUNT, _l("A night"), other=_l("A unit of time")),
        "pricing.included_people": Input(WHOLE, _l("For how many people"), opt=True),
        "pricing.extra_adult_minor": Input(AMOUNT, _l("Further adult")),
        "pricing.extra_child_minor": Input(AMOUNT, _l("Further child")),
        "pricing.extra_infant_minor": Input(AMOUNT, _l("Further infant")),
    },
    tells=_base,
    table=_table,
)
SEASONS = Part(
    key="seasons",
    title=_l("Seasons"),
    rows={
        "pricing.seasons": Rows(
            {
                "name": Input(TEXT, _l("Name")),
                "first_on": Input(DAY, _l("First night"), other=_l("From")),
                "last_on": Input(DAY, _l("Last night"), other=_l("To")),
                "base_minor": Input(AMOUNT, _l("A night"), other=_l("A unit of time")),
                "percent": Input(PERCENT, _l("or change (%)")),
            },
            word=_l("Season"),
            add=_l("Add a season"),
            remove=lambda number: _("Remove season %(number)s", number=number),
            beside="base_minor",
        )
    },
    tells=_seasons,
)
WEEKDAY_PRICES = Part(
    key="weekdays",
    title=_l("Weekdays"),
    rows={
        "pricing.weekdays": Rows(
            {
                "days": Input(MANY, _l("On"), options=weekday_options),
                "percent": Input(PERCENT, _l("Change (%)")),
                "minor": Input(AMOUNT, _l("or supplement")),
            },
            word=_l("Weekday price"),
            add=_l("Add a weekday price"),
            remove=lambda number: _("Remove weekday price %(number)s", number=number),
            beside="percent",
        )
    },
    tells=_weekdays,
)
