"""A day without a connection: pages seen before are read, arrivals are noted, and each is written down once afterwards."""

import datetime as dt
import secrets
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from app import clock, tenancy
from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations import states
from app.actions.reservations.make import Wish, make
from app.domain.asking import Party, Period
from app.extensions import db
from app.factory import create_app
from app.models import SignedIn
from app.settings import load
from app.web.members import digest_of
from tests.browser.test_webapp import READY
from tests.cast import add_house, document
from tests.until import until

pytestmark = pytest.mark.browser

ARRIVALS = 20

KEPT = """async () => {
    while (!(await caches.match(location.href, { ignoreVary: true }))) await new Promise((done) => setTimeout(done, 20));
}"""


@pytest.fixture(scope="module")
def inn(demo_urls, demo):
    """An inn of the demo's database with twenty arrivals today; `desk` acts in it past the browser."""
    app, engine = create_app(load(demo_urls.environ())), create_engine(demo_urls.owner_url)
    today = clock.now().astimezone(ZoneInfo("Europe/Madrid")).date()
    with app.app_context(), engine.connect() as owner:
        house = add_house(
            owner, f"inn-{secrets.token_hex(3)}", units=ARRIVALS, policy=document(check_in_opens="00:00")
        )
        with tenancy.entered(house.tenant):
            for number in range(1, ARRIVALS + 1):
                who = ClientChoice(fields=ClientFields(name=f"Guest {number:02}"))
                period = Period(today, today + dt.timedelta(days=2))
                make(house.actor("owner"), Wish(f"cabin-{number}", period, Party(adults=2), who))
        db.session.remove()
    yield app, house
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    engine.dispose()


@pytest.fixture
def desk(inn, demo, open_page):
    """Today's page of the inn's staff, with a worker in charge of it."""
    app, house = inn
    token, person = secrets.token_urlsafe(32), house.people["staff"]
    with app.app_context(), tenancy.entered(None, person=person):
        row = SignedIn(ref=secrets.token_hex(4), person_id=person, digest=digest_of(token))
        row.last_seen_at = clock.now()
        db.session.add(row)
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    page = open_page("", who="", tenant=house.tenant.slug, worker=True)
    page.context.add_cookies([{"name": "session", "value": client.get_cookie("session").value, "url": demo}])
    page.goto(f"{demo}/{house.tenant.slug}/admin/")
    page.evaluate(READY)
    page.reload()
    page.evaluate(KEPT)
    return page


def asked(inn, question, **values):
    app, house = inn
    with app.app_context(), tenancy.entered(house.tenant):
        rows = [tuple(row) for row in db.session.execute(text(question), values)]
        db.session.rollback()
    return rows


MOVED = "SELECT count(*), count(DISTINCT reservation_id) FROM state_changes WHERE to_state = 'checked_in'"


def test_twenty_arrivals_without_a_connection_are_written_down_once_each(desk, inn, shots):
    app, house = inn
    buttons = desk.locator("#arriving form button:visible", has_text="Check in")
    assert buttons.count() == ARRIVALS
    desk.context.set_offline(True)
    desk.reload()
    desk.locator("#deeds", has_text="last seen at").wait_for()
    desk.evaluate("window.stays = true; document.body.dispatchEvent(new CustomEvent('live:is-live'))")
    desk.wait_for_timeout(1000)
    assert desk.evaluate("window.stays")  # the socket alone is back: what is kept stays
    for left in range(ARRIVALS, 0, -1):
        assert buttons.count() == left
        buttons.first.click()
    assert "20 are noted on this device" in desk.locator("#deeds").inner_text()
    if shots:
        desk.screenshot(path=shots / "offline-today.png")
    (ref,) = asked(
        inn, "SELECT r.ref FROM reservations r JOIN clients c ON c.id = r.client_id WHERE c.name = 'Guest 07'"
    )[0]
    with app.app_context(), tenancy.entered(house.tenant):
        states.cancel(house.actor("manager"), ref)
    assert asked(inn, MOVED) == [(0, 0)]
    desk.context.set_offline(False)
    card = desk.locator("#deeds li")
    card.first.wait_for()
    until(lambda: asked(inn, MOVED)[0][0] == 19)
    assert card.count() == 1
    assert "Guest 07" in card.inner_text()
    if shots:
        desk.screenshot(path=shots / "offline-conflict.png")
    assert asked(inn, MOVED) == [(19, 19)]
    desk.reload()
    expect(card).to_have_count(1)  # it stays until somebody has read it
    card.get_by_role("button", name="Dismiss").click()
    expect(card).to_have_count(0)
    assert asked(inn, MOVED) == [(19, 19)]


def test_what_was_seen_is_gone_once_its_reader_has_signed_out(desk, demo, inn):
    seen = "async () => (await caches.keys()).filter((name) => name.includes('/seen-')).length"
    assert desk.evaluate(seen) == 1
    with desk.expect_navigation():
        desk.evaluate("document.querySelector('form[action$=\"/sign-out\"]').requestSubmit()")
    desk.get_by_text("You are signed out.").first.wait_for()
    assert desk.evaluate(seen) == 0
    desk.context.set_offline(True)
    desk.goto(f"{demo}/{inn[1].tenant.slug}/admin/")
    assert desk.locator("h1").inner_text() == "You are offline"


AGAIN = """() => {
    const anew = { keep: location.href, files: [] };
    setInterval(() => navigator.serviceWorker.controller.postMessage(anew), 50);
}"""
LOST = """async (address) => {
    const end = performance.now() + 1500;
    let lost = 0;
    while (performance.now() < end) if (!(await caches.match(address, { ignoreVary: true }))) lost += 1;
    return lost;
}"""


def test_a_page_that_was_kept_is_there_at_every_moment_while_it_is_kept_anew(desk):
    beside = desk.context.new_page()
    beside.goto(desk.url)
    desk.evaluate(AGAIN)
    assert beside.evaluate(LOST, desk.url) == 0


def test_forms_that_would_be_lost_are_closed_while_offline(desk):
    desk.context.set_offline(True)
    desk.reload()
    expect(desk.locator("form[action$='/sign-out'] button").first).to_be_disabled()
