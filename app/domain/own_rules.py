"""Rules that a tenant writes: an expression that must hold, and the sentence that is said where it doesn't."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from app.domain.asking import Ask, Check
from app.domain.expressions import MOST_CHARACTERS, BadExpression, Value, expression
from app.domain.fields import Code, Name, Part, printable, weekday
from app.domain.localtime import local_date
from app.domain.rules import Stay, verdict

MOST_RULES = 10
MOST_TAGS = 200


def _is_sound(source: str) -> str:
    try:
        expression(source)
    except BadExpression as problem:
        raise PydanticCustomError(problem.code, "a bad expression", problem.facts) from None
    return source


Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(printable)
]
Source = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_CHARACTERS),
    AfterValidator(_is_sound),
]


class OwnRule(Part):
    """A rule in the tenant's words: where the expression doesn't hold, the sentence is the refusal.

    Shapes:  `sentence` by language; a reader whose language is missing reads the first.
    """

    code: Code
    name: Name
    expression: Source
    sentence: Annotated[dict[Language, Text], Field(min_length=1, max_length=10)]


class OwnRules(Part):
    """The part of restrictions that holds a tenant's own rules."""

    expressions: Annotated[tuple[OwnRule, ...], Field(max_length=MOST_RULES)] = ()

    @field_validator("expressions")
    @classmethod
    def _codes_differ(cls, rules: tuple[OwnRule, ...]) -> tuple[OwnRule, ...]:
        if len({rule.code for rule in rules}) < len(rules):
            raise PydanticCustomError("duplicate_code", "duplicate code")
        return rules


def own_checks(rules: Sequence[OwnRule], stay: Stay, ask: Ask) -> list[Check]:
    """Check a request against a tenant's own rules; of a change those that read something it may have changed.

    Refuses: own_rule, or own_rule_failed where an expression can't be worked out.
    """
    if not rules:
        return []
    values = request_values(stay, ask)
    checks = []
    for rule in rules:
        read = expression(rule.expression)
        if not any(_may_have_changed(name, ask) for name in read.reads):
            continue
        holds = read.holds(values)
        facts: dict[str, object] = {
            "rule": rule.code,
            "name": rule.name,
            "sentence": dict(rule.sentence),
            "expression": rule.expression,
            "read": {name: values[name] for name in sorted(read.reads)},
        }
        code = "own_rule_failed" if holds is None else "own_rule"
        checks.append(verdict(code, facts, broken=not holds, field=_field(read.reads, stay)))
    return checks


def request_values(stay: Stay, ask: Ask) -> dict[str, Value]:
    """Return what an expression may read of a request."""
    party, unit = ask.party, ask.unit
    values: dict[str, Value] = {
        "nights": stay.count,
        "units": stay.count,
        "quantity": ask.quantity,
        "lead_days": (stay.starts_on - local_date(ask.now, ask.zone)).days,
        "is_new": ask.is_new,
        "hour": stay.starts_time.hour,
        "minute": stay.starts_time.minute,
        "party.adults": party.adults,
        "party.children": party.children,
        "party.infants": party.infants,
        "party.people": party.people,
        "party.cots": party.cots,
        "unit.name": unit.name,
        "unit.type": unit.type,
        "unit.capacity": unit.capacity,
        "unit.tags": sorted(unit.tags)[:MOST_TAGS],
    }
    for end, day in (("arrival", stay.starts_on), ("departure", stay.ends_on)):
        values |= {
            f"{end}.date": day.isoformat(),
            f"{end}.weekday": weekday(day).value,
            f"{end}.year": day.year,
            f"{end}.month": day.month,
            f"{end}.day": day.day,
        }
    return values


def _may_have_changed(name: str, ask: Ask) -> bool:
    """Tell whether a fact of a request may be another than before; who comes and where is not known of before."""
    beginning = name.partition(".")[0]
    if beginning in {"arrival", "lead_days"}:
        return ask.has_new_start
    if beginning == "departure":
        return ask.has_new_end
    if beginning in {"nights", "units", "hour", "minute"}:
        return ask.is_new or ask.held != ask.period
    return True


def _field(names: frozenset[str], stay: Stay) -> str:
    """Return the field of the form that an expression is about: the first of these that it reads."""
    beginnings = {name.partition(".")[0] for name in names}
    places = (
        ({"party"}, "adults"),
        ({"nights", "units", "departure"}, stay.end_field),
        ({"arrival", "lead_days", "hour", "minute"}, stay.start_field),
    )
    return next((field for read, field in places if beginnings & read), "unit")
