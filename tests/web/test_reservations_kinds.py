"""Reservations of slots, of intervals and of many, through the form that is really there."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from app.extensions import db
from app.models import Policy, PolicyVersion, Unit
from tests import make
from tests.cast import document
from tests.web.page import text_of
from tests.web.test_reservations_editor import ref_of

TOUR = {
    "kind": "slot",
    "slots": [
        {"weekdays": ["fri", "sat"], "time": "10:00", "duration_min": 120},
        {"weekdays": ["fri"], "time": "16:00", "duration_min": 120},
    ],
    "pricing": {"base_minor": 2_500},
}
RENTAL = {
    "kind": "interval",
    "opening": [
        {"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "opens": "09:00", "closes": "19:00"}
    ],
    "pricing": {"base_minor": 1_000},
}


def options(page) -> dict[str, str]:
    """The times that may be chosen, by what they say."""
    chosen = page.one("select", id="f-starts_time")
    return {one.get("value", ""): text_of(one) for one in chosen.iter("option")}


def sold(browser, page, **typed):
    return browser.send(page, page.form("/reservations"), **typed)


def test_P4_seats_of_a_tour_are_sold_to_the_last_and_what_is_left_is_said(stocked, open_as, inside):
    house = stocked(TOUR, stock="seats", quantity=12, capacity=12)
    browser = open_as(house)
    address = "admin/reservations/new?unit=cabin-1&from=2026-07-10&at=10:00"
    for people, client in (("5", "Ada"), ("4", "Bea")):
        page = browser.get(address)
        shown = sold(browser, page, adults=people, client_name=client)
        assert shown.headline == client
        assert f"{people} seats" in shown.text
        assert (
            "10:00 – 12:00" in shown.text.replace("AM", "").replace("PM", "").replace("\u202f", "")
            or "10:00" in shown.text
        )
    page = browser.get(address)
    assert options(page) == {"": "Choose a time", "10:00": "10:00, 3 left", "16:00": "16:00, 12 left"}
    refused = sold(browser, page, adults="4", client_name="Cleo")
    assert refused.status == 409
    assert "3 left" in refused.error_at("adults")
    assert any("16:00" in text_of(one) for one in refused.all("button", name="fix"))
    take = next(text_of(one) for one in refused.all("button", name="fix") if "3 seats" in text_of(one))
    assert take == "Take 3 seats €75 (−€25)"
    full = browser.send(refused, refused.form("/reservations"), press=take)
    assert full.headline == "Cleo"
    assert options(browser.get(address))["10:00"] == "10:00, full"
    with inside(house):
        row = make.find(ref_of(full))
        assert (row.quantity, row.total_minor, row.period["starts_time"]) == (3, 7_500, "10:00")


def test_a_time_that_is_not_offered_is_kept_in_sight_and_refused_with_the_times_that_are(stocked, open_as):
    house = stocked(TOUR, stock="seats", quantity=12, capacity=12)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-11&at=16:00")
    assert options(page)["16:00"] == "16:00, not offered that day"
    refused = sold(browser, page, client_name="Ada")
    assert refused.status == 422
    assert "On Sat 11 Jul there are: 10:00." in refused.error_at("starts_time")
    way = next(text_of(one) for one in refused.all("button", name="fix"))
    saved = browser.send(refused, refused.form("/reservations"), press=way[:18])
    assert saved.headline == "Ada"


def test_the_times_come_anew_when_the_date_changes_and_only_then(stocked, open_as):
    house = stocked(TOUR, stock="seats", quantity=12, capacity=12)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-11")
    form = page.form("/reservations")
    checked = browser.fragment(
        f"admin/reservations/check?unit=cabin-1&starts_on=2026-07-10&adults=2&shown_for={form.values['shown_for']}",
        page=page,
    )
    assert "16:00, 12 left" in checked.text
    same = browser.fragment(
        "admin/reservations/check?unit=cabin-1&starts_on=2026-07-11&starts_time=10:00&adults=3"
        f"&shown_for={form.values['shown_for']}",
        page=page,
    )
    assert same.all("select") == []
    assert "€75.00" in same.text


def test_another_kind_of_unit_shows_its_own_fields_and_keeps_what_was_typed(stocked, open_as, inside):
    house = stocked(document())
    with inside(house):
        policy = Policy(tenant_id=house.tenant.id, ref="tours", name="Tours")
        db.session.add(policy)
        db.session.flush()
        db.session.add(
            PolicyVersion(
                tenant_id=house.tenant.id, policy_id=policy.id, number=1, kind="slot", document=TOUR, note=""
            )
        )
        values = {"policy_id": policy.id, "stock": "seats", "quantity": 9, "capacity": 9, "exclusive": False}
        db.session.execute(update(Unit).where(Unit.id == house.units["cabin-2"]).values(**values))
        ref = make.reserve(house, 20, 22)
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-13")
    form = page.form("/reservations")
    assert "starts_time" not in form.names
    if browser.is_htmx:
        checked = browser.fragment(
            "admin/reservations/check?unit=cabin-2&arrives_on=2026-07-10&departs_on=2026-07-13&adults=3"
            f"&shown_for={form.values['shown_for']}",
            page=page,
        )
        assert checked.one("input", id="f-starts_on").get("value") == "2026-07-10"
    else:
        checked = browser.send(
            page, form, press="Check", unit="cabin-2", adults="3", client_name="Ada", note="Hat"
        )
        assert (checked.value("starts_on"), checked.value("adults"), checked.value("note")) == (
            "2026-07-10",
            "3",
            "Hat",
        )
        saved = sold(browser, checked, starts_time="16:00")
        assert saved.headline == "Ada"
    assert options(checked)["16:00"] == "16:00, 9 left"
    edit = browser.get(f"admin/reservations/{ref}/edit")
    assert {one.get("value") for one in edit.one("select", id="f-unit").iter("option")} == {
        "cabin-1",
        "cabin-3",
    }


def test_a_promo_code_is_read_and_an_unknown_one_is_refused_at_its_field(build, open_as, inside):
    code = {"code": "SUMMER", "percent": 10}
    house = build(policy=document(pricing={"promo_codes": [code]}))
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-12")
    refused = sold(browser, page, client_name="Ada", promo_code="WINTER")
    assert "WINTER" in refused.error_at("promo_code")
    saved = sold(browser, refused, promo_code="summer")
    with inside(house):
        row = make.find(ref_of(saved))
        assert row.total_minor == 18_000
    assert row.departs_on == dt.date(2026, 7, 12)


def test_T6_a_slot_that_is_hidden_because_of_a_buffer_is_refused_when_it_is_posted(stocked, open_as, inside):
    times = ("10:00", "11:00", "11:30")
    slots = [{"weekdays": ["fri"], "time": time, "duration_min": 60} for time in times]
    house = stocked({**TOUR, "slots": slots, "after_min": 30, "each_person_takes_one": False})
    browser = open_as(house)
    address = "admin/reservations/new?unit=cabin-1&from=2026-07-10&at={}"
    page = browser.get(address.format("10:00"))
    ref_of(sold(browser, page, client_name="Ada"))
    page = browser.get(address.format("11:30"))
    assert [options(page)[time] for time in times] == ["10:00, full", "11:00, full", "11:30, 1 left"]
    refused = sold(browser, page, client_name="Bea", starts_time="11:00")
    assert refused.status == 409
    assert "can’t be made ready" in refused.problem.replace("'", "’")
    ref_of(sold(browser, refused, starts_time="11:30"))
    with inside(house):
        assert db.session.query(make.Claim).filter_by(live=True).count() == 2
