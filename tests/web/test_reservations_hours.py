"""Reservations of things by the hour, through the form that is really there."""

from __future__ import annotations

from app.actions.reservations import states
from tests import make
from tests.cast import local
from tests.web.page import text_of
from tests.web.test_reservations_editor import ref_of
from tests.web.test_reservations_kinds import RENTAL, sold


def test_kayaks_go_out_by_the_hour_and_P4_says_how_many_are_left(stocked, open_as, inside):
    house = stocked(RENTAL, stock="pool", quantity=8)
    browser = open_as(house)
    page = browser.get(
        "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at=10:00&until=13:00&quantity=5"
    )
    shown = sold(browser, page, client_name="Ada")
    assert "5 pieces" in shown.text
    assert "3 hours" in shown.text
    assert "€150.00" in shown.text
    refused = sold(browser, page, client_name="Bea", quantity="4", note="Two seats each", idem="other")
    assert refused.status == 409
    assert "3 left" in refused.error_at("quantity")
    assert refused.value("note") == "Two seats each"
    fewer = browser.send(refused, refused.form("/reservations"), press="Take 3 pieces €90")
    assert (fewer.headline, "3 pieces" in fewer.text) == ("Bea", True)
    with inside(house):
        row = make.find(ref_of(fewer))
        assert (row.quantity, row.note, row.total_minor) == (3, "Two seats each", 9_000)
        states.cancel(house.actor("manager"), row.ref, fee_shown_minor=0)
    edit = browser.get(f"admin/reservations/{ref_of(shown)}/edit")
    assert [edit.value(name) for name in ("starts_on", "starts_time", "ends_time", "quantity")] == [
        "2026-07-10", "10:00", "13:00", "5",
    ]  # fmt: skip
    more = browser.send(edit, edit.form(f"/{ref_of(shown)}"), quantity="8", ends_time="12:00")
    assert "8 pieces" in more.text
    with inside(house):
        row = make.find(ref_of(shown))
        assert (row.quantity, row.period["ends_time"], row.total_minor) == (8, "12:00", 16_000)
    assert "10:00 – 12:00" in browser.get("admin/reservations").text


def test_everything_about_times_is_said_beside_its_field(stocked, open_as):
    house = stocked(RENTAL, stock="pool", quantity=8)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10")
    refused = sold(browser, page, client_name="Ada", starts_time="08:00", ends_time="")
    assert refused.error_at("ends_time") == "Choose the time at which it ends."
    refused = sold(browser, page, client_name="Ada", starts_time="08:00", ends_time="12:10")
    assert "That day it is open 09:00-19:00." in refused.error_at("starts_time")
    assert "The nearest one is 12:00." in refused.error_at("ends_time")
    refused = sold(browser, page, client_name="Ada", starts_time="12:00", ends_time="10:00")
    assert "It has to end after it begins" in refused.error_at("ends_time")


def test_X5_an_extension_is_refused_with_the_latest_return(stocked, open_as, inside):
    house = stocked(RENTAL | {"after_min": 60}, stock="single")
    browser = open_as(house)
    at = "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at={}&until={}"
    out = sold(browser, browser.get(at.format("10:00", "16:00")), client_name="Ada")
    sold(browser, browser.get(at.format("18:00", "19:00")), client_name="Bea")
    edit = browser.get(f"admin/reservations/{ref_of(out)}/edit")
    refused = browser.send(edit, edit.form(f"/{ref_of(out)}"), ends_time="17:30")
    assert refused.status == 409
    assert "It can last until Fri 10 Jul at 17:00." in refused.problem
    with inside(house):
        assert make.find(ref_of(out)).period["ends_time"] == "16:00"


def test_what_should_be_back_is_called_overdue_in_words(stocked, open_as, inside, clock):
    house = stocked(RENTAL, stock="single")
    browser = open_as(house)
    page = browser.get(
        "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at=10:00&until=12:00"
    )
    ref = ref_of(sold(browser, page, client_name="Ada"))
    clock.move_to(local(2026, 7, 10, 10))
    with inside(house):
        states.check_in(house.actor(), ref)
    assert "nobody has checked it out" not in browser.get(f"admin/reservations/{ref}").text
    clock.move_to(local(2026, 7, 10, 12, 1))
    assert "This should have ended on 10 Jul 2026" in browser.get(f"admin/reservations/{ref}").text


def test_six_people_have_room_in_five_kayaks_for_two_and_not_in_two(stocked, open_as):
    house = stocked(RENTAL, stock="pool", quantity=8, capacity=2)
    browser = open_as(house)
    page = browser.get(
        "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at=10:00&until=13:00&quantity=2"
    )
    refused = sold(browser, page, client_name="Ada", adults="6")
    assert refused.status == 422
    assert "takes 4 people, and these are 6" in refused.error_at("adults")
    shown = browser.send(refused, refused.form("/reservations"), quantity="5")
    assert shown.headline == "Ada"
    assert "5 pieces" in shown.text


def test_hours_off_the_steps_or_closed_lead_to_hours_that_save_when_pressed(stocked, open_as, inside):
    house = stocked(RENTAL, stock="pool", quantity=8)
    browser = open_as(house)
    for begins, ends, expected in (("10:10", "12:10", "10:00"), ("18:00", "20:00", "17:00")):
        page = browser.get(
            f"admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&at={begins}&until={ends}"
        )
        refused = sold(browser, page, client_name=f"Ada {begins}")
        assert refused.status == 422
        way = text_of(refused.all("button", name="fix")[0])
        saved = browser.send(refused, refused.form("/reservations"), press=way)
        with inside(house):
            assert make.find(ref_of(saved)).period["starts_time"] == expected


def test_the_links_of_the_timeline_fill_in_the_times(stocked, open_as):
    browser = open_as(stocked(RENTAL, stock="pool", quantity=8))
    page = browser.get(
        "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-10&starts_time=10:00&ends_time=13:00"
    )
    assert (page.value("starts_time"), page.value("ends_time")) == ("10:00", "13:00")
    empty = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10")
    assert empty.value("ends_on") == "2026-07-10"


def test_statistics_without_nights_say_nothing_of_nights(stocked, open_as):
    text = open_as(stocked(RENTAL, stock="pool", quantity=8), "owner").get("admin/stats?month=2026-07").text
    assert "Hours rented" in text
    assert "Nights" not in text
    assert "Occupancy" not in text
