"""The plain format for every kind of policy: slots, intervals, and one that nobody knew."""

import csv
import json
from datetime import date

import pytest

from tests import half_day

TOURS = {
    "kind": "slot",
    "slots": [
        {"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "time": "09:00", "duration_min": 180},
        {"weekdays": ["sat"], "time": "14:00", "duration_min": 120, "seats": 4},
    ],
    "pricing": {"base_minor": 5_000},
}
RENTALS = {
    "kind": "interval",
    "counts": "hour",
    "opening": [
        {"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat"], "opens": "09:00", "closes": "19:00"}
    ],
    "after_min": 30,
    "pricing": {"base_minor": 1_000},
}
HALVES = {"kind": "half_day", "pricing": {"base_minor": 4_000}}
NIGHTS = {"kind": "nightly", "pricing": {"base_minor": 9_000}}
RESERVED = (
    "SELECT c.name, u.name, r.arrives_on::text, r.period->>'starts_time', r.quantity, r.state, r.total_minor"
    " FROM reservations r JOIN units u ON u.id = r.unit_id JOIN clients c ON c.id = r.client_id ORDER BY c.name"
)
CLAIMED = (
    "SELECT u.name, c.source, c.quantity, to_char(c.starts_at AT TIME ZONE 'Europe/Lisbon', 'MM-DD HH24:MI'),"
    " to_char(c.ends_at AT TIME ZONE 'Europe/Lisbon', 'HH24:MI') FROM claims c JOIN units u ON u.id = c.unit_id"
    " ORDER BY c.starts_at, c.source, c.id"
)


@pytest.fixture
def selling(business):
    """Give the business a policy and units that follow it."""
    tenant = business.one("SELECT id FROM tenants")

    def sell(ref: str, document: dict, *units: dict) -> None:
        policy = (
            "INSERT INTO policies (tenant_id, ref, name) VALUES (%s, %s, %s);"
            "INSERT INTO policy_versions (tenant_id, policy_id, number, kind, document, note)"
            " SELECT tenant_id, id, 1, %s, %s, '' FROM policies WHERE ref = %s;"
            "INSERT INTO unit_types (tenant_id, ref, name) VALUES (%s, %s, %s)"
        )
        values = (tenant, ref, ref, document["kind"], json.dumps(document), ref, tenant, ref, ref.title())
        for command, many in zip(policy.split(";"), (3, 3, 3), strict=True):
            business.change(command, *values[:many])
            values = values[many:]
        for unit in units:
            row = {"stock": "single", "quantity": 1, "asset": None, **unit}
            business.change(
                "INSERT INTO units (tenant_id, ref, name, unit_type_id, policy_id, capacity, stock, exclusive, quantity,"
                " asset_id) SELECT %s, %s, %s, t.id, p.id, 12, %s, %s, %s, (SELECT id FROM units WHERE name = %s)"
                " FROM policies p, unit_types t WHERE p.ref = %s AND t.ref = %s",
                tenant, row["name"].lower(), row["name"], row["stock"], row["stock"] == "single", row["quantity"],
                row["asset"], ref, ref,
            )  # fmt: skip

    return sell


@pytest.fixture
def importing(business, tmp_path):
    """Import the text of a file and return what was said, with the reasons of skipped rows by line."""

    def run(text: str, *words: str) -> tuple[str, dict[int, str]]:
        file, report = tmp_path / "file.csv", tmp_path / "report.csv"
        file.write_text(
            "\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8"
        )
        said = business.done(
            "import", "bookings", str(file), "--tenant", "resort", "--report", str(report), *words
        )
        with report.open(encoding="utf-8", newline="") as rows:
            return said, {int(row["line"]): row["reason"] for row in csv.DictReader(rows)}

    return run


@pytest.fixture
def boat_tours(selling):
    selling("boats", NIGHTS, {"name": "Boat"})
    selling(
        "tours",
        TOURS,
        {"name": "Whales", "stock": "seats", "quantity": 6, "asset": "Boat"},
        {"name": "Lights", "stock": "seats", "quantity": 6, "asset": "Boat"},
    )


TOUR_ROWS = """
    unit,client,starts_on,starts_time,state,people,quantity,price
    Whales,Ada,2026-03-27,9:00,finished,4,,200.00
    Whales,Bea,2026-03-27,09:00,finished,3,,150.00
    Whales,Cid,2026-03-27,09:00,finished,2,2,100.01
    Whales,Dan,2026-03-28,14:00,finished,4,,0
    Whales,Eva,2026-03-28,14:00,finished,1,,50
    Lights,Fay,2026-03-27,09:00,finished,1,,50
    Whales,Gil,2026-03-27,14:00,finished,1,,50
    Whales,Hal,2026-03-27,09:00,cancelled,6,,300
    Whales,Ida,2026-03-27,,finished,1,,50
    Whales,Jon,2026-03-29,09:00,finished,2,3,50
"""


