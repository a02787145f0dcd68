"""Who may come: how many adults, whether children and infants, and who must be with them."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.asking import Ask, Check
from app.domain.fields import Part
from app.domain.rules import verdict

People = Annotated[int, Field(ge=0, le=1000, strict=True)]


class PartyRules(Part):
    """The people a reservation may be for; whether infants count as people stands beside, for every kind.

    Shapes:  `adult_with_minors`: children and infants come with at least one adult; `cots` is how many cots all units
             of the policy share (None: each unit has its own).
    """

    min_adults: People = 0
    max_adults: People | None = None
    children: bool = True
    infants: bool = True
    adult_with_minors: bool = False
    cots: People | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.max_adults is not None and self.max_adults < self.min_adults:
            raise PydanticCustomError("max_below_min", "max below min")
        return self


def party_checks(rules: PartyRules, ask: Ask) -> list[Check]:
    """Check who comes.

    Refuses: too_few_adults, too_many_adults, no_children, no_infants, adult_needed.
    """
    party = ask.party
    asked: dict[str, object] = {
        "adults": party.adults,
        "children": party.children,
        "infants": party.infants,
    }
    checks = []
    if rules.min_adults:
        demand = asked | {"minimum": rules.min_adults}
        checks.append(
            verdict("too_few_adults", demand, broken=party.adults < rules.min_adults, field="adults")
        )
    if rules.max_adults is not None:
        demand = asked | {"maximum": rules.max_adults}
        checks.append(
            verdict("too_many_adults", demand, broken=party.adults > rules.max_adults, field="adults")
        )
    if not rules.children:
        checks.append(verdict("no_children", asked, broken=party.children > 0, field="children"))
    if not rules.infants:
        checks.append(verdict("no_infants", asked, broken=party.infants > 0, field="infants"))
    minors = party.children + party.infants
    if rules.adult_with_minors and minors:
        checks.append(
            verdict("adult_needed", asked | {"minimum": 1}, broken=party.adults < 1, field="adults")
        )
    return checks
