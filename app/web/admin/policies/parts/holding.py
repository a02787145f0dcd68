"""How much one client may hold, and what may be left between two reservations."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.sentences.words import counted
from app.web.admin.policies.cells import CHOICE, WHOLE, Input, Options
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.values import Fact
from app.web.filters import number

QUOTA = "restrictions.client_quota"


def _per() -> Options:
    return [("week", _("a week")), ("month", _("a month")), ("year", _("a year")), ("ever", _("ever"))]


def _counts() -> Options:
    return [("reservations", _("reservations")), ("units", _("nights, days, hours or slots"))]


def _tells(doc: Any, noun: str) -> list[Fact]:
    rules, noun = doc.restrictions, getattr(doc, "counts", noun)
    facts = []
    if rules.min_gap is not None:
        text = _("None, or at least %(length)s.", length=counted(rules.min_gap, "day"))
        facts.append(Fact(_("Gap beside another"), text))
    if rules.client_max_contiguous is not None:
        text = _("At most %(length)s.", length=counted(rules.client_max_contiguous, noun))
        facts.append(Fact(_("One client in a row"), text))
    return facts


def _quotas(doc: Any, noun: str) -> list[Fact]:
    noun = getattr(doc, "counts", noun)
    return [Fact(_("One client"), _quota(each, noun)) for each in doc.restrictions.client_quota]


def _quota(each: Any, noun: str) -> str:
    what = counted(each.maximum, noun)
    if each.counts == "reservations":
        what = f"{number(each.maximum)} {_('reservations')}"
    return _("At most %(what)s, %(per)s.", what=what, per=dict(_per())[each.per])


GAPS = Part(
    key="gaps",
    title=_l("Gaps, and stays in a row"),
    fields={
        "restrictions.min_gap": Input(
            WHOLE,
            _l("Shortest gap (days)"),
            opt=True,
            hint=_l("Between two reservations nothing is left, or so many days. From 2 on."),
        ),
        "restrictions.client_max_contiguous": Input(
            WHOLE,
            _l("One client in a row, at most"),
            opt=True,
            hint=_l("In nights, days, hours or slots; reservations that touch count together."),
        ),
    },
    tells=_tells,
    columns=2,
)
QUOTAS = Part(
    key="quotas",
    title=_l("What one client may hold"),
    help=_l("A week begins on Monday. What was cancelled does not count."),
    rows={
        QUOTA: Rows(
            {
                "maximum": Input(WHOLE, _l("At most")),
                "counts": Input(CHOICE, _l("Counted are"), options=_counts, first="reservations"),
                "per": Input(CHOICE, _l("In"), options=_per, first="week"),
            },
            word=_l("Quota"),
            add=_l("Add a quota"),
            remove=lambda number: _("Remove quota %(number)s", number=number),
            beside="maximum",
        )
    },
    tells=_quotas,
)
