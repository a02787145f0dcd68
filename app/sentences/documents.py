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


def _not_json(facts: Facts) -> str:
    if not facts.get("line"):
        return _("This is not JSON.")
    return _(
        "This is not JSON: it can't be read from line %(line)s, column %(column)s on.",
        line=facts["line"],
        column=facts["column"],
    )


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
    "kind": lambda facts: _("The kind has to be one of: %(kinds)s.", kinds=", ".join(facts.get("kinds", ()))),
    "other_kind": lambda facts: _("This policy is of the kind %(kind)s.", kind=facts.get("kind", "")),
    "not_json": _not_json,
    "twice": lambda facts: _("%(name)s stands here twice.", name=facts.get("name", "")),
    "extra_forbidden": lambda _facts: _("Policies know nothing of this name."),
    "string_pattern_mismatch": lambda _facts: _("Small letters, digits and dashes only."),
    "one_price": lambda _facts: _("Write either a price or a percentage."),
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
