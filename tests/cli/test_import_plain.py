"""The plain format, and files that are not what they should be."""

import csv
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from app import clock
from tests.servers import plain

HEADER = "unit,unit_type,client,email,arrives,departs,state,people,children,price,note"


@pytest.fixture
def importing(business, tmp_path):
    """Import lines under a header and return what was said, with the reasons of skipped rows by line."""

    def run(*lines: str, header: str = HEADER, words: tuple[str, ...] = ()):
        file, report = tmp_path / "file.csv", tmp_path / "report.csv"
        file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        said = business.done(
            "import", "bookings", str(file), "--tenant", "resort", "--report", str(report), *words
        )
        with report.open(encoding="utf-8", newline="") as rows:
            return said, {int(row["line"]): row["reason"] for row in csv.DictReader(rows)}

    return run


def day(count: int) -> str:
    """Return the date that many days from today."""
    return (clock.now().date() + timedelta(days=count)).isoformat()


def test_a_row_becomes_a_reservation_with_client_unit_and_price(business, importing):
    said, skipped = importing(
        "Heron,Lakeside,Ada Okonkwo,ada@mail.example,2026-03-27,2026-03-30,finished,3,1,100.00,By train"
    )

    assert "1 stays imported" in said
    assert skipped == {}
    assert business.ask(
        "SELECT u.name, t.name, c.name, c.email, r.adults, r.children, r.total_minor, r.paid_minor, r.note, r.state"
        " FROM reservations r JOIN units u ON u.id = r.unit_id JOIN unit_types t ON t.id = u.unit_type_id"
        " JOIN clients c ON c.id = r.client_id"
    ) == [
        ("Heron", "Lakeside", "Ada Okonkwo", "ada@mail.example", 2, 1, 10_000, 10_000, "By train", "finished")
    ]
    prices = business.ask("SELECT on_date::text, amount_minor FROM price_lines ORDER BY position")
    assert prices == [("2026-03-27", 3334), ("2026-03-28", 3333), ("2026-03-29", 3333)]
    length = business.one("SELECT extract(epoch FROM ends_at - starts_at) / 3600 FROM claims")
    assert length == 2 * 24 + 20 - 1  # one of the nights is an hour short


def test_stays_to_come_have_deadlines_and_take_their_unit(business, importing):
    importing("Heron,Lakeside,A,,2026-01-10,2026-01-13,finished,2,0,1,")
    business.change(
        "UPDATE policy_versions SET document = jsonb_set(document, '{absent_after}', '{\"time\": \"22:00\"}')"
    )

    _, skipped = importing(
        f"Heron,,Ada,,{day(60)},{day(62)},confirmed,2,0,200,",
        f"Heron,,Bea,,{day(62)},{day(63)},pending,2,0,200,",
    )

    assert skipped == {}
    assert business.ask(
        "SELECT r.due_state, c.due_at = r.due_at, c.live FROM reservations r JOIN claims c ON c.reservation_id = r.id"
        " WHERE r.state IN ('confirmed', 'pending') ORDER BY r.arrives_on"
    ) == [("absent", True, True), (None, None, True)]


def test_a_unit_is_never_taken_twice(business, importing):
    _, skipped = importing(
        "Heron,Lakeside,A,,2026-01-10,2026-01-13,finished,2,0,1,",
        "Heron,Lakeside,B,,2026-01-12,2026-01-14,finished,2,0,1,",
        "Heron,Lakeside,C,,2026-01-12,2026-01-14,cancelled,2,0,1,",
        "Heron,Lakeside,D,,2026-01-13,2026-01-15,finished,2,0,1,",
        ",Lakeside,E,,2026-01-10,2026-01-15,finished,2,0,1,",
        ",Lakeside,F,,2026-01-08,2026-01-10,finished,2,0,1,",
    )

    assert skipped == {3: "unit 'Heron' is taken from 2026-01-10 to 2026-01-13"}
    seats = "SELECT c.name, u.name FROM reservations r JOIN clients c ON c.id = r.client_id JOIN units u ON u.id = r.unit_id"
    assert dict(business.ask(seats)) == {
        "A": "Heron", "C": "Heron", "D": "Heron", "E": "Lakeside 2", "F": "Heron",
    }  # fmt: skip


