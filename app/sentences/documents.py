"""What is said about a field of a policy that can't be saved as it is."""

from __future__ import annotations

from app.sentences.base import Facts, Sentences, _

PREFIX = "document_"


def _least(facts: Facts) -> str:
    return _("At least %(least)s.", least=facts.get("ge", facts.get("gt", "")))


def _most(facts: Facts) -> str:
    return _("At most %(most)s.", most=facts.get("le", facts.get("lt", "")))


def _whole(_facts: Facts) -> str:
    return _("Write a whole number.")


def _number(_facts: Facts) -> str:
    return _("Write a number.")


def _needed(_facts: Facts) -> str:
    return _("This is needed.")


def _date(_facts: Facts) -> str:
    return _("Write a date.")


def _time(_facts: Facts) -> str:
    return _("Write a time of day, as 15:00.")


def _choice(_facts: Facts) -> str:
    return _("Choose one of the list.")


SENTENCES: Sentences = {
    "missing": _needed,
    "string_too_short": _needed,
    "too_short": lambda _facts: _("Choose at least one."),
    "too_long": lambda facts: _("At most %(most)s entries.", most=facts.get("max_length", "")),
    "string_too_long": lambda facts: _("At most %(most)s letters.", most=facts.get("max_length", "")),
    "greater_than_equal": _least,
    "greater_than": _least,
    "less_than_equal": _most,
    "less_than": _most,
    "amount": lambda _facts: _("Write an amount, as 105.00."),
    "amount_missing": lambda _facts: _("Write the price of a night."),
    "int_type": _whole,
    "int_parsing": _whole,
    "int_from_float": _whole,
    "decimal_parsing": _number,
    "decimal_type": _number,
    "decimal_max_places": lambda facts: _(
        "At most %(count)s decimals.", count=facts.get("decimal_places", "")
    ),
    "decimal_max_digits": _number,
    "decimal_whole_digits": _number,
    "finite_number": _number,
    "date_from_datetime_parsing": _date,
    "date_parsing": _date,
    "date_type": _date,
    "time_parsing": _time,
    "time_type": _time,
    "wall_time": _time,
    "literal_error": _choice,
    "enum": _choice,
    "kind": _choice,
    "string_pattern_mismatch": lambda _facts: _("Small letters, digits and dashes only."),
    "one_price": lambda _facts: _("Write either a price or a percentage."),
    "duplicate_code": lambda _facts: _("Each code can be used once only."),
    "duplicate_tier": lambda _facts: _("Two tiers are for the same length."),
    "season_beside_tiers": lambda _facts: _("With tiers a season changes the price in percent only."),
    "people_priced_twice": lambda _facts: _(
        "Either the price is for each person, or it includes some people."
    ),
    "compound_inside": lambda _facts: _("Only a tax on top of the price can be on other taxes."),
    "one_deposit": lambda _facts: _("Write the deposit either as an amount or as a percentage."),
    "deposit_out_of_order": lambda _facts: _("The most of the deposit is below the least."),
    "payments_twice": lambda _facts: _("Write either a number of payments or a schedule."),
    "schedule_not_whole": lambda _facts: _("The payments of a schedule have to add up to the whole price."),
    "ages_out_of_order": lambda _facts: _("Children can't be younger than infants."),
    "one_charge": lambda _facts: _("Write a percentage, or choose the first night."),
    "dates_out_of_order": lambda _facts: _("The last date comes before the first."),
    "opens_after_check_in": lambda _facts: _("Check-in can't open after its own time."),
    "latest_before_check_out": lambda _facts: _("The latest check-out can't be before the usual one."),
    "max_below_min": lambda _facts: _("The maximum is below the minimum."),
    "absent_before_check_in": lambda _facts: _("Nobody can be absent before check-in begins."),
    "too_large": lambda _facts: _("This policy has too many entries."),
}


def say(code: str, facts: Facts) -> str:
    """Answer what a problem in a document says, without the name of its field."""
    text = SENTENCES.get(code.removeprefix(PREFIX))
    return text(facts) if text else _("This is not a value that can be used here.")
