"""The playground: a unit is asked for under rules, saved or not, and the whole answer is shown. Nothing is written."""

from __future__ import annotations

import pytest

from tests import make
from tests.cast import document, new_version
from tests.web.page import HTMX, Browser, Page


@pytest.fixture
def browse(sign_in):
    def opened(house, role="manager"):
        return Browser(sign_in(house, role), f"/{house.tenant.slug}")

    return opened


def ask(browser, path, press, *, headers=None, **typed):
    """Send the form to where its button sends it."""
    page = browser.get(path)
    form = page.form(path.rpartition("/")[2])
    button = next(one for one in form.element.iter("button") if (one.get("formaction") or "").endswith(press))
    answer = browser.client.post(button.get("formaction"), data=form.filled(**typed), headers=headers or {})
    return Page(answer, button.get("formaction"), page=page)


STAY = {"try-arrives_on": "2026-07-10", "try-departs_on": "2026-07-12"}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["browser", "htmx"])
def test_an_unsaved_form_is_tried_with_its_price_rules_refusals_and_ways_out(build, browse, inside, headers):
    house = build(policy=document())
    with inside(house):
        make.reserve(house, 10, 12, unit="cabin-2")
    typed = {**STAY, "min_nights": "3", "pricing.base_minor": "120", "name": "Cabins"}
    page = ask(browse(house), "admin/policies/cabins/edit", "/playground", headers=headers, **typed)
    assert page.status == 200
    assert page.is_fragment == bool(headers)
    assert "€240.00" in page.text
    assert "At least 3 nights, and these are 2 nights." in page.text
    assert "At least 3 nights" in page.text
    ways = page.text.partition("What would be accepted")[2]
    assert "Cabin 1, stay until Mon 13 Jul €360 (+€120)" in ways
    assert "Cabin 2" not in ways.partition("Price")[0]


def test_a_form_that_is_not_right_is_not_asked(house, browse):
    page = ask(
        browse(house), "admin/policies/cabins/edit", "/playground", headers=HTMX, **STAY, min_nights="x"
    )
    assert "The policy is not right yet" in page.text


def test_a_new_policy_is_tried_with_any_unit(house, browse):
    page = ask(
        browse(house),
        "admin/policies/new",
        "/playground",
        headers=HTMX,
        **STAY,
        **{"pricing.base_minor": "80"},
    )
    assert "€160.00" in page.text


def test_the_saved_version_is_tried_on_its_page(build, browse, inside):
    house = build(policy=document(min_nights=3))
    with inside(house):
        new_version(house, document(pricing={"base_minor": 20_000}))
    browser = browse(house, "viewer")
    asked = "&".join(f"{name}={value}" for name, value in STAY.items())
    page = browser.get(f"admin/policies/cabins?{asked}&try-unit=cabin-1&try-adults=2")
    assert "€400.00" in page.text
    older = browser.fragment(f"admin/policies/cabins?version=1&{asked}&try-unit=cabin-1&try-adults=2")
    assert older.is_fragment
    assert "€200.00" in older.text
    assert "At least 3 nights, and these are 2 nights." in older.text


def test_what_can_not_be_read_is_said_beside_it(house, browse):
    page = browse(house).get(
        "admin/policies/cabins?try-unit=cabin-1&try-arrives_on=soon&try-departs_on=2026-07-12"
    )
    assert page.error_at("try-arrives_on") == "This is not a date."


def test_a_business_without_units_is_told_what_to_do(build, browse):
    house = build(units=0)
    assert "Add a unit first" in browse(house).get("admin/policies/new").text
    assert "No unit follows it." in browse(house).get("admin/policies/cabins").text


def test_the_order_of_the_price_and_the_definitions_are_said(house, browse):
    text = browse(house, "viewer").get("admin/policies/cabins").text
    assert text.index("Each unit of time is priced at its own date") < text.index(
        "Taxes inside the price are found"
    )
    assert "A date in the time of Europe/Madrid" in text


@pytest.mark.parametrize("kind", ["slot", "interval"])
def test_other_kinds_are_tried_by_what_they_ask_for(build, browse, kind):
    own = {
        "slot": {"slots": [{"weekdays": ["fri"], "time": "10:00", "duration_min": 60}]},
        "interval": {"counts": "hour"},
    }[kind]
    house = build(policy={"kind": kind, "pricing": {"base_minor": 2_500}, **own})
    browser = browse(house)
    asked = {
        "slot": "try-starts_on=2026-07-10&try-starts_time=10:00",
        "interval": "try-starts_on=2026-07-10&try-starts_time=10:00&try-ends_on=2026-07-10&try-ends_time=12:00",
    }[kind]
    page = browser.get(f"admin/policies/cabins?{asked}&try-unit=cabin-1&try-adults=2")
    assert "€50.00" in page.text
    edit = browser.get("admin/policies/cabins/edit")
    assert edit.value("try-starts_time") == "10:00"
    saved = browser.send(edit, edit.form("/edit"), after_min="30")
    assert saved.status == 200
    assert "Version 2" in saved.text


def test_it_asks_only_for_what_policy_and_unit_read(build, browse):
    rental = {"kind": "interval", "counts": "hour", "pricing": {"base_minor": 1_000}}
    names = browse(build(policy=rental)).get("admin/policies/cabins").form("/policies/cabins").names
    assert {"try-unit", "try-starts_time", "try-adults"} <= names
    assert not {"try-children", "try-infants"} & names
    nightly = browse(build(policy=document())).get("admin/policies/cabins").form("/policies/cabins").names
    assert {"try-adults", "try-children", "try-infants"} <= nightly


def test_what_it_asks_follows_the_policy_that_is_written(build, browse):
    house = build(policy={"kind": "interval", "counts": "hour", "pricing": {"base_minor": 1_000}})
    press = {"try-starts_on": "2026-07-10", "headers": HTMX}
    plain = ask(browse(house), "admin/policies/cabins/edit", "/playground", **press)
    dear = ask(
        browse(house), "admin/policies/cabins/edit", "/playground", **press, **{"pricing.extra_infant_minor": "5"}
    )  # fmt: skip
    fields = [{one.get("name") for one in answer.tree.iter("input")} for answer in (plain, dear)]
    assert fields[1] - fields[0] == {"try-infants"}
