"""Who is here, and on what: each open page says so while its socket lives."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.live.locks import Holder
from app.live.store import Away, store

COUNTS_MS = 40_000


@dataclass(frozen=True)
class Present:
    """A member with a page open; `on` names the page, as `timeline` or `reservation K3F9`."""

    holder: Holder
    on: str


def say(tenant_id: int, socket: str, holder: Holder, on: str) -> None:
    """Say that a member is on a page; it counts for 40 s.

    Raises:  Away.
    """
    store().run("here", tenant_id, socket, json.dumps({**holder.as_json(), "on": on}), COUNTS_MS)


def leave(tenant_id: int, socket: str) -> None:
    """Say that a page was closed.

    Raises:  Away.
    """
    store().run("here", tenant_id, socket, "", COUNTS_MS)


def people(tenant_id: int) -> list[Present]:
    """List who is here, one entry a member with the page they turned to last; nobody with Redis away."""
    try:
        found = [json.loads(text) for text in store().run("people", tenant_id)]
    except Away:
        return []
    latest: dict[int, Present] = {}
    for one in sorted(found, key=lambda one: float(one["ends"])):
        holder = Holder(int(one["person"]), str(one["name"]), str(one["initials"]))
        latest[holder.person_id] = Present(holder, str(one["on"]))
    return sorted(latest.values(), key=lambda one: one.holder.name)
