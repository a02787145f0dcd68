"""Filters: the keyboard goes on where it was, and what is taken along is what is shown."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_the_keyboard_stays_on_a_filter_of_the_activity_that_was_chosen(open_page):
    page = open_page("admin/audit")
    page.locator("select[name=entity]").focus()
    for _ in range(2):
        with page.expect_navigation():
            page.keyboard.press("ArrowDown")
        page.locator("select[name=entity]:focus").wait_for()
    page.goto(page.url)
    assert page.locator("select:focus").count() == 0


def test_the_export_is_of_the_reservations_that_are_shown(open_page):
    page = open_page("admin/reservations")
    page.locator("select[name=state]").select_option("confirmed")
    page.locator("#export[href*='state=confirmed']").wait_for()
    assert page.locator("#export").count() == 1
