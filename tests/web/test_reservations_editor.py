"""Making and changing reservations through the form that is really there, plainly and through HTMX."""

from __future__ import annotations

import re

import pytest

from app.actions.reservations import states
from app.domain.words import State
from tests import make
from tests.cast import document, local, new_version
from tests.counting import queries
from tests.web.page import Browser, text_of

NEW = "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-13"


def ref_of(page) -> str:
    return re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.address)[0]


def test_a_reservation_is_made_and_its_page_shown(house, open_as, inside):
    browser = open_as(house)
    page = browser.get(NEW)
    assert (page.headline, page.value("arrives_on"), page.value("unit")) == (
        "New reservation", "2026-07-10", "cabin-1",
    )  # fmt: skip
    shown = browser.send(
        page, page.form("/reservations"), client_name="Ada Okonkwo", client_phone="+34 600", adults="3"
    )
    assert (shown.headline, shown.status) == ("Ada Okonkwo", 200)
    assert "3 nights" in shown.text
    assert "3 adults" in shown.text
    assert "€300.00" in shown.text
    with inside(house):
        row = make.find(ref_of(shown))
        assert (row.state, row.adults, row.total_minor) == ("confirmed", 3, 30_000)


def test_a_form_that_is_sent_twice_makes_one_reservation(house, open_as, inside):
    browser = open_as(house)
    page = browser.get(NEW)
    form = page.form("/reservations")
    first = browser.send(page, form, client_name="Ada Okonkwo")
    again = browser.send(page, form, client_name="Ada Okonkwo")
    assert ref_of(first) == ref_of(again)
    with inside(house):
        assert len(make.audit_of("made")) == 1


def test_a_key_with_other_words_is_refused_and_the_form_has_a_new_one(house, open_as):
    browser = open_as(house)
    page = browser.get(NEW)
    form = page.form("/reservations")
    browser.send(page, form, client_name="Ada Okonkwo")
    other = browser.send(page, form, client_name="Bruno Díaz")
    assert other.status == 422
    assert "sent before" in other.problem
    assert other.value("idem") != form.values["idem"]


def test_who_stands_around_a_refused_stay_is_asked_once_for_all_that_is_said(house, open_as, inside):
    with inside(house):
        make.reserve(house, 12, 14, client="Nomsa Dlamini")
    browser = open_as(house)
    page = browser.get(NEW)
    with queries() as seen:
        refused = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo")
    assert "Nomsa Dlamini" in refused.problem
    assert refused.text.count("Nomsa Dlamini") > 1
    assert sum("clients.name" in each for each in seen) == 1


def test_the_days_around_a_draft_are_read_with_its_verdict(house, open_as, inside):
    browser = open_as(house)
    for first, last in (("2026-07-10", "2026-07-13"), ("2026-07-10", "2026-08-29")):
        with queries() as seen:
            assert (
                "free for" in browser.get(f"admin/reservations/new?unit=cabin-1&from={first}&to={last}").text
            )
        assert sum("FROM claims" in each for each in seen) == 1


def test_everything_that_can_not_be_read_is_said_at_once_and_stays_typed(house, open_as, inside):
    browser = open_as(house)
    page = browser.get("admin/reservations/new")
    refused = browser.send(
        page, page.form("/reservations"), unit="", arrives_on="2026-13-40", adults="many", note="The key is in the box",
        expected_time="late", client_email="x@y@z",
    )  # fmt: skip
    assert refused.status == 422
    assert refused.error_at("unit") == "Choose a unit."
    assert refused.error_at("arrives_on") == "This is not a date."
    assert refused.error_at("adults") == "Write a whole number from 0 to 999."
    assert refused.error_at("expected_time") == "Write a time such as 17:30."
    assert refused.error_at("client") == "Write the client's name."
    assert refused.error_at("client_email") == "This does not look like an email address."
    assert refused.value("note") == "The key is in the box"
    assert refused.value("arrives_on") == "2026-13-40"
    assert {one.get("href") for one in refused.one("div", id="problem").iter("a")} >= {"#f-unit", "#f-client"}
    with inside(house):
        assert make.audit_of("made") == []


