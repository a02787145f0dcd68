"""What is given, through the forms that are really there: managers have a box for it, staff are told that they may not."""

from __future__ import annotations

import re

import pytest

from tests import make
from tests.cast import document, new_version
from tests.stockroom import HOURLY, TOUR, add_unit
from tests.web.page import Browser, Form, text_of

NEW = "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-12"
LIST = "admin/reservations?q="


def ref_of(page) -> str:
    return re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.address)[0]


def rows_of(page) -> list[str]:
    """The rows of prices on a page, as they read."""
    return [text_of(row) for row in page.tree.iter("tr")]


def with_more(form: Form, **more: str) -> Form:
    """The form with fields that are not on the page, as somebody may post them all the same."""
    for name, text in more.items():
        form.values.setlist(name, [text])
    return form


@pytest.mark.parametrize("role", ["manager", "owner"])
def test_M13_a_manager_gives_and_every_page_says_so(house, open_as, inside, role):
    browser = open_as(house, role)
    page = browser.get(NEW)
    box = page.one("input", id="f-complimentary")
    assert "Nothing is to be paid." in text_of(page.one("p", id="f-complimentary-hint"))
    assert "checked" not in box.attrib
    shown = browser.send(page, page.form("/reservations"), client_name="Ada", complimentary="1")
    assert shown.headline == "Ada"
    assert "Complimentary€200.00 given, so nothing is to be paid -€200.00" in rows_of(shown)
    assert "Total €0.00" in rows_of(shown)
    assert [text_of(tag) for tag in shown.all("span", class_="tag")] == ["Complimentary"]
    listed = browser.get(LIST)
    assert [text_of(tag) for tag in listed.all("span", class_="tag")] == ["Complimentary"]
    card = browser.get(f"admin/reservations/{ref_of(shown)}?card=1")
    assert [text_of(tag) for tag in card.all("span", class_="tag")] == ["Complimentary"]
    with inside(house):
        assert make.find(ref_of(shown)).total_minor == 0


def test_what_is_paid_bears_no_mark_also_at_nothing(build, open_as, inside):
    house = build(document(pricing={"base_minor": 0}))
    with inside(house):
        ref = make.reserve(house, 10, 12)
    browser = open_as(house, "manager")
    for address in (LIST, f"admin/reservations/{ref}"):
        assert browser.get(address).all("span", class_="tag") == []


def test_staff_have_no_box_and_are_refused_in_words_when_they_post_it(house, open_as, inside):
    browser = open_as(house, "staff")
    page = browser.get(NEW)
    form = page.form("/reservations")
    assert not {"complimentary", "complimentary_asked"} & form.names
    refused = browser.send(page, with_more(form, complimentary="1"), client_name="Ada")
    assert refused.status == 422
    said = "Only a manager or an owner may make a reservation complimentary, or end that."
    assert said in refused.problem
    assert refused.error_at("complimentary") == said
    again = browser.send(refused, refused.form("/reservations"), complimentary="")
    assert again.headline == "Ada"
    with inside(house):
        assert make.find(ref_of(again)).total_minor == 20_000


@pytest.mark.parametrize(
    ("unit", "policy", "more", "dates"),
    [
        ("tour", TOUR, {"stock": "seats", "quantity": 9}, {"starts_time": "10:00"}),
        ("drill", HOURLY, {}, {"starts_time": "10:00", "ends_time": "12:00"}),
    ],
)
def test_every_kind_is_given_in_the_same_form(house, open_as, inside, unit, policy, more, dates):
    with inside(house):
        add_unit(house, unit, policy=policy, **more)
    browser = open_as(house, "manager")
    page = browser.get(f"admin/reservations/new?unit={unit}&from=2026-07-10&to=2026-07-10")
    shown = browser.send(page, page.form("/reservations"), client_name="Ada", complimentary="1", **dates)
    assert "Total €0.00" in rows_of(shown)
    with inside(house):
        assert make.find(ref_of(shown)).total_minor == 0