def test_what_stands_already_is_in_the_way(business, importing):
    importing("Heron,Lakeside,A,,2026-01-10,2026-01-13,finished,2,0,1,")
    business.change(
        "INSERT INTO closures (tenant_id, ref, unit_id, starts_on, ends_on, starts_at, ends_at, reason)"
        " SELECT tenant_id, 'CLOSED', id, '2026-02-01', '2026-02-03', '2026-02-01 15:00Z', '2026-02-03 11:00Z', 'owner'"
        " FROM units"
    )
    business.change(
        "INSERT INTO claims (tenant_id, unit_id, source, closure_id, starts_at, ends_at, blocks_from, blocks_to)"
        " SELECT tenant_id, unit_id, 'closure', id, starts_at, ends_at, starts_at, ends_at FROM closures"
    )

    _, skipped = importing(
        "Heron,,B,,2026-01-12,2026-01-14,finished,2,0,1,",
        "Heron,,C,,2026-02-02,2026-02-04,finished,2,0,1,",
        "Heron,,D,,2026-01-13,2026-01-15,finished,2,0,1,",
    )

    assert sorted(skipped) == [2, 3]
    assert "taken from 2026-02-01" in skipped[3]


def test_every_reason_of_a_row_is_told(importing):
    _, skipped = importing(
        ",,,,2026-13-01,2026-01-02,gone,none,0,x,",
        "A,T,Ann,,2026-01-02,2026-01-02,finished,0,0,1,",
        "A,T,Ann,,2026-01-02,2026-01-04,finished,1,2,-3,",
        "B,,Ann,,2026-01-02,2026-01-04,finished,2,0,1,",
        f"A,T,Ann,,{day(-3)},{day(2)},confirmed,2,0,1,",
        f"A,T,Ann,,{day(3)},{day(5)},finished,2,0,1,",
        f"A,T,Ann,,{day(3)},{day(5)},checked_in,2,0,1,",
        "A,T,Ann,,2026-01-02,2026-01-04",
    )

    assert len(skipped) == 8
    for said in ("client is empty", "'2026-13-01', not a date", "'gone', none of", "'none', not a whole number",
                 "'x', not an amount", "neither unit nor unit_type"):  # fmt: skip
        assert said in skipped[2]
    assert skipped[3] == "A stay is at least one night. The earliest departure is Sat 3 Jan; nobody"
    assert "children and infants are more than people" in skipped[4]
    assert "a price is not negative" in skipped[4]
    assert skipped[5] == "there is no unit 'B', and unit_type does not say what it is"
    assert "the arrival is over" in skipped[6]
    assert "the departure is still to come" in skipped[7]
    assert "no day of the stay" in skipped[8]
    assert skipped[9] == "6 cells, but 11 columns"


def test_a_cell_that_could_not_be_saved_on_a_page_is_skipped_by_its_line(importing):
    _, skipped = importing(
        "A,T,Ann\x00Lee,,2026-01-02,2026-01-04,finished,1,0,1,",
        f"A,T,{'A' * 201},,2026-01-02,2026-01-04,finished,1,0,1,",
        f"A,T,Ann,,2026-01-02,2026-01-04,finished,1,0,1,{'x' * 150_000}",
        "A,T,Ann,,2026-01-02,2026-01-04,finished,1,0,1,",
    )

    assert skipped == {
        2: "client has a NUL in it",
        3: "client is longer than 200 characters",
        4: "note is longer than 2000 characters",
    }


def test_unknown_columns_are_named_and_other_separators_read(business, importing):
    said, _ = importing(
        "T;Ann;2026-01-02;2026-01-04;Finished;2;7",
        header="Unit_Type;Client;Arrives;Departs;State;People;Loyalty",
    )

    assert "Unknown columns, not read: loyalty" in said
    assert business.one("SELECT count(*) FROM reservations") == 1


def test_the_same_mail_address_is_the_same_client(business, importing):
    importing("A,T,Ann,ann@mail.example,2026-01-02,2026-01-04,finished,2,0,1,")
    importing(
        "A,T,Ann B.,ANN@mail.example,2026-02-02,2026-02-04,finished,2,0,1,",
        "A,T,Bob,,2026-03-02,2026-03-04,finished,2,0,1,",
        "A,T,Bob,,2026-04-02,2026-04-04,finished,2,0,1,",
    )

    assert business.ask("SELECT name FROM clients ORDER BY name") == [("Ann",), ("Bob",)]


