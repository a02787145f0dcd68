"""Real reservations of a real hotel, from the published file."""

import csv
import os
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.cli.imports.published import MONTHS
from app.domain.money import to_minor

EXTRACT = Path(__file__).with_name("resort-extract.csv")
WHOLE = Path(
    os.environ.get("RESORT_BOOKINGS_CSV")
    or Path(__file__).resolve().parents[3] / "shared" / "data" / "resort-hotel-bookings.csv"
)
STATES = "SELECT state, count(*) FROM reservations GROUP BY state"
OVERLAPS = """
SELECT count(*) FROM claims a JOIN claims b ON a.tenant_id = b.tenant_id AND a.unit_id = b.unit_id AND a.id < b.id
AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
"""


@pytest.fixture
def whole() -> Path:
    """The whole file, which is not part of the project."""
    if not WHOLE.is_file():
        pytest.fail(
            f"The real data are missing: there is no {WHOLE}. RESORT_BOOKINGS_CSV says where"
            " resort-hotel-bookings.csv lies.",
            pytrace=False,
        )
    return WHOLE


def read(path: Path) -> list[dict[str, str]]:
    """Return the file's rows, read without the importer."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def nights(row: dict[str, str]) -> int:
    return int(row["stays_in_weekend_nights"]) + int(row["stays_in_week_nights"])


def people(row: dict[str, str]) -> int:
    return int(row["adults"]) + int(row["children"]) + int(row["babies"])


def arrival(row: dict[str, str]) -> date:
    month = MONTHS[row["arrival_date_month"]]
    return date(int(row["arrival_date_year"]), month, int(row["arrival_date_day_of_month"]))


def wanted(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if nights(row) and people(row)]


def busiest(rows: list[dict[str, str]]) -> dict[str, int]:
    """Return the most stays that each type had in one night, which is how many units it needs."""
    counts: dict[str, Counter[date]] = defaultdict(Counter)
    for row in rows:
        if row["reservation_status"] == "Check-Out":
            for night in range(nights(row)):
                counts[row["assigned_room_type"]][arrival(row) + timedelta(days=night)] += 1
    return {name: max(count.values()) for name, count in counts.items()}


def check_against_file(business, path: Path) -> None:
    """Compare what is stored with what the file says."""
    rows = read(path)
    good = wanted(rows)
    by_state = Counter(row["reservation_status"] for row in good)
    assert dict(business.ask(STATES)) == {
        state: count
        for state, count in (
            ("finished", by_state["Check-Out"]),
            ("cancelled", by_state["Canceled"]),
            ("absent", by_state["No-Show"]),
        )
        if count
    }
    assert business.one("SELECT count(*) FROM claims") == by_state["Check-Out"]
    assert business.one("SELECT count(*) FROM claims c JOIN reservations r ON r.id = c.reservation_id"
                        " WHERE r.state <> 'finished'") == 0  # fmt: skip
    assert business.one(OVERLAPS) == 0
    units = "SELECT t.name, count(*) FROM units u JOIN unit_types t ON t.id = u.unit_type_id GROUP BY t.name"
    found = dict(business.ask(units))
    needed = busiest(good)
    assert {name: found[name] for name in needed} == needed
    assert set(found) == {row["assigned_room_type"] for row in good}
    stored = Counter(
        business.ask(
            "SELECT t.name, arrives_on, departs_on, adults, children, infants, total_minor,"
            " (made_at AT TIME ZONE 'Europe/Lisbon')::date, r.channel"
            " FROM reservations r JOIN units u ON u.id = r.unit_id JOIN unit_types t ON t.id = u.unit_type_id"
        )
    )
    assert stored == Counter(
        (
            row["assigned_room_type"], arrival(row), arrival(row) + timedelta(days=nights(row)), int(row["adults"]),
            int(row["children"]), int(row["babies"]), to_minor(Decimal(row["adr"]), "EUR") * nights(row),
            arrival(row) - timedelta(days=int(row["lead_time"])), row["market_segment"],
        )
        for row in good
    )  # fmt: skip
    ended = Counter(
        business.ask(
            "SELECT (happened_at AT TIME ZONE 'Europe/Lisbon')::date FROM state_changes WHERE to_state = 'cancelled'"
        )
    )
    assert ended == Counter(
        (date.fromisoformat(row["reservation_status_date"]),)
        for row in good
        if row["reservation_status"] == "Canceled"
    )
    lines = "SELECT count(*), sum(amount_minor) FROM price_lines WHERE kind = 'night' AND counts"
    assert business.ask(lines) == [
        (
            sum(nights(row) for row in good),
            sum(to_minor(Decimal(row["adr"]), "EUR") * nights(row) for row in good),
        )
    ]
    assert business.one(
        "SELECT count(*) FROM reservations r JOIN (SELECT reservation_id, sum(amount_minor) AS whole FROM price_lines"
        " GROUP BY 1) AS p ON p.reservation_id = r.id WHERE p.whole <> r.total_minor"
    ) == 0  # fmt: skip


def report_of(path: Path) -> dict[int, str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {int(row["line"]): row["reason"] for row in csv.DictReader(lines)}


def test_the_whole_file_is_imported_once(business, whole, tmp_path):
    report = tmp_path / "report.csv"
    said = business.done("import", "bookings", str(whole), "--tenant", "resort", "--report", str(report))

    assert "10198 rows in the published hotel data" in said
    assert "3585 stays imported" in said
    assert "6529 cancelled, absent or expired" in said
    check_against_file(business, whole)
    skipped, rows = report_of(report), read(whole)
    assert skipped.keys() == {
        place for place, row in enumerate(rows, 2) if not nights(row) or not people(row)
    }
    stayed = [line for line in skipped if rows[line - 2]["reservation_status"] == "Check-Out"]
    assert (len(stayed), len(skipped)) == (81, 84)

    again = business.done("import", "bookings", str(whole), "--tenant", "resort", "--report", str(report))
    assert "0 stays imported" in again
    assert "10114 rows were imported before" in again
    assert business.one("SELECT count(*) FROM reservations") == 10_114
    assert business.one("SELECT count(*) FROM units") == sum(busiest(wanted(rows)).values())
    business.done("check")


@pytest.mark.database
def test_an_extract_is_imported_as_the_file_says(business, tmp_path):
    report = tmp_path / "report.csv"
    business.done("import", "bookings", str(EXTRACT), "--tenant", "resort", "--report", str(report))

    check_against_file(business, EXTRACT)
    assert set(report_of(report).values()) == {"no night", "nobody", "no night; nobody"}
    moves = business.ask(
        "SELECT from_state, to_state, happened_at FROM state_changes s JOIN reservations r ON r.id = s.reservation_id"
        " WHERE r.state = 'finished' AND r.arrives_on = '2015-07-01' ORDER BY r.id, s.id LIMIT 3"
    )
    assert [f"{move[2]:%m-%d %H:%M}" for move in moves] == ["06-24 11:00", "07-01 14:00", "07-02 10:00"]


def test_equal_rows_are_different_people(business):
    business.done("import", "bookings", str(EXTRACT), "--tenant", "resort")

    rows = wanted(read(EXTRACT))
    equal = [count for count in Counter(tuple(row.values()) for row in rows).values() if count > 1]
    assert max(equal) == 4
    keys = [key for (key,) in business.ask("SELECT import_key FROM reservations")]
    assert len(keys) == len(set(keys)) == len(rows)
    assert Counter(key.split("-")[0] for key in keys).most_common(1)[0][1] == 4
    names = [name for (name,) in business.ask("SELECT name FROM clients")]
    assert len(names) == len(set(names)) == len(rows)
    assert ("PT",) in business.ask("SELECT DISTINCT country FROM clients")


def test_a_dry_run_stores_nothing_but_the_report(business, tmp_path):
    report = tmp_path / "report.csv"
    said = business.done(
        "import", "bookings", str(EXTRACT), "--tenant", "resort", "--dry-run", "--report", str(report)
    )

    assert "dry run: nothing was stored" in said
    for table in ("reservations", "claims", "clients", "units", "unit_types", "policies"):
        assert business.one(f"SELECT count(*) FROM {table}") == 0
    assert len(report_of(report)) == 6


def test_more_rows_of_the_same_come_in_later(business, tmp_path):
    lines = EXTRACT.read_text(encoding="utf-8").splitlines(keepends=True)
    part, more = tmp_path / "part.csv", tmp_path / "more.csv"
    part.write_text("".join(lines[:30]), encoding="utf-8")
    more.write_text("".join([*lines, lines[3]]), encoding="utf-8")
    business.done("import", "bookings", str(part), "--tenant", "resort")
    before = business.one("SELECT count(*) FROM reservations")

    said = business.done("import", "bookings", str(more), "--tenant", "resort")

    assert f"{before} rows were imported before" in said
    assert business.one("SELECT count(*) FROM reservations") == len(wanted(read(EXTRACT))) + 1
    assert business.one(OVERLAPS) == 0


def test_the_record_says_what_came_in_and_holds_no_person(business):
    business.done("import", "bookings", str(EXTRACT), "--tenant", "resort")

    entries = dict(business.ask("SELECT entity || ' ' || action, count(*) FROM audit_entries GROUP BY 1"))
    count = business.one("SELECT count(*) FROM reservations")
    assert entries["reservation imported"] == count
    assert entries["unit added"] == business.one("SELECT count(*) FROM units")
    assert business.one("SELECT count(*) FROM audit_entries WHERE after::text LIKE '%traveller%'") == 0