def test_tours_are_seated_up_to_their_seats(business, boat_tours, importing):
    said, skipped = importing(TOUR_ROWS)

    assert "3 stays imported" in said
    assert "Unknown" not in said
    assert skipped == {
        3: "unit 'Whales' has 2 left then, 3 are wanted",
        6: "unit 'Whales' is taken from 2026-03-28 14:00 to 2026-03-28 16:00",
        7: "unit 'Lights' is taken from 2026-03-27 09:00 to 2026-03-27 12:00",
        8: "On Fri 27 Mar there is no slot at 14:00. On Fri 27 Mar there are: 09:00",
        10: "starts_time is '', not a time as 09:30",
        11: "quantity is 3, but everybody takes one: 2",
    }
    assert business.ask(RESERVED) == [
        ("Ada", "Whales", "2026-03-27", "09:00", 4, "finished", 20_000),
        ("Cid", "Whales", "2026-03-27", "09:00", 2, "finished", 10_001),
        ("Dan", "Whales", "2026-03-28", "14:00", 4, "finished", 0),
        ("Hal", "Whales", "2026-03-27", "09:00", 6, "cancelled", 30_000),
    ]
    assert business.ask(CLAIMED) == [
        ("Whales", "reservation", 4, "03-27 09:00", "12:00"),
        ("Whales", "reservation", 2, "03-27 09:00", "12:00"),
        ("Boat", "slot", 1, "03-27 09:00", "12:00"),
        ("Whales", "reservation", 4, "03-28 14:00", "16:00"),
        ("Boat", "slot", 1, "03-28 14:00", "16:00"),
    ]
    assert business.ask("SELECT seats FROM slot_occurrences ORDER BY starts_at") == [(6,), (4,)]
    assert business.ask("SELECT quantity, amount_minor FROM price_lines ORDER BY reservation_id, position")[1] == (
        2, 10_001,
    )  # fmt: skip
    assert business.one("SELECT count(*) FROM audit_entries WHERE entity = 'reservation'") == 4
    assert business.one("SELECT count(*) FROM units") == 3
    business.done("check")


def test_again_and_dry_store_nothing_more(business, boat_tours, importing):
    dry, _ = importing(TOUR_ROWS, "--dry-run")
    assert "dry run: nothing was stored" in dry
    assert business.one("SELECT count(*) FROM reservations") == 0

    importing(TOUR_ROWS)
    said, skipped = importing(TOUR_ROWS.replace("starts_on", "starts"))

    assert "4 rows were imported before" in said
    assert len(skipped) == 6
    assert business.one("SELECT count(*) FROM claims") == 5
    more, _ = importing("unit,client,starts,starts_time,state,people\nWhales,Kim,2026-03-28,09:00,finished,6")
    assert "1 stays imported" in more
    assert business.one("SELECT count(*) FROM claims WHERE source = 'slot'") == 3


def test_departures_that_have_seats_follow_the_policy_of_today(business, boat_tours, importing):
    head = "unit,client,starts_on,starts_time,state,people"
    importing(f"{head}\nWhales,Ada,2026-03-27,09:00,finished,6")
    slots = [
        {**TOURS["slots"][0], "duration_min": 240, "seats": 8},
        {**TOURS["slots"][0], "time": "12:00", "duration_min": 60},
    ]
    business.change(
        "INSERT INTO policy_versions (tenant_id, policy_id, number, kind, document, note)"
        " SELECT tenant_id, id, 2, 'slot', %s, '' FROM policies WHERE ref = 'tours'",
        json.dumps({**TOURS, "slots": slots}),
    )
    rows = ("Whales,Bea,2026-03-27,09:00,finished,3", "Whales,Cid,2026-03-27,09:00,finished,2",
            "Lights,Dan,2026-03-27,12:00,finished,1")  # fmt: skip
    _said, skipped = importing("\n".join([head, *rows]))

    assert skipped == {
        2: "unit 'Whales' has 2 left then, 3 are wanted",
        4: "unit 'Lights' is taken from 2026-03-27 09:00 to 2026-03-27 13:00",
    }
    assert [row for row in business.ask(CLAIMED) if row[0] == "Boat"] == [
        ("Boat", "slot", 1, "03-27 09:00", "13:00")
    ]
    assert business.ask("SELECT seats FROM slot_occurrences") == [(8,)]


