"""Who signs out is told so, whatever else the page they leave hears before."""

from __future__ import annotations

import pytest

from tests.browser.test_live import live

pytestmark = pytest.mark.browser

# While the sign-out is on its way, the page asks for a fragment and calls its socket again.
ASKS_MEANWHILE = """document.addEventListener("submit", () => setTimeout(() => {
    document.body.dispatchEvent(new CustomEvent("live:resync"));
    dispatchEvent(new Event("offline"));
}, 1000));"""


def test_signing_out_ends_on_its_own_page_though_a_fragment_and_the_socket_were_turned_away_before(open_page):
    page = live(
        open_page("admin/", who="manager@hotel.example", tenant="hotel", before=ASKS_MEANWHILE, anew=True)
    )
    heard, called, held = [], [], []
    page.on("response", lambda answer: heard.append((answer.status, answer.url.rpartition("/admin/")[2])))
    page.on("websocket", lambda socket: called.append(socket.url))

    def hold(route):
        answer = route.fetch(max_redirects=0)  # the session is over
        for _ in range(100):
            page.wait_for_timeout(100)
            if (401, "people") in heard and len(called) == 1:
                break
        held.append((401, "people") in heard and len(called) == 1)
        page.wait_for_timeout(1000)  # for whoever would lead elsewhere
        route.fulfill(response=answer)

    page.route("**/admin/sign-out", hold)
    page.evaluate("document.querySelector('form[action$=\"/sign-out\"]').requestSubmit()")
    page.wait_for_url("**/hotel/admin/sign-in")
    page.get_by_text("You are signed out.").first.wait_for()
    assert held == [True]
