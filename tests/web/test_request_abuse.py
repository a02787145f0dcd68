"""Requests from those who are no visitors: forged, replayed, too many, with markup, from robots."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.actions.mails import links
from app.extensions import db
from app.models import AuditEntry, IdempotencyKey, Reservation
from tests.cast import document, new_version
from tests.web.visiting import STAY, form_of, made, post, visit


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
        assert (row.state, row.total_minor, row.paid_minor, row.channel) == ("pending", 30_000, 0, "Website")


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
