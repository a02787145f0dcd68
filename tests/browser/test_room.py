"""Making room in real Chromium: from the panel by keyboard, and from the refusal without a script."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_flows import far, fill_new, make

OFFER = re.compile("^Heron, if 1 stay moves")


def fill_house(page, first, others):
    """Take every night in all like units but one, which is another one each night."""
    middle, last = first + dt.timedelta(days=3), first + dt.timedelta(days=6)
    new = page.url
    stays = [("heron", first, middle, "Ana Ruiz"), (others[0], middle, last, "Bo Lind")]
    stays += [(unit, first, last, f"Guest of {unit}") for unit in others[1:]]
    for unit, arrives, departs, name in stays:
        page.goto(new)
        make(page, unit=unit, arrives=arrives, departs=departs, name=name)
    page.goto(new)
    return last


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_room_is_made_for_a_stay_and_taken_back(open_page, script):
    first = far(100 if script else 130)
    page = open_page("admin/reservations/new", script=script, size="desktop" if script else "phone")
    group = page.locator("optgroup:has(option[value=heron])")
    others = [
        each
        for each in group.locator("option").evaluate_all("all => all.map(o => o.value)")
        if each != "heron"
    ]
    last = fill_house(page, first, others)
    fill_new(page, unit="heron", arrives=first, departs=last, name="Dee Park")
    page.get_by_label("Note for staff").fill("Two dogs")
    if script:
        offer = page.locator("#panel").get_by_role("button", name=OFFER)
        expect(offer).to_be_visible()
        offer.focus()
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Make reservation").click()
        page.locator("#problem").get_by_role("button", name=OFFER).click()
    row = page.locator("#room tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Ana Ruiz")
    page.get_by_role("button", name="Move 1 stay").click()
    expect(page.locator("#moved")).to_contain_text("1 stay is moved.")
    expect(page.get_by_label("Note for staff")).to_have_value("Two dogs")
    page.get_by_role("button", name="Put back").click()
    expect(page.locator("#moved")).to_contain_text("back where they were")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Dee Park")
    page.get_by_role("button", name="Make reservation").click()
    page.locator("#problem").get_by_role("button", name=OFFER).click()
    page.get_by_role("button", name="Move 1 stay").click()
    expect(page.locator("#moved")).to_be_visible()
    page.get_by_role("button", name="Make reservation").click()
    page.wait_for_url(re.compile(r"/admin/reservations/[A-Z0-9]{4}-[A-Z0-9]{4}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Dee Park")
