"""Boards of hours and departures by hand in real Chromium: by mouse, by touch and by keys, with refusal and way back."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import problems_of
from tests.browser.test_flows import far
from tests.browser.test_hand import agree, bar, drag, fingers, track

pytestmark = pytest.mark.browser
OPENS, HOURS = 9, 10  # the rentals' opening hours
days = itertools.count()


@pytest.fixture
def day():
    """A day on which the demo has nothing, and no other test of this file either."""
    return far(10) + dt.timedelta(days=next(days))


@pytest.fixture
def board(open_page, day):
    """The hours of that day, with reservations that are named by unit, first and last hour."""

    def opened(*held, size="desktop", who="owner@rentals.example"):
        page = open_page("admin/", tenant="rentals", size=size, who=who)
        admin = page.url.rstrip("/")
        for unit, starts, ends, name in held:
            times = f"from={day}&to={day}&starts_time={starts:02}:00&ends_time={ends:02}:00"
            page.goto(f"{admin}/reservations/new?unit={unit}&{times}")
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_role("button", name="Make reservation").click()
            page.wait_for_url(re.compile(r"/[A-Z0-9]{4}-[A-Z0-9]{4}$"))
        page.goto(f"{admin}/timeline?from={day}&days=1")
        page.locator("tape-hand").dispatch_event("pointerover")
        expect(page.locator("tape-hand:defined")).to_have_count(1)
        return page

    return opened


def spot(page, unit, hour, *, row=".track"):
    """The point of an hour in a unit's row."""
    box = page.locator(f"tr.unit:has(a[href$='units/{unit}']) {row}").bounding_box()
    return box["x"] + box["width"] * (hour - OPENS) / HOURS, box["y"] + min(box["height"], 30) / 2


def stands(page, unit, name, said):
    """Wait until the chart as the server tells it has somebody there, and answer that nothing is under way."""
    expect(bar(page, unit, name)).to_have_attribute("data-m", re.compile(f"^{said}"))
    expect(page.locator(".ghost")).to_have_count(0)
    assert not page.evaluate("'dragging' in document.body.dataset")


def fields(page):
    names = ("unit", "starts_on", "starts_time", "ends_on", "ends_time")
    return [page.locator(f"#main [name={name}]").first.input_value() for name in names]


def test_a_drag_over_free_hours_begins_a_reservation_on_the_steps_of_its_policy(board, day):
    page = board()
    drag(page, spot(page, "boat-alisio", 10.2), spot(page, "boat-alisio", 12.9), drop=False)
    expect(page.locator(".ghost")).to_contain_text("New10:00 – 13:00")
    expect(page.locator("tape-hand [data-live]")).to_contain_text(
        re.compile("^Boat Alisio, .*, 10:00 to 13:00$")
    )
    page.mouse.up()
    page.wait_for_url(re.compile("/reservations/new"))
    assert fields(page) == ["boat-alisio", str(day), "10:00", str(day), "13:00"]


def test_a_bar_moves_to_another_hour_and_unit_and_back(board):
    page = board(("boat-alisio", 10, 12, "Mona Vale"))
    drag(page, spot(page, "boat-alisio", 11), spot(page, "boat-calima", 14), drop=False)
    expect(page.locator(".ghost")).to_contain_text("Mona Vale13:00 – 15:00")
    assert problems_of(page) == []
    page.mouse.up()
    stands(page, "boat-calima", "Mona Vale", "780,900")
    expect(page.locator("#toasts")).to_contain_text("Mona Vale: Boat Calima")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    stands(page, "boat-alisio", "Mona Vale", "600,720")
    expect(page.locator("#toasts")).to_contain_text("Mona Vale is back")


