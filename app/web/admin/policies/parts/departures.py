"""When tours leave: each week, on single dates with seats of their own, and not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.fields import weekday
from app.domain.policies.base import Kind
from app.language import lazy_gettext as _l
from app.sentences.base import _, ngettext
from app.sentences.words import days_named, how_many, minutes
from app.web.admin.policies.cells import DAY, FLAG, MANY, TIME, WHOLE, Input, read
from app.web.admin.policies.derive import weekday_options
from app.web.admin.policies.parts.base import Part, Rows, at, put
from app.web.admin.policies.parts.words import when
from app.web.admin.policies.values import Fact, State
from app.web.filters import clock, day_full

SLOTS, DATES, OFF = "slots", "slot_dates", "called_off"


class Departures(Part):
    """The departures of a document as two lists: those of each week, and those of one date, which go before them."""

    @property
    def places(self) -> frozenset[str]:
        """Answer the one place of the document."""
        return frozenset({SLOTS}) & frozenset(self.rows)

    def within(self, places: frozenset[str], kind: Kind[Any]) -> Part:
        """Answer the part with both of its lists, where the document has departures."""
        known = places | {DATES} if SLOTS in places else places - {DATES}
        return super().within(known, kind)

    def fill(self, state: State, data: Mapping[str, Any]) -> None:
        """Put the entries of one date that stand before all others into a list of their own."""
        entries = list(at(data, SLOTS) or ())
        first = next((n for n, entry in enumerate(entries) if not _is_of_one_date(entry)), len(entries))
        dated = [{**entry, "on": entry["first_on"]} for entry in entries[:first]]
        state.rows[DATES] = [self.rows[DATES].row_of(entry) for entry in dated]
        state.rows[SLOTS] = [self.rows[SLOTS].row_of(entry) for entry in entries[first:]]

    def write(self, state: State, data: dict[str, Any]) -> None:
        """Put both lists into the document; a date that says no length lasts as long as that departure does."""
        weekly = [self.rows[SLOTS].entry_of(row) for row in state.rows[SLOTS]]
        lasts: dict[Any, Any] = {
            entry.get("time"): entry["duration_min"] for entry in weekly if "duration_min" in entry
        }
        dated = []
        for row in state.rows[DATES]:
            said = read(self.rows[DATES].inputs, row)
            entry: dict[str, Any] = {
                name: said[name] for name in ("time", "duration_min", "seats") if name in said
            }
            entry.setdefault("duration_min", lasts.get(entry.get("time")))
            dated.append({**entry, **_on(said.get("on"))})
        put(data, SLOTS, [_said(entry) for entry in [*dated, *weekly]])

    def place(self, place: str, code: str, state: State) -> str:
        """Answer the list and the row in which an entry stands."""
        _slots, _dot, rest = place.partition(".")
        number, _dot, inner = rest.partition(".")
        if not number.isdigit():
            return f"{SLOTS}.0.time" if state.rows[SLOTS] else SLOTS
        dated = len(state.rows[DATES])
        if int(number) >= dated:
            return super().place(f"{SLOTS}.{int(number) - dated}.{inner}".rstrip("."), code, state)
        renamed = {"first_on": "on", "last_on": "on", "weekdays": "on", "": "on"}
        return f"{DATES}.{number}.{renamed.get(inner.partition('.')[0], inner)}"


def _is_of_one_date(entry: Mapping[str, Any]) -> bool:
    first, last = entry.get("first_on"), entry.get("last_on")
    if not first or first != last:
        return False
    return list(entry["weekdays"]) == [weekday(dt.date.fromisoformat(str(first))).value]


def _on(day: Any) -> dict[str, Any]:
    """Answer the window of one date; what is no date is left for the document to refuse."""
    try:
        days = [weekday(dt.date.fromisoformat(str(day))).value]
    except ValueError:
        return {"first_on": day or "", "last_on": None, "weekdays": ["mon"]}
    return {"first_on": day, "last_on": day, "weekdays": days}


def _said(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None}


def _tells(doc: Any, _noun: str) -> list[Fact]:
    return [
        Fact(_("Departure at %(time)s", time=clock(entry.time)), _departure(entry)) for entry in doc.slots
    ]


def _departure(entry: Any) -> str:
    is_one_date = _is_of_one_date(entry.model_dump(mode="json"))
    days = day_full(entry.first_on) if is_one_date else days_named([day.value for day in entry.weekdays])
    text = _("%(days)s, lasts %(time)s", days=days, time=minutes(entry.duration_min))
    if not is_one_date and (entry.first_on or entry.last_on):
        text += ", " + when(entry)
    return text + (f", {how_many(entry.seats, 'seats')}." if entry.seats is not None else ".")


def _off(doc: Any, _noun: str) -> list[Fact]:
    return [
        Fact(
            _("Called off"),
            _("%(day)s, the one at %(time)s.", day=day_full(entry.on), time=clock(entry.time))
            if entry.time
            else _("%(day)s, all day.", day=day_full(entry.on)),
        )
        for entry in doc.called_off
    ]


def _runs(doc: Any, _noun: str) -> list[Fact]:
    facts = []
    if doc.until_end:
        facts.append(
            Fact(_("Selling ends"), _("When it is over: what is left of one that runs can be taken."))
        )
    elif doc.cutoff_min:
        facts.append(Fact(_("Selling ends"), _("%(time)s before it leaves.", time=minutes(doc.cutoff_min))))
    if doc.least_seats is not None:
        text = ngettext(
            "It runs from %(num)s seat on, counted when selling ends.",
            "It runs from %(num)s seats on, counted when selling ends.",
            doc.least_seats,
        )
        facts.append(Fact(_("Least"), text))
    facts.append(
        Fact(_("Check-in"), _("From %(time)s before the start.", time=minutes(doc.check_in_opens_min)))
    )
    if doc.absent_after_min is not None:
        text = _("Who has not come %(time)s after the start is absent.", time=minutes(doc.absent_after_min))
        facts.append(Fact(_("Absent"), text))
    if doc.finish_after_min is not None:
        text = _("By itself, %(time)s after its end.", time=minutes(doc.finish_after_min))
        facts.append(Fact(_("Finishing"), text))
    return facts


_LASTS = Input(WHOLE, _l("Lasts (minutes)"))
_SEATS = Input(WHOLE, _l("Seats"), hint=_l("Empty: all that the unit has."))

DEPARTURES = Departures(
    key="departures",
    title=_l("Departures"),
    help=_l(
        "Those of each week, for all dates or from one to another. A single date goes before them: other seats, or "
        "a departure that there is on that date only."
    ),
    rows={
        SLOTS: Rows(
            {
                "weekdays": Input(MANY, _l("On"), options=weekday_options),
                "time": Input(TIME, _l("Leaves at")),
                "duration_min": _LASTS,
                "seats": _SEATS,
                "first_on": Input(DAY, _l("From")),
                "last_on": Input(DAY, _l("To")),
            },
            word=_l("Weekly departure"),
            add=_l("Add a weekly departure"),
            remove=lambda number: _("Remove weekly departure %(number)s", number=number),
            beside="time",
        ),
        DATES: Rows(
            {
                "on": Input(DAY, _l("Date")),
                "time": Input(TIME, _l("Leaves at")),
                "seats": _SEATS,
                "duration_min": Input(
                    WHOLE, _l("Lasts (minutes)"), hint=_l("Empty: as the weekly one at that time.")
                ),
            },
            word=_l("Date of its own"),
            add=_l("Add other seats on one date"),
            remove=lambda number: _("Remove date of its own %(number)s", number=number),
            beside="on",
        ),
    },
    tells=_tells,
)
CALLED_OFF = Part(
    key="called-off",
    title=_l("Called off"),
    help=_l("Dates on which nothing leaves, or one departure does not. What is sold already stays sold."),
    rows={
        OFF: Rows(
            {
                "on": Input(DAY, _l("Date")),
                "time": Input(TIME, _l("Only the one at"), hint=_l("Empty: all of that date.")),
            },
            word=_l("Called-off date"),
            add=_l("Call off a date"),
            remove=lambda number: _("Remove called-off date %(number)s", number=number),
            beside="on",
        )
    },
    tells=_off,
)
RUNNING = Part(
    key="running",
    title=_l("Selling and running"),
    fields={
        "cutoff_min": Input(WHOLE, _l("Selling ends before (minutes)"), hint=_l("0: until it leaves.")),
        "least_seats": Input(
            WHOLE, _l("Runs from seats"), opt=True, hint=_l("With fewer when selling ends it does not run.")
        ),
        "check_in_opens_min": Input(WHOLE, _l("Check-in opens before (minutes)")),
        "absent_after_min": Input(
            WHOLE, _l("Absent after the start (minutes)"), opt=True, hint=_l("Empty: nobody by themselves.")
        ),
        "finish_after_min": Input(WHOLE, _l("Finishes after its end (minutes)"), opt=True),
        "before_min": Input(WHOLE, _l("Preparation before (minutes)")),
        "after_min": Input(WHOLE, _l("Turnaround after (minutes)")),
        "until_end": Input(FLAG, _l("What is left of a departure that runs can be taken until its end")),
    },
    tells=_runs,
)
