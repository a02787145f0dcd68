"""The box for what is complimentary in a real browser: the price follows it at once, also back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from app import clock

ENDS = re.compile(r"/admin/reservations/[A-Z0-9]{4}-[A-Z0-9]{4}$")


@pytest.mark.browser
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_price_follows_the_box_and_the_page_says_it(open_page, shots, size):
    first = clock.now().date() + dt.timedelta(days=400 if size == "desktop" else 410)
    scheme = "light" if size == "desktop" else "dark"
    dates = f"from={first}&to={first + dt.timedelta(days=3)}"
    page = open_page(f"admin/reservations/new?unit=rowan&{dates}", size=size, scheme=scheme)

    def look(name):
        if shots:
            page.screenshot(path=shots / f"complimentary-{name}-{size}.png", full_page=True)

    box, total = page.get_by_label("Complimentary", exact=True), page.locator("#panel-quote tfoot tr").first
    expect(total).not_to_contain_text("€0.00")
    priced = total.inner_text()
    for wanted in (True, False, True):
        box.set_checked(wanted)
        expect(total).to_have_text(re.compile("€0.00" if wanted else re.escape(priced.split()[-1])))
    look("new")
    page.get_by_label("Name", exact=True).fill("Rosalind Hart")
    page.get_by_role("button", name="Make reservation").click()
    page.wait_for_url(ENDS)
    expect(page.locator(".tag").first).to_have_text("Complimentary")
    look("show")
    stay = page.url
    page.goto(stay.rpartition("/")[0] + "?q=Rosalind")
    expect(page.locator("#list .tag").first).to_have_text("Complimentary")
    look("list")
    page.goto(stay + "/edit")
    page.get_by_label("Complimentary", exact=True).uncheck()
    expect(page.locator("#panel-quote")).to_contain_text("Before your changes")
    look("edit")
    page.get_by_role("button", name="Save changes").click()
    page.wait_for_url(ENDS)
    expect(page.locator("tfoot").first).to_contain_text(priced.split()[-1])
    expect(page.get_by_role("main")).to_contain_text("Complimentary")
    look("ended")


@pytest.mark.browser
def test_the_total_of_a_group_follows_the_box_of_a_row(open_page, shots):
    first = clock.now().date() + dt.timedelta(days=420)
    page = open_page(f"admin/groups/new?unit=rowan&from={first}&to={first + dt.timedelta(days=2)}")
    page.locator("[name=items-2-unit]").select_option("hazel")
    rows = page.locator("#panel tbody tr")
    expect(rows.nth(1)).not_to_contain_text("€0.00")
    page.locator("[name=items-2-complimentary]").check()
    expect(rows.nth(1)).to_contain_text("€0.00")
    expect(rows.nth(0)).not_to_contain_text("€0.00")
    if shots:
        page.screenshot(path=shots / "complimentary-group-desktop.png", full_page=True)
