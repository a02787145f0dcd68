"""The matters of a policy that every kind shares, in the order in which forms and pages show them."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.web.admin.policies.binding import Matter
from app.web.admin.policies.parts.absence import ABSENCE
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.parts.cancellation import CANCELLATION
from app.web.admin.policies.parts.discounts import DISCOUNTS
from app.web.admin.policies.parts.expressions import EXPRESSIONS
from app.web.admin.policies.parts.fees import FEES
from app.web.admin.policies.parts.holding import GAPS, QUOTAS
from app.web.admin.policies.parts.offers import PROMOS, TIMED
from app.web.admin.policies.parts.party import AGES, PARTY
from app.web.admin.policies.parts.payment import PAYMENT, SCHEDULE
from app.web.admin.policies.parts.pending import PENDING
from app.web.admin.policies.parts.persons import PER_PERSON
from app.web.admin.policies.parts.prices import BASE, SEASONS, WEEKDAY_PRICES
from app.web.admin.policies.parts.rest import Rest
from app.web.admin.policies.parts.restrictions import RESTRICTIONS
from app.web.admin.policies.parts.taxes import CITY_TAX, TAXES
from app.web.admin.policies.parts.tiers import TIER_MODE, TIERS
from app.web.admin.policies.parts.visitors import VISITORS
from app.web.admin.policies.parts.window import WINDOW


def matters(title: Any = "", *own: Part) -> tuple[Matter, ...]:
    """Answer the matters of a form: a kind's own part first, what is left of its document where it belongs.

    A rest is shown where its places belong; one file each in `parts` makes them what they deserve.

    Shapes:  without an own part the first matter holds what no other part answers for.
    """
    rest = Rest("", "rest")
    return (
        Matter(title or _l("Times"), own or (rest,)),
        Matter(
            _l("Stays"),
            (
                WINDOW,
                Rest("horizon", "more-window"),
                PARTY,
                AGES,
                Rest("each_person", "each-person"),
                RESTRICTIONS,
                GAPS,
                QUOTAS,
                Rest("restrictions.", "more-restrictions"),
                EXPRESSIONS,
            ),
        ),
        Matter(
            _l("Prices"),
            (
                BASE,
                PER_PERSON,
                TIERS,
                TIER_MODE,
                SEASONS,
                WEEKDAY_PRICES,
                DISCOUNTS,
                TIMED,
                PROMOS,
                FEES,
                Rest("pricing.", "more-prices"),
            ),
        ),
        Matter(
            _l("Taxes and payment"),
            (
                TAXES,
                CITY_TAX,
                Rest("pricing.city_tax", "more-city-tax"),
                PAYMENT,
                SCHEDULE,
            ),
        ),
        Matter(_l("Cancellation and absence"), (CANCELLATION, ABSENCE, Rest("absent", "more-absence"))),
        Matter(_l("Visitors and requests"), (VISITORS, PENDING)),
        *([Matter(_l("More"), (rest,))] if own else []),
    )
