"""All restrictions of a policy as data, whatever its kind: two calls check a request against them.

Arrival rules read the first date, through rules read the date of every unit of time, departure rules read the last.
"""

from typing import Annotated

from pydantic import Field

from app.domain.asking import Ask, Check
from app.domain.dated import DatedRules, Dates, dated_checks
from app.domain.fields import Count
from app.domain.gaps import gap_checks
from app.domain.holding import Quota, holding_checks
from app.domain.own_rules import OwnRules, own_checks
from app.domain.party import PartyRules, party_checks
from app.domain.rules import Stay, people_checks, service_checks

__all__ = ["Dates", "Restrictions", "fit_checks", "may_come", "stay_checks"]


class Restrictions(DatedRules, OwnRules):
    """All restrictions of a policy; every one that applies must be kept.

    Units:   lengths are in the kind's unit of time.
    """

    min_gap: Annotated[Count, Field(ge=2)] | None = None
    client_max_contiguous: Count | None = None
    client_quota: Annotated[tuple[Quota, ...], Field(max_length=10)] = ()
    party: PartyRules = PartyRules()


def stay_checks(restrictions: Restrictions, stay: Stay, ask: Ask) -> list[Check]:
    """Check what depends on the dates and on what the client holds already, not on the unit."""
    return [
        *dated_checks(restrictions, stay, ask),
        *holding_checks(restrictions.client_max_contiguous, restrictions.client_quota, stay=stay, ask=ask),
    ]


def fit_checks(restrictions: Restrictions, stay: Stay, ask: Ask, *, infants_count: bool) -> list[Check]:
    """Check what depends on the unit, on the people, or on whatever the tenant's own rules read."""
    return [
        *people_checks(ask, infants_count=infants_count),
        *party_checks(restrictions.party, ask),
        *service_checks(stay, ask.unit),
        *gap_checks(restrictions.min_gap, stay, ask),
        *own_checks(restrictions.expressions, stay, ask),
    ]


def may_come(restrictions: Restrictions, ask: Ask, *, infants_count: bool) -> bool:
    """Tell whether the people are kept by the rules that read them and the unit, and no dates: a part of `fit_checks`."""
    checks = [*people_checks(ask, infants_count=infants_count), *party_checks(restrictions.party, ask)]
    return all(check.ok for check in checks)
