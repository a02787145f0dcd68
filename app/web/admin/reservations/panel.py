"""What the editor says while people type: the days, the verdict, the price, the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.actions.reservations.preview import Preview, keep, preview_change, preview_new
from app.domain.lines import grouped
from app.domain.permissions import Permission
from app.queries.reservations import OwnerRow
from app.sentences import checks, prices
from app.sentences.base import _, ngettext
from app.sentences.words import counted, how_many, listed
from app.web.admin.reservations.refusing import NOBODY, name_rivals, say
from app.web.admin.reservations.strip import Strip, shown, strip
from app.web.admin.reservations.ways import Button, reseat_text
from app.web.forms.reservation import ReservationForm, as_fix
from app.web.members import actor

OBVIOUS = frozenset({"nobody"})


@dataclass(frozen=True)
class Panel:
    """The verdict on a draft with all that it rests on.

    Shapes:  `length` and `price` are empty for dates that are no period; `before_minor` is None for a new one;
             `held_until` is None while nothing holds the price; `shown_minor` is what was held before, where
             today's price is another; `room` leads to the moves of others that would make room.
    """

    unit: str
    is_good: bool
    verdict: str
    length: str
    strip: Strip | None
    price: list[prices.LineText]
    total_minor: int | None
    before_minor: int | None
    paid_minor: int
    rules: list[tuple[bool, str]]
    room: Button | None = None
    held_until: dt.datetime | None = None
    shown_minor: int | None = None

    @property
    def owners(self) -> Mapping[str, OwnerRow]:
        """Answer whose the shown days are."""
        return self.strip.owners if self.strip else NOBODY

    @property
    def owed_minor(self) -> int:
        """Answer what would be still to pay."""
        return (self.total_minor or 0) - self.paid_minor


def ask(form: ReservationForm, ref: str | None) -> Preview | None:
    """Ask about what was typed so far, or answer None while it is not whole."""
    if form.draft is None:
        return None
    who = actor("editor")
    if ref:
        return preview_change(who, ref, form.draft, shows=shown)
    return preview_new(who, form.draft, quote_ref=form.quote_ref, shows=shown)


def ask_and_keep(form: ReservationForm, ref: str | None, *, is_told: bool = False) -> Preview | None:
    """Ask about what was typed so far and hold the price that is shown; the form carries its quote from now on."""
    asked = ask(form, ref)
    if asked is None:
        return None
    preview = keep(asked, is_told=is_told)
    if preview.offer is not None and preview.offer.ref:
        form.typed["quote_ref"] = preview.offer.ref
    return preview


def panel(preview: Preview, *, who: str, paid_minor: int, offers_room: bool = True) -> Panel:
    """Put an answer into words; `offers_room` False where the way to make room is offered beside it."""
    asked, quote, offer = preview.asked, preview.quote, preview.offer
    terms = offer.rules if offer else asked
    length = length_of(preview) if preview.has_shape else ""
    unit = preview.draft.unit.name
    days = strip(preview, who)
    rules = [
        (check.ok, checks.name(check))
        for check in preview.checks
        if check.code not in OBVIOUS or not check.ok
    ]
    if preview.has_shape:
        rules.append((not preview.verdict.in_the_way, _("%(unit)s is free all the time", unit=unit)))
    return Panel(
        unit=unit,
        is_good=not preview.verdict.refusals,
        verdict=verdict_of(preview, unit, length, known=days.owners if days else NOBODY),
        length=length,
        strip=days,
        price=prices.explain(grouped(quote.lines), noun=terms.kind.noun(terms.doc)) if quote else [],
        total_minor=quote.total_minor if quote else None,
        before_minor=preview.before_minor,
        paid_minor=paid_minor,
        rules=rules,
        room=_room(preview) if offers_room else None,
        held_until=offer.held_until if offer else None,
        shown_minor=offer.before_minor if offer else None,
    )


def _room(preview: Preview) -> Button | None:
    way = preview.opening() if preview.work.actor.may(Permission.CHANGE_RESERVATION) else None
    return Button(reseat_text(way), "", as_fix(way)) if way else None


def length_of(preview: Preview) -> str:
    """Answer how long a draft is, as its policy counts, and how many of the unit it takes."""
    asked = preview.asked
    count = len(asked.kind.units_of_time(asked.doc, preview.draft.period, zone=preview.ask.zone))
    length = counted(count, asked.kind.noun(asked.doc))
    many = how_many(asked.kind.wanted(asked.doc, preview.ask), preview.draft.unit.stock)
    return f"{length}, {many}" if many else length


def verdict_of(preview: Preview, unit: str, length: str, *, known: Mapping[str, OwnerRow] = NOBODY) -> str:
    """Say in one line whether it would be saved; of `known` owners nothing is asked again."""
    if not preview.verdict.refusals:
        return _("%(unit)s is free for %(length)s", unit=unit, length=length)
    if preview.verdict.in_the_way:
        return _clash(preview, unit, known)
    if len(preview.verdict.broken) == 1 or not preview.has_shape:
        return say(preview.verdict.broken[:1], unit=unit).items[0][0]
    return ngettext(
        "%(num)s rule of the policy is broken",
        "%(num)s rules of the policy are broken",
        len(preview.verdict.broken),
    )


def _clash(preview: Preview, unit: str, known: Mapping[str, OwnerRow]) -> str:
    refusal = name_rivals(preview.verdict.in_the_way[:1], unit=unit, known=known)[0]
    dates, rivals = refusal.facts.get("dates"), refusal.facts.get("rivals")
    counts_dates = preview.asked.kind.asks_whole_days
    if refusal.code != "taken" or not counts_dates:
        return say([refusal], unit=unit).items[0][0]
    if not isinstance(dates, list) or not dates or not isinstance(rivals, list):
        return say([refusal], unit=unit).items[0][0]
    names = dict.fromkeys(rival["name"] or _("a closure") for rival in rivals)
    return ngettext(
        "%(length)s overlaps with %(who)s",
        "%(length)s overlap with %(who)s",
        len(dates),
        length=counted(len(dates), preview.asked.kind.noun(preview.asked.doc)),
        who=listed(list(names)),
    )
