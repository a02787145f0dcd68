"""Mail the end of the sealed record to the members who chose it, once a day: whoever keeps one sees a chain made anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app.actions.actor import POLICY
from app.actions.mails import links
from app.actions.mails.desk import put
from app.actions.mails.errands import errand
from app.actions.sweeping import is_alone, sweep_listed
from app.actions.transaction import Attempt, Work, run
from app.domain.localtime import day_start, local_date
from app.domain.mails import Errand
from app.domain.permissions import Permission, may
from app.extensions import look_up
from app.queries import seals
from app.queries.mails import list_anchored, list_colleagues
from app.sentences.shown import moment, number

EARLY = dt.timedelta(hours=6)


def anchor_all(now: dt.datetime) -> int:
    """Mail the end of each tenant's chain where somebody is due one, and answer to how many.

    A chain that has not grown since the last mail is not mailed again: its end is known.
    """
    due = look_up("SELECT * FROM tenants_to_anchor(:at, :early) AS id", at=now, early=EARLY)
    return sweep_listed(
        "anchors", [row.id for row in due], lambda: run(POLICY, Attempt("mail", "anchor"), _batch)
    )


def _batch(work: Work) -> int:
    """Mail to those who are due; two workers at once mail once, since one waits for nothing and does nothing."""
    end = seals.find_end(work.tenant.id)
    if end is None or not is_alone(work, "anchors"):
        return 0
    today = day_start(local_date(work.now, work.tenant.zone), work.tenant.zone)
    had = list_anchored(today, end.entry_id)
    found = [
        each
        for each in list_colleagues()
        if Errand.ANCHOR in each.events and each.person_id not in had and may(each.role, Permission.SEE_AUDIT)
    ]
    for member in found:
        draft = errand(
            work,
            Errand.ANCHOR,
            member.email,
            member.language,
            f"{links.MEMBER}:audit",
            person_id=member.person_id,
            number=lambda: str(end.number),
            entry=lambda: str(end.entry_id),
            digest=end.digest.hex,
            sealed_at=lambda: moment(end.sealed_at),
            unsealed=lambda: number(end.unsealed_count),
            slug=lambda: work.tenant.slug,
        )
        put(work, replace(draft, entry_id=end.entry_id))
    return len(found)
