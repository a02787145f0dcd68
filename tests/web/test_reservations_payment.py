"""Payments by hand: asked for before somebody leaves with money due, and taken in every state."""

from __future__ import annotations

import pytest

from app.actions.reservations import states
from app.actions.reservations.payment import Payment, record_payment
from tests import make
from tests.cast import document, local
from tests.web.page import HTMX, Browser

OPEN = {"check_in_opens": "00:00"}


@pytest.fixture
def stay(build, inside, clock):
    """A house and the reference of who is in it, with 300 euros to pay."""
    house = build(policy=document(**OPEN))
    with inside(house):
        ref = make.reserve(house, 10, 13)
        clock.move_to(local(2026, 7, 10, 16))
        states.check_in(house.actor(), ref)
    return house, ref


def leave(browser, ref):
    """Press the button on the page of the reservation."""
    page = browser.get(f"admin/reservations/{ref}")
    return browser.send(page, page.form("/check-out"))


def test_who_leaves_with_money_due_is_asked_for_it_first(stay, open_as, inside):
    house, ref = stay
    browser = open_as(house)
    asked = leave(browser, ref)
    assert asked.status == 200
    assert "Still to pay €300.00" in asked.text
    assert asked.form("/check-out").values["paid"] == "300.00"
    with inside(house):
        assert make.find(ref).state == "checked_in"
    done = browser.send(asked, asked.form("/check-out"), pays="1")
    assert "Ada Okonkwo has left." in done.text
    with inside(house):
        assert (make.find(ref).state, make.find(ref).paid_minor) == ("finished", 30_000)


def test_who_leaves_may_owe_it(stay, open_as, inside):
    house, ref = stay
    browser = open_as(house)
    asked = leave(browser, ref)
    browser.send(asked, asked.form("/check-out"))
    with inside(house):
        assert (make.find(ref).state, make.find(ref).paid_minor) == ("finished", 0)


def test_who_has_paid_is_not_asked(stay, open_as, inside):
    house, ref = stay
    with inside(house):
        record_payment(house.actor(), ref, Payment(30_000, 0))
    assert "Ada Okonkwo has left." in leave(open_as(house), ref).text


def test_an_amount_that_can_not_be_read_stays_typed_and_nobody_leaves(stay, open_as, inside):
    house, ref = stay
    browser = open_as(house)
    asked = leave(browser, ref)
    refused = browser.send(asked, asked.form("/check-out"), pays="1", paid="three")
    assert refused.status == 422
    assert refused.error_at("paid")
    assert refused.form("/check-out").values["paid"] == "three"
    with inside(house):
        assert (make.find(ref).state, make.find(ref).paid_minor) == ("checked_in", 0)


def test_it_is_asked_on_today_in_place_and_leads_back(stay, sign_in):
    house, ref = stay
    client, root = sign_in(house), f"/{house.tenant.slug}/admin"
    values = (
        Browser(client, f"/{house.tenant.slug}").get(f"admin/reservations/{ref}").form("/check-out").values
    )
    values["next"] = f"{root}/"
    asked = client.post(f"{root}/reservations/{ref}/check-out", data=values, headers=HTMX)
    assert (asked.status_code, asked.headers["HX-Retarget"]) == (200, "#main")
    assert f'name="next" value="{root}/"' in asked.text


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_a_payment_is_taken_when_all_is_over(build, open_as, inside, clock, state):
    house = build(policy=document(**OPEN, cancellation=[{"days_before": 0, "charge_percent": "50"}]))
    with inside(house):
        ref = make.reserve(house, 10, 13)
        clock.move_to(local(2026, 7, 10, 16))
        if state == "cancelled":
            states.cancel(house.actor(), ref)
        else:
            states.check_in(house.actor(), ref)
            states.check_out(house.actor(), ref)
    owed = "150.00" if state == "cancelled" else "300.00"
    browser = open_as(house, "manager")
    page = browser.get(browser.get(f"admin/reservations/{ref}").links()["Record payment"])
    assert f"Still to pay €{owed}" in page.text
    assert page.form("/payment").values["paid"] == owed
    done = browser.send(page, page.form("/payment"), paid="120")
    assert "Ada Okonkwo: €120.00 is paid in all." in done.text
    assert "Paid €120.00" in done.text
    assert "recorded a payment for" in done.text


def test_a_payment_that_came_between_is_told_and_what_was_typed_stays(stay, open_as, inside):
    house, ref = stay
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}/payment")
    with inside(house):
        record_payment(house.actor("manager"), ref, Payment(10_000, 0))
    refused = browser.send(page, page.form("/payment"), paid="250")
    assert refused.status == 409
    assert "€100.00 is paid in all, not €0.00." in refused.problem
    assert refused.form("/payment").values["paid"] == "250"
    browser.send(refused, refused.form("/payment"), paid="350")
    with inside(house):
        assert make.find(ref).paid_minor == 35_000


@pytest.mark.parametrize("paid", ["", "1.200", "-5"])
def test_an_amount_that_could_be_misread_is_refused(stay, open_as, inside, paid):
    house, ref = stay
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}/payment")
    refused = browser.send(page, page.form("/payment"), paid=paid)
    assert refused.status == 422
    assert refused.error_at("paid")
    with inside(house):
        assert make.find(ref).paid_minor == 0


def test_a_viewer_records_nothing(stay, open_as):
    house, ref = stay
    browser = open_as(house, "viewer")
    assert "Record payment" not in browser.get(f"admin/reservations/{ref}").links()
    assert browser.get(f"admin/reservations/{ref}/payment").status == 403
