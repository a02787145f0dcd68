"""The editor's page: the form with everything that was typed, what is said about it, and the panel."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from flask import Response, request, url_for

from app.actions.reservations.preview import Preview
from app.domain.asking import Alternative
from app.domain.policies.base import Kind
from app.domain.refusal import Refusal
from app.queries.channels import list_channels
from app.queries.clients import ClientPage, ClientRow, find_client
from app.queries.one_reservation import count_stays, find_last_change
from app.queries.policies import rules
from app.queries.reservations import OwnerRow
from app.queries.units import UnitRow, list_units
from app.sentences.base import _, ngettext
from app.tenancy import current
from app.web.admin.locks import line
from app.web.admin.locks.line import LockState
from app.web.admin.reservations import panel, ways
from app.web.admin.reservations.comparing import compared
from app.web.admin.reservations.moving import MOVES
from app.web.admin.reservations.reading import Shown, nth_stay
from app.web.admin.reservations.refusing import NOBODY, Said, say
from app.web.filters import clock, date_range, month_within
from app.web.forms.moves import read_steps
from app.web.forms.onward import onward
from app.web.forms.reader import Reader
from app.web.forms.reservation import ReservationForm, rest_of
from app.web.fragments import respond
from app.web.members import me


@dataclass(frozen=True)
class Answer:
    """What the page says besides the form.

    Shapes:  `refusals` are what it was refused for, where `said` does not say it already; `alternatives` answers the ways
             out among the units that there are. `found` are clients to choose from without a script; None when nobody
             searched. `has_new_price` when a save was refused since the price is another than was shown. `heading` is
             what the problem is called, where it is another than usual; `notice` is what was done; `lock` is the
             colleague's lock it was refused for.
    """

    status: int = 200
    said: Said = field(default_factory=Said)
    refusals: Sequence[Refusal] = ()
    alternatives: Callable[[Sequence[UnitRow]], Sequence[Alternative]] = lambda _units: ()
    is_stale: bool = False
    found: Sequence[ClientRow] | None = None
    heading: str = ""
    notice: str = ""
    has_new_price: bool = False
    lock: LockState | None = None

    def said_of(self, unit: str, known: Mapping[str, OwnerRow]) -> Said:
        """Put into words what it was refused for, by the names of owners that are known already."""
        return say(self.refusals, unit=unit, known=known) if self.refusals else self.said

    def title(self, said: Said) -> str:
        """Answer what a refusal is headed by."""
        if self.heading:
            return self.heading
        if self.is_stale:
            return _("Somebody was faster")
        only_price = self.has_new_price and len(said.items) == 1
        return _("The price has changed") if only_price else _("This does not fit yet")


def render(form: ReservationForm, shown: Shown | None, answer: Answer | None = None) -> Response:
    """Answer the editor; a refusal's form carries a new key."""
    answer = answer or Answer()
    preview = panel.ask_and_keep(form, shown.ref if shown else None, is_told=answer.has_new_price)
    client = client_of(form, shown)
    who = shown.name if shown else (client.name if client else "") or form.typed.get("client_name", "")
    held = line.on_reservation(shown.ref) if shown else None
    there = list_units()
    is_refused = bool(answer.said or answer.refusals)
    about = panel_of(form, shown, preview, who=who or _("New reservation"), offers_room=not is_refused)
    said = answer.said_of(about.unit if about else "", about.owners if about else NOBODY)
    here = url_for(".show", ref=shown.ref) if shown else url_for(".index")
    return respond(
        "admin/reservations/editor.html",
        "admin/reservations/_edit.html",
        status=answer.status,
        r=shown,
        form=form,
        typed=form.typed,
        said=said,
        said_title=answer.title(said),
        ways=ways.buttons(preview, answer.alternatives(there), there) if preview and is_refused else [],
        line=answer.lock or held or LockState(line.NONE),
        is_held=held is not None,
        versions=compared(form, shown) if shown and answer.is_stale else [],
        saved_by=_saved_by(shown) if shown and answer.is_stale else "",
        panel=about,
        channels=list_channels(),
        units=units_of(there, form.kind if shown else None),
        fields=fields_of(form, preview),
        client=client,
        client_hint=history_of(client) if client else "",
        found=answer.found,
        notice=answer.notice or moved_text(form.typed.get("moved", "")) or _rest_text(form, there),
        find_url="",
        several=_several(form),
        idem=secrets.token_urlsafe(16),
        action=url_for(".change_now", ref=shown.ref) if shown else url_for(".make_now"),
        next=onward(""),
        back=onward(here),
        may_cancel=_may_cancel(shown),
    )


def _several(form: ReservationForm) -> dict[str, Any]:
    """Answer what the form of a group begins with: what is typed here."""
    names = {"unit": "unit", "from": form.kind.start_field, "to": form.kind.end_field, "client": "client"}
    return {key: text for key, name in names.items() if (text := form.typed.get(name))}


