"""Who visits, which units are theirs to see, and what their address or form may carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import abort, g, request

from app.actions.actor import Actor
from app.domain.policies.base import KINDS, Kind
from app.domain.words import ActorKind
from app.queries.units import UnitRow, list_units
from app.sentences.base import _

ANY = "any:"
COUNTS = ("adults", "children", "infants", "cots")
LONGEST = 200

Groups = list[tuple[str, list[tuple[str, str]]]]


def visitor() -> Actor:
    """Answer the visitor as the one who acts: a member on a public page is one as well."""
    ip, number = request.remote_addr or "", g.get("request_id", "")
    return Actor(kind=ActorKind.CLIENT, source="client", ip=ip, request_id=number)


def offered() -> Sequence[UnitRow]:
    """List the units that visitors may see."""
    return list_units()


def one_of(units: Sequence[UnitRow], ref: str) -> UnitRow:
    """Answer a unit that visitors may see; 404 for any other."""
    found = next((unit for unit in units if unit.ref == ref), None)
    if found is None:
        abort(404)
    return found


def carried(given: Mapping[str, str]) -> dict[str, str]:
    """Answer what of an address or form is about a stay, each text no longer than any that makes sense."""
    asked = {name for kind in KINDS.values() for name in _names(kind)}
    return {name: text[:LONGEST] for name, text in given.items() if name in asked | {"unit"} and text}


def _names(kind: Kind[Any]) -> set[str]:
    """Answer the names by which a stay is asked for; what need not be said, visitors do not say."""
    return {asked.name for asked in kind.asks if asked.is_needed} | {*COUNTS, "quantity", "promo_code"}


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
