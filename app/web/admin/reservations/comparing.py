"""Two versions of a reservation side by side: what stands now, and what somebody has typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.queries.units import find_unit
from app.sentences import periods
from app.sentences.base import _
from app.tenancy import current
from app.web.admin.reservations.reading import Shown
from app.web.filters import day_full, money, money_input
from app.web.forms import asked
from app.web.forms.reader import Reader
from app.web.forms.reservation import ReservationForm


@dataclass(frozen=True)
class Compared:
    """One field in both versions."""

    name: str
    theirs: str
    yours: str

    @property
    def differs(self) -> bool:
        """Tell whether the versions are not alike here."""
        return self.theirs != self.yours


def as_typed(shown: Shown) -> dict[str, str]:
    """Write a reservation as its form holds it."""
    facts, party = shown.facts, shown.facts.party
    return {
        "unit": shown.unit.ref,
        **asked.written(shown.rules.kind, facts.period),
        "quantity": str(facts.quantity),
        "promo_code": facts.promo_code,
        "complimentary": "1" if shown.is_given else "",
        "adults": str(party.adults),
        "children": str(party.children),
        "infants": str(party.infants),
        "cots": str(party.cots),
        "expected_time": f"{facts.expected_time:%H:%M}" if facts.expected_time else "",
        "channel": facts.channel,
        "note": facts.note,
        "paid": money_input(facts.paid_minor),
        "version": str(facts.version),
    }


def compared(form: ReservationForm, shown: Shown) -> list[Compared]:
    """Answer every field of both versions, in the order of the form."""
    theirs, kind = as_typed(shown), shown.rules.kind
    names = {
        "unit": _("Unit"),
        **{each.name: periods.label(kind, each) for each in kind.asks},
        **({"quantity": form.quantity_label} if form.takes_quantity else {}),
        "promo_code": _("Promo code"),
        "adults": _("Adults"),
        "children": _("Children"),
        "infants": _("Infants"),
        "cots": _("Cots"),
        "expected_time": _("Arrives about"),
        **({"complimentary": _("Complimentary")} if form.complimentary is not None else {}),
        "paid": _("Paid"),
        "channel": _("Channel"),
        "note": _("Note for staff"),
    }
    rows = [
        Compared(word, _as_said(name, theirs[name]), _as_said(name, form.typed.get(name, "").strip()))
        for name, word in names.items()
    ]
    return [row for row in rows if row.theirs or row.yours]


def _as_said(name: str, typed: str) -> str:
    """Write what a field holds as people read it; what can't be read stays as it is."""
    if name == "unit":
        unit = find_unit(typed)
        return unit.name if unit else typed
    if name == "complimentary":
        return _("Yes") if typed else _("No")
    if name == "paid":
        reader = Reader({name: typed})
        amount = reader.money(name, current().currency)
        return typed if reader.errors else money(amount)
    if name.endswith("_on"):
        try:
            return day_full(dt.date.fromisoformat(typed))
        except ValueError:
            return typed
    return typed or ("0" if name in {"children", "infants", "cots"} else "")
