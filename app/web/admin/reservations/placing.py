"""Other dates or another unit at one stroke, as a bar of the timeline is dragged; all else stays as it is.

Where the price becomes another it is asked about first; where it is refused, ways out are buttons of the same form.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for

from app.actions.reservations.change import Change, change
from app.actions.reservations.courtesy import refuse_held
from app.actions.reservations.openings import RESEAT
from app.actions.reservations.preview import Draft, Preview, preview_change
from app.actions.transaction import Idempotency
from app.domain import lifecycle
from app.domain.asking import Period
from app.domain.permissions import Permission
from app.domain.refusal import Refusal, Refused
from app.live import locks
from app.queries.policies import rules
from app.queries.units import UnitRow, find_unit, list_units
from app.sentences import periods, sentence
from app.sentences.base import _
from app.web.admin.reservations import ways
from app.web.admin.reservations.blueprint import pages
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.admin.reservations.refusing import Said, add, say
from app.web.filters import money
from app.web.forms import asked
from app.web.forms.onward import onward
from app.web.forms.reader import Reader
from app.web.forms.reservation import GOES_ON, MOST_VERSION, fixed
from app.web.fragments import done, respond, trigger, wants_fragment
from app.web.guard import allow
from app.web.members import actor

MOST_WAYS = 3
OTHER_FORMS = frozenset({GOES_ON, RESEAT})
LARGEST = 10**12 - 1


@dataclass(frozen=True)
class Placed:
    """Where a reservation shall be, and what was agreed to.

    Shapes:  `agreed_minor` is the price that was shown; the one it has where nobody was asked about another.
    """

    unit: UnitRow
    period: Period
    version: int
    agreed_minor: int


@dataclass(frozen=True)
class Card:
    """What is said about a place: a question or a refusal; neither where a drag begins or all is done."""

    status: int = 200
    title: str = ""
    question: str = ""
    total_minor: int = 0
    said: Said | None = None
    ways: tuple[ways.Button, ...] = ()
    form_url: str = ""


@pages.get("/<ref>/place")
@allow(Permission.CHANGE_RESERVATION)
def place_form(ref: str) -> Any:
    """Answer what a drag begins with: where it is, in which version. Without a script the form is the editor's."""
    shown = load_shown(ref)
    if not wants_fragment():
        return done(url_for(".edit", ref=ref))
    stop = lifecycle.change_refusal(shown.state)
    try:
        refuse_held([ref])
        if stop is not None:
            raise Refused([stop])
    except Refused as refused:
        return _answer(shown, _refusal(refused, shown.unit.name), _as_it_is(shown))
    return _answer(shown, Card(), _as_it_is(shown))


@pages.post("/<ref>/place")
@allow(Permission.CHANGE_RESERVATION)
def place(ref: str) -> Any:
    """Put a reservation into another unit or on other dates, or say what stands against it."""
    shown = load_shown(ref)
    typed = _typed(shown)
    reader = Reader(typed)
    wanted = _read(reader, shown)
    if wanted is None:
        said = Said()
        for texts in reader.errors.values():
            for text in texts:
                add(said, None, text)
        return _answer(shown, Card(422, _("This does not fit yet"), said=said), typed)
    facts, unit, period = shown.facts, wanted.unit, wanted.period
    draft = Draft(unit, period, facts.party, facts.quantity, facts.promo_code)
    preview = preview_change(actor("timeline"), ref, draft)
    if wanted.version == facts.version and (now := _other_price(preview, wanted)) is not None:
        return _answer(shown, _question(shown, wanted, now), typed)
    try:
        _change(shown, wanted, typed.get("idem", ""))
    except Refused as refused:
        return _refused(shown, wanted, preview, refused, typed)
    return _done(shown, wanted, is_undo=bool(typed.get("undo")))


def _as_it_is(shown: Shown) -> dict[str, str]:
    facts = shown.facts
    written = asked.written(shown.rules.kind, facts.period)
    return {"unit": shown.unit.ref, **written, "version": str(facts.version)}


def _typed(shown: Shown) -> dict[str, str]:
    """Answer what was sent; a way out that was pressed says unit, dates and price at once."""
    typed = request.form.to_dict()
    way, _bar, total = typed.pop("fix", "").rpartition("|")
    if not way:
        return typed
    return {**fixed({**typed, "fix": way}, shown.rules.kind), "price_shown": total}


def _read(reader: Reader, shown: Shown) -> Placed | None:
    """Read where it shall be; what is missing or can't be read is blamed."""
    unit = find_unit(reader.text("unit", most=80))
    if unit is None:
        reader.blame("unit", _("Choose a unit."))
    elif rules(unit.version_id).kind is not shown.rules.kind:
        reader.blame("unit", sentence(Refusal("other_kind", "unit", {"unit": unit.name})))
    period = asked.read(reader, shown.rules.kind)
    version = reader.whole("version", most=MOST_VERSION)
    agreed = reader.whole("price_shown", most=LARGEST, default=shown.facts.total_minor)
    if unit is None or period is None or reader.errors:
        return None
    return Placed(unit, period, version, agreed)


def _other_price(preview: Preview, wanted: Placed) -> int | None:
    """Answer the price that it would have, where nobody has agreed to it and nothing else is in the way."""
    if preview.verdict.refusals or preview.quote is None:
        return None
    total = preview.quote.total_minor
    return total if total != wanted.agreed_minor else None


