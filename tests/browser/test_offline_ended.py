"""Who signs out, or is let go, leaves nothing to read on the device: of no business that their session opened."""

import json

import pytest

from tests.browser.test_offline import KEPT
from tests.browser.test_webapp import READY

pytestmark = pytest.mark.browser

SEEN = "async () => (await caches.keys()).filter((name) => name.includes('/admin/seen-')).map((name) => name.split('/')[1]).sort()"
CARD = json.dumps([{"key": "1", "html": "<li>Somebody's name</li>"}])
DEED = json.dumps([{"key": "2", "ref": "AAAA-BBBB", "move": "check_in", "version": "1", "at": 1}])


@pytest.fixture
def everywhere(open_page, demo):
    """A page of who works in two businesses, both of which were seen on this device."""
    page = open_page("admin/", who="ana@everywhere.example", worker=True, anew=True)
    for slug in ("hotel", "cabins"):
        page.goto(f"{demo}/{slug}/admin/")
        page.evaluate(READY)
        page.reload()
        page.evaluate(KEPT)
    assert page.evaluate(SEEN) == ["cabins", "hotel"]
    return page


def sign_out(page):
    with page.expect_navigation():
        page.evaluate("document.querySelector('form[action$=\"/sign-out\"]').requestSubmit()")


def test_signing_out_of_one_business_ends_what_was_seen_of_all(everywhere, demo):
    page = everywhere
    page.evaluate("card => localStorage.setItem('conflicts:m:/hotel/admin/x', card)", CARD)
    page.evaluate("deed => localStorage.setItem('deeds:m:/hotel/admin/x', deed)", DEED)
    sign_out(page)
    page.get_by_text("You are signed out.").first.wait_for()
    assert page.evaluate(SEEN) == []
    assert page.evaluate("Object.keys(localStorage)") == [
        "deeds:m:/hotel/admin/x"
    ]  # names nobody, and is to be sent
    page.context.set_offline(True)
    page.goto(f"{demo}/hotel/admin/")
    assert page.locator("h1").inner_text() == "You are offline"


def test_signing_out_without_a_connection_ends_it_at_once(everywhere, demo):
    page = everywhere
    page.context.set_offline(True)
    sign_out(page)
    assert page.locator("h1").inner_text() == "You are offline"
    assert page.evaluate(SEEN) == []
