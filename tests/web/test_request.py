"""Asking for a stay and reserving one: what a visitor sends, what becomes of it, and what is not taken."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.actions.mails import links
from app.domain.visitors import CONSENT
from app.extensions import db
from app.models import Client, Reservation
from tests import make
from tests.cast import document, new_version
from tests.mailbox import text_of
from tests.web.visiting import EVA, STAY, form_of, made, post, visit


def send(browser, page, press="", **typed):
    """Send the form of a request that is on a page."""
    return browser.send(page, page.form("/request"), press, **typed)


@pytest.fixture
def ask(app, clock):
    """Fill in the form of a stay and send it as somebody who takes their time."""

    def asked(house, stay=STAY, *, seconds=5, browser=None, **typed):
        browser = browser or visit(app, house)
        page = browser.get(f"request?{stay}")
        clock.shift(dt.timedelta(seconds=seconds))
        return send(browser, page, **{**EVA, **typed})

    return asked


def test_a_request_waits_for_a_member_and_keeps_what_the_visitor_said(app, build, inside, ask, clock):
    house = build(document(pending_expires_hours=48))
    page = ask(house)
    assert page.headline == "Thank you"
    assert "Your request has come in" in page.text
    with inside(house):
        row = db.session.query(Reservation).one()
        client = db.session.get(Client, (house.tenant.id, row.client_id))
        entry = make.audit_of("made")[0]
        assert (row.state, row.total_minor, row.channel, row.note) == (
            "pending",
            30_000,
            "Website",
            EVA["message"],
        )
        assert row.due_at == row.made_at + dt.timedelta(hours=48)
        assert (client.name, client.email, client.language) == ("Eva Ríos", "eva@clients.example", "en")
        assert (entry.actor, entry.person_id, entry.source) == ("client", None, "client")
        assert (entry.after["consent"], entry.happened_at) == (CONSENT, row.made_at)


def test_where_the_policy_says_so_it_is_reserved_at_once(build, inside, ask):
    house = build(document(visitors="reserve"))
    page = ask(house)
    assert "It is reserved for you." in page.text
    assert made(house, inside) == ["confirmed"]


def test_the_language_of_the_visitor_is_kept_as_the_clients(app, house, inside, ask):
    client = app.test_client()
    client.set_cookie("language", "es")
    ask(house, browser=visit(app, house, client))
    with inside(house):
        assert db.session.execute(select(Client.language)).scalar_one() == "es"


def test_the_client_and_the_members_are_written_to_and_it_stands_among_the_requests(
    house, inside, ask, sign_in, mail_server, mailbox, work_off
):
    page = ask(house)
    assert "We wrote to you at eva@clients.example" in page.text
    work_off(house)
    [mail] = mailbox.to("eva@clients.example")
    with inside(house):
        ref = db.session.execute(select(Reservation.ref)).scalar_one()
        assert links.token(links.RESERVATION, house.tenant, ref) in text_of(mail)
    assert mailbox.to(f"owner@{house.tenant.slug}.test")
    owner = sign_in(house, "owner")
    assert "Eva Ríos" in owner.get(f"/{house.tenant.slug}/admin/requests").text
    assert "by the client" in owner.get(f"/{house.tenant.slug}/admin/notices").text


def test_where_nothing_is_sent_the_page_does_not_say_so(house, ask):
    page = ask(house)
    assert "We wrote to you" not in page.text
    assert "Keep the address of this page" in page.text


@pytest.mark.parametrize(
    ("typed", "name", "said"),
    [
        ({"name": " "}, "name", "Write your name."),
        ({"email": "eva"}, "email", "This does not look like an email address."),
        ({"email": ""}, "email", "This does not look like an email address."),
        ({"consent": ""}, "consent", "Without this we may not keep what you write."),
        ({"phone": "1" * 61}, "phone", "At most 60 letters."),
        ({"message": "m" * 2001}, "message", "At most 2000 letters."),
        ({"adults": "many"}, "adults", "Write a whole number"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    house, inside, ask, typed, name, said
):
    page = ask(house, **typed)
    assert page.status == 422
    assert said in page.error_at(name)
    assert page.value("name" if name != "name" else "phone") == EVA["name" if name != "name" else "phone"]
    assert made(house, inside) == []


def test_a_price_that_changed_since_is_shown_before_it_is_taken(app, house, inside, ask, clock):
    browser = visit(app, house)
    page = browser.get(f"request?{STAY}")
    with inside(house):
        new_version(house, document(pricing={"base_minor": 12_000}))
    clock.shift(dt.timedelta(seconds=5))
    again = send(browser, page, **EVA)
    assert again.status == 409
    assert "The price was €300.00 when you saw it and is €360.00 now." in again.problem
    assert (again.value("message"), made(house, inside)) == (EVA["message"], [])
    assert send(browser, again).headline == "Thank you"
    with inside(house):
        assert db.session.execute(select(Reservation.total_minor)).scalar_one() == 36_000


def test_other_people_than_the_price_was_for_are_asked_about_once_more(build, inside, ask):
    house = build(document(pricing={"included_people": 2, "extra_adult_minor": 1_000}))
    page = ask(house, adults="3")
    assert page.status == 409
    assert "€330.00 now" in page.problem
    assert made(house, inside) == []


def test_a_stay_that_was_taken_meanwhile_is_refused_with_a_way_out_that_keeps_what_was_typed(
    app, house, inside, clock
):
    browser = visit(app, house)
    page = browser.get(f"request?{STAY}")
    with inside(house):
        make.reserve(house, 10, 13, client="Grace Secret")
    clock.shift(dt.timedelta(seconds=5))
    refused = send(browser, page, **EVA)
    assert (refused.status, "Grace" in refused.html) == (409, False)
    moved = send(browser, refused, press="Take Cabin 2")
    assert (moved.value("unit"), moved.value("email")) == ("cabin-2", EVA["email"])
    assert send(browser, moved).headline == "Thank you"
    assert made(house, inside) == ["confirmed", "pending"]


def test_one_form_sent_twice_makes_one_reservation(app, house, inside, clock):
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    first, second = post(app, house, **form), post(app, house, **form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location.partition("?")[0] == second.location.partition("?")[0]
    third = post(app, house, **{**form, "message": "Other words"})
    assert third.status_code == 422
    assert made(house, inside) == ["pending"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "That was very quick"), (2 * 3600 + 1, "open for more than two hours")]
)
def test_a_form_sent_too_soon_or_too_late_comes_back_filled_and_is_taken_then(
    app, house, inside, ask, clock, seconds, said
):
    browser = visit(app, house)
    page = ask(house, seconds=seconds, browser=browser)
    assert (page.status, said in page.problem) == (422, True)
    assert (page.value("name"), made(house, inside)) == (EVA["name"], [])
    clock.shift(dt.timedelta(seconds=2))
    assert send(browser, page).headline == "Thank you"


def test_a_form_sent_too_soon_keeps_all_and_waits_no_longer_than_the_first_two_seconds(
    app, house, inside, ask, clock
):
    browser = visit(app, house)
    page = ask(house, seconds=1.5, browser=browser, message="By train", phone="600 100 200", children="1")
    assert "Nothing you typed is lost: please send it once more." in page.problem
    kept = {name: page.value(name) for name in ("name", "email", "phone", "children")}
    assert kept == {
        **{name: EVA[name] for name in ("name", "email")},
        "phone": "600 100 200",
        "children": "1",
    }
    clock.shift(dt.timedelta(seconds=0.6))
    assert send(browser, page).headline == "Thank you"
    with inside(house):
        row = db.session.execute(select(Reservation)).scalar_one()
        assert (row.note, row.children) == ("By train", 1)