def test_an_end_is_dragged_and_another_price_is_asked_about(board):
    page = board(("boat-alisio", 10, 12, "Mona Vale"))
    box = bar(page, "boat-alisio", "Mona Vale").bounding_box()
    end = (box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    hour = track(page, "boat-alisio").bounding_box()["width"] / HOURS
    drag(page, end, (end[0] + hour, end[1]))
    card = page.locator("#place-card")
    expect(card).to_contain_text(re.compile(r"These times add €\d+"))
    card.get_by_role("button", name="Move", exact=True).click()
    stands(page, "boat-alisio", "Mona Vale", "600,780")
    start = (box["x"] + 4, box["y"] + box["height"] / 2)
    drag(page, start, (start[0] + hour / 2, start[1]), drop=False)
    expect(page.locator(".ghost")).to_contain_text("10:30 – 13:00")
    page.keyboard.press("Escape")
    page.mouse.up()
    stands(page, "boat-alisio", "Mona Vale", "600,780")


def test_a_clash_is_hatched_and_put_back_with_ways_out(board):
    page = board(("boat-alisio", 10, 12, "Mona Vale"), ("boat-calima", 10, 12, "Tove Lund"))
    drag(page, spot(page, "boat-alisio", 11), spot(page, "boat-calima", 12), drop=False)
    expect(page.locator(".ghost [data-clash]")).to_contain_text("Taken11:00 – 13:00")
    page.mouse.up()
    card = page.locator("#place-card")
    expect(card).to_contain_text("Tove Lund")
    stands(page, "boat-alisio", "Mona Vale", "600,720")
    assert problems_of(page) == []
    card.get_by_role("button", name=re.compile("Boat ")).first.click()
    expect(card).to_be_hidden()
    expect(page.locator("#toasts").get_by_role("button", name="Undo")).to_be_visible()


def test_by_keys_a_bar_moves_its_end_changes_and_another_begins(board, day):
    page = board(("boat-alisio", 10, 12, "Mona Vale"))
    bar(page, "boat-alisio", "Mona Vale").focus()
    for key in ("m", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    live = page.locator("tape-hand [data-live]")
    expect(live).to_have_text(re.compile("^Boat Calima, .*, 10:30 to 12:30$"))
    page.keyboard.press("Enter")
    agree(page)
    stands(page, "boat-calima", "Mona Vale", "630,750")
    expect(bar(page, "boat-calima", "Mona Vale")).to_be_focused()
    for key in ("e", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    expect(live).to_have_text("Nothing changed.")
    page.keyboard.press("Home")
    for key in ("n", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(".ghost")).to_contain_text("09:00 – 10:30")
    for key in ("ArrowLeft", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(re.compile("/reservations/new"))
    assert fields(page) == ["boat-calima", str(day), "09:00", str(day), "10:00"]


def test_a_held_finger_drags_a_bar_of_a_pool_and_free_pieces(board, day):
    page = board(("double-kayak", 9, 11, "Mona Vale"), size="phone")
    touch = fingers(page)

    def hold(begin, end):
        touch("touchStart", begin)
        expect(page.locator(".ghost")).to_have_count(1)
        touch("touchMove", ((begin[0] + end[0]) / 2, end[1]))
        touch("touchMove", end)
        touch("touchEnd")

    track(page, "double-kayak").scroll_into_view_if_needed()
    page.locator(".tape-scroll").evaluate("box => { box.scrollLeft = 0; }")
    hold(spot(page, "double-kayak", 10), spot(page, "double-kayak", 11))
    stands(page, "double-kayak", "Mona Vale", "600,720")
    hold(spot(page, "double-kayak", 9.2, row=".tally"), spot(page, "double-kayak", 11, row=".tally"))
    page.wait_for_url(re.compile("/reservations/new"))
    assert fields(page) == ["double-kayak", str(day), "09:00", str(day), "11:00"]


def test_a_week_moves_by_coarser_steps_and_keeps_the_hours_rest(board, day):
    page = board(("boat-alisio", 10, 12, "Mona Vale"))
    page.goto(page.url.replace("days=1", "days=7"))
    bar(page, "boat-alisio", "Mona Vale").focus()
    expect(page.locator("tape-hand:defined")).to_have_count(1)
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ghost")).to_contain_text(f"{day:%a} 11:00 – 13:00")
    page.keyboard.press("Enter")
    stands(page, "boat-alisio", "Mona Vale", "660,780")


def test_a_departure_has_no_bars_and_begins_a_reservation_by_key(open_page):
    page = open_page(f"admin/timeline?from={far(10)}&days=7", tenant="tours", who="owner@tours.example")
    departure = page.locator("tr.unit:has(a[href$='units/whale-watching']) .tally a[data-m]").nth(1)
    departure.focus()
    expect(page.locator("tape-hand:defined")).to_have_count(1)
    page.keyboard.press("n")
    page.wait_for_url(re.compile("/reservations/new"))
    assert page.locator("#main [name=unit]").input_value() == "whale-watching"
    assert page.locator("#main [name=starts_on]").input_value() == str(far(10))
    expect(page.locator("#main [name=starts_time]").first).to_have_value("13:00")


def test_a_colleagues_lock_is_asked_for_alone_and_lies_over_its_bar(board, open_page):
    page = board(("double-kayak", 9, 12, "Mona Vale"), ("double-kayak", 10, 12, "Tove Lund"))
    page.locator("body[data-live=live]").wait_for()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    bruno = open_page("admin/", tenant="rentals", who="staff@rentals.example")
    bruno.goto(bar(page, "double-kayak", "Tove Lund").evaluate("a => a.href") + "/edit")
    held = track(page, "double-kayak").locator("li.held")
    expect(held).to_contain_text("is changing this")
    expect(held).to_have_class(re.compile("lane-2"))
    assert [url for url in asked if "/timeline" in url and "/locks" not in url] == []
    assert any("/timeline/locks?board=1" in url for url in asked)
    bruno.goto(bruno.url.replace("/edit", ""))
    expect(held).to_have_count(0)
