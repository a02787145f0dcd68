"""The heads of a reservation's pages on a phone: the name and what lives beside it in one line, its state below."""

from __future__ import annotations

import pytest

WIDTH = 390


def box(page, selector):
    """Where something stands."""
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return found


@pytest.mark.browser
def test_on_a_phone_the_state_stands_below_the_name_and_the_bell_beside_it(open_page):
    page = open_page("admin/reservations", size="phone")
    page.locator(
        "main tbody a[href*='/admin/reservations/'], main li a[href*='/admin/reservations/']"
    ).first.click()
    page.wait_for_url("**/admin/reservations/*-*")
    name, bell, state = box(page, ".head h1"), box(page, ".head .bell"), box(page, ".head .state")
    assert bell["y"] < name["y"] + name["height"]
    assert bell["x"] > name["x"] + name["width"] - 1
    assert state["y"] >= name["y"] + name["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH


@pytest.mark.browser
def test_on_a_phone_a_new_reservation_keeps_its_bell_beside_the_name(open_page):
    page = open_page("admin/reservations/new", size="phone")
    name, bell, several = box(page, ".head h1"), box(page, ".head .bell"), box(page, ".head .below")
    assert bell["y"] < name["y"] + name["height"]
    assert several["y"] >= name["y"] + name["height"]
