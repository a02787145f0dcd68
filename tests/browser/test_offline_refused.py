"""What was noted without a connection and is refused by no rule of the house stands in nobody's way."""
# ruff: noqa: F811 - fixtures of another module

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from tests.browser.test_offline import MOVED, asked, desk, inn  # noqa: F401  fixtures
from tests.browser.test_offline_unsaid import is_sent, press  # noqa: F401  fixtures
from tests.until import until

pytestmark = pytest.mark.browser


@pytest.fixture
def note(desk):
    """Note so many arrivals without a connection."""

    def noted(count):
        desk.context.set_offline(True)
        desk.reload()
        desk.locator("#deeds", has_text="last seen at").wait_for()
        for _ in range(count):
            desk.locator("#arriving form button:visible", has_text="Check in").first.click()

    return noted


@pytest.fixture
def viewer(inn, demo_urls):
    """Let the staff only look on, until the test is over."""
    engine = create_engine(demo_urls.owner_url)

    def be(role):
        with engine.begin() as owner:
            asked = text("UPDATE memberships SET role = :role WHERE tenant_id = :id AND person_id = :person")
            house = inn[1]
            owner.execute(asked, {"role": role, "id": house.tenant.id, "person": house.people["staff"]})

    yield lambda: be("viewer")
    be("staff")
    engine.dispose()


def test_who_may_not_check_in_any_more_is_told_so_of_each(desk, inn, note, viewer, shots):
    before = asked(inn, MOVED)
    note(3)
    viewer()
    desk.context.set_offline(False)
    cards = desk.locator("#deeds li")
    expect(cards).to_have_count(3)
    expect(desk.locator("#deeds [data-line]")).to_have_text("")
    expect(cards.first).to_contain_text("Not written down: Check in,")
    expect(cards.first).to_contain_text("It was refused: do it by hand")
    if shots:
        desk.screenshot(path=shots / "offline-refused.png")
    assert asked(inn, MOVED) == before
    desk.reload()
    for left in (2, 1, 0):
        cards.first.get_by_role("button", name="Dismiss").click()
        expect(cards).to_have_count(left)


def test_one_that_is_refused_lets_the_later_ones_through(desk, inn, note):
    before = asked(inn, MOVED)[0][0]
    note(3)
    refused = []

    def refuse_first(route):
        address = route.request.url
        if not refused:
            refused.append(address)
        if address == refused[0]:
            route.fulfill(status=400, body="No")
        else:
            route.continue_()

    desk.context.route("**/catch-up", refuse_first)
    desk.context.set_offline(False)
    card = desk.locator("#deeds li")
    card.wait_for()
    expect(desk.locator("#deeds [data-line]")).to_have_text("")
    until(lambda: asked(inn, MOVED) == [(before + 2, before + 2)])
    ref = refused[0].split("/")[-2]
    expect(card).to_have_count(1)
    expect(card).to_contain_text(ref)
    assert card.get_by_role("link").get_attribute("href").endswith(f"/admin/reservations/{ref}")
    card.get_by_role("link").click()
    desk.wait_for_url(f"**/reservations/{ref}")


@pytest.mark.parametrize("status", [401, 408, 429, 502])
def test_an_answer_of_no_is_not_what_says_later(desk, inn, note, status):
    before = asked(inn, MOVED)[0][0]
    note(1)
    desk.context.route("**/catch-up", lambda route: route.fulfill(status=status, body="Later"))
    with desk.expect_response("**/catch-up"):
        desk.context.set_offline(False)
    expect(desk.locator("#deeds [data-line]")).to_contain_text("1 is noted on this device")
    desk.context.unroute("**/catch-up")
    is_sent(desk)
    until(lambda: asked(inn, MOVED) == [(before + 1, before + 1)])


def test_a_page_older_than_its_session_sends_with_a_token_of_now(desk, inn, press):
    before = asked(inn, MOVED)[0][0]
    press(lambda route: route.abort("internetdisconnected"))
    desk.evaluate("document.querySelector('meta[name=csrf-token]').content = 'of another session'")
    is_sent(desk)
    until(lambda: asked(inn, MOVED) == [(before + 1, before + 1)])
