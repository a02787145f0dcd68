"""A page that follows the socket asks by itself; what somebody opens meanwhile stays open."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from app import clock

DAY = clock.now().date().replace(day=11) + dt.timedelta(days=31)


def change(page):
    """Let the page hear that some reservation was changed."""
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live:reservation'))")


def asks_for_panel(request):
    return request.headers.get("hx-target", "").endswith("day-panel")


def panel_of(page, day):
    return page.locator(f".day-panel h2 time[datetime='{day}']")


@pytest.mark.browser
def test_the_day_that_was_asked_for_is_the_one_that_follows(open_page):
    page = open_page(f"admin/calendar?month={DAY:%Y-%m}&day={DAY}")
    with page.expect_response(lambda answer: asks_for_panel(answer.request)) as panel:
        change(page)
    assert f"day={DAY}" in panel.value.url
    with page.expect_request(lambda asked: asked.headers.get("hx-target", "").endswith("year")) as year:
        change(page)
    assert f"month={DAY:%Y-%m}" in year.value.url
    expect(panel_of(page, DAY)).to_be_visible()


@pytest.mark.browser
def test_an_answer_from_before_a_day_was_opened_does_not_take_it_away(open_page):
    page = open_page(f"admin/calendar?month={DAY:%Y-%m}&day={DAY}")
    held = []
    page.route(
        f"**/calendar?*day={DAY}*",
        lambda route: held.append(route) if held is not None else route.continue_(),
    )
    with page.expect_request(asks_for_panel):
        change(page)
    page.locator(f"#d-{DAY}").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    opened = panel_of(page, DAY + dt.timedelta(days=1))
    expect(opened).to_be_visible()
    with page.expect_response(lambda answer: f"day={DAY + dt.timedelta(days=1)}" in answer.url):
        late, held = held, None
        for route in late:
            route.continue_()
    expect(opened).to_be_visible()
    expect(page.locator("a.day[aria-current=true]")).to_have_id(f"d-{DAY + dt.timedelta(days=1)}")
