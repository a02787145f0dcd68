"""The timeline by hand in real Chromium: by mouse, by touch and by keys, with the question, the refusal and the way back."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import problems_of
from tests.browser.test_flows import far, make

pytestmark = pytest.mark.browser
DAYS = 14
DAY = r"[A-Z][a-z]{2} \d+ [A-Z][a-z]{2}"  # as pages write one, "Sun 22 Nov"
weeks = itertools.count()


@pytest.fixture
def first():
    """The first day of two weeks in which the demo has nothing, and no other test by hand; arrivals end after 540 days.

    Alder and Birch are those tests' own so far ahead.
    """
    found = far(0) + dt.timedelta(days=DAYS * next(weeks))
    assert found + dt.timedelta(days=DAYS) < far(240)
    return found


@pytest.fixture
def chart(open_page, first):
    """The timeline of those weeks, with stays that are named by unit, first day and nights."""

    def opened(*stays, size="desktop"):
        page = open_page("admin/reservations/new", size=size)
        new = page.url
        for unit, day, nights, name in stays:
            page.goto(new)
            arrives = first + dt.timedelta(days=day)
            make(page, unit=unit, arrives=arrives, departs=arrives + dt.timedelta(days=nights), name=name)
        page.goto(f"{new.partition('/reservations')[0]}/timeline?from={first}&days={DAYS}")
        expect(page.locator(".tape-box[data-hand]")).to_be_visible()
        expect(page.locator("tape-hand:not(:defined)")).to_have_count(1)  # who only looks needs no hand
        page.locator("tape-hand").dispatch_event("pointerover")
        expect(page.locator("tape-hand:defined")).to_have_count(1)
        return page

    return opened


def track(page, unit):
    return page.locator(f"tr.unit:has(a[href$='units/{unit}']) .track")


def bar(page, unit, name):
    return track(page, unit).locator("a.bar", has_text=name)


def spot(page, unit, day):
    """The middle of a day in a unit's row."""
    box = track(page, unit).bounding_box()
    return box["x"] + box["width"] / DAYS * (day + 0.5), box["y"] + box["height"] / 2


def drag(page, begin, end, *, drop=True):
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2)
    page.mouse.move(*end)
    if drop:
        page.mouse.up()


def agree(page):
    """Agree to another price where one is asked about: what the days cost depends on when this runs."""
    asked = page.locator("#place-card button[name=price_shown]")
    expect(page.locator("#toasts li").or_(asked).first).to_be_visible()
    if asked.is_visible():
        asked.click()


def stands(page, unit, name, first, day, nights):
    """Wait until the chart as the server tells it has a stay there."""
    expect(bar(page, unit, name)).to_be_visible()
    item = bar(page, unit, name).locator("xpath=..")
    expect(item).to_have_class(re.compile(rf"\bs-{2 * day + 2}\b.*\bn-{2 * nights}\b"))
    expect(page.locator(".ghost")).to_have_count(0)


def test_a_drag_over_free_days_begins_a_reservation(chart, first):
    page = chart()
    drag(page, spot(page, "alder", 3), spot(page, "alder", 6), drop=False)
    expect(page.locator(".ghost")).to_contain_text("New")
    expect(page.locator(".ghost")).to_contain_text("3n")
    assert page.evaluate("'dragging' in document.body.dataset")
    expect(page.locator("tape-hand [data-live]")).to_contain_text("3 nights")
    page.mouse.up()
    page.wait_for_url(re.compile("/reservations/new"))
    expect(page.get_by_label("Unit", exact=True)).to_have_value("alder")
    expect(page.get_by_label("Check-in")).to_have_value((first + dt.timedelta(days=3)).isoformat())
    expect(page.get_by_label("Check-out")).to_have_value((first + dt.timedelta(days=6)).isoformat())


