"""Asking for a stay and reserving one: what a visitor sends, what becomes of it, and what is not taken."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.actions.mails import links
from app.domain.visitors import CONSENT
from app.extensions import db
from app.models import AuditEntry, Client, IdempotencyKey, Reservation
from tests import make
from tests.cast import document, new_version
from tests.mailbox import text_of
from tests.web.visiting import visit

STAY = "unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-13&adults=2"
EVA = {
    "name": "Eva Ríos", "email": "Eva@clients.example", "phone": "+34 600 000 000", "message": "We come late.",
    "consent": "1",
}  # fmt: skip


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


def made(house, inside):
    with inside(house):
        return list(db.session.execute(select(Reservation.state)).scalars())


def post(app, house, **form):
    return app.test_client().post(f"/{house.tenant.slug}/request", data=form)


def form_of(app, house, stay=STAY):
    page = visit(app, house).get(f"request?{stay}")
    return {**page.form("/request").values.to_dict(), **EVA}


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
            "website",
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
    ("seconds", "said"), [(1, "That was very quick."), (2 * 3600 + 1, "open for more than two hours")]
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


def test_a_ticket_of_another_business_of_another_form_or_forged_is_none(app, build, inside, clock):
    house, other = build(), build()
    form, theirs = form_of(app, house), form_of(app, other)["ticket"]
    clock.shift(dt.timedelta(seconds=5))
    signed, dot, signature = form["ticket"].rpartition(".")
    forged = [theirs, "", "x" * 5_000, f"{signed}A{dot}{signature}", f"{signed}{dot}{signature[::-1]}", "é.é"]
    for ticket in forged:
        answer = post(app, house, **{**form, "ticket": ticket})
        assert (answer.status_code, "could not be read" in answer.text) == (422, True), ticket
    assert made(house, inside) == []


def test_what_fills_in_the_trap_makes_nothing_and_is_told_nothing(app, house, inside, clock):
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    answer = post(app, house, **{**form, "subject": "cheap watches"})
    assert "This form could not be taken." in answer.text
    assert "watches" not in answer.text
    assert made(house, inside) == []
    page = visit(app, house).get(f"request?{STAY}")
    trap = page.one("input", name="subject")
    assert trap.get("tabindex") == "-1"
    assert any(trap in list(box) for box in page.all("div", aria_hidden="true"))


def test_prices_and_states_that_a_form_brings_along_are_not_read(app, house, inside, clock):
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    forged = {"total_minor": "1", "price": "1", "agreed_minor": "1", "shown_minor": "1", "state": "confirmed",
              "complimentary": "1", "override_reason": "x", "channel": "x", "quote_ref": "x", "paid": "300"}  # fmt: skip
    assert post(app, house, **form, **forged).status_code == 303
    with inside(house):
        row = db.session.query(Reservation).one()
        assert (row.state, row.total_minor, row.paid_minor, row.channel) == ("pending", 30_000, 0, "website")


def test_html_in_every_field_is_shown_as_text(app, house, inside, sign_in, clock):
    bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    refused = post(
        app,
        house,
        **{name: bad for name in form if name not in {"ticket", "subject", "unit"}},
        unit="cabin-1",
        ticket=form["ticket"],
    )
    assert refused.status_code == 422
    assert post(app, house, **{**form, "name": bad, "phone": bad, "message": bad}).status_code == 303
    with inside(house):
        ref = db.session.execute(select(Reservation.ref)).scalar_one()
        token = links.token(links.RESERVATION, house.tenant, ref)
    owner, root = sign_in(house, "owner"), f"/{house.tenant.slug}"
    seen = [
        refused,
        *(
            owner.get(f"{root}/admin/{path}")
            for path in (f"reservations/{ref}", "requests", "notices", "audit", "clients")
        ),
    ]
    seen.append(app.test_client().get(f"{root}/reservation/{token}"))
    for page in seen:
        assert page.status_code in {200, 422}
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_units_of_nobody_and_of_others_are_404(app, build, inside, clock):
    house = build()
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    for unit in ("palace", "any:palaces", "../cabin-1", ""):
        status = post(app, house, **{**form, "unit": unit}).status_code
        assert status == 404 if unit else status in {303, 409, 422}
    assert len(made(house, inside)) <= 1


def test_where_visitors_may_not_reserve_a_form_sent_by_hand_makes_nothing(app, house, inside, clock):
    form = form_of(app, house)
    with inside(house):
        new_version(house, document(visitors="none"))
    clock.shift(dt.timedelta(seconds=5))
    answer = post(app, house, **form)
    assert (answer.status_code, "not reserved on these pages" in answer.text) == (422, True)
    assert made(house, inside) == []


def test_a_thousand_from_one_address_are_counted_before_anything_is_read(
    app, house, inside, clock, monkeypatch
):
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    client = app.test_client()
    url = f"/{house.tenant.slug}/request"
    got = [
        client.post(url, data={**form, "email": f"{n}@x.example", "consent": ""}).status_code
        for n in range(31)
    ]
    assert (got[:30], got[30]) == ([422] * 30, 429)
    asked = []
    monkeypatch.setattr("app.web.public.request.estimate", asked.append)
    assert {client.post(url, data=form).status_code for _ in range(969)} == {429}
    assert asked == []
    with inside(house):
        assert (
            db.session.query(IdempotencyKey).count()
            == db.session.query(AuditEntry).filter_by(entity="reservation").count()
            == 0
        )


def test_one_mail_address_is_written_to_so_often_and_no_more(app, house, clock):
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    got = [
        app.test_client()
        .post(
            f"/{house.tenant.slug}/request",
            data={**form, "consent": "", "email": " EVA@clients.example"},
            environ_base={"REMOTE_ADDR": f"198.51.100.{n}"},
        )
        .status_code
        for n in range(11)
    ]
    assert got == [422] * 10 + [429]


def test_it_is_taken_from_a_page_of_another_site_and_without_any_cookie(app, house, inside, clock):
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    client = app.test_client(use_cookies=False)
    answer = client.post(f"/{house.tenant.slug}/request", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (303, False)
    assert made(house, inside) == ["pending"]
