"""The form of a group in a real browser: rows while a script runs, and without any."""

from __future__ import annotations

import pytest


def fill(page, number, unit):
    page.locator(f"[name=items-{number}-unit]").select_option(unit)


@pytest.mark.browser
def test_rows_come_and_go_and_the_total_follows(open_page):
    page = open_page("admin/groups/new?unit=alder")
    fill(page, 2, "birch")
    page.locator("#panel tbody tr").nth(1).wait_for()
    page.locator("[name=items-1-unit] option[value=birch]").wait_for(state="detached")
    page.locator("button[name=add]").click()
    page.locator("[name=items-3-unit]").wait_for()
    fill(page, 3, "cedar")
    page.locator("#panel tbody tr").nth(2).wait_for()
    page.locator("button[name=remove]").first.click()
    page.locator("[name=items-3-unit]").wait_for(state="detached")
    assert page.locator("[name=items-1-unit]").input_value() == "birch"
    assert page.locator("[name=items-2-unit]").input_value() == "cedar"


@pytest.mark.browser
def test_a_refusal_stays_in_sight_although_the_panel_is_asked_at_the_same_moment(open_page):
    page = open_page("admin/groups/new?unit=alder")
    fill(page, 2, "birch")
    page.locator("[name=items-2-adults]").fill("99")
    page.locator("[name=client_name]").fill("Grace Okoro")
    page.locator("form#editor > .actions .btn-primary").click()
    page.locator("#problem").wait_for()
    page.wait_for_timeout(800)
    assert page.locator("#problem").is_visible()
    assert page.locator("[name=client_name]").input_value() == "Grace Okoro"


@pytest.mark.browser
def test_a_group_is_made_cancelled_and_told_without_a_script(open_page):
    page = open_page(
        "admin/groups/new?from=2027-05-03&to=2027-05-06",
        script=False,
        tenant="hotel",
        who="owner@hotel.example",
    )
    fill(page, 1, "spare")
    page.locator("button[name=add]").click()
    fill(page, 2, "extra")
    page.locator("[name=client_name]").fill("Grace Okoro")
    page.locator("form#editor > .actions .btn-primary").click()
    assert page.locator("h1").inner_text() == "Group of Grace Okoro"
    page.get_by_text("Cancel all").click()
    page.locator("main button.btn-danger").click()
    assert page.locator("tbody .state[data-state=cancelled]").count() == 2
