"""The published format of hotel data: one row a reservation, people anonymous, unit types as letters.

Source:  N. Antonio, A. de Almeida, L. Nunes, Hotel booking demand datasets, Data in Brief 22 (2019), 41-49.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

from babel.core import get_global

from app.cli.imports.book import Book
from app.cli.imports.row import Cells, Format, Incoming, Skipped, Whom
from app.domain.asking import Party
from app.domain.words import State

MARKS = frozenset({"arrival_date_year", "arrival_date_month", "stays_in_week_nights", "adr"})
READ = (
    "lead_time", "arrival_date_year", "arrival_date_month", "arrival_date_day_of_month", "stays_in_weekend_nights",
    "stays_in_week_nights", "adults", "children", "babies", "country", "market_segment", "assigned_room_type",
    "adr", "reservation_status", "reservation_status_date",
)  # fmt: skip
NOT_KEPT = (
    "hotel", "is_canceled", "arrival_date_week_number", "meal", "distribution_channel", "is_repeated_guest",
    "previous_cancellations", "previous_bookings_not_canceled", "reserved_room_type", "booking_changes",
    "deposit_type", "agent", "company", "days_in_waiting_list", "customer_type", "required_car_parking_spaces",
    "total_of_special_requests",
)  # fmt: skip
COLUMNS = tuple(sorted(READ + NOT_KEPT))
STATES = {"Check-Out": State.FINISHED, "Canceled": State.CANCELLED, "No-Show": State.ABSENT}
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
LONGEST_NIGHTS, LONGEST_LEAD_DAYS = 730, 3650


def read(cells: Cells, key: str, book: Book) -> Incoming:
    """Return the reservation that a row describes.

    Raises:  Skipped.
    """
    arrives_on = _arrival(cells)
    nights = cells.count("stays_in_weekend_nights") + cells.count("stays_in_week_nights")
    lead_days = cells.count("lead_time")
    party = Party(cells.count("adults"), cells.count("children"), infants=cells.count("babies"))
    status = cells.text("reservation_status")
    night_minor = cells.money("adr")
    unit_type = cells.text("assigned_room_type", needed=True)
    ended_on = cells.day("reservation_status_date", default=arrives_on)
    cells.refuse("no night", when=nights < 1)
    cells.refuse("nobody", when=party.people < 1)
    cells.refuse(f"{nights} nights are too many", when=nights > LONGEST_NIGHTS)
    cells.refuse(f"lead_time is {lead_days}: too many days", when=lead_days > LONGEST_LEAD_DAYS)
    cells.refuse(f"reservation_status is {status!r}: unknown", when=status not in STATES)
    channel = cells.text("market_segment")
    cells.check()
    told = book.between(cells, starts_on=arrives_on, ends_on=arrives_on + dt.timedelta(days=nights))
    if told is None:
        raise Skipped(cells.reasons)
    return Incoming(
        line=cells.line,
        key=key,
        unit="",
        unit_type=unit_type,
        client=_client(cells, key),
        period=told.period,
        policies=told.policies,
        state=STATES[status],
        party=party,
        total_minor=night_minor * nights,
        made_on=arrives_on - dt.timedelta(days=lead_days),
        ended_on=ended_on,
        channel=channel,
    )


def _arrival(cells: Cells) -> dt.date:
    year, day = cells.count("arrival_date_year"), cells.count("arrival_date_day_of_month")
    month = cells.text("arrival_date_month")
    try:
        return dt.date(year, MONTHS.get(month, 0), day)
    except ValueError:
        cells.reasons.append(f"{year} {month} {day} is no date")
        return dt.date.max


def _client(cells: Cells, key: str) -> Whom:
    """Return a placeholder: the country and a piece of the row's digest, the same in every run."""
    country, (content, _, place) = cells.text("country"), key.partition("-")
    name = f"{country or 'Unknown'} traveller {content[:6].upper()}" + (f"-{place}" if place != "1" else "")
    return Whom(name, country=_two_letters(country), is_one_of_a_kind=True)


@lru_cache
def _two_letters(country: str) -> str:
    """Return the two-letter code of a three-letter one, and anything else as it is."""
    aliases = get_global("territory_aliases").get(country) or [country]
    return str(aliases[0])


FORMAT = Format("the published hotel data", MARKS, COLUMNS, needed=READ, not_kept=NOT_KEPT, read=read)
