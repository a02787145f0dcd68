"""How many there are of a unit, through the forms that are really there."""

from __future__ import annotations

from app.queries.units import find_unit
from tests import make
from tests.cast import document
from tests.web.page import text_of
from tests.web.test_reservations_kinds import TOUR


def test_P9_a_pool_below_its_use_names_the_three_latest_made(stocked, open_as, inside):
    house = stocked(document(), stock="pool", quantity=10)
    with inside(house):
        refs = [make.reserve(house, 10, 12, client=f"Client {place}") for place in range(8)]
    browser = open_as(house, "manager")
    page = browser.get("admin/units/cabin-1/edit")
    refused = browser.send(page, page.form("/edit"), quantity="5")
    assert refused.status == 409
    said = refused.error_at("quantity")
    assert "Up to 8 are taken at once. The latest made would not fit" in said
    assert sum(ref in said for ref in refs) == 3
    assert refused.value("quantity") == "5"
    shown = browser.send(refused, refused.form("/edit"), quantity="8")
    assert shown.headline == "Cabin 1"
    assert "8 alike" in shown.text


def test_P7_a_kit_is_put_together_with_rows_that_come_without_a_script(house, open_as, inside):
    browser = open_as(house, "manager")
    page = browser.get("admin/units/new")
    form = page.form("/units/new")
    more = browser.send(page, form, press="More parts", name="House", stock="composite")
    assert more.value("name") == "House"
    values = more.form("/units/new").filled(capacity="8")
    values.setlist("part", ["cabin-2", "cabin-3", ""])
    values.setlist("part_quantity", ["1", "1", "1"])
    answer = browser.client.post(more.form("/units/new").address, data=values)
    assert answer.status_code == 303
    shown = browser.get(answer.location)
    assert "1 × Cabin 2" in shown.text
    with inside(house):
        assert {leaf.need.unit for leaf in find_unit("house").leaves} == {"cabin-2", "cabin-3"}
    refused = browser.get("admin/units/cabin-2/edit")
    values = refused.form("/edit").filled(stock="composite")
    values.setlist("part", ["house"])
    values.setlist("part_quantity", ["1"])
    assert (
        "is made of Cabin 2 already" in browser.client.post(refused.form("/edit").address, data=values).text
    )


def test_seats_of_a_departure_are_set_on_its_page(stocked, open_as):
    house = stocked(TOUR, stock="seats", quantity=12, capacity=12)
    browser = open_as(house, "manager")
    assert "Departures and seats" in browser.get("admin/units/cabin-1").links()
    page = browser.get("admin/units/cabin-1/departures?from=2026-07-10")
    rows = [text_of(one) for one in page.all("th", scope="row")]
    assert len(rows) == 3
    saved = browser.send(page, page.form("/departures"), seats="6")
    assert saved.value("seats") == "6"
    new = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10")
    assert "10:00, 6 left" in new.text


def test_P5_one_of_a_pool_is_closed_for_repair(stocked, open_as):
    house = stocked(document(), stock="pool", quantity=5)
    browser = open_as(house)
    page = browser.get("admin/closures/new?unit=cabin-1&starts_on=2026-07-10&ends_on=2026-07-12")
    refused = browser.send(page, page.form("/closures/new"), quantity="none")
    assert refused.error_at("quantity").startswith("Write how many are away")
    shown = browser.send(refused, refused.form("/closures/new"), quantity="1")
    assert "How many 1" in shown.text
    assert "1 × Maintenance" in browser.get("admin/units/cabin-1").text