def _change(shown: Shown, wanted: Placed, key: str) -> None:
    facts = shown.facts
    asked_for = Change(
        unit_ref=wanted.unit.ref,
        period=wanted.period,
        party=facts.party,
        version=wanted.version,
        expected_time=facts.expected_time,
        note=facts.note,
        paid_minor=facts.paid_minor,
        agreed_minor=wanted.agreed_minor,
    )
    body = {**asked_for.as_request(), "ref": shown.ref, "version": wanted.version}
    change(actor("timeline"), shown.ref, asked_for, idempotency=Idempotency(key, body) if key else None)


def _question(shown: Shown, wanted: Placed, now: int) -> Card:
    """Ask whether it may cost something else."""
    more = now - shown.facts.total_minor
    values = {"unit": wanted.unit.name, "price": money(abs(more), short=True)}
    if wanted.unit.ref != shown.unit.ref:
        said = (
            _("Moving to %(unit)s adds %(price)s.") if more > 0 else _("Moving to %(unit)s saves %(price)s.")
        )
    elif shown.rules.kind.by_the_hour:
        said = _("These times add %(price)s.") if more > 0 else _("These times save %(price)s.")
    else:
        said = _("These dates add %(price)s.") if more > 0 else _("These dates save %(price)s.")
    if not more:
        said = _("The price stays as it is.")
    title = _("Move %(client)s?", client=shown.name)
    return Card(409, title, said % values, total_minor=now)


def _refused(
    shown: Shown, wanted: Placed, preview: Preview, refused: Refused, typed: Mapping[str, str]
) -> Any:
    """Say why not, with ways out; a price that changed while we looked is asked about anew."""
    codes = [refusal.code for refusal in refused.refusals]
    if codes == ["price_changed"]:
        now = refused.refusals[0].facts["now_minor"]
        return _answer(shown, _question(shown, wanted, now if isinstance(now, int) else 0), typed)
    card = _refusal(refused, wanted.unit.name)
    if "stale" in codes:
        return _answer(load_shown(shown.ref), replace(card, title=_("Somebody was faster")), typed)
    open_ways = [way for way in refused.alternatives if way.kind not in OTHER_FORMS]
    found = ways.buttons(preview, open_ways, list_units()) if refused.alternatives else []
    url = "" if lifecycle.change_refusal(shown.state) else _form_url(shown, wanted)
    return _answer(shown, replace(card, ways=tuple(found[:MOST_WAYS]), form_url=url), typed)


def _refusal(refused: Refused, unit: str) -> Card:
    said = Said()
    for text, _field in say(refused.refusals, unit=unit).items:
        add(said, None, text)
    return Card(refused.status, _("This does not fit yet"), said=said)


def _form_url(shown: Shown, wanted: Placed) -> str:
    """Answer the editor with the place filled in: there rules can be passed over, and others moved."""
    period = wanted.period
    times = {"at": period.starts_time, "until": period.ends_time}
    filled: dict[str, Any] = {name: periods.clock_text(at) for name, at in times.items() if at}
    filled |= {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()}
    return url_for(".edit", ref=shown.ref, unit=wanted.unit.ref, **filled)


def _done(before: Shown, wanted: Placed, *, is_undo: bool) -> Any:
    """Say where it is now, with the way back to where it was."""
    names = {"client": before.name, "unit": wanted.unit.name, "dates": periods.said(wanted.period)}
    text = _("%(client)s is back: %(unit)s, %(dates)s.") if is_undo else _("%(client)s: %(unit)s, %(dates)s.")
    if not wants_fragment():
        return done(onward(url_for(".show", ref=before.ref)), toast=text % names)
    toast: dict[str, Any] = {"text": text % names}
    if not is_undo and before.facts.version == wanted.version:
        toast["undo"] = {
            "url": url_for(".place", ref=before.ref),
            "target": "#place",
            "values": _back(before),
        }
    answer = _answer(load_shown(before.ref), Card(), {})
    answer.headers["HX-Trigger"] = trigger(toast=toast, placed={"ref": before.ref})
    return answer


def _back(before: Shown) -> dict[str, str]:
    """Answer what puts it back where it was, at the price that it had: a change like any other."""
    return {
        **_as_it_is(before),
        "version": str(load_shown(before.ref).facts.version),
        "idem": secrets.token_urlsafe(16),
        "price_shown": str(before.facts.total_minor),
        "undo": "1",
    }


def _answer(shown: Shown, card: Card, typed: Mapping[str, str]) -> Any:
    """Answer the card with its form, which carries a new key, and the names of the lock that a drag may take."""
    names = ("unit", *(each.name for each in shown.rules.kind.asks), "version", "undo", "lock", "lock_key")
    typed = {**dict(zip(("lock", "lock_key"), locks.new_id(), strict=True)), **typed}
    return respond(
        "admin/reservations/place.html",
        "admin/reservations/_place.html",
        status=card.status,
        r=shown,
        card=card,
        held={name: typed[name] for name in names if typed.get(name)},
        idem=secrets.token_urlsafe(16),
        next=onward(""),
        back=onward(url_for(".show", ref=shown.ref)),
    )