def test_a_bar_moves_to_another_day_and_unit_and_back(chart, first):
    page = chart(("alder", 2, 3, "Mona Vale"))
    drag(page, spot(page, "alder", 3), spot(page, "birch", 5))
    agree(page)
    expect(page.locator("#toasts")).to_contain_text("Mona Vale: Birch")
    stands(page, "birch", "Mona Vale", first, 4, 3)
    expect(bar(page, "alder", "Mona Vale")).to_have_count(0)
    assert not page.evaluate("'dragging' in document.body.dataset")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    stands(page, "alder", "Mona Vale", first, 2, 3)
    expect(page.locator("#toasts")).to_contain_text("Mona Vale is back")
    expect(page.locator("#toasts").get_by_role("button", name="Undo")).to_have_count(0)


def test_a_click_still_opens_the_card_and_a_bar_that_is_let_go_where_it_was_saves_nothing(chart, first):
    page = chart(("alder", 2, 3, "Mona Vale"))
    drag(page, spot(page, "alder", 3), spot(page, "birch", 5), drop=False)
    page.mouse.move(*spot(page, "alder", 3))
    page.mouse.up()
    expect(page.locator("tape-hand [data-live]")).to_have_text("Nothing changed.")
    expect(page.locator("quick-card .peek")).to_be_hidden()
    page.wait_for_timeout(100)
    page.mouse.click(*spot(page, "alder", 3))
    expect(page.locator("quick-card .peek")).to_be_visible()
    stands(page, "alder", "Mona Vale", first, 2, 3)


def test_an_end_is_dragged_and_escape_takes_a_drag_back(chart, first):
    page = chart(("alder", 2, 2, "Mona Vale"))
    box = bar(page, "alder", "Mona Vale").bounding_box()
    end = (box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    drag(page, end, spot(page, "alder", 6))
    page.locator("#place-card").get_by_role("button", name="Move", exact=True).click()
    stands(page, "alder", "Mona Vale", first, 2, 4)
    start = (box["x"] + 4, box["y"] + box["height"] / 2)
    drag(page, start, spot(page, "alder", 4), drop=False)
    expect(page.locator(".ghost")).to_contain_text("2n")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".ghost")).to_have_count(0)
    stands(page, "alder", "Mona Vale", first, 2, 4)


def test_a_clash_is_hatched_and_put_back_with_ways_out(chart, first):
    page = chart(("alder", 2, 3, "Mona Vale"), ("birch", 2, 3, "Tove Lund"))
    drag(page, spot(page, "alder", 3), spot(page, "birch", 3), drop=False)
    expect(page.locator(".ghost")).to_contain_text("Taken")
    expect(page.locator(".ghost [data-clash]")).to_have_count(1)
    expect(page.locator("tape-hand [data-live]")).to_contain_text(re.compile("^Birch, .*, 3 nights, taken$"))
    page.mouse.up()
    card = page.locator("#place-card")
    expect(card).to_contain_text("Tove Lund")
    stands(page, "alder", "Mona Vale", first, 2, 3)
    assert problems_of(page) == []
    way = card.get_by_role("button", name=re.compile("^Move to "))
    unit = way.inner_text().split()[2].lower()
    way.click()
    expect(card).to_be_hidden()
    stands(page, unit, "Mona Vale", first, 2, 3)


def test_another_price_is_asked_about_and_keep_keeps_it(chart, first):
    page = chart(("alder", 2, 2, "Mona Vale"))
    bar(page, "alder", "Mona Vale").focus()
    for answer in ("Keep", "Move"):
        page.keyboard.press("e")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        card = page.locator("#place-card")
        expect(card).to_contain_text(re.compile(r"These dates add €[\d.,]+\. The total would be €[\d.,]+"))
        expect(page.locator(".ghost")).to_contain_text("Saving")
        expect(card.get_by_role("button", name="Move", exact=True)).to_be_focused()
        if answer == "Keep":
            assert problems_of(page) == []
            card.get_by_role("link", name="Keep").click()
        else:
            page.keyboard.press("Enter")
        expect(card).to_be_hidden()
        stands(page, "alder", "Mona Vale", first, 2, 2 if answer == "Keep" else 3)
        expect(bar(page, "alder", "Mona Vale")).to_be_focused()


