"""When things are handed out and taken back, and how the time between is counted."""

from __future__ import annotations

from typing import Any

from app.language import lazy_gettext as _l
from app.sentences.base import _
from app.sentences.words import counted, days_named, minutes
from app.web.admin.policies.cells import CHOICE, DAY, MANY, TIME, WHOLE, Input, Options
from app.web.admin.policies.derive import weekday_options
from app.web.admin.policies.parts.base import Part, Rows
from app.web.admin.policies.parts.words import when
from app.web.admin.policies.values import Fact
from app.web.filters import clock


def _counts() -> Options:
    return [("hour", _("in hours")), ("day", _("in days of 24 hours"))]


def _tells(doc: Any, _noun: str) -> list[Fact]:
    noun = doc.counts
    text = _("%(how)s, each one that has begun.", how=dict(_counts())[noun].capitalize())
    if doc.grace_min:
        text += " " + _("The first %(time)s of another are free.", time=minutes(doc.grace_min))
    facts = [
        Fact(_("Time is counted"), text),
        Fact(_("Times"), _("Every %(time)s from midnight.", time=minutes(doc.step_min))),
    ]
    least = counted(doc.min_units, noun)
    most = counted(doc.max_units, noun) if doc.max_units is not None else ""
    facts.append(
        Fact(
            _("Length"),
            _("From %(least)s to %(most)s.", least=least, most=most)
            if most
            else _("At least %(nights)s.", nights=least),
        )
    )
    if doc.after_min:
        facts.append(Fact(_("Turnaround"), _("%(time)s after each.", time=minutes(doc.after_min))))
    if doc.before_min:
        facts.append(Fact(_("Preparation"), _("%(time)s before each.", time=minutes(doc.before_min))))
    return facts


def _opening(doc: Any, _noun: str) -> list[Fact]:
    if not doc.opening:
        return [Fact(_("Opening hours"), _("Open all day, every day."))]
    return [Fact(_("Opening hours"), _hours(entry)) for entry in doc.opening]


def _hours(entry: Any) -> str:
    text = _(
        "%(days)s from %(opens)s to %(closes)s",
        days=days_named([day.value for day in entry.weekdays]),
        opens=clock(entry.opens),
        closes=clock(entry.closes),
    )
    return f"{text}, {when(entry)}." if entry.first_on or entry.last_on else f"{text}."


def _out(doc: Any, _noun: str) -> list[Fact]:
    facts = [Fact(_("Hand-out"), _("From %(time)s before the start.", time=minutes(doc.check_in_opens_min)))]
    if doc.cutoff_min:
        facts.append(Fact(_("Reserving ends"), _("%(time)s before the start.", time=minutes(doc.cutoff_min))))
    if doc.absent_after_min is not None:
        text = _("Who has not come %(time)s after the start is absent.", time=minutes(doc.absent_after_min))
        facts.append(Fact(_("Absent"), text))
    return facts


OPENING = Part(
    key="opening",
    title=_l("Opening hours"),
    help=_l(
        "Things are handed out and taken back at these times only. No hours at all: open all day, every day."
    ),
    rows={
        "opening": Rows(
            {
                "weekdays": Input(MANY, _l("On"), options=weekday_options),
                "opens": Input(TIME, _l("Opens")),
                "closes": Input(TIME, _l("Closes")),
                "first_on": Input(DAY, _l("From")),
                "last_on": Input(DAY, _l("To")),
            },
            word=_l("Hours"),
            add=_l("Add opening hours"),
            remove=lambda number: _("Remove hours %(number)s", number=number),
            beside="closes",
        )
    },
    tells=_opening,
)
COUNTING = Part(
    key="counting",
    title=_l("How time is counted"),
    fields={
        "counts": Input(CHOICE, _l("Counted"), options=_counts, hint=_l("What has begun counts whole.")),
        "grace_min": Input(WHOLE, _l("Grace (minutes)"), hint=_l("So much of another one is free.")),
        "step_min": Input(WHOLE, _l("Times every (minutes)"), hint=_l("30: at 10:00, 10:30, 11:00 …")),
        "min_units": Input(WHOLE, _l("At least (hours or days)")),
        "max_units": Input(WHOLE, _l("At most (hours or days)"), opt=True),
        "before_min": Input(WHOLE, _l("Preparation before (minutes)")),
        "after_min": Input(WHOLE, _l("Turnaround after (minutes)"), hint=_l("Nobody has it meanwhile.")),
    },
    whole={"document_max_units_below_min": "max_units", "document_grace_is_a_unit": "grace_min"},
    tells=_tells,
)
HANDING_OUT = Part(
    key="handing-out",
    title=_l("Handing out"),
    fields={
        "cutoff_min": Input(WHOLE, _l("Reserving ends before (minutes)"), hint=_l("0: until the start.")),
        "check_in_opens_min": Input(WHOLE, _l("Hand-out opens before (minutes)")),
        "absent_after_min": Input(
            WHOLE, _l("Absent after the start (minutes)"), opt=True, hint=_l("Empty: nobody by themselves.")
        ),
    },
    tells=_out,
)
