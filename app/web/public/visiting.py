"""Who visits, which units are theirs to see, and what their address or form may carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import abort, g, request

from app.actions.actor import Actor
from app.domain.policies.base import Kind
from app.domain.words import ActorKind
from app.queries.units import UnitRow
from app.sentences.base import _
from app.web.forms.asked import carried as with_dates
from app.web.public.face import face_or_none, public_units

ANY = "any:"
COUNTS = ("adults", "children", "infants", "cots")
LONGEST = 200

Groups = list[tuple[str, list[tuple[str, str]]]]


def visitor() -> Actor:
    """Answer the visitor as the one who acts: a member on a public page is one as well."""
    ip, number = request.remote_addr or "", g.get("request_id", "")
    return Actor(kind=ActorKind.CLIENT, source="client", ip=ip, request_id=number)


def offered() -> Sequence[UnitRow]:
    """List the units that visitors may see; none where the business has no site for them."""
    return [each.unit for each in public_units()] if face_or_none() else []


def one_of(units: Sequence[UnitRow], ref: str) -> UnitRow:
    """Answer a unit that visitors may see; 404 for any other."""
    found = next((unit for unit in units if unit.ref == ref), None)
    if found is None:
        abort(404)
    return found


def carried(given: Mapping[str, str], kind: Kind[Any]) -> dict[str, str]:
    """Answer what of an address or form is about a stay of a kind, each text no longer than any that makes sense.

    What need not be said of a period, visitors do not say; dates of another kind's form are read as this one's.
    """
    asked = {each.name for each in kind.asks if each.is_needed} | {*COUNTS, "quantity", "promo_code", "unit"}
    typed = {name: text[:LONGEST] for name, text in given.items()}
    return {name: text for name, text in with_dates(typed, kind).items() if name in asked and text}


def choices(units: Sequence[UnitRow]) -> Groups:
    """Answer what can be asked about, under the types: any unit of a type that has several, or one of them."""
    found = []
    for name, some in groupby(units, key=lambda unit: unit.type_name):
        group = list(some)
        named = [(unit.ref, unit.name) for unit in group]
        if len(group) > 1:
            named.insert(0, (f"{ANY}{group[0].type_ref}", _("Any that is free: %(type)s", type=name)))
        found.append((name, named))
    return found
