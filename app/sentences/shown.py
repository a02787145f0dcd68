"""How dates, numbers and money are shown: by the language of the reader and the tenant's currency."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from app.domain.money import exponent, to_major
from app.language import lazy_gettext, spoken
from app.tenancy import current, current_or_none

STATE_WORDS = {
    "pending": lazy_gettext("Awaiting confirmation"),
    "confirmed": lazy_gettext("Confirmed"),
    "checked_in": lazy_gettext("In house"),
    "finished": lazy_gettext("Finished"),
    "cancelled": lazy_gettext("Cancelled"),
    "absent": lazy_gettext("Absent"),
    "expired": lazy_gettext("Expired"),
}
ROLE_WORDS = {
    "owner": lazy_gettext("Owner"),
    "manager": lazy_gettext("Manager"),
    "staff": lazy_gettext("Staff"),
    "viewer": lazy_gettext("Viewer"),
}
REMEMBERED = 8192  # texts of dates and numbers: a page writes the same ones again and again
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
REASON_WORDS = {
    "maintenance": lazy_gettext("Maintenance"),
    "owner": lazy_gettext("Owner's use"),
    "season": lazy_gettext("Closed for the season"),
    "other": lazy_gettext("Other"),
}


def _locale() -> str:
    return spoken().name


def money(minor: int, currency: str | None = None, *, short: bool = False) -> str:
    """Write an amount of minor units, as `€1,234.50`; `short` leaves out whole cents."""
    return _money(minor, currency or current().currency, _locale(), short=short)


@lru_cache(REMEMBERED)
def _money(minor: int, code: str, locale: str, *, short: bool) -> str:
    amount = to_major(minor, code)
    if short and amount == amount.to_integral_value():
        pattern = _pattern(code, locale).replace("0.00", "0")
        return format_currency(amount, code, locale=locale, currency_digits=False, format=pattern)
    return format_currency(amount, code, locale=locale, format=_pattern(code, locale))


def money_more(minor: int, *, short: bool = False) -> str:
    """Write how much more or less something costs, as `+€60.00`."""
    return f"{'+' if minor > 0 else '−' if minor else ''}{money(abs(minor), short=short)}"


def money_whole(minor: int) -> str:
    """Write an amount without its cents, where there is room for no more; rounded."""
    unit = 10 ** exponent(current().currency)
    return money((minor + unit // 2) // unit * unit, short=True)


@lru_cache
def _pattern(code: str, locale: str) -> str:
    """Say how an amount is written; between letters and digits stands a space.

    Source:  CLDR, `currencySpacing`, which Babel does not heed.
    """
    pattern = str(Locale.parse(locale, sep="_").currency_formats["standard"].pattern)
    spaced = get_currency_symbol(code, locale=locale)[-1].isalpha()
    return pattern.replace("¤#", "¤\xa0#") if spaced else pattern


def money_input(minor: int, currency: str | None = None) -> str:
    """Write an amount as a number field holds it."""
    code = currency or current().currency
    return f"{to_major(minor, code):.{exponent(code)}f}"


def _in_zone(moment: dt.datetime) -> dt.datetime:
    tenant = current_or_none()
    return moment.astimezone(tenant.zone) if tenant else moment


@lru_cache(REMEMBERED)
def _written(value: dt.date, pattern: str, locale: str) -> str:
    """Write a date; Babel takes its time."""
    return format_date(value, _day_format(pattern, locale), locale=locale)


def _date(value: dt.date, pattern: str) -> str:
    if isinstance(value, dt.datetime):
        value = value.date()
    return _written(value, pattern, _locale())


def _day_format(pattern: str, locale: str) -> str:
    """Put day and month in the order of the language."""
    language = locale.split("_")[0]
    texts = {
        "day": {"en": "d MMM", "es": "d MMM"},
        "day_short": {"en": "EEE d MMM", "es": "EEE d MMM"},
        "day_long": {"en": "EEEE d MMMM", "es": "EEEE, d 'de' MMMM"},
        "day_full": {"en": "d MMM y", "es": "d MMM y"},
        "month": {"en": "MMMM y", "es": "MMMM 'de' y"},
        "month_short": {"en": "LLL"},
        "weekday": {"en": "ccc"},
        "weekday_long": {"en": "cccc"},
    }[pattern]
    return texts.get(language, texts["en"])


def day(value: dt.date) -> str:
    """Write a date as `22 Nov`."""
    return _date(value, "day")


def day_short(value: dt.date) -> str:
    """Write a date as `Sun 22 Nov`."""
    return _date(value, "day_short")


def day_long(value: dt.date) -> str:
    """Write a date as `Sunday 22 November`."""
    return _date(value, "day_long")


def day_full(value: dt.date) -> str:
    """Write a date as `22 Nov 2026`."""
    return _date(value, "day_full")


def month(value: dt.date) -> str:
    """Write a month that stands by itself, as `November 2026`."""
    return headed(month_within(value))


def month_within(value: dt.date) -> str:
    """Write a month within a sentence, where some languages write it small."""
    return _date(value, "month")


def headed(text: str) -> str:
    """Write a text as a heading begins: with a capital, whatever the word."""
    return text[:1].upper() + text[1:]


def month_short(value: dt.date) -> str:
    """Write a month as `Nov`."""
    return _date(value, "month_short")


def weekday(value: dt.date) -> str:
    """Write a weekday as `Sun`."""
    return _date(value, "weekday")


def weekday_long(value: dt.date) -> str:
    """Write a weekday as `Sunday`."""
    return _date(value, "weekday_long")


def initials(name: str) -> str:
    """Write at most two letters that stand for a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def date_range(first: dt.date, last: dt.date) -> str:
    """Write two dates as `16 Nov – 6 Dec 2026`."""
    start = day(first) if first.year == last.year else day_full(first)
    return f"{start} – {day_full(last)}"


