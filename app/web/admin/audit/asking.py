"""Which entries of the record somebody asks for: what the address says, read into a filter and said in words."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.actions.refs import name_key
from app.domain.localtime import day_start
from app.queries.audit import REFUSED, AuditFilter
from app.queries.clients import find_client, search_clients
from app.queries.members import list_members
from app.queries.units import list_names
from app.sentences import deeds
from app.sentences.base import _
from app.sentences.shown import day_full
from app.tenancy import current
from app.web.forms.reader import Reader

NAMES = ("person", "entity", "action", "unit", "client", "from", "until", "ip", "ref")
YEARS = range(1970, 2200)
MOST_CLIENTS = 8
LONGEST = 80
NOBODY = 0
ALL = "all"  # work in progress too: there is much of it, and little to be learnt from it


@dataclass(frozen=True)
class Asked:
    """A filter with its words.

    Shapes:  `typed` by name, as it stands in the address; `chips` are text and the address without it; `clients` are
             those among whom to choose: reference, name, how to tell them apart. `wanted` is None while what was typed
             can't be read, fits several clients or can't have happened.
    """

    wanted: AuditFilter | None
    typed: Mapping[str, str]
    errors: Mapping[str, list[str]]
    chips: list[tuple[str, str]]
    choices: Mapping[str, list[tuple[str, str]]]
    clients: list[tuple[str, str, str]]

    @property
    def chosen(self) -> dict[str, Any]:
        """Answer what the address says."""
        return {name: value for name, value in self.typed.items() if value}


def read(args: Mapping[str, str]) -> Asked:
    """Read what is asked for."""
    reader = Reader(args)
    typed = {name: reader.text(name, most=LONGEST) for name in NAMES}
    people = {member.ref: (member.person_id, member.name) for member in list_members()}
    units = {ref: (key, name) for key, ref, name in list_names()}
    clients = _clients(typed["client"])
    first, last = _days(reader)
    typed["ip"] = _address(reader, typed["ip"])
    is_policy, entity = typed["person"] == "policy", typed["entity"]
    wanted = AuditFilter(
        person_id=None if is_policy else _key(people, typed["person"]),
        is_policy=is_policy,
        entity="" if entity == ALL else entity,
        entity_ref=typed["ref"],
        action=typed["action"],
        unit_id=_key(units, typed["unit"]),
        client_id=(clients[0][0] if clients else NOBODY) if typed["client"] else None,
        ip=typed["ip"],
        first=first,
        last=last,
        has_locks=bool(entity or typed["action"]),
    )
    choices = {
        "person": [("policy", _("The policy")), *((ref, name) for ref, (_id, name) in people.items())],
        "entity": [*deeds.entities().items(), (ALL, _("Everything"))],
        "action": list(deeds.actions().items()),
        "unit": [(ref, name) for ref, (_id, name) in units.items()],
    }
    is_clear = not reader.errors and len(clients) < 2 and not _is_in_vain(entity, typed["action"])
    return Asked(
        wanted=wanted if is_clear else None,
        typed=typed,
        errors=reader.errors,
        chips=_chips(typed, choices, clients[0][2] if len(clients) == 1 else typed["client"]),
        choices=choices,
        clients=[(ref, name, more) for _id, ref, name, more in clients] if len(clients) > 1 else [],
    )


def _is_in_vain(entity: str, action: str) -> bool:
    """Tell whether an action is never done to an entity: looking for it would read all that was done to it."""
    return entity not in {"", ALL} and action not in {"", REFUSED} and (entity, action) not in deeds.done()


def _key(known: Mapping[str, tuple[int, str]], ref: str) -> int | None:
    return known.get(ref, (NOBODY, ""))[0] if ref else None


def _clients(typed: str) -> list[tuple[int, str, str, str]]:
    """Find the client of a reference, or those whom a text fits: key, reference, name, how to tell them apart."""
    if not typed:
        return []
    exact = find_client(typed)
    if exact is not None:
        return [(exact.id, exact.ref, exact.name or _("Erased client"), exact.email)]
    found = search_clients(name_key(typed), most=MOST_CLIENTS)
    return [(row.id, row.ref, row.name, row.email or row.phone or row.ref) for row in found]


def _days(reader: Reader) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Answer when the days begin and end, either of them alone."""
    days = {name: reader.date(name) for name in ("from", "until")}
    for name, day in days.items():
        if day is not None and day.year not in YEARS:
            reader.blame(name, _("This is not a date."))
            days[name] = None
    first, last = days["from"], days["until"]
    if first and last and last < first:
        reader.blame("until", _("This day is before the first one."))
    zone = current().zone
    return (
        day_start(first, zone) if first else None,
        day_start(last + dt.timedelta(days=1), zone) if last else None,
    )


def _address(reader: Reader, typed: str) -> str:
    """Answer an address as the record keeps it."""
    if not typed:
        return ""
    try:
        return str(ipaddress.ip_address(typed))
    except ValueError:
        reader.blame("ip", _("Write an address such as 203.0.113.7."))
        return typed


def _chips(
    typed: Mapping[str, str], choices: Mapping[str, list[tuple[str, str]]], client: str
) -> list[tuple[str, str]]:
    """Say each filter, and where one gets without it."""
    labels = {
        "person": _("Person"), "entity": _("What"), "action": _("Action"), "unit": _("Unit"), "client": _("Client"),
        "from": _("From"), "until": _("Until"), "ip": _("IP address"), "ref": _("Reference"),
    }  # fmt: skip
    chosen: dict[str, Any] = {name: value for name, value in typed.items() if value}
    return [
        (
            f"{labels[name]}: {client if name == 'client' else _said(name, value, choices)}",
            url_for("audit.index", **{other: text for other, text in chosen.items() if other != name}),
        )
        for name, value in chosen.items()
    ]


def _said(name: str, value: str, choices: Mapping[str, list[tuple[str, str]]]) -> str:
    if name in ("from", "until"):
        try:
            return day_full(dt.date.fromisoformat(value))
        except ValueError:
            return value
    return dict(choices.get(name, [])).get(value, value)