def test_a_clash_names_the_rival_and_each_way_out_saves_when_pressed(house, open_as, inside):
    with inside(house):
        make.reserve(house, 12, 14, client="Nomsa Dlamini")
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-13")
    assert "1 night overlaps with Nomsa Dlamini" in page.text
    refused = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo", note="Late")
    assert refused.status == 409
    assert "Cabin 1 is taken on Sun 12 Jul: Nomsa Dlamini, 12 Jul – 14 Jul 2026." in refused.problem
    assert "The latest departure is Sun 12 Jul." in refused.problem
    assert refused.value("idem") != page.value("idem")
    words = [text_of(one) for one in refused.all("button", name="fix")]
    assert "Cabin 1, leave on Sun 12 Jul €200 (−€100)" in words
    assert "Take Cabin 2 €300" in words
    saved = browser.send(refused, refused.form("/reservations"), press="Take Cabin 2")
    assert saved.headline == "Ada Okonkwo"
    with inside(house):
        row = make.find(ref_of(saved))
        assert (make.unit_of(house, row), row.note) == ("cabin-2", "Late")


def test_X1_an_extension_names_the_latest_departure_and_where_to_go_on(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
        make.reserve(house, 14, 16, client="Nomsa Dlamini")
        make.reserve(house, 1, 14, unit="cabin-2")
        make.reserve(house, 9, 14, unit="cabin-3")
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}/edit")
    refused = browser.send(page, page.form(f"/reservations/{ref}"), departs_on="2026-07-15")
    assert refused.status == 409
    assert "The latest departure is Tue 14 Jul." in refused.problem
    assert refused.error_at("departs_on") == "Cabin 1 is taken on Tue 14 Jul."
    words = [text_of(one) for one in refused.all("button", name="fix")]
    assert "Cabin 1, leave on Tue 14 Jul €400 (−€100)" in words
    assert "Stay until Tue 14 Jul, then Cabin 2 €500" in words
    first = browser.send(refused, refused.form(f"/reservations/{ref}"), press="Stay until Tue 14 Jul, then")
    assert first.value("departs_on") == "2026-07-14"
    said = "Nothing is saved yet. Save this part first: the form for Cabin 2, 14 Jul – 15 Jul 2026, follows."
    assert said in first.text
    with inside(house):
        assert make.find(ref).departs_on == make.july(13)
    rest = browser.send(first, first.form(f"/reservations/{ref}"))
    assert rest.headline == "New reservation"
    assert "The rest is not saved yet." in rest.text
    assert (rest.value("unit"), rest.value("arrives_on"), rest.value("departs_on")) == (
        "cabin-2",
        "2026-07-14",
        "2026-07-15",
    )
    with inside(house):
        assert make.find(ref).departs_on == make.july(14)


def test_X2_what_was_sold_keeps_its_price_and_the_panel_says_before_and_after(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
        new_version(house, document(pricing={"base_minor": 12_000}))
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}/edit")
    panel = browser.fragment(
        f"admin/reservations/check?ref={ref}&unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-15&adults=2",
        page=page,
    )
    assert "Total €540.00" in panel.text
    assert "Before your changes €300.00" in panel.text
    shown = browser.send(page, page.form(f"/reservations/{ref}"), departs_on="2026-07-15", paid="40,50")
    assert "Still to pay €499.50" in shown.text


def test_X3_staff_are_refused_and_a_manager_saves_with_a_reason(build, open_as, inside):
    house = build(policy=document(min_nights=3))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    staff = open_as(house, "staff")
    page = staff.get(f"admin/reservations/{ref}/edit")
    refused = staff.send(page, page.form(f"/reservations/{ref}"), departs_on="2026-07-12")
    assert refused.status == 422
    assert (
        refused.error_at("departs_on")
        == "At least 3 nights, and these are 2 nights. Until Mon 13 Jul would do."
    )
    assert "override_reason" not in refused.form(f"/reservations/{ref}").names
    manager = open_as(house, "manager")
    page = manager.get(f"admin/reservations/{ref}/edit")
    asked = manager.send(page, page.form(f"/reservations/{ref}"), departs_on="2026-07-12")
    assert asked.status == 422
    saved = manager.send(asked, asked.form(f"/reservations/{ref}"), override_reason="A wedding")
    assert "2 nights" in saved.text
    with inside(house):
        assert make.find(ref).departs_on == make.july(12)