def time_range(first: dt.date, last: dt.date, instants: Iterable[dt.datetime]) -> str:
    """Write two dates; of one date from when to when, as `16 Nov 2026, 16:00 – 18:00`."""
    if first != last:
        return date_range(first, last)
    return f"{day_full(first)}, {' – '.join(map(clock, instants))}"


def clock(moment: dt.datetime | dt.time) -> str:
    """Write a time of day in the tenant's zone, as `16:00`."""
    value = _in_zone(moment) if isinstance(moment, dt.datetime) else moment
    return _clock(value.hour, value.minute, _locale())


@lru_cache(REMEMBERED)
def _clock(hour: int, minute: int, locale: str) -> str:
    return format_time(dt.time(hour, minute), "HH:mm", locale=locale)


def moment(value: dt.datetime) -> str:
    """Write an instant in the tenant's zone, as `22 Nov 2026, 16:00`."""
    locale = _locale()
    return format_datetime(_in_zone(value), f"{_day_format('day_full', locale)}, HH:mm", locale=locale)


def number(value: float | Decimal) -> str:
    """Write a number by the language."""
    return _number(value, _locale())


@lru_cache(REMEMBERED)
def _number(value: float | Decimal, locale: str) -> str:
    return format_decimal(value, locale=locale)


def percent(ratio: float | Decimal, digits: int = 0) -> str:
    """Write a ratio of 0 to 1 as a share of a hundred."""
    return _percent(ratio, digits, _locale())


@lru_cache(REMEMBERED)
def _percent(ratio: float | Decimal, digits: int, locale: str) -> str:
    pattern = Locale.parse(locale, sep="_").percent_formats[None].pattern
    if digits:
        pattern = pattern.replace("#,##0", f"#,##0.{'0' * digits}")
    return format_percent(ratio, format=pattern, locale=locale)


def country(code: str) -> str:
    """Write the country of a two-letter code by its name; anything else as it stands."""
    return str(Locale.parse(_locale()).territories.get(code.upper(), code)) if len(code) == 2 else code


def countries() -> list[tuple[str, str]]:
    """List the countries by name, each with its code."""
    known = Locale.parse(_locale()).territories
    found = [(code, str(name)) for code, name in known.items() if len(code) == 2 and code.isalpha()]
    return sorted(
        (pair for pair in found if pair[0] not in NO_COUNTRIES), key=lambda pair: name_order(pair[1])
    )


def name_order(name: str) -> str:
    """Answer what names are sorted by, whatever their accents."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