def test_the_panel_answers_the_box_before_anything_is_saved(house, sign_in):
    browser = Browser(sign_in(house, "manager"), f"/{house.tenant.slug}")
    page = browser.get(NEW)
    checked = browser.send(page, page.form("/reservations"), press="Check", complimentary="1")
    assert "Total €0.00" in rows_of(checked)
    assert "checked" in checked.one("input", id="f-complimentary").attrib
    assert checked.value("quote_ref") != page.value("quote_ref")
    told = browser.fragment(
        "admin/reservations/check?unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-12&adults=2"
        "&complimentary_asked=1",
        page=page,
    )
    assert "Total €200.00" in rows_of(told)


def test_a_gift_is_ended_in_its_editor_with_the_price_of_today_beside_the_old_one(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 12, role="manager", complimentary=True)
        new_version(house, document(pricing={"base_minor": 12_000}))
    browser = open_as(house, "manager")
    page = browser.get(f"admin/reservations/{ref}/edit")
    assert "checked" in page.one("input", id="f-complimentary").attrib
    shown = browser.send(page, page.form(ref), complimentary="")
    assert "Total €240.00" in rows_of(shown)
    assert "Complimentary Yes No" in rows_of(shown)
    assert "Total €0.00 €240.00" in rows_of(shown)
    assert shown.all("span", class_="tag") == []


def test_staff_change_a_gift_and_it_stays_one(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 12, role="manager", complimentary=True)
    browser = open_as(house, "staff")
    page = browser.get(f"admin/reservations/{ref}/edit")
    assert "This reservation is complimentary and stays so." in page.text
    assert "complimentary" not in page.form(ref).names
    refused = browser.send(page, with_more(page.form(ref), complimentary_asked="1"))
    assert (refused.status, "Only a manager or an owner" in refused.problem) == (422, True)
    browser.send(page, page.form(ref), departs_on="2026-07-13")
    with inside(house):
        row = make.find(ref)
        assert (str(row.departs_on), row.total_minor) == ("2026-07-13", 0)


def test_two_who_edit_see_the_box_among_what_differs(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 12)
    browser = open_as(house, "manager")
    page = browser.get(f"admin/reservations/{ref}/edit")
    with inside(house):
        make.alter(house, ref, role="manager", complimentary=True)
    stale = browser.send(page, page.form(ref), note="Late")
    assert stale.status == 409
    assert "Complimentary Yes No" in rows_of(stale)
    assert "checked" not in stale.one("input", id="f-complimentary").attrib


@pytest.mark.parametrize("role", ["manager", "staff"])
def test_rows_of_a_group_are_given_one_by_one(house, open_as, inside, role):
    browser = open_as(house, role)
    page = browser.get("admin/groups/new?from=2026-07-10&to=2026-07-12&unit=cabin-1")
    form = page.form("/groups")
    assert ("items-1-complimentary" in form.names) is (role == "manager")
    more = {"items-2-unit": "cabin-2", "client_name": "Ada"}
    shown = browser.send(page, with_more(form, **{"items-1-complimentary": "1"}), **more)
    if role == "staff":
        assert (shown.status, "Row 1: Only a manager" in shown.problem) == (422, True)
        return
    assert len(shown.all("span", class_="tag")) == 1
    assert shown.headline == "Group of Ada"
    assert any("€200.00" in row for row in rows_of(shown))


def test_the_table_for_spreadsheets_says_it(house, sign_in, inside):
    with inside(house):
        make.reserve(house, 10, 12, role="manager", complimentary=True)
        make.reserve(house, 20, 22)
    answer = sign_in(house, "manager").get(f"/{house.tenant.slug}/{LIST}&format=csv")
    lines = answer.text.strip().splitlines()
    assert lines[0].endswith("Complimentary")
    assert sorted(line.rpartition(",")[2].strip() for line in lines[1:]) == ["No", "Yes"]


def test_a_bill_of_parts_is_not_shown_where_nothing_is_to_be_paid(build, open_as, inside):
    house = build(document(pricing={"instalments": 3, "deposit_percent": 30}))
    with inside(house):
        given = make.reserve(house, 10, 12, role="manager", complimentary=True)
        paid = make.reserve(house, 20, 22)
    browser = open_as(house, "manager")
    assert "Instalments" in browser.get(f"admin/reservations/{paid}").text
    assert "Instalments" not in browser.get(f"admin/reservations/{given}").text