def test_by_keys_a_stay_moves_and_escape_puts_it_back(chart, first):
    page = chart(("alder", 2, 3, "Mona Vale"))
    bar(page, "alder", "Mona Vale").focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("tape-hand [data-live]")).to_contain_text(
        re.compile(f"^Birch, {DAY} to {DAY}, 3 nights$")
    )
    page.keyboard.press("Escape")
    stands(page, "alder", "Mona Vale", first, 2, 3)
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    agree(page)
    stands(page, "birch", "Mona Vale", first, 3, 3)
    expect(bar(page, "birch", "Mona Vale")).to_be_focused()


def test_by_keys_an_end_changes_and_a_new_stay_begins(chart, first):
    page = chart(("alder", 2, 2, "Mona Vale"))
    bar(page, "alder", "Mona Vale").focus()
    page.keyboard.press("e")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ghost")).to_contain_text("2n")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/reservations/new"))
    expect(page.get_by_label("Check-in")).to_have_value((first + dt.timedelta(days=4)).isoformat())
    expect(page.get_by_label("Check-out")).to_have_value((first + dt.timedelta(days=6)).isoformat())


def test_single_letters_act_only_while_the_chart_has_the_focus(chart, first):
    page = chart()
    page.keyboard.press("]")
    page.wait_for_timeout(200)
    assert f"from={first}" in page.url
    page.locator(".tape-scroll").focus()
    page.keyboard.press("]")
    page.wait_for_url(re.compile(f"from={first + dt.timedelta(days=DAYS)}"))
    page.keyboard.press("[")
    page.wait_for_url(re.compile(f"from={first}"))
    page.keyboard.press("?")
    expect(page.locator("#tape-help")).to_be_visible()
    assert problems_of(page) == []
    page.keyboard.press("Escape")
    page.locator(".tape-scroll").focus()
    page.keyboard.press("t")
    expect(page.locator(".days .is-today")).to_be_visible()


def fingers(page):
    """Send touches as a phone does."""
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    return touch


def test_a_held_finger_drags_and_a_swipe_scrolls(chart, first):
    page = chart(("alder", 3, 3, "Mona Vale"), size="phone")
    scroller = page.locator(".tape-scroll")
    scroller.evaluate("box => { box.scrollLeft = 0; }")
    touch, start, end = fingers(page), spot(page, "alder", 4), spot(page, "birch", 3)
    touch("touchStart", start)
    expect(page.locator(".ghost")).to_have_count(1)
    touch("touchMove", ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    touch("touchMove", end)
    touch("touchEnd")
    agree(page)
    stands(page, "birch", "Mona Vale", first, 2, 3)
    assert scroller.evaluate("box => box.scrollLeft") == 0
    touch("touchStart", end)
    for step in range(1, 6):
        touch("touchMove", (end[0] - 14 * step, end[1]))
    touch("touchEnd")
    page.wait_for_function("document.querySelector('.tape-scroll').scrollLeft > 20")
    expect(page.locator(".ghost")).to_have_count(0)
    stands(page, "birch", "Mona Vale", first, 2, 3)


def test_what_has_moved_meanwhile_is_not_moved_again(chart, first):
    page = chart(("alder", 2, 3, "Mona Vale"))
    page.evaluate("document.body.dataset.dragging = ''")  # no live refresh in between
    other = page.context.new_page()
    other.goto(bar(page, "alder", "Mona Vale").evaluate("a => a.href") + "/edit")
    other.get_by_label("Unit", exact=True).select_option("birch")
    other.get_by_role("button", name="Save changes").click()
    other.wait_for_url(re.compile(r"/[A-Z0-9]{4}-[A-Z0-9]{4}$"))
    drag(page, spot(page, "alder", 3), spot(page, "alder", 6))
    expect(page.locator("tape-hand [data-live]")).to_have_text(
        "It was moved by somebody else meanwhile. Look again."
    )
    stands(page, "birch", "Mona Vale", first, 2, 3)
