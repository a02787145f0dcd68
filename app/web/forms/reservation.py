"""The form of a reservation: what was typed, read into what the actions want."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.actions.clients import ClientChoice, ClientFields
from app.actions.mails.desk import address_of
from app.actions.reservations.change import Change
from app.actions.reservations.make import Wish
from app.actions.reservations.preview import Draft
from app.domain.asking import Alternative, Party
from app.domain.policies.base import Kind
from app.domain.refusal import Refusal
from app.domain.words import State
from app.queries.policies import Rules, rules
from app.queries.units import UnitRow, find_unit
from app.sentences import sentence
from app.sentences.base import _
from app.sentences.periods import clock_text
from app.web.forms import asked
from app.web.forms.reader import Reader

STATES = (State.CONFIRMED, State.PENDING)
MOST_VERSION = 2**31 - 1
MOST_QUANTITY = 10_000
MOST_CHANNEL = 400
KEPT_OUT = frozenset(
    {
        "csrf_token",
        "idem",
        "fix",
        "do",
        "next",
        "shown_for",
        "quote_ref",
        "moves",
        "moved",
        "lock",
        "lock_key",
        "asked",
        "rest",
    }
)
GOES_ON = "continue"
FEWER = "fewer"
FIX_PARTS = 7
COUNTS = frozenset({"quantity", "adults", "children", "infants"})


@dataclass
class ReservationForm:
    """What was typed, and what could be read of it.

    Shapes:  `draft` is None while unit, period or numbers are missing or can't be read; `rules` are those by which
             the period is read; `ref` is the reservation that is changed, if there is one; `known` is a unit that
             was read before, and is not read again if it is the one that was typed.
    """

    typed: dict[str, str]
    rules: Rules
    ref: str = ""
    known: UnitRow | None = None
    reader: Reader = field(init=False)
    unit: UnitRow | None = field(init=False)
    draft: Draft | None = None

    def __post_init__(self) -> None:
        self.typed = asked.carried(self.typed, self.kind)
        self.reader = Reader(self.typed)
        named = self.reader.text("unit", most=80)
        is_known = self.known is not None and self.known.ref == named
        self.unit = self.known if is_known else find_unit(named) if named else None
        self.draft = self._draft()

    @property
    def kind(self) -> Kind[Any]:
        """Answer the kind by which the period is asked for."""
        return self.rules.kind

    @property
    def errors(self) -> dict[str, list[str]]:
        """Answer what could not be read, field by field."""
        return self.reader.errors

    @cached_property
    def fields(self) -> list[asked.AskedField]:
        """Answer the fields of the period, with the slots that are offered."""
        return asked.fields(self.rules, self.unit, self.typed, ignoring={self.ref} if self.ref else ())

    def counts(self, wrong: Collection[str] = ()) -> list[asked.CountField]:
        """Answer how many of whom are asked for; `wrong` names fields beside which something is said."""
        return asked.counts(self.rules, self.unit, self.typed, wrong=wrong)

    @property
    def quantity_label(self) -> str:
        """Answer what the form asks how many of."""
        return asked.quantity_label(self.unit)

    @property
    def shown_for(self) -> str:
        """Answer for what the fields are right."""
        return asked.signature(self.rules, self.unit, self.typed)

    @property
    def quote_ref(self) -> str:
        """Answer the quote that the form carries, whatever that is."""
        return self.typed.get("quote_ref", "")

    @property
    def takes_quantity(self) -> bool:
        """Tell whether the form asks how many."""
        return asked.takes_quantity(self.rules, self.unit)

    @property
    def complimentary(self) -> bool | None:
        """Answer whether it shall be given; None where the form did not ask: as it stands."""
        if self.typed.get("complimentary", "").strip():
            return True
        return False if self.typed.get("complimentary_asked") else None

    def _draft(self) -> Draft | None:
        reader, unit = self.reader, self.unit
        if unit is None:
            reader.blame("unit", _("Choose a unit."))
        elif rules(unit.version_id).kind is not self.kind:
            reader.blame("unit", sentence(Refusal("other_kind", "unit", {"unit": unit.name})))
        period = asked.read(reader, self.kind)
        adults = reader.whole("adults", default=0)
        party = Party(adults, *(reader.whole(name) for name in ("children", "infants", "cots")))
        quantity = 1
        if self.takes_quantity:
            quantity = reader.whole("quantity", least=1, most=MOST_QUANTITY, default=1)
        promo_code = reader.text("promo_code", most=40)
        if unit is None or period is None or self.errors:
            return None
        return Draft(unit, period, party, quantity, promo_code, self.complimentary)

    def wish(self) -> Wish | None:
        """Answer the reservation to be made, or None when something can't be read."""
        reader = self.reader
        expected, note, client = reader.time("expected_time"), reader.text("note"), read_client(reader)
        named = self.typed.get("state", "")
        if self.draft is None or self.errors or client is None:
            return None
        return Wish(
            unit_ref=self.draft.unit.ref,
            period=self.draft.period,
            party=self.draft.party,
            quantity=self.draft.quantity,
            promo_code=self.draft.promo_code,
            complimentary=bool(self.draft.complimentary),
            client=client,
            state=State(named) if named in set(STATES) else State.CONFIRMED,
            expected_time=expected,
            note=note,
            channel=reader.text("channel", most=MOST_CHANNEL),
            override_reason=reader.text("override_reason", most=500),
            quote_ref=self.quote_ref,
        )

    def change(self, currency: str) -> Change | None:
        """Answer the change to be saved, or None when something can't be read."""
        reader = self.reader
        expected, note, paid = (
            reader.time("expected_time"),
            reader.text("note"),
            reader.money("paid", currency),
        )
        version = self.reader.whole("version", most=MOST_VERSION)
        if self.draft is None or self.errors:
            return None
        return Change(
            unit_ref=self.draft.unit.ref,
            period=self.draft.period,
            party=self.draft.party,
            quantity=self.draft.quantity,
            promo_code=self.draft.promo_code,
            complimentary=self.draft.complimentary,
            version=version,
            expected_time=expected,
            note=note,
            channel=reader.text("channel", most=MOST_CHANNEL) if "channel" in self.typed else None,
            paid_minor=paid,
            override_reason=reader.text("override_reason", most=500),
        )

    def body(self) -> dict[str, Any]:
        """Answer what tells two sendings of one form apart."""
        return {name: text for name, text in self.typed.items() if name not in KEPT_OUT}


