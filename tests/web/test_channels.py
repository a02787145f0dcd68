"""The channel of a reservation: typed beside those that are known, one spelling each, and counted where it is now."""

from __future__ import annotations

from app import clock as clocks
from app.queries.stats import Sums
from app.queries.sums import Choice
from tests import make
from tests.counting import queries
from tests.make import july

NEW = "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-13"


def sold(channel):
    by_channel = Sums(clocks.now()).by_channel(july(1), july(31), Choice())["nightly"]
    return by_channel[channel].sold if channel in by_channel else 0


def test_a_channel_is_chosen_among_those_that_are_known_and_is_spelled_as_they_are(house, open_as, inside):
    with inside(house):
        make.reserve(house, 2, 4, unit="cabin-2", channel="Phone")
    browser = open_as(house)
    page = browser.get(NEW)
    assert page.text.index("Channel") < page.text.index("Note for staff")
    assert '<option value="Phone">' in page.html
    assert '<option value="Website">' in page.html
    browser.send(page, page.form("/reservations"), client_name="Eva Ríos", channel=" PHONE ")
    with inside(house):
        assert sold("Phone") == 2 + 3


def test_another_channel_is_stored_recorded_and_counted(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13, channel="Phone")
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}/edit")
    assert page.value("channel") == "Phone"
    browser.send(page, page.form(f"/reservations/{ref}"), channel="website")
    with inside(house):
        assert make.find(ref).channel == "Website"
        entry = make.audit_of("changed")[0]
        assert (entry.before, entry.after) == ({"channel": "Phone"}, {"channel": "Website"})
        assert (sold("Phone"), sold("Website")) == (0, 3)


def test_a_change_that_does_not_ask_for_the_channel_leaves_it(house, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13, channel="Phone")
        make.alter(house, ref, unit="cabin-2")
        assert make.find(ref).channel == "Phone"


def test_the_known_channels_are_one_query_of_the_form(house, open_as):
    browser = open_as(house)
    with queries() as seen:
        browser.get(NEW)
    assert sum("reservations.channel" in each for each in seen) == 1, seen
