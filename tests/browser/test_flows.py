"""A member's work in real Chromium: make, extend into a clash, take the way out, check in, cancel."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from app import clock

ENDS = re.compile(r"/admin/reservations/[A-Z0-9]{4}-[A-Z0-9]{4}$")


def far(days):
    """A date so far on that the demo has nothing there."""
    return clock.now().date() + dt.timedelta(days=300 + days)


def fill_new(page, *, unit, arrives, departs, name):
    page.get_by_label("Unit", exact=True).select_option(unit)
    page.get_by_label("Check-in").fill(arrives.isoformat())
    page.get_by_label("Check-out").fill(departs.isoformat())
    page.get_by_label("Name", exact=True).fill(name)


def make(page, **wanted):
    fill_new(page, **wanted)
    page.get_by_role("button", name="Make reservation").click()
    page.wait_for_url(ENDS)


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_make_extend_into_a_clash_take_the_way_out_and_cancel(open_page, script):
    first = far(0 if script else 40)
    page = open_page("admin/reservations/new", script=script)
    make(page, unit="hazel", arrives=first, departs=first + dt.timedelta(days=3), name="Rosalind Hart")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosalind Hart")
    stay = page.url
    page.goto(stay.rpartition("/")[0] + "/new")
    make(
        page,
        unit="hazel",
        arrives=first + dt.timedelta(days=5),
        departs=first + dt.timedelta(days=8),
        name="Tove Lund",
    )

    page.goto(stay + "/edit")
    page.get_by_label("Check-out").fill((first + dt.timedelta(days=7)).isoformat())
    page.get_by_label("Note for staff").fill("Late by train")
    page.get_by_role("button", name="Save changes").click()
    problem = page.locator("#problem")
    expect(problem).to_be_visible()
    expect(problem).to_contain_text("Tove Lund")
    assert page.get_by_label("Check-out").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Note for staff").input_value() == "Late by train"

    leave = problem.get_by_role("button", name=re.compile(", leave on "))
    expect(leave).to_be_visible()
    leave.click()
    page.wait_for_url(ENDS)
    expect(page.get_by_text("5 nights").first).to_be_visible()
    expect(page.get_by_text("Late by train").first).to_be_visible()  # as the note, and in the history

    page.get_by_role("link", name=re.compile("^Cancel")).first.click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("fee", re.IGNORECASE))
    page.get_by_role("button", name=re.compile("^Cancel")).click()
    page.wait_for_url(ENDS)
    expect(page.locator(".head .state")).to_contain_text("Cancelled")


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_who_arrives_today_is_checked_in_from_the_day(open_page, script):
    """In a unit that is free tonight, of a policy whose check-in opens at midnight: so at every hour of the day."""
    name, unit = ("Ingrid Night", "Spare") if script else ("Jon Early", "Extra")
    page = open_page("admin/", who="staff@hotel.example", tenant="hotel", script=script)
    page.get_by_role("listitem").filter(has_text=unit).get_by_role("link", name="Reserve").click()
    page.wait_for_url(re.compile("/admin/reservations/new"))
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Make reservation").click()
    page.wait_for_url(ENDS)
    stay = page.url
    page.goto(stay.partition("/admin/")[0] + "/admin/")
    page.get_by_role("button", name=f"Check in {name}").click()
    expect(page.locator("#toasts")).to_contain_text(name)
    page.goto(stay)
    expect(page.locator(".head .state")).to_have_attribute("data-state", "checked_in")
    page.get_by_role("button", name=re.compile("^Check out")).click()
    expect(page.get_by_label(re.compile("^Paid in all"))).to_have_value(re.compile(r"^[1-9]"))
    page.get_by_role("button", name="Record payment and check out").click()
    page.wait_for_url(stay)
    expect(page.get_by_role("row", name=re.compile("Still to pay €0.00"))).to_be_visible()
    expect(page.locator(".head .state")).to_have_attribute("data-state", "finished")


@pytest.mark.browser
def test_three_quick_clicks_make_one_reservation(open_page):
    page = open_page("admin/reservations/new")
    first = far(80)
    fill_new(page, unit="juniper", arrives=first, departs=first + dt.timedelta(days=3), name="Only Once")
    page.get_by_role("button", name="Make reservation").click(click_count=3)
    page.wait_for_url(ENDS)
    page.goto(page.url.rpartition("/")[0] + "?q=Only+Once")
    expect(page.get_by_role("row", name=re.compile("Only Once"))).to_have_count(1)


@pytest.mark.browser
def test_the_timeline_is_worked_by_keyboard_alone(open_page):
    page = open_page("admin/timeline?days=14")
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.track') !== null"):
            break
    before = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    after = page.evaluate("document.activeElement.getAttribute('href')")
    assert before != after
    assert page.evaluate("document.activeElement.closest('.track') !== null")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.evaluate("document.querySelector('.track .gap a').focus()")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/admin/reservations/new"))
    unit = page.get_by_label("Unit", exact=True).input_value()
    assert f"unit={unit}" in page.url


@pytest.mark.browser
def test_a_reservation_is_made_by_keyboard_alone(open_page):
    page = open_page("admin/reservations/new?unit=cedar")
    first = far(120)
    page.get_by_label("Check-in").fill(first.isoformat())
    page.get_by_label("Check-out").fill((first + dt.timedelta(days=3)).isoformat())
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Keys Only")
    page.keyboard.press("Enter")
    page.wait_for_url(ENDS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Keys Only")


@pytest.mark.browser
def test_the_calendar_moves_by_keys_and_opens_a_day(open_page):
    page = open_page("admin/calendar")
    page.locator("a.day[aria-current=true]").focus()
    page.keyboard.press("ArrowRight")
    chosen = page.evaluate("document.activeElement.querySelector('time').dateTime")
    page.keyboard.press("Enter")
    expect(page.locator(f".day-panel h2 time[datetime='{chosen}']")).to_be_visible()


@pytest.mark.browser
def test_the_theme_is_kept_without_script(open_page):
    page = open_page("admin/settings", script=False)
    page.locator("main form[action$='/admin/theme'] button[value=dark]").first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.browser
def test_somebody_elses_business_is_not_there(open_page):
    page = open_page("", who="owner@cabins.example")
    answer = page.goto(page.url.replace("/cabins/", "/hotel/admin/timeline"))
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.browser
def test_the_form_carries_the_quote_of_what_the_panel_shows(open_page):
    page = open_page("admin/reservations/new")
    first = far(120)
    assert page.locator("[name=quote_ref]").input_value() == ""
    fill_new(page, unit="juniper", arrives=first, departs=first + dt.timedelta(days=3), name="Held Price")
    expect(page.locator("#panel .held")).to_contain_text("Price held until")
    expect(page.locator("[name=quote_ref]")).to_have_count(1)
    three_nights = page.locator("[name=quote_ref]").input_value()
    page.get_by_label("Check-out").fill((first + dt.timedelta(days=4)).isoformat())
    expect(page.locator("[name=quote_ref]")).not_to_have_value(three_nights)
    page.get_by_label("Check-out").fill((first + dt.timedelta(days=3)).isoformat())
    expect(page.locator("[name=quote_ref]")).to_have_value(three_nights)
    page.get_by_role("button", name="Make reservation").click()
    page.wait_for_url(ENDS)