def read_client(reader: Reader) -> ClientChoice | None:
    """Read whom it is for, known or new; what is missing or can't be read is blamed on its field."""
    chosen = reader.text("client", most=40)
    if chosen:
        return ClientChoice(ref=chosen)
    fields = ClientFields(
        name=reader.text("client_name", most=200),
        email=reader.text("client_email", most=200),
        phone=reader.text("client_phone", most=60),
    )
    if not fields.name:
        reader.blame("client", _("Write the client's name."))
    if fields.email and address_of(fields.email) is None:
        reader.blame("client_email", _("This does not look like an email address."))
    is_unread = "client" in reader.errors or "client_email" in reader.errors
    return None if is_unread else ClientChoice(fields=fields)


def as_fix(way: Alternative) -> str:
    """Write a way out as the value of its button: what it is, unit, first and last day, both times, how many."""
    period = way.period
    times = [clock_text(at) if at else "" for at in (period.starts_time, period.ends_time)]
    dates = [period.starts_on.isoformat(), period.ends_on.isoformat()]
    return "|".join([way.kind, way.unit_ref, *dates, *times, _counts(way)])


def _counts(way: Alternative) -> str:
    """Write how many a way out takes, `` where as many as were asked for."""
    if way.quantity is None or way.party is None:
        return ""
    people = {name: getattr(way.party, name) for name in ("adults", "children", "infants")}
    return ",".join(f"{name}={count}" for name, count in {"quantity": way.quantity, **people}.items())


def parts_of(fix: str) -> list[str]:
    """Answer what a way out says, part by part; nothing where it says nothing."""
    parts = fix.split("|")
    if len(parts) == FIX_PARTS - 1:
        parts.append("")
    return parts if len(parts) == FIX_PARTS else []


def goes_on(fix: str) -> bool:
    """Tell whether a way out is the one that goes on in another unit."""
    return parts_of(fix)[:1] == [GOES_ON]


def rest_of(form: ReservationForm) -> tuple[str, dt.date, dt.date] | None:
    """Answer unit, first and last day of where a stay goes on, while the form still ends where that begins."""
    parts = parts_of(form.typed.get("rest", ""))
    if parts[:1] != [GOES_ON] or form.typed.get(form.kind.end_field) != parts[2]:
        return None
    with suppress(ValueError):
        return parts[1], dt.date.fromisoformat(parts[2]), dt.date.fromisoformat(parts[3])
    return None


def counts_of(text: str) -> dict[str, str]:
    """Answer how many a way out takes, by the names of the form's fields."""
    pairs = (each.partition("=") for each in text.split(",") if each)
    return {name: count for name, _sign, count in pairs if name in COUNTS}


def fixed(typed: Mapping[str, str], kind: Kind[Any]) -> dict[str, str]:
    """Answer what was typed with the way out that was pressed; everything else stays as it is.

    Who goes on elsewhere leaves this unit on the day on which the other stay begins.
    """
    parts = parts_of(typed.get("fix", ""))
    if not parts:
        return dict(typed)
    how, unit, starts_on, ends_on, starts_time, ends_time, counts = parts
    if how == GOES_ON:
        return {**typed, kind.end_field: starts_on}
    said = {
        "starts_time": starts_time,
        "ends_time": ends_time,
        kind.end_field: ends_on,
        kind.start_field: starts_on,
    }
    own = {each.name for each in kind.asks}
    said = {name: text for name, text in said.items() if name in own}
    return {**typed, "unit": unit, **said, **counts_of(counts)}
