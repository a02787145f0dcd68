"""Who comes, who is counted, and who is a child."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.web.admin.policies.cells import FLAG, WHOLE, Input
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.values import Fact
from app.web.filters import number

WHO = "restrictions.party"


def _tells(doc: Any, _noun: str) -> list[Fact]:
    people = _("Infants count as people.") if doc.infants_count else _("Infants are not counted.")
    if getattr(doc, "each_person_takes_one", False):
        people += " " + _("Each takes one.")
    return [Fact(_("People"), people), *_who(getattr(doc.restrictions, "party", None))]


def _who(party: Any) -> list[Fact]:
    if party is None:
        return []
    facts = []
    if party.min_adults or party.max_adults is not None:
        facts.append(Fact(_("Adults"), _adults(party)))
    if not party.children:
        facts.append(Fact(_("Children"), _("No children.")))
    if not party.infants:
        facts.append(Fact(_("Infants"), _("No infants.")))
    if party.adult_with_minors:
        facts.append(Fact(_("With children"), _("Children and infants come with an adult.")))
    if party.cots is not None:
        text = ngettext("%(num)s for all units together.", "%(num)s for all units together.", party.cots)
        facts.append(Fact(_("Cots"), text))
    return facts


def _adults(party: Any) -> str:
    least = number(party.min_adults)
    if party.max_adults is None:
        return _("At least %(least)s.", least=least)
    most = number(party.max_adults)
    if not party.min_adults:
        return _("At most %(most)s.", most=most)
    return _("From %(least)s to %(most)s.", least=least, most=most)


def _ages(doc: Any, _noun: str) -> list[Fact]:
    if doc.ages is None:
        return []
    text = _(
        "Infants are younger than %(infant)s, children younger than %(child)s.",
        infant=doc.ages.infant_below,
        child=doc.ages.child_below,
    )
    return [Fact(_("Ages"), text)]


PARTY = Part(
    key="party",
    title=_l("Who may come"),
    fields={
        f"{WHO}.min_adults": Input(WHOLE, _l("Adults, at least")),
        f"{WHO}.max_adults": Input(WHOLE, _l("Adults, at most"), opt=True),
        f"{WHO}.cots": Input(
            WHOLE, _l("Cots of all units together"), opt=True, hint=_l("Empty: each unit has its own.")
        ),
        f"{WHO}.children": Input(FLAG, _l("Children may come")),
        f"{WHO}.infants": Input(FLAG, _l("Infants may come")),
        f"{WHO}.adult_with_minors": Input(FLAG, _l("Children and infants come with an adult")),
        "each_person_takes_one": Input(
            FLAG,
            _l("Each person takes one"),
            hint=_l("A bed, a seat, a bicycle. Otherwise clients say how many of a unit they take."),
        ),
        "infants_count": Input(FLAG, _l("Infants count as people")),
    },
    around={WHO: f"{WHO}.max_adults"},
    tells=_tells,
    columns=3,
)
AGES = Part(
    key="ages",
    title=_l("Ages"),
    fields={
        "ages.infant_below": Input(WHOLE, _l("An infant is younger than"), opt=True),
        "ages.child_below": Input(
            WHOLE, _l("A child is younger than"), opt=True, hint=_l("Whoever is older is an adult.")
        ),
    },
    around={"ages": "ages.child_below"},
    tells=_ages,
    columns=2,
)