def test_a_stale_save_shows_both_versions_and_can_be_saved_again(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    mine, theirs = open_as(house), open_as(house, "manager")
    page = mine.get(f"admin/reservations/{ref}/edit")
    other = theirs.get(f"admin/reservations/{ref}/edit")
    theirs.send(other, other.form(f"/reservations/{ref}"), departs_on="2026-07-14")
    refused = mine.send(page, page.form(f"/reservations/{ref}"), adults="4", note="A cot, please")
    assert refused.status == 409
    rows = {
        text_of(one.find("th")): [text_of(cell) for cell in one.iter("td")]
        for one in refused.all("tr", data_differs="")
    }
    assert rows["Check-out"] == ["14 Jul 2026", "13 Jul 2026"]
    assert rows["Adults"] == ["2", "4"]
    assert "Saved by Manager of" in refused.text
    assert (refused.value("adults"), refused.value("note")) == ("4", "A cot, please")
    saved = mine.send(refused, refused.form(f"/reservations/{ref}"))
    assert saved.status == 200
    with inside(house):
        row = make.find(ref)
        assert (row.adults, row.note, row.departs_on) == (4, "A cot, please", make.july(13))


def test_S7_a_finished_reservation_is_not_edited(house, open_as, inside, clock):
    with inside(house):
        ref = make.reserve(house, 10, 13)
        clock.move_to(local(2026, 7, 10, 16))
        states.check_in(house.actor(), ref)
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}/edit")
    with inside(house):
        states.check_out(house.actor(), ref)
    refused = browser.send(page, page.form(f"/reservations/{ref}"), adults="3")
    assert refused.status == 409
    again = browser.get(f"admin/reservations/{ref}/edit")
    assert "nothing of it can change" in again.text
    assert again.address.endswith(ref)


def test_a_client_is_found_without_a_script_and_chosen(house, open_as, inside):
    with inside(house):
        make.reserve(house, 1, 3, client="Ada Okonkwo")
    browser = open_as(house)
    page = browser.get(NEW)
    found = browser.send(page, page.form("/reservations"), press="Find this client", client_name="okonkwo")
    form = found.form("/reservations")
    choices = [one.get("value") for one in found.all("input", type="radio", name="client")]
    assert len(choices) == 2
    shown = browser.send(found, form, client=choices[1])
    assert shown.headline == "Ada Okonkwo"
    assert "Second stay" in shown.text


def test_check_answers_the_page_without_a_script_and_saves_nothing(house, open_as, inside):
    browser = open_as(house)
    page = browser.get(NEW)
    checked = browser.send(page, page.form("/reservations"), press="Check", adults="5", note="Keep this")
    assert not checked.is_fragment or browser.is_htmx
    if not browser.is_htmx:
        assert "Cabin 1 takes 4 people, and these are 5." in checked.text
        assert checked.value("note") == "Keep this"
    with inside(house):
        assert make.audit_of("made") == []


def test_a_request_waits_and_its_form_says_so(house, open_as, inside):
    browser = open_as(house)
    page = browser.get(NEW)
    shown = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo", state="pending")
    with inside(house):
        assert make.find(ref_of(shown)).state == State.PENDING
    assert "Awaiting confirmation" in shown.text


@pytest.mark.parametrize("role", ["viewer"])
def test_who_may_not_make_is_told_so(house, sign_in, role):
    client = sign_in(house, role)
    assert client.get(f"/{house.tenant.slug}/admin/reservations/new").status_code == 403
    assert client.get(f"/{house.tenant.slug}/admin/reservations").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "", "unit=cabin-1", "unit=none&arrives_on=2026-07-10", "unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-10",
        "unit=cabin-1&arrives_on=0001-01-01&departs_on=9999-12-31&adults=2", "unit=cabin-1&arrives_on=2026-07-10&departs_on=x",
        "unit=cabin-1&arrives_on=2026-07-10&departs_on=2028-07-09&adults=2",
        "unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-12&adults=99999999999999999999&ends_time=25:00",
    ],
)  # fmt: skip
def test_the_panel_answers_whatever_is_typed(house, sign_in, query):
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}")
    page = browser.get("admin/reservations/new")
    assert browser.fragment(f"admin/reservations/check?{query}", page=page).status == 200
