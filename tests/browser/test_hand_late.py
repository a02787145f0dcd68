"""The timeline by hand where the server answers late or never: what was wanted is done, or the bar is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_hand import agree, bar, chart, first, stands  # noqa: F401  fixtures of the same chart

pytestmark = pytest.mark.browser


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def count(page, held, wanted):
    """Wait until so many forms have been asked for."""
    for _ in range(100):
        if len(held) == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(held)} instead of {wanted} were asked for")


def test_what_is_gripped_again_before_the_server_answered_is_moved_all_the_same(chart, first):  # noqa: F811
    page = chart(("alder", 2, 3, "Mona Vale"))
    held = []
    page.route("**/place", lambda route: held.append(route), times=2)
    bar(page, "alder", "Mona Vale").focus()
    press(page, "m")
    count(page, held, 1)
    press(page, "Escape", "m", "ArrowRight", "ArrowDown", "Enter")
    count(page, held, 2)
    expect(page.locator("tape-hand [data-live]")).to_have_text("Saving")
    held[-1].continue_()
    agree(page)
    stands(page, "birch", "Mona Vale", first, 3, 3)


def test_without_a_connection_the_bar_goes_back_and_nothing_is_said_to_be_saved(chart, first):  # noqa: F811
    page = chart(("alder", 2, 3, "Mona Vale"))
    page.context.set_offline(True)
    bar(page, "alder", "Mona Vale").focus()
    press(page, "m", "ArrowDown", "Enter")
    expect(page.locator("#toasts li").first).to_be_visible()
    expect(page.locator("tape-hand [data-live]")).to_have_text("")
    stands(page, "alder", "Mona Vale", first, 2, 3)
