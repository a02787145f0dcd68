"""What happens when nobody comes."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.web.admin.policies.cells import CHOICE, TIME, WHOLE, Input, Options
from app.web.admin.policies.parts.base import Part
from app.web.admin.policies.values import Fact
from app.web.filters import clock


def _charges() -> Options:
    return [
        ("nothing", _("nothing")),
        ("first_unit", _("the first night or hour")),
        ("all", _("the whole price")),
    ]


def _frees() -> Options:
    return [
        ("unpassed", _("what has not passed")),
        ("after_first_unit", _("all but the first night or hour")),
    ]


def _tells(doc: Any, _noun: str) -> list[Fact]:
    facts = [Fact(_("Absence"), _when(doc.absent_after))] if hasattr(doc, "absent_after") else []
    charged, freed = doc.absence.charges, doc.absence.frees
    charges, frees = dict(_charges()), dict(_frees())
    freed = frees.get(freed, freed)
    text = _("It costs %(charges)s and frees %(frees)s.", charges=charges.get(charged, charged), frees=freed)
    if charged == "nothing":
        text = _("It costs nothing and frees %(frees)s.", frees=freed)
    return [*facts, Fact(_("What an absence does"), text)]


def _when(after: Any) -> str:
    if after is None:
        return _("Nobody becomes absent by themselves.")
    if not after.day_offset:
        return _("Who has not come by %(time)s is absent.", time=clock(after.time))
    return ngettext(
        "Who has not come by %(time)s, %(num)s day after arrival, is absent.",
        "Who has not come by %(time)s, %(num)s days after arrival, is absent.",
        after.day_offset,
        time=clock(after.time),
    )


ABSENCE = Part(
    key="absence",
    title=_l("When nobody comes"),
    fields={
        "absent_after.time": Input(TIME, _l("Absent from"), opt=True),
        "absent_after.day_offset": Input(WHOLE, _l("Days later")),
        "absence.charges": Input(CHOICE, _l("An absence costs"), options=_charges),
        "absence.frees": Input(CHOICE, _l("and frees"), options=_frees),
    },
    whole={"document_absent_before_check_in": "absent_after.time"},
    tells=_tells,
)
