"""Colleagues on the same pages, each in a browser of their own."""

from __future__ import annotations

import datetime as dt
import time

ANA, BRUNO = "manager@hotel.example", "staff@hotel.example"


def live(page):
    page.locator("body[data-live=live]").wait_for()


def free_days(page, unit="Spare", nights=3):
    """The address of the new form for nights of a unit that nobody has."""
    page.goto(page.url.split("/admin")[0] + "/admin/timeline?days=31")
    row = page.locator("tr.unit", has=page.locator(f"text={unit}")).first
    link = row.locator(".gap a").first.get_attribute("href")
    first = dt.date.fromisoformat(link.split("from=")[1][:10]) + dt.timedelta(days=2)
    base = page.url.split("/timeline")[0]
    unit_ref = link.split("unit=")[1].split("&")[0]
    return (
        f"{base}/reservations/new?unit={unit_ref}&from={first}&to={first + dt.timedelta(days=nights)}",
        first,
    )


def test_L1_ana_opens_a_stretch_and_bruno_sees_her_name_on_it(open_page):
    ana = open_page("admin/", who=ANA, tenant="hotel")
    bruno = open_page("admin/timeline?days=31", who=BRUNO, tenant="hotel")
    live(bruno)
    url, _first = free_days(ana)
    begun = time.monotonic()
    ana.goto(url)
    ana.locator(".hold-mine").wait_for()
    bruno.locator("li.held .bar", has_text="is booking").first.wait_for()
    assert time.monotonic() - begun < 10
    told = bruno.locator("[data-live-told]")
    told.filter(has_text="began to book").wait_for(state="attached")
    ana.goto(ana.url.split("/admin")[0] + "/admin/")
    bruno.locator("li.held").first.wait_for(state="detached")
