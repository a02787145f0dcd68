"""Two members at one timeline: who drags is seen by the other, and who drags into another's lock sees whose it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import problems_of
from tests.browser.test_hand import agree, bar, chart, drag, first, spot, stands  # noqa: F401 - fixtures among them

pytestmark = pytest.mark.browser
STAFF = "staff@cabins.example"


@pytest.fixture
def colleague(open_page):
    """The same weeks before a colleague's eyes."""

    def opened(page):
        other = open_page("admin/", who=STAFF)
        other.goto(page.url)
        other.locator("body[data-live=live]").wait_for()
        return other

    return opened


def test_a_drag_is_seen_while_it_lasts_and_is_over_with_escape(chart, colleague):  # noqa: F811
    page = chart(("alder", 2, 3, "Mona Vale"))
    bruno = colleague(page)
    drag(page, spot(page, "alder", 3), spot(page, "birch", 5), drop=False)
    expect(bruno.locator("li.held .bar", has_text="is changing this")).to_be_visible()
    assert problems_of(bruno) == []
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(bruno.locator("li.held")).to_have_count(0)
    assert not page.evaluate("'dragging' in document.body.dataset")


def test_a_question_holds_the_new_place_until_it_is_answered(chart, colleague, first):  # noqa: F811
    page = chart(("alder", 2, 2, "Mona Vale"))
    bruno = colleague(page)
    for answer in ("Keep", "Move"):
        bar(page, "alder", "Mona Vale").focus()
        for key in ("e", "ArrowRight", "Enter"):
            page.keyboard.press(key)
        card = page.locator("#place-card")
        expect(card).to_contain_text("These dates add")
        held = bruno.locator("tr.unit:has(a[href$='units/alder']) li.held", has_text="is changing")
        expect(held).to_have_class("held s-6 n-6")
        expect(page.locator(".ghost")).to_be_visible()
        card.get_by_text(answer, exact=True).click()
        expect(held).to_have_count(0)
        stands(page, "alder", "Mona Vale", first, 2, 2 if answer == "Keep" else 3)


def test_a_drag_into_a_colleagues_lock_says_whose_it_is(chart, colleague, first):  # noqa: F811
    page = chart(("alder", 2, 3, "Mona Vale"))
    bruno = colleague(page)
    bruno.locator("tr.unit:has(a[href$='units/birch']) .gap a").first.click()
    bruno.locator(".lock-mine").wait_for()
    who = page.locator("tr.unit:has(a[href$='units/birch']) li.held b")
    expect(who).to_contain_text("is reserving")
    drag(page, spot(page, "alder", 3), spot(page, "birch", 3), drop=False)
    expect(page.locator(".ghost [data-clash] b")).to_have_text(who.inner_text())
    expect(page.locator("tape-hand [data-live]")).to_contain_text("3 nights, ")
    expect(page.locator("tape-hand [data-live]")).to_contain_text(who.inner_text())
    page.mouse.up()
    name = who.inner_text().removesuffix(" is reserving")
    expect(page.locator("#place-card")).to_contain_text(f"{name} has been working on")
    stands(page, "alder", "Mona Vale", first, 2, 3)


def test_a_stay_that_a_colleague_changes_is_not_dragged_away_from_under_them(chart, colleague, first):  # noqa: F811
    page = chart(("alder", 2, 3, "Mona Vale"))
    bruno = colleague(page)
    bruno.goto(bar(page, "alder", "Mona Vale").evaluate("a => a.href") + "/edit")
    bruno.locator(".lock-mine").wait_for()
    page.locator("li.held").first.wait_for()
    bar(page, "alder", "Mona Vale").focus()
    for key in ("m", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#place-card")).to_contain_text("has been changing this reservation")
    stands(page, "alder", "Mona Vale", first, 2, 3)
