"""What a request meets besides its unit: cots that all units share, and what its client holds already."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.actions.transaction import Work
from app.domain.asking import Ask
from app.queries.policies import Rules
from app.queries.surroundings import count_cots_taken, list_client_periods


def counts_clients(asked: Rules) -> bool:
    """Tell whether a policy limits what one client may hold."""
    restrictions = asked.doc.restrictions
    return bool(restrictions.client_quota) or restrictions.client_max_contiguous is not None


def await_others(work: Work, wanted: Iterable[tuple[Rules, Ask]], *, client: str | int = "") -> None:
    """Wait for whoever takes of the same cots or reserves for the same client; after the units, cots first."""
    cots, clients = set[str](), set[str]()
    for asked, ask in wanted:
        if asked.doc.restrictions.party.cots is not None and ask.party.cots:
            cots.add(f"cots:{work.tenant.id}:{asked.policy_id}")
        if client and counts_clients(asked):
            clients.add(f"client:{work.tenant.id}:{asked.policy_id}")
    for key in [*sorted(cots), *sorted(clients)]:
        work.wait_for(key)


def surrounded(asked: Rules, ask: Ask, *, ignoring: Collection[str] = (), client: str | int = "") -> Ask:
    """Answer a request that knows what is left of the cots and what its client holds.

    Shapes:  `client` is a reference or a key; '' while nobody is chosen.
    """
    restrictions, but = asked.doc.restrictions, next(iter(ignoring), "")
    if restrictions.party.cots is not None and ask.party.cots:
        own = asked.kind.span(asked.doc, ask.period, ask.zone)
        taken = count_cots_taken(asked.policy_id, own, ask.now, but=but)
        ask = replace(ask, cots_left=max(restrictions.party.cots - taken, 0))
    if client and counts_clients(asked):
        ask = replace(ask, client_periods=list_client_periods(client, asked.policy_id, ask.now, but=but))
    return ask
