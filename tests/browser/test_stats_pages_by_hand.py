"""The statistics by keyboard, with a script and without: turn, choose, open what a figure counts, go back, download."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

ASK = "admin/stats?span=month&on=2026-10-01"


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_statistics_by_keyboard(open_page, script):
    page = open_page(ASK, script=script)
    name = page.locator("#stats .range")
    expect(name).to_have_text("October 2026")
    press(page, page.locator("#stats a[rel=prev]"))
    expect(name).to_have_text("September 2026")
    press(page, page.locator("#stats .segmented a", has_text="Year"))
    expect(name).to_have_text("2026")
    press(page, page.locator("details.choose summary"))
    page.locator("#f-from").fill("2026-10-01")
    page.locator("#f-until").fill("2026-10-31")
    page.locator("#f-unit").select_option("alder")
    press(page, page.locator("details.choose button"))
    expect(name).to_have_text("October 2026")
    expect(page.locator("#f-unit")).to_have_value("alder")
    figure = page.locator(".figures dd a").nth(-1)
    press(page, figure)
    expect(page.locator("h1")).to_have_text("Estimated revenue")
    expect(page.locator(".sum")).to_contain_text("October 2026, Alder")
    rows = page.locator("#counted tbody .num").all_inner_texts()
    assert sum(map(amount, rows)) == amount(page.locator(".sum strong").inner_text()) > 0
    press(page, page.locator("a", has_text="Back to the statistics"))
    expect(page.locator("#f-unit")).to_have_value("alder")
    with page.expect_download() as got:
        press(page, page.locator("#revenue .files a").first)
    assert re.fullmatch(r"cabins-revenue-2026-10\.csv", got.value.suggested_filename)


@pytest.mark.browser
@pytest.mark.parametrize("tenant", ["cabins", "tours"])
def test_the_report_of_a_month_is_one_sheet(open_page, tenant):
    page = open_page("admin/stats/report", who=f"owner@{tenant}.example", tenant=tenant)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))) == 1


def amount(text):
    """Read an amount in cents."""
    return int(re.sub(r"\D", "", text))


def press(page, element):
    """Do what somebody without a mouse does."""
    element.focus()
    page.keyboard.press("Enter")
