"""What is said about a field of a policy that can't be saved as it is."""

from __future__ import annotations

from app.sentences.amounts import amount_asked
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


def _text(_facts: Facts) -> str:
    return _("Write a text.")


def _list(_facts: Facts) -> str:
    return _("This is a list of entries.")


def _part(_facts: Facts) -> str:
    return _("This has fields of its own.")


def _yes_or_no(_facts: Facts) -> str:
    return _("Choose yes or no.")


def _syntax(facts: Facts) -> str:
    if facts.get("position"):
        return _(
            "This is no expression: it can't be understood from character %(position)s on.",
            position=facts["position"],
        )
    return _("This is no expression that can be understood.")


def _unknown_name(facts: Facts) -> str:
    return _(
        "“%(name)s” (character %(position)s) is not known. An expression can read: %(known)s.",
        name=facts["name"],
        position=facts["position"],
        known=facts["known"],
    )


def _unknown_function(facts: Facts) -> str:
    return _(
        "“%(name)s” (character %(position)s) is no function that can be used. These are: %(known)s.",
        name=facts["name"],
        position=facts["position"],
        known=facts["known"],
    )


EXPRESSIONS: Sentences = {
    "expression_character": lambda facts: _(
        "Character %(position)s can't be used here: an expression has names, numbers, texts in quotes and signs.",
        position=facts["position"],
    ),
    "expression_nested": lambda facts: _(
        "Only one “all” or “exists” in an expression; character %(position)s begins another.",
        position=facts["position"],
    ),
    "expression_too_deep": lambda _facts: _("This is too long-winded: use fewer brackets and fewer parts."),
    "expression_syntax": _syntax,
    "expression_name": _unknown_name,
    "expression_function": _unknown_function,
    "expression_mixed": lambda facts: _(
        "“%(sign)s” (character %(position)s) can't be used with %(types)s: compare numbers with whole numbers "
        "and texts with texts.",
        sign=facts["sign"],
        position=facts["position"],
        types=facts["types"],
    ),
    "expression_type": lambda facts: _(
        "An expression has to be true or false, as nights >= 2; this one is of the type %(found)s.",
        found=facts["found"],
    ),
    "expression_constant": lambda facts: _(
        "This reads nothing of the request, so it would always say the same. It can read: %(known)s.",
        known=facts["known"],
    ),
    "expression_fails": lambda facts: _(
        "This can't be worked out for every request: not where %(values)s.", values=facts["values"]
    ),
}


SENTENCES: Sentences = {
    **EXPRESSIONS,
    "missing": _needed,
    "string_too_short": _needed,
    "too_short": lambda _facts: _("Choose at least one."),
    "too_long": lambda facts: _("At most %(most)s entries.", most=facts.get("max_length", "")),
    "string_too_long": lambda facts: _("At most %(most)s letters.", most=facts.get("max_length", "")),
    "greater_than_equal": _least,
    "greater_than": _least,
    "less_than_equal": _most,
    "less_than": _most,
    "amount": lambda facts: amount_asked(facts["currency"]),
    "amount_missing": lambda _facts: _("Write the price."),
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
    "closes_before_opening": lambda _facts: _("Closing time comes before opening time."),
    "max_units_below_min": lambda _facts: _("The maximum is below the minimum."),
    "grace_is_a_unit": lambda _facts: _("The minutes of grace are a whole unit of time, or more."),
    "absent_before_check_in": lambda _facts: _("Nobody can be absent before check-in begins."),
    "bool_type": _yes_or_no,
    "bool_parsing": _yes_or_no,
    "string_type": _text,
    "string_unicode": _text,
    "unprintable": lambda _facts: _("This text has characters that nobody can see."),
    "tuple_type": _list,
    "model_type": _part,
    "dict_type": _part,
    "date_from_datetime_inexact": _date,
    "int_parsing_size": _number,
    "too_large": lambda _facts: _("This policy has too many entries."),
}


def say(code: str, facts: Facts) -> str:
    """Answer what a problem in a document says, without the name of its field."""
    text = SENTENCES.get(code.removeprefix(PREFIX))
    return text(facts) if text else _("This is not a value that can be used here.")
