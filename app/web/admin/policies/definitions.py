"""How a price is put together, and what the words of a policy mean: said on its page, so that nobody has to guess."""

from __future__ import annotations

from app.domain.policies.base import Kind, PolicyDocument
from app.sentences import prices
from app.sentences.base import _
from app.tenancy import current
from app.web.admin.policies.values import Fact


def steps() -> list[str]:
    """Answer the steps of a price in the order in which they are reckoned."""
    return [sentence for _name, sentence in prices.steps()]


def definitions(kind: Kind[PolicyDocument], doc: PolicyDocument) -> list[Fact]:
    """Answer what the words mean by which a policy is reckoned."""
    zone = current().timezone.replace("_", " ")
    night = _("A date in the time of %(zone)s, whatever its hours.", zone=zone)
    other = _("What is priced and counted, each at its own date in the time of %(zone)s.", zone=zone)
    people = _("Adults, children and infants.") if doc.infants_count else _("Adults and children.")
    return [
        Fact(_("Night"), night) if kind.counts_nights else Fact(_("Unit of time"), other),
        Fact(_("People, where a unit takes so many"), people),
        Fact(_("Total"), _("The sum of the lines of the price, each rounded to the smallest coin, a half upwards.")),
        Fact(_("Days before"), _("Whole days between two dates in the time of %(zone)s.", zone=zone)),
        Fact(_("Payments"), _("They differ by the smallest coin at most, and the larger come first.")),
    ]  # fmt: skip
