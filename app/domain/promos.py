"""Promotional codes: which one is meant, and why it may not be used."""

from datetime import date

from app.domain.asking import Check
from app.domain.fields import Window
from app.domain.offers import PromoCode
from app.domain.priced import Priced
from app.domain.rules import verdict
from app.domain.tariff import Tariff

FIELD = "promo_code"
MOST_LETTERS = 40


def promo_checks(tariff: Tariff, priced: Priced, *, is_held: bool) -> list[Check]:
    """Check the code that was typed, if any; which codes there are is told to nobody.

    Shapes:  with `is_held` it was given to the reservation when that was made, so the day of making is not asked again.
    Refuses: promo_unknown, promo_not_now with the dates and the length for which the code may be used.
    """
    typed = priced.promo_code.strip()
    if not typed:
        return []
    promo = _find(tariff, typed)
    if promo is None:
        said: dict[str, object] = {"promo_code": typed[:MOST_LETTERS]}
        return [verdict("promo_unknown", said, broken=True, field=FIELD)]
    broken = [name for name in _broken(promo, priced) if not (is_held and name == "made")]
    facts: dict[str, object] = {
        "promo_code": promo.code,
        "broken": broken,
        "made_on": _iso(priced.made_on),
        "made_first_on": _iso(promo.made.first_on),
        "made_last_on": _iso(promo.made.last_on),
        "stay_first_on": _iso(promo.stay.first_on),
        "stay_last_on": _iso(promo.stay.last_on),
        "minimum": promo.min_units,
        "count": priced.count,
        "noun": priced.noun,
    }
    return [verdict("promo_not_now", facts, broken=bool(broken), field=FIELD)]


def usable_promo(tariff: Tariff, priced: Priced) -> PromoCode | None:
    """Return the code that is meant, where it may be used."""
    promo = _find(tariff, priced.promo_code.strip())
    return promo if promo and not _broken(promo, priced) else None


def _find(tariff: Tariff, typed: str) -> PromoCode | None:
    wanted = typed.casefold()
    return next((promo for promo in tariff.promo_codes if promo.code.casefold() == wanted), None)


def _broken(promo: PromoCode, priced: Priced) -> list[str]:
    """Return what of a code is not met; a day of making that nobody knows is in no window."""
    return [
        name
        for name, is_kept in (
            ("made", _covers(promo.made, priced.made_on)),
            ("stay", all(promo.stay.covers(day) for day in priced.days)),
            ("units", priced.count >= promo.min_units),
        )
        if not is_kept
    ]


def _covers(window: Window, day: date | None) -> bool:
    return window == Window() if day is None else window.covers(day)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
