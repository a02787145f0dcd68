"""What a policy by the night says of prices, taxes and payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.domain.fields import WEEKDAYS, Weekday, plain
from app.domain.pricing import night
from app.domain.tariff import CityTax, Season, Tariff, Tax
from app.sentences.base import _, ngettext
from app.sentences.words import SOME_MONDAY, counted, listed, weekdays
from app.web.admin.policies.editors import Fact, Table
from app.web.filters import date_range, money, weekday


def day_of(key: Weekday) -> dt.date:
    """Answer a date of a weekday."""
    return SOME_MONDAY + dt.timedelta(days=WEEKDAYS.index(key))


def parts() -> dict[str, str]:
    """Answer what the parts of a price are called, on which a tax is."""
    return {"nights": _("nights"), "extras": _("extra people"), "fees": _("fees")}


def per() -> dict[str, str]:
    """Answer what a fee is for."""
    return {
        "stay": _("a stay"),
        "night": _("a night"),
        "person": _("a person"),
        "person_night": _("a person and night"),
        "item": _("each of the unit"),
    }


def _percent(value: object) -> str:
    return f"{plain(value)} %" if value is not None else ""  # type: ignore[arg-type]  # a Decimal or None


def prices(tariff: Tariff) -> list[Fact]:
    """Say what a night and what comes on top cost."""
    facts = [
        Fact(_("A night"), _("%(amount)s, unless a season says otherwise.", amount=money(tariff.base_minor)))
    ]
    facts += [Fact(_season_label(season), _season(season), is_in_table=True) for season in tariff.seasons]
    for change in tariff.weekdays:
        by = money(change.minor) if change.minor is not None else _percent(change.percent)
        sign = "" if str(by).startswith("-") else "+"
        label = _("On %(days)s", days=weekdays([day.value for day in change.days]))
        facts.append(Fact(label, f"{sign}{by}."))
    if tariff.included_people is not None:
        text = _(
            "The price is for %(people)s. Each further adult %(adult)s a night, each child %(child)s.",
            people=ngettext("%(num)s person", "%(num)s people", tariff.included_people),
            adult=money(tariff.extra_adult_minor),
            child=money(tariff.extra_child_minor),
        )
        facts.append(Fact(_("Extra people"), text))
    for stay in tariff.stay_discounts:
        label = _("From %(nights)s on", nights=counted(stay.nights, "night"))
        facts.append(Fact(label, _("%(percent)s off the nights.", percent=_percent(stay.percent))))
    for discount in tariff.discounts:
        facts.append(
            Fact(discount.name, _("%(percent)s off the nights.", percent=_percent(discount.percent)))
        )
    facts += [Fact(fee.name, f"{money(fee.minor)} {per()[fee.per]}.") for fee in tariff.fees]
    return facts


def _season_label(season: Season) -> str:
    return f"{season.name} {season.first_on.year}"


def _season(season: Season) -> str:
    price = money(season.base_minor) if season.base_minor is not None else _percent(season.percent)
    return f"{date_range(season.first_on, season.last_on)}: {price}."


def price_table(tariff: Tariff) -> Table | None:
    """Put the price of each weekday in each season side by side."""
    if not tariff.weekdays and not tariff.seasons:
        return None
    rows = [(_("Otherwise"), _week(tariff.model_copy(update={"seasons": ()})))]
    for season in tariff.seasons:
        always = season.model_copy(update={"first_on": dt.date.min, "last_on": dt.date.max})
        label = f"{season.name}, {date_range(season.first_on, season.last_on)}"
        rows.append((label, _week(tariff.model_copy(update={"seasons": (always,)}))))
    return Table([weekday(day_of(key)) for key in WEEKDAYS], rows)


def _week(tariff: Tariff) -> Sequence[str]:
    return [money(night(tariff, day_of(key)).amount_minor, short=True) for key in WEEKDAYS]


def taxes(tariff: Tariff) -> list[Fact]:
    """Say which taxes there are, and when what is paid."""
    facts = [Fact(tax.name, _tax(tax)) for tax in tariff.taxes]
    if tariff.city_tax is not None:
        facts.append(Fact(tariff.city_tax.name, _city_tax(tariff.city_tax)))
    if tariff.deposit_percent is not None:
        text = _("%(percent)s now, the rest later.", percent=_percent(tariff.deposit_percent))
        facts.append(Fact(_("Deposit"), text))
    if tariff.instalments > 1:
        text = ngettext("In %(num)s payment.", "In %(num)s equal payments.", tariff.instalments)
        facts.append(Fact(_("Payments"), text))
    return facts


def _tax(tax: Tax) -> str:
    on = listed([parts()[part] for part in tax.on])
    if tax.included:
        return _("%(percent)s, in the price of %(parts)s.", percent=_percent(tax.percent), parts=on)
    return _("%(percent)s on top of %(parts)s.", percent=_percent(tax.percent), parts=on)


def _city_tax(tax: CityTax) -> str:
    amount = money(tax.minor) if tax.minor is not None else _percent(tax.percent)
    text = _("%(amount)s for each adult and night.", amount=amount)
    if tax.max_nights is not None:
        text += " " + _("At most %(nights)s.", nights=counted(tax.max_nights, "night"))
    return text
