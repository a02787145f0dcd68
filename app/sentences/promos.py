"""What is said about a promotional code that can't be used."""

from __future__ import annotations

from typing import Any

from app.sentences.base import Facts, Sentences, _
from app.sentences.words import counted, joined, on


def _window(first: Any, last: Any) -> str:
    if first and last:
        return _("from %(first)s to %(last)s", first=on(first), last=on(last))
    if first:
        return _("from %(first)s on", first=on(first))
    return _("until %(last)s", last=on(last))


def _not_now(facts: Facts) -> str:
    code, broken = facts["promo_code"], facts["broken"]
    said = []
    if "made" in broken:
        window = _window(facts["made_first_on"], facts["made_last_on"])
        said.append(_("The code %(code)s can be used %(window)s.", code=code, window=window))
    if "stay" in broken:
        window = _window(facts["stay_first_on"], facts["stay_last_on"])
        said.append(_("The code %(code)s is for dates %(window)s.", code=code, window=window))
    if "units" in broken:
        least = counted(facts["minimum"], facts["noun"])
        said.append(_("The code %(code)s needs at least %(least)s.", code=code, least=least))
    return joined(*said)


SENTENCES: Sentences = {
    "promo_unknown": lambda facts: _(
        "There is no code %(code)s. Look at how it is written, or leave the field empty.",
        code=facts["promo_code"],
    ),
    "promo_not_now": _not_now,
}