def test_a_stay_longer_than_a_claim_may_be_is_several_that_touch(business, importing):
    importing("A,T,Ann,,2025-01-02,2025-06-02,finished,2,0,1,")

    rows = business.ask("SELECT starts_at, ends_at FROM claims ORDER BY starts_at")
    assert len(rows) == 3
    assert rows[0][1] == rows[1][0]
    assert rows[1][1] == rows[2][0]


def test_new_units_follow_the_policy_asked_for(business, importing):
    importing("A,T,Ann,,2026-01-02,2026-01-04,finished,2,0,180,")
    assert business.ask("SELECT ref FROM policies") == [("standard",)]
    assert business.one("SELECT (document #>> '{pricing,base_minor}')::int FROM policy_versions") == 9_000

    importing("B,Other,Ann,,2026-01-02,2026-01-04,finished,2,0,1,", words=("--policy", "standard"))
    assert business.one("SELECT count(DISTINCT policy_id) FROM units") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,when\nAnn,soon\n", "no columns of a known format"),
        (b"client,arrives,departs,state\n", "columns are missing: people"),
        (b"client,client,arrives,departs,state,people\n", "columns stand twice: client"),
        (
            b"client,arrives,departs,state,people\nJos\xe9,2026-01-01,2026-01-02,finished,1\n",
            "can't be read as CSV",
        ),
        (b"", "no columns of a known format"),
        (None, "There is no file"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(business, tmp_path, content, said):
    file = tmp_path / "file.csv"
    if content is not None:
        file.write_bytes(content)

    assert said in business.refused("import", "bookings", str(file), "--tenant", "resort")


def test_unknown_business_or_policy_is_refused(business, tmp_path):
    file = tmp_path / "file.csv"
    file.write_text(HEADER + "\n", encoding="utf-8")

    assert "no business 'other'" in business.refused("import", "bookings", str(file), "--tenant", "other")
    said = business.refused("import", "bookings", str(file), "--tenant", "resort", "--policy", "x")
    assert "no policy 'x'" in said


def test_an_import_is_whole_or_not_at_all(business, importing, monkeypatch):
    """Somebody who reserves past the locks loses nothing, and nothing of the file stays."""
    importing("Heron,Lakeside,A,,2026-01-10,2026-01-13,finished,2,0,1,")
    from app.cli.imports import run as running

    def late(connection, *_args):
        with psycopg.connect(plain(business.urls.owner_url)) as other:
            other.execute("UPDATE claims SET starts_at = starts_at + interval '1 month',"
                          " ends_at = ends_at + interval '1 month', blocks_from = blocks_from + interval '1 month',"
                          " blocks_to = blocks_to + interval '1 month'")  # fmt: skip
        return set()

    seat = running.seat
    monkeypatch.setattr(running, "seat", lambda *args, **more: (seat(*args, **more), late(None))[0])
    file = business.folder / "late.csv"
    file.write_text(
        f"{HEADER}\nHeron,,B,,2026-02-10,2026-02-13,finished,2,0,1,\nHeron,,C,,2026-05-10,2026-05-13,finished,2,0,1,\n",
        encoding="utf-8",
    )

    said = business.refused("import", "bookings", str(file), "--tenant", "resort")

    assert "Nothing was imported" in said
    assert business.one("SELECT count(*) FROM reservations") == 1
    assert Path(file).is_file()


def test_a_channel_is_written_as_the_house_writes_it(business, importing):
    header = "unit,unit_type,client,arrives,departs,state,people,price,channel"
    stay = "Heron,Lakeside,Ada,2026-03-{},2026-03-{},finished,2,1,{}"
    importing(stay.format(10, 11, "Online TA"), stay.format(11, 12, "online ta"), header=header)
    importing(stay.format(12, 13, "ONLINE TA"), stay.format(13, 14, "website"), header=header)
    asked = "SELECT channel, count(*) FROM reservations GROUP BY channel ORDER BY 2"
    assert business.ask(asked) == [("Website", 1), ("Online TA", 3)]
