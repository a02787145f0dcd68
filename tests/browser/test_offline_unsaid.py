"""The network is away and the device does not say so: a check-in whose answer never came is noted, and done once."""
# ruff: noqa: F811 - fixtures of another module

import pytest

from tests.browser.test_offline import MOVED, asked, desk, inn  # noqa: F401  fixtures
from tests.until import until

pytestmark = pytest.mark.browser


@pytest.fixture
def press(desk):
    """Press the button of the next arrival, while what is asked of the server meets `fate`."""

    def pressed(fate):
        desk.evaluate("window.stays = true")
        desk.context.route("**/check-in", fate)
        desk.locator("#arriving form button:visible", has_text="Check in").first.click()
        desk.locator("#deeds", has_text="1 is noted on this device").wait_for()
        assert desk.evaluate("[window.stays, navigator.onLine]") == [True, True]
        desk.context.unroute("**/check-in")

    return pressed


def is_sent(desk):
    """Wait until nothing is noted any more, without a hand or a reload; and nothing was in the way of it."""
    desk.locator("#deeds").wait_for(state="hidden", timeout=30_000)
    assert desk.locator("#deeds li").count() == 0


def test_a_check_in_that_met_no_network_is_noted_and_sent_by_itself(desk, inn, press):
    before = asked(inn, MOVED)[0][0]
    press(lambda route: route.abort("internetdisconnected"))
    assert asked(inn, MOVED)[0][0] == before
    is_sent(desk)
    until(lambda: asked(inn, MOVED) == [(before + 1, before + 1)])


def test_a_check_in_whose_answer_was_lost_is_done_once_and_no_conflict(desk, inn, press):
    before = asked(inn, MOVED)[0][0]

    def lose(route):
        route.fetch(max_redirects=0)
        route.abort("internetdisconnected")

    press(lose)
    assert asked(inn, MOVED)[0][0] == before + 1
    is_sent(desk)
    assert asked(inn, MOVED) == [(before + 1, before + 1)]


def test_a_check_in_that_a_gateway_could_not_pass_on_is_noted(desk, inn, press):
    before = asked(inn, MOVED)[0][0]
    press(lambda route: route.fulfill(status=502, body="Bad gateway"))
    assert asked(inn, MOVED)[0][0] == before
    is_sent(desk)
    until(lambda: asked(inn, MOVED) == [(before + 1, before + 1)])
