"""The activity: filters as one form, each taken away by itself, the record of a thing on its page, and files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from app.actions import clients
from app.actions.clients import ClientFields
from app.actions.transaction import Attempt, run
from app.extensions import db
from app.models import Client
from app.sentences import deeds
from app.web.admin.audit import exporting, history
from tests import make
from tests.counting import queries

WEB = Path(__file__).resolve().parents[2] / "app" / "web"


@pytest.fixture
def lived(house, inside):
    """A house in which something happened: two clients whose names begin alike, and a change."""
    with inside(house):
        ref = make.reserve(house, 10, 13, client="Ada Okonkwo")
        make.reserve(house, 10, 13, unit="cabin-2", client="Ada Okoro")
        make.alter(house, ref, unit="cabin-3")
    return ref


def test_the_form_filters_by_unit_client_and_address(house, open_as, lived):
    browser = open_as(house, "owner")
    page = browser.get("admin/audit")
    assert "Ada Okoro" in page.text
    form = page.form("/admin/audit")
    one = browser.send(page, form, unit="cabin-3")
    assert f"changed {lived}" in one.text
    assert "Ada Okoro" not in one.text
    assert "Unit: Cabin 3" in one.text
    one = browser.send(page, form, client="okoro")
    assert "Ada Okoro" in one.text
    assert "Okonkwo" not in one.text
    assert "Staff" in browser.send(page, form, ip="127.0.0.9").text
    none = browser.send(page, form, ip="203.0.113.7")
    assert "Addresses are kept with what was done from them" in none.text
    assert browser.send(page, form, ip="here").error_at("ip") == "Write an address such as 203.0.113.7."


def test_a_name_that_fits_several_asks_which(house, open_as, lived):
    browser = open_as(house, "owner")
    page = browser.get("admin/audit?client=ada&action=made")
    assert "Several clients fit. Which one?" in page.text
    link = next(url for text, url in page.links().items() if "Ada Okonkwo" in text)
    one = browser.get(link)
    assert "Client: Ada Okonkwo" in one.text
    assert f"made {lived}" in one.text
    assert "Okoro" not in one.text


def test_what_is_never_done_to_a_thing_is_not_looked_for(house, sign_in, lived):
    client, root = sign_in(house, "owner"), f"/{house.tenant.slug}/admin/audit"
    for asked, reads in (("entity=lock&action=changed", False), ("entity=client&action=added", True)):
        with queries() as seen:
            page = client.get(f"{root}?{asked}")
        assert ("Nothing like this happened." in page.text) is not reads
        assert any("FROM audit_private" in sql for sql in seen) is reads


def test_days_are_a_range_of_which_either_end_may_stand_alone(house, open_as, lived):
    browser = open_as(house, "owner")
    for asked in ("from=2026-07-01", "until=2026-07-01", "from=2026-06-01&until=2026-07-02"):
        assert f"made {lived}" in browser.get(f"admin/audit?{asked}").text
    for asked in ("from=2026-07-02", "until=2026-06-30"):
        assert "Nothing like this happened." in browser.get(f"admin/audit?{asked}").text
    wrong = browser.get("admin/audit?from=2026-07-02&until=2026-07-01")
    assert wrong.error_at("until") == "This day is before the first one."
    assert "made" not in browser.get("admin/audit?from=9999-12-31&until=x").text


def test_each_filter_is_taken_away_by_itself(house, open_as, lived):
    browser = open_as(house, "owner")
    page = browser.get("admin/audit?unit=cabin-3&action=refused")
    assert "Take one of the filters away" in page.text
    link = next(url for text, url in page.links().items() if "Action: Refused" in text)
    assert f"changed {lived}" in browser.get(link).text
    assert "Ada Okoro" in browser.get(page.links()["Take all away"]).text


@pytest.mark.parametrize("of", ["reservations/{ref}", "units/cabin-3", "clients/{client}", "policies/cabins"])
def test_each_thing_shows_its_own_record_to_who_may_see_it(house, open_as, lived, inside, of):
    with inside(house):
        client = db.session.get(Client, (house.tenant.id, make.find(lived).client_id)).ref
        clients.change(house.actor(), client, ClientFields(name="Ada Okonkwo", phone="+34600"), version=1)
    path = "admin/" + of.format(ref=lived, client=client)
    page = open_as(house, "owner").get(path)
    assert page.one("h2", id="record-h") is not None
    assert "Okoro" not in page.text
    assert not open_as(house, "staff").get(path).all("h2", id="record-h")
    links = page.links()
    if "policies" in of:
        assert "Nothing is recorded." in page.text
        return
    assert "In the activity" in links
    assert "changed" in page.text
    assert "changed" in open_as(house, "owner").get(links["In the activity"]).text


def test_a_record_on_a_page_is_bounded_in_rows_and_queries(house, sign_in, lived, inside, monkeypatch):
    client = sign_in(house, "owner")
    path = f"/{house.tenant.slug}/admin/reservations/{lived}"
    client.get(path)
    with queries() as few:
        client.get(path)
    with inside(house):
        for day in range(25):
            make.alter(house, lived, unit="cabin-1" if day % 2 else "cabin-3")
    with queries() as many:
        page = client.get(path)
    assert len(many) == len(few)
    assert page.text.count('<table class="diff">') == history.MOST
    assert "All of it" in page.text


def test_the_filtered_record_is_handed_out_with_nothing_to_reckon_with(house, sign_in, inside, lived):
    with inside(house):
        formula = make.reserve(house, 20, 22, client='=HYPERLINK("http://x")')
    browser = sign_in(house, "owner")
    root = f"/{house.tenant.slug}/admin/audit"
    answer = browser.get(f"{root}?format=csv&entity=client")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:4] == ["Recorded", "True since", "Who", "What happened"]
    assert {row[6] for row in rows[1:]} == {"Added"}
    assert all(row[10] == "127.0.0.9" for row in rows[1:])
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert any("=HYPERLINK" in cell for row in rows for cell in row)
    answer = browser.get(f"{root}?format=xlsx&ref={formula}")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert f"made {formula}, =HYPERLINK" in unescape(sheet)


def test_a_file_says_where_it_was_cut_off(house, sign_in, lived, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    monkeypatch.setattr(exporting, "MOST", 4)
    answer = sign_in(house, "owner").get(f"/{house.tenant.slug}/admin/audit?format=csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 1 + 4 + 1
    assert rows[-1][0].startswith("Only the latest 4 entries are in this file.")
    assert len({row[-1] for row in rows[1:-1]}) == 4


def test_who_took_data_along_stands_in_the_record(house, sign_in, lived):
    browser, root = sign_in(house, "owner"), f"/{house.tenant.slug}/admin"
    browser.get(f"{root}/reservations?format=csv&q=Secret+Name&from=2026-07-01")
    browser.get(f"{root}/audit?format=xlsx&from=2026-06-30")
    page = browser.get(f"{root}/audit?entity=export").text
    assert "took the list of reservations along as a file" in page
    assert "took the record along as a file" in page
    assert "2026-07-01" in page or "1 Jul 2026" in page
    assert "Secret Name" not in page


def test_who_may_not_export_gets_no_file(house, sign_in, lived):
    for role, status in (("staff", 403), ("viewer", 403), ("manager", 200)):
        path = f"/{house.tenant.slug}/admin/audit?format=xlsx"
        assert sign_in(house, role).get(path).status_code == status


def test_work_in_progress_is_left_out_unless_it_is_asked_for(house, open_as, lived, inside):
    with inside(house):
        run(
            replace(house.actor(), source="editor"),
            Attempt("lock", "taken"),
            lambda work: work.record("lock", action="taken", entity_ref=lived, after={"unit": "cabin-3"}),
        )
        client = make.find(lived).client_id
        ref = db.session.get(Client, (house.tenant.id, client)).ref
    browser, works = open_as(house, "owner"), "began to work on"
    page = browser.get("admin/audit")
    assert works not in page.text
    assert works not in browser.get(f"admin/clients/{ref}").text
    for wanted in ("all", "lock"):
        found = browser.send(page, page.form("/admin/audit"), entity=wanted)
        assert works in found.text
        assert "Reservation form" in found.text
        assert (f"changed {lived}" in found.text) is (wanted == "all")
    assert works in browser.client.get(f"{browser.root}/admin/audit?format=csv").text
    only = browser.client.get(f"{browser.root}/admin/audit?format=csv&entity=reservation").text
    assert (works in only, lived in only) == (False, True)


def test_whatever_a_member_acts_from_has_a_name(app):
    with app.test_request_context():
        named = set(deeds.sources())
    said = {
        source
        for path in WEB.rglob("*.py")
        for source in re.findall(r'\bactor\("([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(said) > 15
    assert said - named == set()