def test_equipment_is_lent_up_to_how_many_there_are(business, selling, importing):
    selling("kayaks", RENTALS, {"name": "Kayak", "stock": "pool", "quantity": 5})

    _, skipped = importing(
        """
        unit_type;client;starts;starts_time;ends;ends_time;state;people;quantity;price
        Kayaks;Ada;2026-03-27;09:00;2026-03-27;11:30;finished;3;3;100.00
        Kayaks;Bea;2026-03-27;11:00;2026-03-27;13:00;finished;2;2;40.00
        Kayaks;Cid;2026-03-27;11:30;2026-03-27;12:00;finished;1;;10.00
        Kayaks;Dan;2026-03-27;12:00;2026-03-27;13:00;finished;3;3;30.00
        Kayaks;Eva;2026-03-27;20:00;2026-03-27;21:00;finished;1;1;30.00
        Kayaks;Fay;2026-03-28;12:00;2026-03-28;11:00;finished;1;1;30.00
        Kayaks;Gil;2026-03-28;12:00;2026-03-28;13:00;finished;1;0;30.00
        Canoes;Hal;2026-03-28;12:00;2026-03-28;14:00;finished;1;;30.00
        """
    )

    assert sorted(skipped) == [4, 6, 7, 8]
    assert skipped[4] == "no unit of the type 'Kayaks' has 1 left then: 0 at most"
    assert "It is closed on Fri 27 Mar at 20:00" in skipped[6]
    assert "It has to end after it begins" in skipped[7]
    assert skipped[8] == "quantity is 0"
    assert [row[:2] + row[4:5] for row in business.ask(RESERVED)] == [
        ("Ada", "Kayak", 3), ("Bea", "Kayak", 2), ("Dan", "Kayak", 3), ("Hal", "Canoes 1", 1),
    ]  # fmt: skip
    lines = business.ask(
        "SELECT on_date::text, quantity, amount_minor FROM price_lines ORDER BY reservation_id, position LIMIT 2"
    )
    assert lines == [
        ("2026-03-27", 9, 10_000),
        ("2026-03-27", 4, 4_000),
    ]  # three started hours of three, two of two
    assert business.ask(CLAIMED)[0] == ("Kayak", "reservation", 3, "03-27 09:00", "11:30")
    business.done("check")


def test_a_kind_that_nobody_knew_is_imported(business, selling, importing):
    with half_day.known():
        selling("halves", HALVES, {"name": "Studio"})
        said, skipped = importing(
            """
            unit_type,unit,client,day,starts_time,state,people,price,starts
            Halves,,Ada,2026-03-27,08:00,finished,1,40,
            Halves,,Bea,2026-03-27,14:00,finished,1,40,
            Halves,,Cid,2026-03-27,14:00,finished,1,40,
            ,Studio,Dan,2026-03-27,08:00,finished,1,40,
            Halves,,Eva,2026-03-27,10:00,finished,1,40,
            """
        )

    assert "Unknown columns, not read: starts" in said
    assert skipped == {6: "Choose the time at which it begins"}
    assert [row[:4] for row in business.ask(RESERVED)] == [
        ("Ada", "Halves 2", "2026-03-27", "08:00"),
        ("Bea", "Studio", "2026-03-27", "14:00"),
        ("Cid", "Halves 2", "2026-03-27", "14:00"),
        ("Dan", "Studio", "2026-03-27", "08:00"),
    ]
    assert business.ask("SELECT on_date, quantity, amount_minor FROM price_lines LIMIT 1") == [
        (date(2026, 3, 27), 1, 4_000)
    ]


def test_one_file_holds_several_kinds(business, boat_tours, selling, importing):
    selling("kayaks", RENTALS, {"name": "Kayak", "stock": "pool", "quantity": 5})
    _, skipped = importing(
        """
        unit,client,arrives,departs,starts,starts_time,ends,ends_time,state,people
        Boat,Ada,2026-03-27,2026-03-28,,,,,finished,2
        Whales,Bea,,,2026-03-27,09:00,,,finished,2
        Whales,Cid,,,2026-03-28,14:00,,,finished,2
        Kayak,Dan,,,2026-03-27,09:00,2026-03-27,10:00,finished,2
        Kayak,Eva,2026-03-27,2026-03-28,,,,,finished,2
        """
    )

    assert skipped.keys() == {6}
    assert [row[0] for row in business.ask(RESERVED)] == ["Ada", "Bea", "Cid", "Dan"]


def test_a_file_without_the_columns_of_any_kind_is_refused(business, boat_tours, tmp_path):
    file = tmp_path / "file.csv"
    file.write_text("unit,client,arrives,state,people\n", encoding="utf-8")

    said = business.refused("import", "bookings", str(file), "--tenant", "resort")

    assert "columns are missing: departs or starts, starts_time." in said


def test_a_row_of_nights_keeps_its_digest(business, importing):
    """What was imported before there were other kinds is known again."""
    importing("unit_type,client,arrives,departs,state,people\nT,Ann,2026-01-02,2026-01-04,finished,2")

    assert business.one("SELECT import_key FROM reservations") == "3afbcbc6491eba1c6a803e0654ed20b2-1"