def panel_of(
    form: ReservationForm,
    shown: Shown | None,
    preview: Preview | None,
    *,
    who: str,
    offers_room: bool = True,
) -> panel.Panel | None:
    """Answer the panel for what was typed so far, or None while it is not whole."""
    if preview is None:
        return None
    paid = Reader(form.typed).money("paid", current().currency) if shown else 0
    return panel.panel(preview, who=who, paid_minor=paid, offers_room=offers_room)


@dataclass(frozen=True)
class Fields:
    """The part of the form that follows the kind: what is asked for, and how many."""

    form: ReservationForm
    length: str
    leaves_hint: str
    quantity_hint: str


def fields_of(form: ReservationForm, preview: Preview | None) -> Fields:
    """Answer the fields that the chosen unit's kind asks for."""
    quantity_hint = ""
    if form.takes_quantity and form.unit is not None:
        quantity_hint = ngettext("There is %(num)s.", "There are %(num)s.", form.unit.most)
    length = panel.length_of(preview) if preview and preview.has_shape else ""
    return Fields(form, length, _usual_end(form, preview), quantity_hint)


def _saved_by(shown: Shown) -> str:
    """Say who saved the version that stands now, and when."""
    last = find_last_change(shown.ref)
    if last is None or not last[0]:
        return _("Saved by somebody else")
    return _("Saved by %(person)s, %(time)s", person=last[0], time=clock(last[1]))


def _may_cancel(shown: Shown | None) -> bool:
    member = me()
    cancel = next(move for move in MOVES if move.name == "cancel")
    return shown is not None and member is not None and cancel.is_open(shown, member.may)


def units_of(there: Sequence[UnitRow], kind: Kind[Any] | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Answer the units to choose from, under their types; of one kind, where a reservation has it already."""
    units_there = [unit for unit in there if kind is None or rules(unit.version_id).kind is kind]
    names = names_of(there)
    return [
        (
            name,
            [
                (
                    unit.ref,
                    ngettext(
                        "%(unit)s, for %(num)s", "%(unit)s, for %(num)s", unit.capacity, unit=names[unit.ref]
                    ),
                )
                for unit in units
            ],
        )
        for name, units in groupby(units_there, key=lambda unit: unit.type_name)
    ]


def names_of(there: Sequence[UnitRow]) -> dict[str, str]:
    """Answer what units are called: with their type where there are several, since a number alone says little."""
    if len({unit.type_ref for unit in there}) < 2:
        return {unit.ref: unit.name for unit in there}
    return {unit.ref: _("%(unit)s, %(type)s", unit=unit.name, type=unit.type_name) for unit in there}


def moved_text(moved: str) -> str:
    """Say how many stays were moved for this form, while they can be put back."""
    count = len(read_steps(moved))
    return ngettext("%(num)s stay is moved.", "%(num)s stays are moved.", count) if count else ""


def _rest_text(form: ReservationForm, there: Sequence[UnitRow]) -> str:
    """Say that nothing is saved of a stay that goes on in another unit, and what follows."""
    rest = rest_of(form)
    unit = next((unit for unit in there if rest and unit.ref == rest[0]), None)
    if rest is None or unit is None:
        return ""
    return _(
        "Nothing is saved yet. Save this part first: the form for %(unit)s, %(dates)s, follows.",
        unit=unit.name,
        dates=date_range(rest[1], rest[2]),
    )


def client_of(form: ReservationForm, shown: Shown | None) -> ClientPage | None:
    """Answer the client of a reservation, or the one that was chosen; None for a new one."""
    return chosen_client(shown.facts.client_ref if shown else form.typed.get("client", ""))


def chosen_client(ref: str) -> ClientPage | None:
    """Answer a client that can be chosen; None where there is none, or they were erased or merged."""
    found = find_client(ref) if ref else None
    return found if found and not found.erased_at and not found.merged_into else None


def history_of(client: ClientPage) -> str:
    """Say which stay of a client this would be, and when the latest was."""
    count, latest_on = count_stays(client.id)
    if not count or latest_on is None:
        return _("First stay.")
    return _(
        "%(stay)s. The latest began in %(month)s.", stay=nth_stay(count + 1), month=month_within(latest_on)
    )


def _usual_end(form: ReservationForm, preview: Preview | None) -> str:
    """Say when one leaves if no other time is asked for."""
    is_free = any(each.name == "ends_time" and not each.is_needed for each in form.kind.asks)
    if preview is None or not preview.has_shape or not is_free:
        return ""
    usual = replace(preview.draft.period, ends_time=None)
    span = preview.asked.kind.span(preview.asked.doc, usual, current().zone)
    return _("Usually %(time)s", time=clock(span.ends_at))


def wants_find() -> bool:
    """Tell whether the button that searches for clients was pressed."""
    return request.form.get("do") == "find"
