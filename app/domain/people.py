"""Which people a policy tells apart: a form asks for those, and for nobody else."""

from typing import Any

from app.domain.expressions import expression
from app.domain.policies.base import Kind
from app.domain.policies.document import PolicyDocument

ALL = ("adults", "children", "infants")


def people_read(kind: Kind[Any], doc: PolicyDocument) -> frozenset[str]:
    """Return whose number a policy reads: adults always, where people sleep all of them.

    Shapes:  adults alone: the policy asks how many people there are, whatever their age.
    """
    if kind.asks_whole_days or doc.ages is not None:
        return frozenset(ALL)
    reads = {"adults", *_by_prices(doc), *_by_rules(doc)}
    if doc.infants_count:
        reads.add("infants")
    return frozenset(reads)


def _by_prices(doc: PolicyDocument) -> set[str]:
    tariff = getattr(doc, "pricing", None)
    if tariff is None:
        return set()
    found = set[str]()
    per = tariff.per_person
    if per is not None and (per.child_percent is not None or per.child_minor is not None):
        found.add("children")
    if per is not None and (per.infant_percent is not None or per.infant_minor is not None):
        found.add("infants")
    if tariff.city_tax is not None or (tariff.included_people is not None and tariff.extra_child_minor):
        found.add("children")
    if tariff.extra_infant_minor:
        found.add("infants")
    return found


def _by_rules(doc: PolicyDocument) -> set[str]:
    party = doc.restrictions.party
    found = set[str]()
    if party.adult_with_minors:
        found |= {"children", "infants"}
    if party.min_adults or party.max_adults is not None:
        found.add("children")
    for rule in doc.restrictions.expressions:
        reads = expression(rule.expression).reads
        found |= {name for name in ALL if f"party.{name}" in reads}
    return found - {name for name in ("children", "infants") if not getattr(party, name)}
