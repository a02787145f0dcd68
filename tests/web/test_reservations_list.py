"""The list of reservations: search, filters, pages, effective states, and a table without formulas."""

from __future__ import annotations

import csv
import io

import pytest

from tests import make
from tests.cast import document, local
from tests.web.page import HTMX, Browser, text_of


@pytest.fixture
def staff(house, sign_in):
    """A member of staff in the plain house."""
    return Browser(sign_in(house, "staff"), f"/{house.tenant.slug}")


def names(page) -> list[str]:
    return [text_of(one.find("th")) for one in page.all("tr") if one.find("th").get("scope") == "row"]


def test_a_bare_list_holds_who_is_here_and_who_comes(house, staff, inside, clock):
    with inside(house):
        make.reserve(house, 2, 4, client="Was here")
        make.reserve(house, 8, 12, unit="cabin-2", client="Is here")
        make.reserve(house, 20, 22, client="Comes")
    clock.move_to(local(2026, 7, 10))
    assert names(staff.get("admin/reservations")) == ["Is here", "Comes"]
    assert names(staff.get("admin/reservations?q=")) == ["Comes", "Is here", "Was here"]


@pytest.mark.parametrize(
    "query", ["q=okonkwo", "q=Okonkwò", "q=cabin 3", "q={ref}", "q={half}", "from=2026-07-20&to=2026-07-21", "type=cabins&from=2026-07-20"]
)  # fmt: skip
def test_a_reservation_is_found_by_client_unit_reference_and_days(house, staff, inside, query):
    with inside(house):
        make.reserve(house, 2, 4, client="Somebody else")
        ref = make.reserve(house, 20, 22, unit="cabin-3")
    page = staff.get("admin/reservations?" + query.format(ref=ref, half=ref[:6].lower()))
    assert names(page) == ["Ada Okonkwo"]


def test_states_are_true_when_read(build, sign_in, inside, clock):
    house = build(policy=document(absent_after={"time": "22:00"}))
    with inside(house):
        make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 22))
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}")
    page = browser.get("admin/reservations?state=absent")
    assert names(page) == ["Ada Okonkwo"]
    assert "Absent" in text_of(page.one("tbody"))
    assert names(browser.get("admin/reservations?state=confirmed")) == []


def test_pages_follow_each_other_without_a_gap(house, staff, inside, monkeypatch):
    monkeypatch.setattr("app.web.admin.reservations.index.PAGE", 2)
    with inside(house):
        for day in range(2, 12, 2):
            make.reserve(house, day, day + 2, client=f"Client {day}")
    seen, page = [], staff.get("admin/reservations")
    while True:
        seen += names(page)
        later = page.links().get("Later")
        if not later:
            break
        page = staff.get(later)
    assert seen == [f"Client {day}" for day in range(2, 12, 2)]
    assert "5 reservations" in page.text


def test_a_change_of_filter_answers_the_list_alone(house, staff, inside):
    with inside(house):
        make.reserve(house, 10, 13)
    page = staff.get("admin/reservations")
    fragment = staff.fragment("admin/reservations?q=okon&state=&type=&from=&to=", page=page)
    assert fragment.is_fragment
    assert names(fragment) == ["Ada Okonkwo"]
    assert fragment.one("div", id="list") is not None


def test_what_is_exported_follows_the_filter(house, open_as):
    manager = open_as(house, "manager")
    page = manager.get("admin/reservations")
    assert page.links()["Export"].endswith("/admin/reservations?format=csv")
    fragment = manager.fragment("admin/reservations?q=okon&state=confirmed", page=page)
    assert fragment.links()["Export"].endswith("/admin/reservations?format=csv&q=okon&state=confirmed")


def test_an_empty_list_says_what_next(staff):
    assert "Nobody is here and nobody is coming." in staff.get("admin/reservations").text
    assert "No reservation is like this." in staff.get("admin/reservations?q=zzzz").text


@pytest.mark.parametrize("query", ["cursor=x", "cursor=2026-07-01.x", "from=x", "state=nonsense", "type=none", "q=%25_%5C", "to=0000-00-00"])  # fmt: skip
def test_odd_filters_are_no_mistake(staff, query):
    assert staff.get(f"admin/reservations?{query}").status == 200


def test_the_table_has_no_formulas_and_asks_for_a_permission(house, sign_in, inside):
    with inside(house):
        make.reserve(house, 10, 13, client="=HYPERLINK(1)")
        make.reserve(house, 20, 22, client='+34 600, "quoted"')
    address = f"/{house.tenant.slug}/admin/reservations?format=csv"
    assert sign_in(house, "staff").get(address).status_code == 403
    answer = sign_in(house, "manager").get(address)
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["Reference", "State", "Unit"]
    assert [row[4] for row in rows[1:]] == ["'=HYPERLINK(1)", '\'+34 600, "quoted"']
    assert rows[1][12] == "300.00"


def test_history_gets_the_whole_page_back(house, staff):
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    answer = staff.client.get(f"/{house.tenant.slug}/admin/reservations", headers=headers)
    assert "<html" in answer.text
