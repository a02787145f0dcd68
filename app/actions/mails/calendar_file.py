"""A reservation as a calendar file: whole days where it is of nights, else its times as UTC instants.

Instants need no table of a zone's changes, which programs read differently; each shows them in its reader's zone.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from icalendar import Calendar, Event, vCalAddress, vText

from app.actions.mails.desk import address_of
from app.actions.mails.story import Stay
from app.domain.mails import one_line
from app.queries.tenants import Business
from app.sentences import reservations
from app.tenancy import Tenant

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
MAKER = "-//Reservation Platform//EN"
DOMAIN = "reservation-platform.invalid"  # of no host: a host may change, and the file must name the same event then


def write(
    stay: Stay,
    *,
    tenant: Tenant,
    business: Business,
    method: str,
    attendee: str,
    sender: str,
    now: dt.datetime,
) -> str:
    """Write the file of one reservation; a later version of it or its cancelling replaces it in the calendar.

    Shapes:  `attendee` is empty in a file that invites nobody, which is published.
    Source:  RFC 5545 and 5546; whole days end on the day after the last, as in semantics.md I1.
    """
    calendar, event = Calendar(), Event()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event.add("uid", uid(stay.facts.ref, tenant))
    event.add("sequence", stay.facts.version)
    event.add("dtstamp", now)
    _add_times(event, stay)
    event.add("summary", f"{stay.unit.name}, {tenant.name}")
    event.add("description", f"{stay.facts.ref}\n{reservations.party(vars(stay.facts.party))}")
    if business.address:
        event.add("location", business.address)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if stay.rules.kind.asks_whole_days else "OPAQUE")
    event.add("organizer", _person(address_of(business.email) or sender, tenant.name))
    if attendee:
        event.add("attendee", _person(attendee, stay.facts.client_name, PARTSTAT="ACCEPTED", RSVP="FALSE"))
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def uid(ref: str, tenant: Tenant) -> str:
    """Name a reservation among all events of the world, always alike."""
    return f"{ref}.{hashlib.sha256(f'tenant {tenant.id}'.encode()).hexdigest()[:12]}@{DOMAIN}"


def _add_times(event: Event, stay: Stay) -> None:
    facts = stay.facts
    if stay.rules.kind.counts_nights:
        event.add("dtstart", facts.period.starts_on)
        event.add("dtend", facts.period.ends_on)
    else:
        event.add("dtstart", facts.starts_at.astimezone(dt.UTC))
        event.add("dtend", facts.ends_at.astimezone(dt.UTC))


def _person(address: str, name: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = vText(one_line(name).replace('"', "'"))
    for key, value in parameters.items():
        person.params[key] = vText(value)
    return person
