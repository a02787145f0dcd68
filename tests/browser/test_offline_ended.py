"""Who signs out, or is let go, leaves nothing to read on the device: of no business that their session opened."""

import json
from contextlib import contextmanager

import psycopg
import pytest

from tests import servers as test_servers
from tests.browser.test_offline import KEPT
from tests.browser.test_webapp import READY
from tests.until import until

pytestmark = pytest.mark.browser

SEEN = "async () => (await caches.keys()).filter((name) => name.includes('/admin/seen-')).map((name) => name.split('/')[1]).sort()"
LET_GO = """
    DELETE FROM memberships WHERE tenant_id = (SELECT id FROM tenants WHERE slug = %s)
                              AND person_id = (SELECT id FROM people WHERE email = %s)
    RETURNING tenant_id, person_id, ref, role
"""
TAKE_BACK = "INSERT INTO memberships (tenant_id, person_id, ref, role) VALUES (%s, %s, %s, %s)"
IS_KEPT = "async (address) => Boolean(await caches.match(address, { ignoreVary: true }))"
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


@contextmanager
def let_go(urls, email, slug):
    """Take a person out of a business, and back in afterwards: the demo serves other tests too."""
    with psycopg.connect(test_servers.plain(urls.owner_url), autocommit=True) as connection:
        row = connection.execute(LET_GO, (slug, email)).fetchone()
        try:
            yield
        finally:
            connection.execute(TAKE_BACK, row)


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


def test_who_is_no_member_any_more_reads_nothing_that_was_seen(everywhere, demo, demo_urls):
    page = everywhere
    kept_first = f"{demo}/hotel/admin/calendar"
    page.goto(kept_first)
    page.evaluate(KEPT)
    assert page.goto(f"{demo}/hotel/admin/reservations/NONE-NONE").status == 404
    page.goto(f"{demo}/hotel/admin/timeline")
    page.evaluate(KEPT)
    assert page.evaluate(IS_KEPT, kept_first)  # a member's own 404 ends nothing
    with let_go(demo_urls, "ana@everywhere.example", "hotel"):
        assert page.goto(f"{demo}/hotel/admin/").status == 404
        until(lambda: page.evaluate(SEEN) == ["cabins"])
        page.context.set_offline(True)
        page.goto(f"{demo}/hotel/admin/")
        assert page.locator("h1").inner_text() == "You are offline"
