"""What the form of a group offers: each unit to one row, by its name and type."""

from __future__ import annotations

from tests import make, stocks
from tests.stockroom import add_unit
from tests.web.page import text_of
from tests.web.test_group_pages import NEW


def offered(page, number):
    """The units that a row offers."""
    [chosen] = page.all("select", name=f"items-{number}-unit")
    return [option.get("value") for option in chosen.iter("option") if option.get("value")]


def test_a_row_offers_no_unit_that_another_row_has_in_the_same_nights(house, open_as, inside):
    with inside(house):
        add_unit(house, "kayaks", "pool", quantity=3)
    browser = open_as(house)
    page = browser.get(NEW)
    assert offered(page, 1) == ["kayaks", "cabin-1", "cabin-2", "cabin-3"]
    assert offered(page, 2) == ["kayaks", "cabin-2", "cabin-3"]
    later = {
        "items-2-unit": "cabin-2",
        "items-2-arrives_on": "2026-07-13",
        "items-2-departs_on": "2026-07-15",
    }
    apart = browser.send(page, page.form("/groups"), press="Add a unit", **later)
    assert offered(apart, 2) == ["kayaks", "cabin-1", "cabin-2", "cabin-3"]
    assert offered(apart, 3) == ["kayaks", "cabin-2", "cabin-3"]
    both = browser.send(page, page.form("/groups"), press="Add a unit", **{"items-2-unit": "kayaks"})
    assert "kayaks" in offered(both, 3)


def test_two_refused_rows_are_not_offered_the_same_unit(house, open_as, inside):
    with inside(house):
        make.reserve(house, 9, 14, unit="cabin-1")
        make.reserve(house, 9, 14, unit="cabin-2")
    browser = open_as(house)
    page = browser.get(NEW)
    refused = browser.send(
        page, page.form("/groups"), client_name="Ada Okonkwo", **{"items-2-unit": "cabin-2"}
    )
    words = [text_of(one) for one in refused.all("button", name="fix")]
    assert len([word for word in words if "Cabin 3" in word]) == 1


def test_units_are_named_with_their_type_where_there_are_several(house, open_as, inside):
    browser = open_as(house)
    assert "Cabin 1, for 4" in browser.get(NEW).text
    with inside(house):
        stocks.add(house, "spare", capacity=2)
    page = browser.get(NEW)
    assert "Cabin 1, Cabins, for 4" in page.text
    asked = browser.send(page, page.form("/groups"), press="Check", **{"items-2-unit": "spare"})
    assert "Spare, Spare type" in text_of(asked.one("aside", id="panel"))
