"""Mail a summary of the week or the month that ended to the members who chose it: the figures of the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel import Locale

from app.actions.actor import POLICY
from app.actions.mails import links
from app.actions.mails.desk import put
from app.actions.mails.errands import errand
from app.actions.sweeping import is_alone, sweep_listed
from app.actions.transaction import Attempt, Work, run
from app.domain.compared import ONE_WEEK, a_year_before, week_of
from app.domain.localtime import day_start, local_date
from app.domain.mails import Errand
from app.domain.permissions import Permission, may
from app.domain.stats import NOTHING, Facts, total
from app.extensions import look_up
from app.queries.mails import Colleague, list_colleagues, list_summarised
from app.queries.policies import rules
from app.queries.stats import Sums, totals
from app.sentences.figures import FigureKind, of_kind, of_reservations, written
from app.sentences.shown import date_range, month_within

EARLY = dt.timedelta(hours=6)
STILL_OF_USE = dt.timedelta(days=3)
ONE_DAY = dt.timedelta(days=1)
OF_KIND = ("occupancy", "reserved", "adr", "revpar")
OF_RESERVATIONS = ("arrivals", "made", "cancelled", "revenue")


@dataclass(frozen=True)
class Ended:
    """A week or a month that ended, with the same of a year before; dates from `first` to before `last`."""

    which: Errand
    first: dt.date
    last: dt.date
    first_before: dt.date
    last_before: dt.date

    @property
    def address(self) -> str:
        """Write where the page of it is, below the members' pages."""
        return f"stats?span={'week' if self.which is Errand.WEEKLY else 'month'}&on={self.first}"


def summarise_all() -> int:
    """Mail the summaries that are due in every tenant, and answer to how many."""
    due = look_up("SELECT * FROM tenants_to_summarise() AS id")
    return sweep_listed(
        "summaries", [row.id for row in due], lambda: run(POLICY, Attempt("mail", "summary"), _batch)
    )


def _batch(work: Work) -> int:
    """Mail to those who are due; two workers at once mail once, since one waits for nothing and does nothing."""
    if not is_alone(work, "summaries"):
        return 0
    today, count, sums = local_date(work.now, work.tenant.zone), 0, None
    for member in list_colleagues():
        for ended in _ended(member, today):
            due_at = day_start(ended.last, work.tenant.zone) + EARLY
            is_due = due_at <= work.now < due_at + STILL_OF_USE
            if is_due and member.person_id not in list_summarised(ended.which, due_at):
                sums = sums or Sums(work.now)
                _write(work, member, ended, sums)
                count += 1
    return count


def _ended(member: Colleague, today: dt.date) -> list[Ended]:
    """Answer what of that which a member chose ended last."""
    if not may(member.role, Permission.SEE_STATS):
        return []
    found = []
    if Errand.WEEKLY in member.events:
        last, _until = week_of(today, Locale.parse(member.language, sep="_").first_week_day)
        first = last - ONE_WEEK
        found.append(Ended(Errand.WEEKLY, first, last, *a_year_before("week", first, last)))
    if Errand.MONTHLY in member.events:
        last = today.replace(day=1)
        first = (last - ONE_DAY).replace(day=1)
        found.append(Ended(Errand.MONTHLY, first, last, *a_year_before("month", first, last)))
    return found


def _write(work: Work, member: Colleague, ended: Ended, sums: Sums) -> None:
    draft = errand(
        work,
        ended.which,
        member.email,
        member.language,
        f"{links.MEMBER}:{ended.address}",
        person_id=member.person_id,
        period=lambda: (
            month_within(ended.first)
            if ended.which is Errand.MONTHLY
            else date_range(ended.first, ended.last - ONE_DAY)
        ),
        figures=lambda: "\n".join(lines(sums, ended)),
    )
    put(work, draft)


def lines(sums: Sums, ended: Ended) -> list[str]:
    """Write the figures of what ended, each beside that of a year before, in the language that is spoken."""
    here = totals(sums.by_day(ended.first, ended.last), ended.first)
    before = totals(sums.by_day(ended.first_before, ended.last_before), ended.first_before)
    kinds = dict.fromkeys(rules(unit.version_id).kind.key for unit in sums.units.values())
    said = []
    for kind in sorted(kinds, key=lambda key: (key != "nightly", key)):
        figures = of_kind(kind)
        said += [
            _line(figures[key], here.get(kind, NOTHING), before.get(kind, NOTHING))
            for key in OF_KIND
            if key in figures
        ]
    own, all_here, all_before = of_reservations(), total(here.values()), total(before.values())
    return said + [_line(own[key], all_here, all_before) for key in OF_RESERVATIONS]


def _line(figure: FigureKind, here: Facts, before: Facts) -> str:
    now, then = (written(figure.of(facts), figure.form) for facts in (here, before))
    return f"{figure.name}: {now} ({then})"
