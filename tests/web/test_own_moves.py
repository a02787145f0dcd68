"""What clients do on their own page: change who comes, cancel at the fee they saw, take the calendar file along."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from app.actions.mails import links
from app.actions.reservations import states
from app.domain.words import State
from app.extensions import db
from app.models import AuditEntry
from tests import make, stocks
from tests.actions.test_groups import group, item
from tests.cast import document, local
from tests.web.page import Browser, Form

FEES = [{"days_before": 8, "charge_percent": "0"}, {"days_before": 0, "charge_percent": "50"}]


@pytest.fixture
def priced(build):
    """A house in which people cost something, and cancelling does from a week before on."""
    return build(document(pricing={"included_people": 2, "extra_adult_minor": 1_000}, cancellation=FEES))


@pytest.fixture
def own(app, inside):
    """Reserve, and open the page that the client has the link of."""

    def made(house, *, state=State.CONFIRMED, **wish):
        with inside(house):
            ref = make.reserve(house, 10, 13, state=state, client="Eva Ríos", **wish)
            token = links.token(links.RESERVATION, house.tenant, ref)
        browser = Browser(app.test_client(), f"/{house.tenant.slug}")
        return browser, f"reservation/{token}", ref

    return made


def follow(browser, page, text):
    return browser.get(next(url for said, url in page.links().items() if said.startswith(text)))


def sent(browser, page, ending, press="", **typed):
    return browser.send(page, page.form(ending), press, **typed)


def row(house, inside, ref):
    with inside(house):
        return make.find(ref)


def test_a_client_cancels_at_the_fee_that_stands_on_the_page(priced, inside, own, clock, sign_in):
    browser, link, ref = own(priced)
    clock.move_to(local(2026, 7, 5))
    page = follow(browser, browser.get(link), "Cancel")
    assert page.headline == "Cancel your reservation?"
    assert "Fee €150.00" in page.text
    done = sent(browser, page, "/cancel", "Cancel for €150.00", reason="Ill")
    assert "It is cancelled." in done.text
    found = row(priced, inside, ref)
    assert (found.state, found.fee_minor) == ("cancelled", 15_000)
    with inside(priced):
        [entry] = make.audit_of("cancelled")
        assert (entry.actor, entry.source, entry.person_id) == ("client", "client", None)
        assert make.live_claims(ref) == []
    notices = sign_in(priced, "owner").get(f"/{priced.tenant.slug}/admin/notices").text
    assert "A reservation was cancelled" in notices
    assert "by the client" in notices


def test_a_fee_that_rose_meanwhile_cancels_nothing_and_shows_the_new_one(priced, inside, own, clock):
    browser, link, ref = own(priced)
    page = follow(browser, browser.get(link), "Cancel")
    assert "Fee €0.00" in page.text
    clock.move_to(local(2026, 7, 2, 23, 30))
    page = follow(browser, browser.get(link), "Cancel")
    clock.move_to(local(2026, 7, 3, 0, 30))
    refused = sent(browser, page, "/cancel", "Cancel, free")
    assert (refused.status, "The fee is €150.00 by now." in refused.problem) == (409, True)
    assert row(priced, inside, ref).state == "confirmed"
    assert "It is cancelled." in sent(browser, refused, "/cancel", "Cancel for €150.00").text


def test_a_request_is_withdrawn_free_of_charge(priced, inside, own):
    browser, link, ref = own(priced, state=State.PENDING)
    page = follow(browser, browser.get(link), "Cancel")
    assert page.headline == "Withdraw your request?"
    assert "It is cancelled." in sent(browser, page, "/cancel", "Withdraw request").text
    assert row(priced, inside, ref).fee_minor == 0


def test_who_comes_is_changed_at_the_price_that_was_shown_first(priced, inside, own):
    browser, link, ref = own(priced, note="Late")
    page = follow(browser, browser.get(link), "Change who comes")
    assert "Change it for" not in page.text
    priced_page = browser.get(f"{page.address}?adults=3")
    for words in ("Price so far €300.00", "New price €330.00", "+€30.00"):
        assert words in priced_page.text
    form = next(
        one
        for one in priced_page.tree.iter("form")
        if one.get("method") == "post" and one.get("action").endswith("/people")
    )
    done = browser.send(priced_page, Form(form, form.get("action")), "Change it for €330.00")
    assert "It is changed." in done.text
    found = row(priced, inside, ref)
    assert (found.adults, found.total_minor, found.note) == (3, 33_000, "Late")
    with inside(priced):
        assert [(one.actor, one.person_id) for one in make.audit_of("changed")] == [("client", None)]


def post_people(app, house, browser, link, ref, seen, sent_as):
    """Look at the price of some people and send others."""
    page = browser.get(f"{link}/{ref}/people?adults={seen}")
    [ticket] = [one.get("value") for one in page.tree.iter("input") if one.get("name") == "ticket"]
    url = f"/{house.tenant.slug}/{link}/{ref}/people"
    return app.test_client().post(url, data={"ticket": ticket, "adults": sent_as})


def test_other_people_than_the_price_was_shown_for_change_nothing(app, priced, inside, own):
    browser, link, ref = own(priced)
    answer = post_people(app, priced, browser, link, ref, 3, 4)
    assert (answer.status_code, "is €360.00 now" in answer.text) == (409, True)
    assert row(priced, inside, ref).adults == 2


def test_a_change_by_a_member_since_makes_the_form_old(app, priced, inside, own):
    browser, link, ref = own(priced)
    page = browser.get(f"{link}/{ref}/people?adults=3")
    [ticket] = [one.get("value") for one in page.tree.iter("input") if one.get("name") == "ticket"]
    with inside(priced):
        make.alter(priced, ref, note="Changed")
    answer = app.test_client().post(
        f"/{priced.tenant.slug}/{link}/{ref}/people", data={"ticket": ticket, "adults": "3"}
    )
    assert (answer.status_code, "changed meanwhile" in answer.text) == (409, True)


def test_too_many_people_are_refused_with_the_reason(priced, own):
    browser, link, ref = own(priced)
    page = browser.get(f"{link}/{ref}/people?adults=9")
    assert "4" in page.problem
    assert "Change it for" not in page.text


def test_after_the_policys_hours_clients_write_or_call(app, build, inside, own, clock):
    house = build(document(self_service_until_hours=48))
    browser, link, ref = own(house)
    page = follow(browser, browser.get(link), "Cancel")
    assert "until 8 Jul 2026, 15:00" in browser.get(link).text
    ticket = page.form("/cancel").values["ticket"]
    clock.move_to(local(2026, 7, 8, 14, 59))
    assert "Cancel" in browser.get(f"{link}/{ref}/cancel").text
    clock.move_to(local(2026, 7, 8, 15, 0))
    assert not any(said.startswith(("Cancel", "Change")) for said in browser.get(link).links())
    late = browser.get(f"{link}/{ref}/cancel")
    assert "please write or call" in late.text
    assert not [one for one in late.tree.iter("form") if one.get("action").endswith("/cancel")]
    assert (
        app.test_client()
        .post(f"/{house.tenant.slug}/{link}/{ref}/cancel", data={"ticket": ticket})
        .status_code
        == 422
    )
    assert row(house, inside, ref).state == "confirmed"


def test_a_ticket_that_is_still_good_cancels_nothing_once_the_hours_are_over(app, build, inside, own, clock):
    house = build(document(self_service_until_hours=48))
    browser, link, ref = own(house)
    clock.move_to(local(2026, 7, 8, 14, 30))
    page = browser.get(f"{link}/{ref}/cancel")
    clock.move_to(local(2026, 7, 8, 15, 30))
    refused = sent(browser, page, "/cancel", "Cancel")
    assert (refused.status, "too late to do this here" in refused.problem) == (409, True)
    assert row(house, inside, ref).state == "confirmed"
    with inside(house):
        states.cancel(house.actor("staff"), ref)
    assert row(house, inside, ref).state == "cancelled"


def test_where_the_policy_says_never_clients_change_nothing(build, own):
    house = build(document(self_service_until_hours=None))
    browser, link, _ref = own(house)
    assert not any(said.startswith(("Cancel", "Change")) for said in browser.get(link).links())


def test_the_calendar_file_names_the_stay_and_nobody(app, house, own):
    browser, link, ref = own(house)
    url = next(url for said, url in browser.get(link).links().items() if said.startswith("Calendar file"))
    file = app.test_client().get(url)
    assert file.content_type == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(file.text).walk("VEVENT")
    assert (event["dtstart"].dt, event["dtend"].dt) == (dt.date(2026, 7, 10), dt.date(2026, 7, 13))
    assert ref in event["uid"]
    assert "eva" not in file.text.casefold()
    assert "ATTENDEE" not in file.text


def test_a_request_has_no_calendar_file(app, house, own):
    _browser, link, ref = own(house, state=State.PENDING)
    assert app.test_client().get(f"/{house.tenant.slug}/{link}/{ref}/calendar.ics").status_code == 404


def test_of_a_group_each_stay_is_cancelled_on_its_own_and_no_other_one(app, house, inside):
    with inside(house):
        ref = group(house, item("cabin-1"), item("cabin-2"))
        token = links.token(links.GROUP, house.tenant, ref)
        stranger = make.reserve(house, 20, 22)
    browser = Browser(app.test_client(), f"/{house.tenant.slug}")
    page = browser.get(f"reservation/{token}")
    urls = [url for said, url in page.links().items() if said.startswith("Cancel")]
    assert len(urls) == 2
    asked = browser.get(urls[0])
    assert "It is cancelled." in sent(browser, asked, "/cancel", "Cancel").text
    with inside(house):
        found = [entry.entity_ref for entry in make.audit_of("cancelled")]
        assert len(found) == 1
        assert found[0] in urls[0]
    for act in ("cancel", "people", "calendar.ics"):
        assert (
            app.test_client().get(f"/{house.tenant.slug}/reservation/{token}/{stranger}/{act}").status_code
            == 404
        )


def test_nothing_is_done_without_a_ticket_of_this_very_form(app, priced, inside, own):
    browser, link, ref = own(priced)
    with inside(priced):
        other = make.reserve(priced, 20, 22)
        theirs = links.token(links.RESERVATION, priced.tenant, other)
    ticket = browser.get(f"reservation/{theirs}/{other}/cancel").form("/cancel").values["ticket"]
    client, root = app.test_client(), f"/{priced.tenant.slug}"
    for data in ({}, {"ticket": ticket}, {"ticket": "x"}):
        assert client.post(f"{root}/{link}/{ref}/cancel", data=data).status_code == 422
        assert client.post(f"{root}/{link}/{ref}/people", data={**data, "adults": "3"}).status_code == 422
    wrong = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert client.post(f"{root}/{wrong}/{ref}/cancel", data={"ticket": ticket}).status_code == 404
    with inside(priced):
        assert (
            db.session.query(AuditEntry).filter(AuditEntry.action.in_(["cancelled", "changed"])).count() == 0
        )


def test_seats_of_a_departure_are_changed_as_people(build, app, inside):
    house = build()
    with inside(house):
        stocks.add_tour(house)
        ref = stocks.sell(house, "tour", 10, 10, adults=2)
        token = links.token(links.RESERVATION, house.tenant, ref)
    browser = Browser(app.test_client(), f"/{house.tenant.slug}")
    answer = post_people(app, house, browser, f"reservation/{token}", ref, 5, 5)
    assert answer.status_code == 303
    found = row(house, inside, ref)
    assert (found.adults, found.quantity, found.total_minor) == (5, 5, 10_000)
